// Outputs appear whole or not at all, and nothing that smelt did not write is ever replaced.
#include "Fixture.h"
#include "runtime/io/HeldFolder.h"
#include <csignal>
#include <filesystem>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace smelt::runtime;
using namespace smelt::runtime::test;
namespace fs = std::filesystem;

static Plan simplePlan(const Folder &folder, const std::string &record, const std::string &out = "out") {
  Plan plan;
  plan.nodes.push_back(rows({record}, {}));
  plan.nodes.push_back(sink(0, folder.path(out)));
  return plan;
}

static std::vector<std::string> listing(const Folder &folder) {
  std::vector<std::string> names;
  for (const fs::directory_entry &entry : fs::recursive_directory_iterator(folder.root()))
    names.push_back(entry.path().string().substr(folder.root().size() + 1));
  std::sort(names.begin(), names.end());
  return names;
}

static std::string errorOf(const Plan &plan, const Folder &folder, const std::string &code) {
  RunResult result = run(plan, options(folder));
  EXPECT_FALSE(result.ok);
  if (result.errors.size() != 1) {
    ADD_FAILURE() << result.errors.size() << " errors";
    return "";
  }
  EXPECT_EQ(result.errors[0].code, code);
  return result.errors[0].text;
}

TEST(Commit, MakesMissingParentsAndLeavesOnlyTheOutput) {
  Folder folder;
  runOk(simplePlan(folder, R"({"a":1})", "x/y/out"), options(folder));
  EXPECT_EQ(listing(folder),
            (std::vector<std::string>{"x", "x/y", "x/y/out", "x/y/out/manifest.json", "x/y/out/part-00000-0000.jsonl",
                                      "x/y/out/rejects.jsonl", "x/y/out/report.html"}));
}

TEST(Commit, ReplacesAnEarlierOutputAsAWhole) {
  Folder folder;
  Plan two = simplePlan(folder, R"({"a":1})");
  two.nodes[0].source.literalRows = {R"({"a":1})", R"({"a":2})"};
  two.nodes[1].sink.shardBytes = 1;
  runOk(two, options(folder));
  EXPECT_TRUE(fs::exists(folder.path("out/part-00000-0001.jsonl")));
  runOk(simplePlan(folder, R"({"a":3})"), options(folder));
  EXPECT_EQ(readOutput(folder.path("out")), "{\"a\":3}\n");
  EXPECT_FALSE(fs::exists(folder.path("out/part-00000-0001.jsonl")));
  EXPECT_EQ(readFolder(folder.path("out")).size(), 4u);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.root()), {}), 1);
}

TEST(Commit, TakesAnEmptyFolder) {
  Folder folder;
  fs::create_directory(folder.path("out"));
  runOk(simplePlan(folder, R"({"a":1})"), options(folder));
  EXPECT_EQ(readOutput(folder.path("out")), "{\"a\":1}\n");
}

TEST(Commit, RefusesWhatSmeltDidNotWrite) {
  Folder folder;
  folder.write("out/notes.txt", "mine");
  folder.write("out/manifest.json", "{\"somebody\": \"else\"}");
  auto before = listing(folder);
  std::string error = errorOf(simplePlan(folder, "{}"), folder, "E0805");
  EXPECT_NE(error.find("holds files that smelt did not write"), std::string::npos);
  EXPECT_EQ(listing(folder), before);
  EXPECT_EQ(readFile(folder.path("out/notes.txt")), "mine");
}

TEST(Commit, RefusesWhatWasAddedToAnOutput) {
  Folder folder;
  Plan plan = simplePlan(folder, R"({"a":1})");
  runOk(plan, options(folder));
  runOk(plan, options(folder));
  folder.write("out/mine/v", "mine");
  EXPECT_NE(errorOf(plan, folder, "E0805").find("(`mine`)"), std::string::npos);
  EXPECT_EQ(readFile(folder.path("out/mine/v")), "mine");
  fs::remove_all(folder.path("out/mine"));
  // A name that the manifest has, but a folder.
  fs::remove(folder.path("out/rejects.jsonl"));
  fs::create_directory(folder.path("out/rejects.jsonl"));
  errorOf(plan, folder, "E0805");
}

/// The number of a process that is gone.
static std::string deadProcess() {
  pid_t child = ::fork();
  if (child == 0)
    ::_exit(0);
  ::waitpid(child, nullptr, 0);
  return std::to_string(child);
}

TEST(Commit, RemovesWhatKilledRunsLeft) {
  Folder folder;
  std::string dead = deadProcess(), held = deadProcess(), alive = std::to_string(::getppid());
  for (const std::string &owner : {dead, held, alive})
    folder.write("out.smelt-" + owner + "/part-00000-0000.jsonl", "half");
  RunOptions where = options(folder);
  fs::create_directories(where.stateFolder + "/run-" + dead + "-abcdef");
  fs::create_directories(where.stateFolder + "/run-" + alive + "-abcdef");
  folder.write("other.smelt-" + dead + "/mine", "");
  {
    HeldFolder hold;
    hold.hold(folder.path("out.smelt-" + held));
    runOk(simplePlan(folder, "{}"), where);
    EXPECT_TRUE(fs::exists(folder.path("out.smelt-" + held)));
  }
  EXPECT_FALSE(fs::exists(folder.path("out.smelt-" + dead)));
  EXPECT_FALSE(fs::exists(where.stateFolder + "/run-" + dead + "-abcdef"));
  EXPECT_TRUE(fs::exists(folder.path("out.smelt-" + alive)));
  EXPECT_TRUE(fs::exists(where.stateFolder + "/run-" + alive + "-abcdef"));
  EXPECT_TRUE(fs::exists(folder.path("other.smelt-" + dead)));
  runOk(simplePlan(folder, "{}"), where);
  EXPECT_FALSE(fs::exists(folder.path("out.smelt-" + held)));
}

