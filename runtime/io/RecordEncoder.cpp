#include "runtime/io/RecordEncoder.h"
#include "runtime/io/JsonRecord.h"
#include <algorithm>
#include <cmath>
#include <functional>

namespace smelt::runtime {

RecordEncoder::RecordEncoder(const RecordShape &shape) : Shape(shape) {
  KeepsFields = shape.keepOthers && shape.dropped.empty();
  for (size_t i = 0; i < shape.fields.size(); ++i) {
    const SinkField &field = shape.fields[i];
    KeepsFields &= field.recordName == field.name && (!field.rewritten || field.column >= 0);
    if (field.rewritten)
      Edited.push_back(field.column);
    if (!field.recordName.empty())
      ByRecordName.emplace(field.recordName, i);
    // A new or renamed field takes the place of one that the record has by accident: keys must not repeat.
    if (field.recordName != field.name)
      Dropped.insert(field.name);
    appendJsonString(field.name, Keys.emplace_back());
  }
  TakesNothing = !shape.keepOthers && ByRecordName.empty();
  for (const std::string &name : shape.dropped)
    Dropped.insert(name);
}

/// Whether the value of a column is the longest string of the record, as the record writes it.
static bool isAsRead(const ColumnValues &column, int64_t row, const RowInfo &info) {
  const uint8_t state = column.state()[row];
  if (column.type() != SMELT_TEXT || (state != SMELT_OK && state != SMELT_RAW))
    return false;
  const std::string_view text = column.text(row), read = state == SMELT_RAW ? info.longest() : info.longestText;
  return read.data() && text.data() == read.data() && text.size() == read.size();
}

bool RecordEncoder::passes(const Batch &batch, int64_t row) const {
  const RowInfo &info = (*batch.info)[size_t(row)];
  return KeepsFields && info.record.data() && !(info.flags & RowDuplicateKeys) &&
         std::all_of(Edited.begin(), Edited.end(),
                     [&](int index) { return isAsRead(batch.columns[size_t(index)], row, info); });
}

/// The record being rebuilt. Its white space is kept.
struct RecordEncoder::Splice {
  const Batch &batch;
  int64_t row;
  Memory &memory;
  std::string &out;
  std::string &reason;
  bool first = true;

