#!/usr/bin/python3
# Import libraries of 50 of wine's DLLs, in every form, linked by GNU ld and lld, and run.
#
# Skip this unless it fails. Part of `make check-long`. How many may be given.

import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools"))
import harness
import implibs
import wine


def main():
    suite = harness.Suite()
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    dlls = implibs.wine_dlls(count)
    suite.check("DLLs of wine", len(dlls) == count, len(dlls))
    with tempfile.TemporaryDirectory() as tmp:
        programs = wine.Programs(suite)
        for path in dlls:
            implibs.check_dll(suite, path, tmp, programs, all_runs=True)
        programs.run()
    suite.finish()


main()
