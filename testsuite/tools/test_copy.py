#!/usr/bin/python3
# A copy without an edit is the same file: every fixture, object, image and archive, through coff-objcopy, and
# objects and images through the builder in three ways (fuzz-edit runs them over the fixtures, too).
#
# Skip it unless a copy differs. testsuite/long/copy.py does the same to all that the machine has.

import os
import sys
from pathlib import Path

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../long"))
import copy_sweep
import harness

suite = harness.Suite()


def main():
    files = sorted(p for p in Path(harness.DATA).rglob("*") if p.suffix in copy_sweep.SUFFIXES)
    counts = copy_sweep.sweep(suite, files)
    suite.check("files were copied", counts["files"] > 400 and counts["archives"] >= 3, counts)
    suite.check("all that opens was copied by the builder", counts["built"] > 400, counts)
    suite.finish()


main()
