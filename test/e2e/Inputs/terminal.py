"""Runs smelt with a terminal of COLUMNS as standard error and rows that come slowly: terminal.py COLUMNS RECIPE.

Prints the view as it was drawn last and what is left at the end; fails if a line would wrap or the view stays behind.
"""
import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import time

columns, recipe = int(sys.argv[1]), sys.argv[2]
ours, theirs = pty.openpty()
fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
environment = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR")}
environment["TERM"] = "xterm"
process = subprocess.Popen(["smelt", "run", recipe], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=theirs,
                           env=environment)
os.close(theirs)
for _ in range(12):
    process.stdin.write(b'{"text": "some words of a document"}\n' * 40000 + b'{"text": "a b"}\n')
    process.stdin.flush()
    time.sleep(0.1)
process.stdin.close()
shown = b""
while True:
    try:
        piece = os.read(ours, 65536)
    except OSError:
        break
    if not piece:
        break
    shown += piece
text = shown.decode()
views = text.split("\r\x1b[J")
drawn = [view for view in views if "reading" in view]
widest = max((len(line) for view in drawn for line in re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", view).splitlines()), default=0)
assert process.wait() == 0, text
assert "reading" not in views[-1], text
assert widest < columns, (widest, drawn)
plain = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", views[-1]).splitlines()
assert max(len(line) for line in plain) <= columns, plain  # the final table does not wrap either
print("drawn" if len(drawn) > 1 else "drawn %d times" % len(drawn))
print(*(line for line in drawn[-1].splitlines()), sep="\n")
print("final", *plain, sep="\n")