TEST(Commit, RefusesAFile) {
  Folder folder;
  folder.write("out", "mine");
  EXPECT_NE(errorOf(simplePlan(folder, "{}"), folder, "E0805").find("is not a folder"), std::string::npos);
  EXPECT_EQ(readFile(folder.path("out")), "mine");
}

TEST(Commit, RefusesAParentThatIsAFile) {
  Folder folder;
  folder.write("file", "mine");
  RunResult result = run(simplePlan(folder, "{}", "file/out"), options(folder));
  ASSERT_EQ(result.errors.size(), 1u);
  EXPECT_EQ(result.errors[0].code, "E0806");
  EXPECT_NE(result.errors[0].text.find("Not a directory"), std::string::npos);
}

TEST(Commit, AnUnwritableParentIsAnError) {
  // /proc refuses folders even to root.
  Folder folder;
  Plan plan = simplePlan(folder, "{}");
  plan.nodes[1].sink.path = "/proc/out";
  std::string error = errorOf(plan, folder, "E0806");
  EXPECT_NE(error.find("`/proc/out`"), std::string::npos) << error;
}

TEST(Commit, RefusesOutputsThatShareAFolder) {
  Folder folder;
  Plan plan = simplePlan(folder, "{}");
  plan.nodes.push_back(sink(0, folder.path("sub/../out/inner")));
  errorOf(plan, folder, "E0808");
  plan.nodes[2].sink.path = folder.path("outer");
  runOk(plan, options(folder));
}

TEST(Commit, RefusesToReplaceItsOwnInput) {
  Folder folder;
  runOk(simplePlan(folder, R"({"a":1})"), options(folder));
  Plan plan;
  plan.nodes.push_back(jsonl({folder.path("out/part*.jsonl")}, {}));
  plan.nodes.push_back(sink(0, folder.path("out")));
  errorOf(plan, folder, "E0809");
  EXPECT_EQ(readOutput(folder.path("out")), "{\"a\":1}\n");
}

TEST(Commit, RefusesToReplaceWhatALinkLeadsTo) {
  Folder folder;
  runOk(simplePlan(folder, R"({"a":1})"), options(folder));
  folder.write("a.jsonl", R"({"a":2})");
  fs::create_symlink("out/part-00000-0000.jsonl", folder.path("link.jsonl"));
  Plan plan;
  plan.nodes.push_back(jsonl({folder.path("*.jsonl")}, {}));
  plan.nodes.push_back(sink(0, folder.path("out")));
  EXPECT_NE(errorOf(plan, folder, "E0809").find("link.jsonl"), std::string::npos);
}

TEST(Commit, RefusesToReplaceWhatThePlanWasMadeFrom) {
  Folder folder;
  Plan plan = simplePlan(folder, "{}");
  runOk(plan, options(folder));
  plan.madeFrom = {folder.path("out/part-00000-0000.jsonl")};
  errorOf(plan, folder, "E0809");
}

TEST(Commit, TellsAllThatIsWrongAtOnce) {
  Folder folder;
  folder.write("out", "mine");
  Plan plan;
  plan.nodes.push_back(jsonl({folder.path("*.jsonl")}, {}));
  plan.nodes.push_back(sink(0, folder.path("out")));
  RunResult result = run(plan, options(folder));
  ASSERT_EQ(result.errors.size(), 2u);
  EXPECT_EQ(result.errors[0].code, "E0801");
  EXPECT_EQ(result.errors[1].code, "E0805");
}

/// Files may not grow for a while: what a full disk does.
class FileSizeLimit {
public:
  explicit FileSizeLimit(rlim_t bytes) {
    Handler = ::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &Before);
    rlimit limit = {bytes, Before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &Before);
    ::signal(SIGXFSZ, Handler);
  }

private:
  rlimit Before;
  void (*Handler)(int);
};

TEST(Commit, AFullDiskIsAnErrorAndLeavesNothing) {
  Folder folder;
  folder.write("in.jsonl", makeDocuments(40'000));
  Plan plan;
  plan.nodes.push_back(jsonl({folder.path("in.jsonl")}, {}));
  plan.nodes.push_back(sink(0, folder.path("out")));
  RunResult result;
  {
    FileSizeLimit limit(100'000);
    result = run(plan, options(folder));
  }
  EXPECT_FALSE(result.ok);
  ASSERT_EQ(result.errors.size(), 1u);
  EXPECT_EQ(result.errors[0].code, "E0807");
  EXPECT_NE(result.errors[0].text.find("File too large"), std::string::npos);
  EXPECT_EQ(listing(folder), (std::vector<std::string>{"in.jsonl"}));
}

static int32_t failSecond(smelt_context *, int64_t, const smelt_column *, const smelt_column *, const uint8_t *,
                          int32_t *, double *) {
  return SMELT_OUT_OF_MEMORY;
}

TEST(Commit, AFailureKeepsTheEarlierOutput) {
  Folder folder;
  runOk(simplePlan(folder, R"({"a":1})"), options(folder));
  auto before = readFolder(folder.path("out"));
  Plan plan = simplePlan(folder, R"({"a":2})");
  plan.nodes.push_back(kernel(0, plan.nodes[0], failSecond, {}, {}, {}));
  plan.nodes.push_back(sink(2, folder.path("second")));
  errorOf(plan, folder, "E0813");
  EXPECT_EQ(readFolder(folder.path("out")), before);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.root()), {}), 1) << "neither output is left half done";
}
