#!/usr/bin/python3
# Relocations of every flavour whose own linker has linked a fixture: applied to the objects at the
# addresses that the image gives them, they must make the image's bytes.
#
# Skip this unless it fails: the flavour's howto table computes something else than its linker. More
# images are in testsuite/long/linked.py; every type of the flavours that a Debian package links, in
# test_relocated.py.
#
# Usage: test_linked.py [WORD...]: only the images whose paths hold one of the words.

import sys

import harness
import linked

suite = harness.Suite()
linked.sweep(suite, harness.DATA, sys.argv[1:], linked.DIFFERS, linked.NOTHING, least=75)
suite.finish()
