#!/usr/bin/python3
# Every image of the corpus that its flavour's own linker made of objects beside it: the relocations of
# these, applied by us at the addresses that the image gives them, must make the image's bytes.
#
# Skip this unless it fails. Part of `make check-long`; COFFKIT_CORPUS says where the corpus is. The same
# over the fixtures is testsuite/tools/test_linked.py.
#
# Usage: linked.py [WORD...]: only the images whose paths hold one of the words.

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools"))
import harness
import linked

CORPUS = os.path.realpath(os.environ.get("COFFKIT_CORPUS")
                          or os.path.join(harness.SRCDIR, "../shared/corpus"))


suite = harness.Suite()
if os.path.exists(CORPUS):
    linked.sweep(suite, CORPUS, sys.argv[1:], linked.DIFFERS, linked.NOTHING_IN_CORPUS, least=75)
else:
    suite.check(f"no {CORPUS}: set COFFKIT_CORPUS to its folder", False)
suite.finish()
