#!/usr/bin/python3
# test_debug.py over every CodeView object of the corpus (COFFKIT_CORPUS): for `make check-long`.
#
# Skip this unless it fails.

import os
import sys
from pathlib import Path

import test_debug

CORPUS = Path(os.environ.get("COFFKIT_CORPUS", test_debug.SRC / "../shared/corpus"))
# Hand-written objects whose function tables end inside of an entry.
DAMAGED = {"clang-x64-msvc/comdats.obj", "nasm/win64-cv8.obj"}


def has_debug(path):
    data = path.read_bytes()
    return any(name in data for name in (b".drectve", b".pdata", b".debug$"))


def main():
    paths = [p for pattern in ("clang-*/*.obj", "*/win*-cv8.obj")
             for p in sorted(CORPUS.glob(pattern))
             if str(p.relative_to(CORPUS)) not in DAMAGED and has_debug(p)]
    if not paths:
        print(f"no corpus at {CORPUS}: set COFFKIT_CORPUS to its folder")
        print("0 passed, 1 failed, 0 skipped")
        return 1
    return test_debug.main(paths)


if __name__ == "__main__":
    sys.exit(main())
