"""limits.py SMELT: writes recipes of unusual size into the working directory, checks each, and prints what was said. One
that takes longer than `longest` seconds of processor time is an error: other programs may slow a clock down."""
import resource
import subprocess
import sys

longest = 1.0
recipes = {
    "bindings": "".join(f"b{i} = {i}\n" for i in range(10_000)),
    "errors": "".join(f"b{i} = missing{i * 7919}\n" for i in range(1_000)),
    "nesting": "a = " + "(" * 10_000 + "1" + ")" * 10_000 + "\n",
    "string": 'a = "' + "x" * 10_000_000 + '"\n',
    "line": "a = [" + "1, " * 333_000 + "wrong]\n",
    "broken_line": "a = [" + "1, " * 333_000 + "1 2]\n",
}


def check(name, text):
    with open(name + ".recipe", "w") as file:
        file.write(text)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.argv[1], "check", name + ".recipe"], stderr=subprocess.PIPE, timeout=60)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    said = done.stderr.decode()
    codes = [line[6:11] for line in said.split("\n") if line.startswith("error[")]
    result = "fine" if done.returncode == 0 else codes[0] if codes else f"exit {done.returncode}"
    if len(codes) > 1:
        more = next((line for line in said.split("\n") if line.startswith("...") and "more" in line), "")
        result += f', {len(codes)} shown, "{more}"'
    if max(map(len, said.split("\n"))) > 400:
        result += ", a line that is not cut"
    print(f"{name}: {result}" + (f" after {seconds:.1f} s" if seconds > longest else ""))


for recipe in recipes.items():
    check(*recipe)
