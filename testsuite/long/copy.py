#!/usr/bin/python3
# Every file that opens, copied without an edit, is the same bytes: the corpus, libwine, the libraries of
# mingw-w64 and their members, DJGPP's and z80's; through coff-objcopy, and through the builder in three ways.
#
# Skip it unless it fails. Part of `make check-long`. Files and folders may be given.

import os
import sys
from pathlib import Path

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools"))
import copy_sweep
import harness

FOLDERS = [os.environ.get("COFFKIT_CORPUS") or os.path.join(harness.SRCDIR, "../shared/corpus"),
           "/usr/lib/x86_64-linux-gnu/wine", "/usr/x86_64-w64-mingw32", "/usr/i686-w64-mingw32",
           "/usr/lib/gcc/x86_64-w64-mingw32", "/usr/lib/gcc/i686-w64-mingw32", "/usr/i586-pc-msdosdjgpp",
           "/usr/lib/gcc/i586-pc-msdosdjgpp", "/usr/lib/mono"]


def main():
    suite = harness.Suite()
    tops = [Path(p) for p in sys.argv[1:]] or [p for p in map(Path, FOLDERS) if p.is_dir()]
    for top in tops:
        files = [top] if top.is_file() else sorted(
            p for p in top.rglob("*") if p.suffix in copy_sweep.SUFFIXES and p.is_file() and not p.is_symlink())
        print(f"{top}:", end=" ", flush=True)
        counts = copy_sweep.sweep(suite, files)
        for name in copy_sweep.REFUSED if top.name == "corpus" else ():
            suite.check(f"{name} is still refused", counts[f"refused in {name}"] > 0)
        suite.check(f"{top}: files were copied", counts["files"] + counts["archives"] > 0)
    suite.finish()


main()
