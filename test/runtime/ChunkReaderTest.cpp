#include "runtime/io/ChunkReader.h"
#include "Fixture.h"
#include "runtime/io/RowBuilder.h"

using namespace smelt::runtime;
using namespace smelt::runtime::test;

/// All lines of a source with their offsets and numbers must be those of the file, wherever chunks are cut.
TEST(ChunkReader, OffsetsAndLinesAreThoseOfTheFile) {
  Folder folder;
  std::string bytes = makeDocuments(30'000, 5) + "\n\nlast";
  SourceSpec source;
  source.patterns = {folder.write("a.jsonl", bytes)};
  Inputs inputs;
  ASSERT_TRUE(resolveInputs(source, inputs).ok());
  ChunkReader reader(source, inputs);
  size_t at = 0, chunks = 0;
  uint64_t number = 0;
  for (Chunk chunk; reader.next(chunk); ++chunks)
    for (const Piece &piece : chunk.pieces) {
      uint64_t lines = 0;
      forEachLine(piece, [&](std::string_view line, uint64_t lineNumber) {
        size_t end = std::min(bytes.find('\n', at), bytes.size());
        ASSERT_EQ(line, std::string_view(bytes).substr(at, end - at));
        ASSERT_EQ(piece.offset + uint64_t(line.data() - piece.bytes.data()), at);
        ASSERT_EQ(lineNumber, number++);
        at = end + 1;
        ++lines;
      });
      ASSERT_EQ(lines, piece.lines);
    }
  EXPECT_GT(chunks, 2u);
  EXPECT_GE(at, bytes.size());
  EXPECT_TRUE(reader.status().ok());
  ASSERT_EQ(reader.filesRead().size(), 1u);
  EXPECT_EQ(reader.filesRead()[0].bytes, bytes.size());
}

TEST(ChunkReader, HashesStoredBytes) {
  Folder folder;
  SourceSpec source;
  source.patterns = {folder.write("a.jsonl", "")};
  Inputs inputs;
  ASSERT_TRUE(resolveInputs(source, inputs).ok());
  ChunkReader reader(source, inputs);
  Chunk chunk;
  EXPECT_FALSE(reader.next(chunk));
  // XXH3-128 of nothing, as `xxh128sum` gives it.
  EXPECT_EQ(reader.filesRead()[0].hash, "99aa06d3014798d86001c324468d497f");
}

TEST(ChunkReader, AFileThatBecomesShorterIsAnError) {
  Folder folder;
  SourceSpec source;
  source.patterns = {folder.write("a.jsonl", "{}\n{}\n")};
  Inputs inputs;
  ASSERT_TRUE(resolveInputs(source, inputs).ok());
  folder.write("a.jsonl", "{}\n");
  ChunkReader reader(source, inputs);
  Chunk chunk;
  EXPECT_FALSE(reader.next(chunk));
  EXPECT_EQ(reader.status().code(), "E0802");
}

TEST(ChunkReader, AFileThatVanishesIsAnError) {
  Folder folder;
  SourceSpec source;
  source.patterns = {folder.write("a.jsonl", "{}\n")};
  Inputs inputs;
  ASSERT_TRUE(resolveInputs(source, inputs).ok());
  std::remove(source.patterns[0].c_str());
  ChunkReader reader(source, inputs);
  Chunk chunk;
  EXPECT_FALSE(reader.next(chunk));
  EXPECT_EQ(reader.status().code(), "E0802");
}
