"""colored.py [COMMAND...]: whether standard input, or what COMMAND writes to a terminal, is colored."""
import os
import pty
import sys

if len(sys.argv) == 1:
    shown = sys.stdin.buffer.read()
else:
    child, ours = pty.fork()
    if child == 0:
        os.execvp(sys.argv[1], sys.argv[1:])
    shown = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # how a terminal ends on Linux
            break
        if not piece:
            break
        shown += piece
    os.waitpid(child, 0)
assert b"nope" in shown, shown
print("colored" if b"\x1b[" in shown else "plain")
