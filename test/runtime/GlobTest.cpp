#include "runtime/io/Glob.h"
#include "Fixture.h"
#include "runtime/io/Inputs.h"
#include <filesystem>
#include <unistd.h>

using namespace smelt::runtime;
using namespace smelt::runtime::test;

TEST(Glob, MatchesNames) {
  EXPECT_TRUE(matchesName("*.jsonl", "a.jsonl"));
  EXPECT_FALSE(matchesName("*.jsonl", "a.json"));
  EXPECT_TRUE(matchesName("a?c", "abc"));
  EXPECT_TRUE(matchesName("[a-c]x[!0-9]", "bxz"));
  EXPECT_FALSE(matchesName("[a-c]x[!0-9]", "bx7"));
  EXPECT_TRUE(matchesName("*a*b*", "xxaybz"));
  EXPECT_FALSE(matchesName("*", ".hidden"));
  EXPECT_TRUE(matchesName(".*", ".hidden"));
  EXPECT_TRUE(matchesName("[", "["));
  EXPECT_FALSE(matchesName("a*a*a*a*a*a*a*a*a*a*b", std::string(200, 'a')));
}

TEST(Glob, FindsFilesInByteOrder) {
  Folder folder;
  for (const char *name :
       {"b.jsonl", "B.jsonl", "a/x.jsonl", "a/deep/er/y.jsonl", "a/.hidden.jsonl", "c.txt", "é.jsonl"})
    folder.write(name, "{}\n");
  std::filesystem::create_directory_symlink(folder.path("a"), folder.path("a/deep/loop"));
  auto names = [&](const std::string &pattern) {
    std::vector<std::string> found;
    for (const std::string &path : expandGlob(folder.path(pattern)))
      found.push_back(path.substr(folder.root().size() + 1));
    return found;
  };
  using List = std::vector<std::string>;
  EXPECT_EQ(names("*.jsonl"), (List{"B.jsonl", "b.jsonl", "é.jsonl"}));
  EXPECT_EQ(names("**/*.jsonl"), (List{"B.jsonl", "a/deep/er/y.jsonl", "a/x.jsonl", "b.jsonl", "é.jsonl"}));
  EXPECT_EQ(names("a/**"), (List{"a/deep/er/y.jsonl", "a/x.jsonl"}));
  EXPECT_EQ(names("a/*/er/*"), (List{"a/deep/er/y.jsonl"}));
  EXPECT_EQ(names("*"), (List{"B.jsonl", "b.jsonl", "c.txt", "é.jsonl"}));
  EXPECT_EQ(names("nothing/*.jsonl"), List{});
}

TEST(Glob, PassesOverHalfAnOutput) {
  Folder folder;
  folder.write("out/part.jsonl", "{}\n");
  std::string half = folder.write("out.smelt-123/part.jsonl", "{}\n");
  std::string named = folder.write("out.smelt-x/part.jsonl", "{}\n");
  EXPECT_EQ(expandGlob(folder.path("**/part*")).size(), 2u);
  EXPECT_EQ(expandGlob(folder.path("*/part*")), (std::vector{named, folder.path("out/part.jsonl")}));
  EXPECT_EQ(expandGlob(folder.path("out.smelt-123/*")), std::vector{half});
}

static Status resolve(std::vector<std::string> patterns, Inputs &inputs) {
  SourceSpec source;
  source.patterns = std::move(patterns);
  return resolveInputs(source, inputs);
}

TEST(Inputs, SaysWhatIsWrongBeforeAnythingRuns) {
  Folder folder;
  folder.write("sub/a.jsonl", "");
  Inputs inputs;
  Status none = resolve({folder.path("*.jsonl")}, inputs);
  EXPECT_EQ(none.code(), "E0801");
  EXPECT_EQ(none.text(), "no file matches `" + folder.path("*.jsonl") + "`");
  Status noFolder = resolve({folder.path("typo/*.jsonl")}, inputs);
  EXPECT_EQ(noFolder.text(),
            "no file matches `" + folder.path("typo/*.jsonl") + "`; there is no folder `" + folder.path("typo/") + "`");
  Status missing = resolve({folder.path("a.jsonl")}, inputs);
  EXPECT_EQ(missing.code(), "E0802");
  EXPECT_EQ(missing.text(), "cannot read `" + folder.path("a.jsonl") + "`: No such file or directory");
  EXPECT_EQ(resolve({folder.path("sub")}, inputs).code(), "E0803");
}

TEST(Inputs, AnUnreadableFileIsAnError) {
  Folder folder;
  std::string path = folder.write("a.jsonl", "{}\n");
  ::chmod(path.c_str(), 0);
  Inputs inputs;
  Status status = resolve({path}, inputs);
  // Root reads everything; then there is nothing to refuse.
  if (::geteuid() == 0)
    EXPECT_TRUE(status.ok());
  else
    EXPECT_EQ(status.code(), "E0802");
}

TEST(Inputs, ALiteralNameWithBracketsIsAFile) {
  Folder folder;
  folder.write("a[1].jsonl", "{}\n");
  Inputs inputs;
  EXPECT_TRUE(resolve({folder.path("a[1].jsonl")}, inputs).ok());
}

TEST(Inputs, PacksSplitsByStoredBytesAndOrdersByPath) {
  Folder folder;
  for (const char *name : {"d", "b", "a", "c"}) {
    std::string path = folder.write(std::string(name) + ".jsonl", "");
    std::filesystem::resize_file(path, name[0] == 'b' ? SplitBytes - 10 : 10);
  }
  Inputs inputs;
  ASSERT_TRUE(resolve({folder.path("c.jsonl"), folder.path("*.jsonl")}, inputs).ok());
  ASSERT_EQ(inputs.files.size(), 4u);
  std::vector<uint32_t> splits;
  for (const Input &input : inputs.files)
    splits.push_back(input.split);
  EXPECT_EQ(splits, (std::vector<uint32_t>{0, 0, 1, 1}));
  EXPECT_EQ(inputs.splits, 2u);
  EXPECT_EQ(inputs.files[0].shown, "a.jsonl");
}