  const RowInfo &info() const { return (*batch.info)[size_t(row)]; }
  void startField() {
    if (!first) {
      out += ',';
      out += memory.lead;
    }
    first = false;
  }
};

bool RecordEncoder::encode(const Batch &batch, int64_t row, Memory &memory, std::string &out,
                           std::string &reason) const {
  const RowInfo &info = (*batch.info)[size_t(row)];
  size_t before = out.size();
  Splice state{batch, row, memory, out, reason};
  if (!(info.record.data() ? splice(state) : fromColumns(batch, row, memory, out, reason))) {
    out.resize(before);
    return false;
  }
  out += '\n';
  return true;
}

/// What `part` is in `raw`, which stands for `whole`, if it is a part of that; else null data. Every escape is of two
/// bytes there, or a sink would not write it so. Parts that follow one another are not looked for from the beginning.
static std::string_view rawPart(std::string_view part, std::string_view whole, std::string_view raw,
                                RecordEncoder::Memory &memory) {
  const std::less_equal<const char *> isBefore;
  const char *begin = part.data(), *end = begin + part.size(), *wholeEnd = whole.data() + whole.size();
  if (!whole.data() || !isBefore(whole.data(), begin) || !isBefore(end, wholeEnd))
    return {};
  auto rawSize = [](const char *from, const char *to) {
    const auto size = size_t(to - from);
    return size + countEscaped({from, size});
  };
  const bool isAfter = memory.string == raw.data() && isBefore(memory.text, begin);
  const char *rawBegin = isAfter ? memory.raw + rawSize(memory.text, begin) : raw.data() + rawSize(whole.data(), begin);
  // What is written may be longer than what follows it.
  const char *rawEnd =
      wholeEnd - end > end - begin ? rawBegin + rawSize(begin, end) : raw.data() + raw.size() - rawSize(end, wholeEnd);
  memory.string = raw.data();
  memory.text = end;
  memory.raw = rawEnd;
  return {rawBegin, size_t(rawEnd - rawBegin)};
}

/// What the edits left of a string that was read is written as it was read.
static void appendText(std::string_view text, const RowInfo &info, RecordEncoder::Memory &memory, std::string &out) {
  std::string_view raw = rawPart(text, info.longestText, info.longest(), memory);
  if (!raw.data())
    raw = rawPart(text, info.elementText, info.element, memory);
  if (!raw.data())
    return appendJsonText(text, out);
  out += '"';
  out += raw;
  out += '"';
}

bool RecordEncoder::appendValue(const Batch &batch, int64_t row, const SinkField &field, Memory &memory,
                                std::string &out, std::string &reason) const {
  const ColumnValues &column = batch.columns[size_t(field.column)];
  switch (column.state()[row]) {
  case SMELT_FAILED:
    reason = "failed value in field \"" + field.name + "\"";
    return false;
  case SMELT_NULL:
  case SMELT_ABSENT:
    out += "null";
    return true;
  case SMELT_RAW:
    out += '"';
    out += column.text(row);
    out += '"';
    return true;
  default:
    break;
  }
  switch (column.type()) {
  case SMELT_TEXT:
    appendText(column.text(row), (*batch.info)[size_t(row)], memory, out);
    return true;
  case SMELT_JSON:
    out += column.text(row);
    return true;
  case SMELT_INTEGER:
    out += std::to_string(column.integers()[row]);
    return true;
  case SMELT_BOOLEAN:
    out += column.booleans()[row] ? "true" : "false";
    return true;
  case SMELT_REAL:
  case SMELT_TEXTS:
    break;
  }
  double value = column.reals()[row];
  if (!std::isfinite(value)) {
    reason = "field \"" + field.name + "\" is no finite number, which JSON cannot say";
    return false;
  }
  if (field.whole && std::abs(value) <= 0x1p53 && std::trunc(value) == value)
    out += std::to_string(int64_t(value));
  else
    appendJsonReal(value, out);
  return true;
}

/// A row without a record: its columns in the sink's order.
bool RecordEncoder::fromColumns(const Batch &batch, int64_t row, Memory &memory, std::string &out,
                                std::string &reason) const {
  bool first = true;
  out += '{';
  for (const SinkField &field : Shape.fields) {
    if (field.column < 0 || batch.columns[size_t(field.column)].state()[row] == SMELT_ABSENT)
      continue;
    out += first ? "" : ",";
    first = false;
    out += Keys[size_t(&field - Shape.fields.data())];
    out += ':';
    if (!appendValue(batch, row, field, memory, out, reason))
      return false;
  }
  out += '}';
  return true;
}

bool RecordEncoder::spliceField(Splice &state, const JsonField &field, std::string_view key) const {
  auto listed = ByRecordName.find(key);
  if (listed == ByRecordName.end()) {
    if (!Shape.keepOthers || Dropped.contains(key))
      return true;
    state.startField();
    state.out.append(field.start, field.end);
    return true;
  }
  const SinkField &sinkField = Shape.fields[listed->second];
  state.memory.written[listed->second] = true;
  bool fromColumn = sinkField.rewritten && sinkField.column >= 0;
  if (fromColumn && state.batch.columns[size_t(sinkField.column)].state()[state.row] == SMELT_ABSENT)
    return true;
  state.startField();
  if (sinkField.name == sinkField.recordName)
    state.out.append(field.start, field.key.data() + field.key.size() + 1);
  else
    state.out += Keys[listed->second];
  state.out += state.memory.colon;
  if (fromColumn)
    return appendValue(state.batch, state.row, sinkField, state.memory, state.out, state.reason);
  state.out += field.rawValue();
  return true;
}

/// A key with its escapes undone; `room` holds it where there were any.
static std::string_view plainKey(const JsonField &field, std::string &room) {
  if (!field.keyEscaped)
    return field.key;
  room.resize(unescapedBound(field.key.size()));
  room.resize(unescapeJson(field.key, room.data()));
  return room;
}

/// For each field of the record, whether a later one has the same key.
static std::vector<bool> findRepeated(std::string_view record) {
  std::vector<bool> repeated;
  std::unordered_map<std::string, size_t> last;
  JsonRecord json(record);
  JsonField field;
  std::string room;
  json.open();
  while (json.next(field)) {
    auto [at, isNew] = last.try_emplace(std::string(plainKey(field, room)), repeated.size());
    if (!isNew)
      repeated[at->second] = true;
    at->second = repeated.size();
    repeated.push_back(false);
  }
  return repeated;
}

/// Notes how the record is spaced, and writes what is taken from it.
bool RecordEncoder::spliceRecord(Splice &state) const {
  const RowInfo &info = state.info();
  Memory &memory = state.memory;
  std::vector<bool> repeated;
  if (info.flags & RowDuplicateKeys)
    repeated = findRepeated(info.record);
  JsonRecord json(info.record, info.longest());
  JsonField field;
  std::string room;
  json.open();
  memory.record = nullptr;
  memory.lead = {};
  memory.colon = ":";
  const char *after = json.position();
  for (size_t i = 0; json.next(field); ++i) {
    // What stands before the second key is how the record separates its fields; the first key stands by the brace.
    if (i) {
      std::string_view between(after, size_t(field.start - after));
      memory.lead = between.substr(between.find(',') + 1);
    }
    const char *keyEnd = field.key.data() + field.key.size() + 1;
    memory.colon = {keyEnd, size_t(field.rawValue().data() - keyEnd)};
    after = field.end;
    if (!repeated.empty() && repeated[i])
      continue;
    if (!spliceField(state, field, plainKey(field, room)))
      return false;
  }
  memory.record = info.record.data();
  return true;
}

bool RecordEncoder::splice(Splice &state) const {
  Memory &memory = state.memory;
  memory.written.assign(Shape.fields.size(), false);
  state.out += '{';
  // Rows of one record stand together after `expand`.
  const bool isKnown = TakesNothing && memory.record == state.info().record.data();
  if (!isKnown && !spliceRecord(state))
    return false;
  for (size_t i = 0; i < Shape.fields.size(); ++i) {
    const SinkField &added = Shape.fields[i];
    bool fromColumn = added.column >= 0 && (added.recordName.empty() || added.rewritten);
    if (memory.written[i] || !fromColumn ||
        state.batch.columns[size_t(added.column)].state()[state.row] == SMELT_ABSENT)
      continue;
    state.startField();
    state.out += Keys[i];
    state.out += memory.colon;
    if (!appendValue(state.batch, state.row, added, memory, state.out, state.reason))
      return false;
  }
  state.out += '}';
  return true;
}

} // namespace smelt::runtime
