#!/usr/bin/env python3
"""interrupt.py COMMAND...: feeds documents until the command has surely begun to read them, then sends SIGINT."""
import signal
import subprocess
import sys

command = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
# Eight megabytes do not fit into the pipe: when they are written, the command is in the middle of its run.
command.stdin.write(b'{"text":"one two three"}\n' * 330_000)
command.stdin.flush()
command.send_signal(signal.SIGINT)
try:
    command.stdin.close()
except BrokenPipeError:
    pass
code = command.wait(timeout=60)
print("exit code", code if code >= 0 else f"none, killed by signal {-code}")
