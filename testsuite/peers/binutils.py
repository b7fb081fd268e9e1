#!/usr/bin/python3
"""Runs binutils' own test cases, from Debian's binutils-source, against the tools of this tree.

Skip this unless `make check-peers` fails. dejagnu runs the cases as they are, twice for each target: with
GNU's tools, which is the control, and with ours in their places (assembler, linker and compiler stay GNU's).
binutils.expected says of every case what comes of it; cases.py says how to read and to renew it."""

import sys

import cases

EXPECTED = cases.SRC / "testsuite/peers/binutils.expected"
FOLDER = cases.BUILD / "peers/binutils"
# The targets whose files are COFF, by the prefix of GNU's tools.
TARGETS = ("x86_64-w64-mingw32", "i686-w64-mingw32", "i586-pc-msdosdjgpp", "z80-unknown-coff",
           "h8300-hms")
# Variables of the test cases, and the tools that take the place of GNU's.
OURS = {"AR": "coff-ar", "DLLTOOL": "coff-dlltool", "NM": "coff-nm", "OBJCOPY": "coff-objcopy",
        "OBJDUMP": "coff-objdump", "SIZE": "coff-size", "STRINGS": "coff-strings", "STRIP": "coff-strip"}
GNU = {"ADDR2LINE": "addr2line", "AR": "ar", "AS": "as", "CXXFILT": "c++filt", "DLLTOOL": "dlltool",
       "ELFEDIT": "elfedit", "LD": "ld", "NM": "nm", "OBJCOPY": "objcopy", "OBJDUMP": "objdump",
       "READELF": "readelf", "SIZE": "size", "STRINGS": "strings", "STRIP": "strip", "WINDRES": "windres"}
# Scripts whose subject is one of these tools alone, in which the others only look at what it made: GNU's
# look, so that no mistake of ours hides another. They read S-records too.
SUBJECTS = {"objcopy": ("OBJCOPY", "STRIP"), "update-section": ("OBJCOPY", "STRIP"),
            "compress": ("OBJCOPY", "STRIP"), "ar": ("AR",), "dlltool": ("DLLTOOL",)}
# Scripts of cases about tools that have no namesake here.
NO_TOOL = {"addr2line", "cxxfilt", "debuginfod", "elfedit", "readelf", "windres"}
LIMIT = 170  # seconds that one run may take


def run(target, side, folder):
    """{case: dejagnu's word} of all cases in FOLDER with the tools of SIDE, "ours" or "gnu"."""
    own = FOLDER / f"{target}-{side}"
    own.mkdir()
    cases.site("binutils", target, own, folder, {"BFD64": '""'})
    scripts = sorted(p for p in folder.rglob("*.exp")
                     if "binutils-all" in p.parts and p.stem not in NO_TOOL)
    text = ""
    for subjects in sorted({SUBJECTS.get(p.stem, tuple(OURS)) for p in scripts}):
        tools = {name: f"{target}-{tool}" for name, tool in GNU.items()}
        if side == "ours":
            for name in subjects:  # under GNU's name, by which coff-dlltool knows the processor
                tools[name] = own / f"{target}-{GNU[name]}"
                tools[name].unlink(missing_ok=True)
                tools[name].symlink_to(cases.BUILD / OURS[name])
        names = [p.name for p in scripts if SUBJECTS.get(p.stem, tuple(OURS)) == subjects]
        tools |= {"CC": f"{target}-gcc", "CC_FOR_TARGET": f"{target}-gcc", "CFLAGS_FOR_TARGET": "-g"}
        text += cases.dejagnu("binutils", own, folder, names, tools, LIMIT)
    return cases.results(text)


def main():
    folder = cases.unpack(FOLDER, "binutils/testsuite/*") / "binutils/testsuite"
    return cases.judge(EXPECTED, TARGETS, FOLDER, lambda target, side: run(target, side, folder))


if __name__ == "__main__":
    sys.exit(main())
