#!/usr/bin/env python3
"""at_most.py MEGABYTES COMMAND...: fails if the command fails or held more memory than that at its peak."""
import resource
import subprocess
import sys

code = subprocess.run(sys.argv[2:]).returncode
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
if peak > float(sys.argv[1]):
    print(f"peak of {peak:.0f} MB", file=sys.stderr)
    code = code or 1
sys.exit(code)
