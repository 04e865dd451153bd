"""Writes the Parquet files of test/e2e/parquet*.test into the working directory, with pyarrow."""
import datetime
import decimal
import uuid
import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as pe


def types(rows=40):
    """A column of each type that is read, and one (`wait`) that is not."""
    return pa.table({
        "id": pa.array(range(rows), pa.uint16()),
        "text": pa.array([f"document {i}" for i in range(rows)]),
        "large": pa.array([f"large {i % 3}" for i in range(rows)], pa.large_string()),
        "kind": pa.array(["a", "b"] * (rows // 2)).dictionary_encode(),
        "raw": pa.array([b"caf\xe9"] * rows, pa.binary()),
        "view": pa.array(["in the view", "not in the view itself"] * (rows // 2), pa.string_view()),
        "bytes": pa.array([b"caf\xe9"] * rows, pa.binary_view()),
        "code": pa.array([b"zh", b"en"] * (rows // 2), pa.binary(2)),
        "uuid": pa.array([uuid.UUID("f81d4fae-7dec-11d0-a765-00a0c91e6bf6").bytes] * rows, pa.uuid()),
        "score": pa.array([None if i % 10 == 0 else i / 4 for i in range(rows)], pa.float32()),
        "ok": pa.array([i % 2 == 0 for i in range(rows)]),
        "when": pa.array([datetime.datetime(1969, 12, 31, 23, 59, 59, 5000)] * rows, pa.timestamp("ms", "UTC")),
        "local": pa.array([1_700_000_000] * rows, pa.timestamp("s")),
        "day": pa.array([datetime.date(2024, 2, 29)] * rows),
        "time": pa.array([datetime.time(1, 2, 3, 4)] * rows, pa.time64("us")),
        "money": pa.array([decimal.Decimal("-12.50")] * rows, pa.decimal128(10, 2)),
        "meta": pa.array([{"lang": "en" if i % 2 else "zh", "n": None if i == 3 else i} for i in range(rows)]),
        "tags": pa.array([[f"t{j}" for j in range(i % 3)] for i in range(rows)]),
        "views": pa.array([[f"v{j}" for j in range(i % 3)] for i in range(rows)], pa.list_view(pa.string_view())),
        "pairs": pa.array([[("k", i)] for i in range(rows)], pa.map_(pa.string(), pa.int64())),
        "wait": pa.array([1] * rows, pa.duration("us")),
    })


def damage(source, target, column):
    """Copies a file with the data of one column overwritten."""
    data = bytearray(open(source, "rb").read())
    chunk = pq.read_metadata(source).row_group(1).column(column)
    begin = chunk.dictionary_page_offset or chunk.data_page_offset
    data[begin + 40:begin + 60] = b"\xff" * 20
    open(target, "wb").write(data)


def lie(source, target):
    """Copies a file whose metadata says that each row group has a row more than its pages hold."""
    data = open(source, "rb").read()
    size = int.from_bytes(data[-8:-4], "little") + 8
    # 1000 and 1001, as Thrift's compact protocol writes integers.
    open(target, "wb").write(data[:-size] + data[-size:].replace(b"\xd0\x0f", b"\xd2\x0f"))


def encrypted(path, footer):
    class Kms(pe.KmsClient):
        def __init__(self, config):
            pe.KmsClient.__init__(self)

        def wrap_key(self, key, name):
            return key

        def unwrap_key(self, key, name):
            return key

    factory = pe.CryptoFactory(lambda config: Kms(config))
    config = pe.EncryptionConfiguration("f", column_keys={"c": ["text"]}, plaintext_footer=footer)
    properties = factory.file_encryption_properties(pe.KmsConnectionConfig(), config)
    table = pa.table({"text": ["secret"], "n": [1]})
    pq.write_table(table, path, encryption_properties=properties)


def main():
    pq.write_table(types(), "types.parquet", row_group_size=16)
    small = pa.table({"text": ["a", "b", "c"], "n": pa.array([1, 2, 3], pa.int64())})
    pq.write_table(small, "good-1.parquet")
    pq.write_table(small.slice(0, 0), "no-rows.parquet")
    with pq.ParquetWriter("no-groups.parquet", small.schema):
        pass
    pq.write_table(pa.table({"text": ["d"], "n": ["four"]}), "good-2-words.parquet")
    pq.write_table(pa.table({"text": ["e"]}), "good-3-lacks.parquet")
    pq.write_table(pa.table({"text": ["f", None, "g"], "n": [None, 6, 7]}), "good-4-nulls.parquet")
    whole = open("good-1.parquet", "rb").read()
    open("good-5-cut.parquet", "wb").write(whole[:-30])
    open("good-6-text.parquet", "w").write("no parquet at all, but long enough to be looked at\n")
    open("good-7-empty.parquet", "w").close()
    encrypted("secret-footer.parquet", False)
    encrypted("secret-column.parquet", True)
    rows = pa.table({"text": [f"text {i}" for i in range(3000)], "other": [f"other {i}" for i in range(3000)]})
    pq.write_table(rows, "sound.parquet", row_group_size=1000, use_dictionary=False, compression="zstd")
    damage("sound.parquet", "damaged.parquet", 1)
    lie("sound.parquet", "lying.parquet")
    checked = {"use_dictionary": False, "compression": "none", "write_page_checksum": True, "write_statistics": False}
    pq.write_table(rows, "sums.parquet", row_group_size=1000, **checked)
    damage("sums.parquet", "sums.parquet", 1)
    odd = pa.table({
        "text": pa.array(["one", "two", "three", "four and more"]),
        "big": pa.array([1, 2**63, 3, 4], pa.uint64()),
        "real": pa.array([1.5, 2.0, float("nan"), 0.0]),
        "list": pa.array([["x", None], [], None, ["y"]]),
        "record": pa.array([{"a": {"b": None}}, {"a": None}, None, {"a": {"b": 1}}]),
        "json": pa.array(['{"k": [1]}', "7", '"s"', "{oops"]),
    })
    pq.write_table(odd, "odd.parquet")
    pq.write_table(pa.table({"id": [1, 2], "none": pa.nulls(2)}), "mixed-1.parquet")
    pq.write_table(pa.table({"id": ["007", "true", '{"a": 1}', "caf\u00e9 \"12\""]}), "mixed-2.parquet")
    late = {"t": pa.array([0, 86399, 86400], pa.time32("s")), "n": pa.array([-1, 0, 86_400 * 10**9], pa.time64("ns"))}
    pq.write_table(pa.table(late), "late.parquet")
    nested = {"deep": [{"words": [["a", "b"], []], "n": 1}, {"words": [], "n": None}]}
    pq.write_table(pa.table({"text": ["n"], "nest": [nested]}), "nested.parquet")
    pq.write_table(pa.Table.from_arrays([pa.array(["first"]), pa.array([2])], names=["text", "text"]), "twice.parquet")
    pq.write_table(pa.table({"文本.a": ["中文"], "none": pa.array([None], pa.null())}), "names.parquet")
    records = [None if i % 5 == 4 else {"lang": "en", "big": "b" * i, "deep": {"a": i, "b": "c" * i}} for i in range(50)]
    pq.write_table(pa.table({"i": list(range(50)), "meta": records}), "parts.parquet", use_dictionary=False)
    chunks = pq.read_metadata("parts.parquet").row_group(0)
    bytes_of = bytearray(open("parts.parquet", "rb").read())
    for column in range(chunks.num_columns):
        if chunks.column(column).path_in_schema in ("meta.big", "meta.deep.b"):
            begin = chunks.column(column).data_page_offset
            bytes_of[begin:begin + 20] = b"\xff" * 20
    open("parts-damaged.parquet", "wb").write(bytes_of)
    many = pa.table({"text": [f"{i} " * (1 + i % 40) for i in range(60000)], "i": list(range(60000))})
    pq.write_table(many, "many.parquet", row_group_size=7000)


main()
