#!/usr/bin/env python3
"""at_most.py MEGABYTES COMMAND...: fails if the command fails or held more memory than that at its peak.

A program with AddressSanitizer may hold three times as much: it pads what is allocated and keeps what was freed.
"""
import resource
import shutil
import subprocess
import sys

code = subprocess.run(sys.argv[2:]).returncode
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
sanitized = b"__asan_init" in open(shutil.which(sys.argv[2]), "rb").read()
if peak > float(sys.argv[1]) * (3 if sanitized else 1):
    print(f"peak of {peak:.0f} MB", file=sys.stderr)
    code = code or 1
sys.exit(code)
