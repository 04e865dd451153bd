# lit over the whole tree of tests: .mlir files go through smelt-opt, .test files through smelt itself.
import os
import shutil
import subprocess
import lit.formats

root = os.path.dirname(os.path.abspath(__file__))
build = lit_config.params.get("build", os.path.join(os.path.dirname(root), "build"))
data = os.environ.get("SMELT_DATA", os.path.join(os.path.dirname(root), "..", "shared", "data"))

config.name = "smelt"
config.test_format = lit.formats.ShTest(True)
config.suffixes = [".mlir", ".test"]
config.excludes = ["bench"]
config.test_source_root = root
config.test_exec_root = os.path.abspath(lit_config.params.get("output", os.path.join(build, "test-output")))
config.environment["PATH"] = os.pathsep.join([os.path.join(build, "bin"), "/usr/lib/llvm-19/bin", os.environ["PATH"]])
config.environment["NO_COLOR"] = "1"
config.environment["SMELT_STDLIB"] = os.path.join(os.path.dirname(root), "stdlib")
config.substitutions.append(("%data", data))
# Parquet is there where `./dev setup` could fetch Arrow; its wheel makes the files of the tests.
pyarrow = f"env PYTHONPATH={os.path.join(os.path.dirname(root), 'build', 'arrow')} /usr/bin/python3"
config.substitutions.append(("%pyarrow", pyarrow))
if (os.path.exists(os.path.join(build, "lib", "libsmelt_parquet.so"))
        and subprocess.run(pyarrow.split() + ["-c", "import pyarrow.parquet"], capture_output=True).returncode == 0):
    config.available_features.add("parquet")
if os.path.isdir(data):
    config.available_features.add("data")
if shutil.which("node"):  # runs the script of a report's page
    config.available_features.add("node")
