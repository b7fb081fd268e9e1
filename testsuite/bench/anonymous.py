#!/usr/bin/env python3
"""anonymous.py PROGRAM ARGUMENT...: the most anonymous memory that a run of PROGRAM has at a time, beyond
what it has at its start (`PROGRAM --version`). Reads /proc, so only Linux.

Skip this unless the memory of a tool is in question."""

import os
import subprocess
import sys


def peak(command):
    """KiB of anonymous memory at the fullest, as seen between system calls of this loop."""
    most = 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        while run.poll() is None:
            try:
                with open(f"/proc/{run.pid}/status") as status:
                    most = max([most, *(int(l.split()[1]) for l in status if l.startswith("RssAnon"))])
            except (OSError, ValueError):
                pass
    return most


program, *arguments = sys.argv[1:]
start = max(peak([program, "--version"]) for _ in range(5))
most = max(peak([program, *arguments]) for _ in range(3))
print(f"{os.path.basename(program)} {' '.join(arguments)}: {most - start} KiB of anonymous memory "
      f"beyond the {start} KiB at start")
