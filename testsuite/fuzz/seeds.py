#!/usr/bin/python3
"""Runs every fuzz target over its seeds: the fixtures, and what stands in seeds/NAME.

Skip this unless a fuzz target fails in `make check`: the output names target and input."""

import os
import subprocess
import sys
from pathlib import Path

SRC = Path(os.environ["srcdir"])
BUILD = Path(os.environ["builddir"])
RUN = os.environ.get("COFFKIT_RUN", "").split()


def seeds(target):
    """Fixtures are sound files; inputs that once failed stand in seeds/NAME."""
    own = SRC / "testsuite/fuzz/seeds" / target
    files = [p for p in (SRC / "testsuite/data").rglob("*")
             if p.is_file() and p.suffix in (".o", ".obj", ".x", ".ro", ".cof", ".exe", ".dll", ".te", ".a",
                                            ".lib")]
    return sorted(files) + (sorted(p for p in own.iterdir()) if own.is_dir() else [])


def run(target):
    files = seeds(target)
    done = subprocess.run([*RUN, str(BUILD / "testsuite/fuzz" / target), *map(str, files)],
                          capture_output=True, text=True, errors="replace", timeout=600)
    if done.returncode == 0 and files:
        return True
    print(f"{target}: exit status {done.returncode} over {len(files)} seeds")
    print(done.stdout[-1000:], done.stderr[-4000:], sep="\n")
    return False


def main():
    # Targets are the C files here that have the entry point, so that none can be forgotten.
    targets = sorted(p.stem for p in (SRC / "testsuite/fuzz").glob("*.c")
                     if "int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)\n{" in p.read_text())
    results = [run(t) for t in targets]
    print(f"{results.count(True)} passed, {results.count(False)} failed, 0 skipped")
    return 0 if results and all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
