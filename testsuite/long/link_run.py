#!/usr/bin/python3
# The programs of test_link_run.py by both compilers, each linked by GNU ld and lld too.
#
# Skip it unless it fails. Part of `make check-long`: `make check` compares with one linker, and one compiler's only.

import os
import runpy
import sys

TOOLS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools")
sys.path.insert(0, TOOLS)
sys.argv.append("--all")
runpy.run_path(os.path.join(TOOLS, "test_link_run.py"), run_name="__main__")
