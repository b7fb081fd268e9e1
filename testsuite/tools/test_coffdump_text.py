#!/usr/bin/python3
# The text that coffdump prints for a few objects, to the character.
#
# Skip this unless you change the text; then read what --update makes of testsuite/golden.

import harness

# Fixture, and the parts whose text is kept.
COMMON = ["", "--headers", "--sections", "--symbols", "--relocs"]
GOLDEN = {
    "clang-x64-msvc/c.obj": [*COMMON, "--strings", "--directives", "--map"],
    "clang-x64-msvc/comdats.obj": ["", "--comdat"],
    "clang-x64-msvc/c-cv.obj": ["--debug-sections"],
    "clang-x64-msvc/eh.obj": ["--debug-sections", "--unwind"],
    "clang-arm64-msvc/eh.obj": ["--debug-sections", "--unwind"],
    "coff-i386/basic.o": [*COMMON, "--contents"],
    "coff-i386/dbg.o": ["", "--symbols", "--lines"],
    "coff-h8300/basic.o": COMMON,
    "xcoff-rs6000/x32-full.o": [*COMMON, "--lines", "--debug-sections"],
    "xcoff-llvm/x64-c.o": ["", "--symbols", "--relocs"],
    "images-dotnet/net.dll": ["--clr"],
    "images-tour/tour.dll": ["", "--exports", "--imports", "--base-relocs", "--debug", "--tls",
                             "--load-config", "--resources", "--resources=VERSION", "--unwind",
                             "--certificates", "--overlay", "--map"],
    "images-lld/exe-arm64.exe": ["", "--headers", "--debug-sections", "--unwind"],
    "images-lld/pdb-x64.exe": ["--debug"],
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
