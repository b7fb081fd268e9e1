#!/usr/bin/python3
# The text that coffdump prints for a few objects, to the character.
#
# Skip this unless you change the text; then read what --update makes of testsuite/golden.

import harness

# Fixture, and the parts whose text is kept.
GOLDEN = {
    "clang-x64-msvc/c.obj": ["", "--headers", "--sections", "--symbols", "--relocs"],
    "coff-i386/basic.o": ["", "--headers", "--sections", "--symbols", "--relocs"],
}


def main():
    suite = harness.Suite()
    for name, parts in GOLDEN.items():
        for part in parts:
            done = harness.coffdump(*filter(None, [part, name]))
            suite.equal(f"{name} {part}: status", (done.status, done.err), (0, ""))
            suite.golden(f"{name} {part}", done.out, f"{name}{part or '--summary'}.txt")
    suite.finish()


main()
