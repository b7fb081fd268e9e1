#!/usr/bin/python3
"""Runs GNU ld's own test cases, from Debian's binutils-source, against coff-ld.

Skip this unless `make check-peers` fails. dejagnu runs the cases as they are, twice for each target: with GNU ld,
which is the control, and with ours in its place, for the compiler's driver too (all other tools stay GNU's).
ld.expected says of every case what comes of it; cases.py says how to read and to renew it.

Left out are folders whose cases all need a linker script of their own, a compiler's plugin, or files of another
family, and the one about PDB files."""

import sys

import cases

EXPECTED = cases.SRC / "testsuite/peers/ld.expected"
FOLDER = cases.BUILD / "peers/ld"
TARGETS = ("x86_64-w64-mingw32", "i686-w64-mingw32")
GNU = ("ar", "as", "dlltool", "nm", "objcopy", "objdump", "readelf", "size", "strip")
FOLDERS = ("auto-import", "cdtest", "checks", "cygwin", "discard", "fastcall", "gc", "libs", "linkonce", "misc", "pe",
           "selective", "size", "srec", "undefined", "unique")
NOT = {"pdb.exp"}
LIMIT = 170  # seconds that one run may take


def tools(target, side, own):
    """A folder for the compiler's -B in which is the linker of SIDE, alone, for Debian's gcc looks for it as
    collect2."""
    folder = own / "tools"
    folder.mkdir()
    for name in ("ld", "collect2"):
        linker = cases.BUILD / "coff-ld" if side == "ours" else f"/usr/bin/{target}-ld"
        (folder / name).symlink_to(linker)
    return folder


def run(target, side, folder):
    """{case: dejagnu's word} of all cases in FOLDER with the linker of SIDE, "ours" or "gnu"."""
    own = FOLDER / f"{target}-{side}"
    own.mkdir()
    place = tools(target, side, own)
    names = {name: f"{target}-{name}" for name in GNU} | {"ld": place / "ld"}
    cases.site("ld", target, own, folder, {**names, "ld_testsuite_bindir": place})
    scripts = sorted(p.name for f in FOLDERS for p in (folder / f"ld-{f}").glob("*.exp") if p.name not in NOT)
    values = {name.upper(): tool for name, tool in names.items()}
    for variable, driver in (("CC", "gcc"), ("CXX", "g++")):
        values |= {variable: "gcc", f"{variable}_FOR_TARGET": f"{target}-{driver} -B{place}/",
                   f"{variable.replace('CC', 'C')}FLAGS_FOR_TARGET": "-g"}
    return cases.results(cases.dejagnu("ld", own, folder, scripts, values, LIMIT))


def main():
    folder = cases.unpack(FOLDER, "ld/testsuite/*", "ld/configure.tgt", "binutils/testsuite/lib/*") / "ld/testsuite"
    return cases.judge(EXPECTED, TARGETS, FOLDER, lambda target, side: run(target, side, folder))


if __name__ == "__main__":
    sys.exit(main())
