#!/usr/bin/python3
# Imports by coff-ld: tables, jumps and data, compared with those of GNU ld and lld, and run under wine.
#
# Skip this unless it fails.

import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness
import linkers
import wine

DLL = r"""
__declspec(dllexport) int fa(int x) { return x + 10; }
__declspec(dllexport) int fb(int x) { return x + 20; }
__declspec(dllexport) int fo(int x) { return x + 30; }
__declspec(dllexport) int da = 77;
__declspec(dllexport) const int table[] = {5, 6, 7};
"""
DEFINITION = """LIBRARY d.dll
EXPORTS
fa
fb
da DATA
table DATA
fo @4 NONAME
"""
USER = r"""
#include <stdio.h>
__declspec(dllimport) int fa(int);
__declspec(dllimport) extern int da;
int fb(int), fo(int);
int main(void) { printf("%d %d %d %d\n", fa(1), fb(2), fo(3), da); return 0; }
"""
# Without start-up code: what is in the tables is what is here.
PLAIN = r"""
__declspec(dllimport) int fa(int);
__declspec(dllimport) extern int da;
int fb(int), fo(int), fa2(void);
int start(void) { return fa(1) + fb(2) + fo(3) + da; }
"""


def make_dll(lab):
    obj = lab.compile("d", DLL)
    dll = lab.folder / "d.dll"
    linkers.run(lab.gnu + "-gcc", "-shared", "-o", dll, obj, lab.write("dd.def", DEFINITION))
    return dll


def entry(lab):
    return ("_" if lab.machine == "i686" else "") + "start"


def short_libraries(suite, lab):
    """The tables that we make of short imports are those that lld makes."""
    library = lab.short_library("d", DEFINITION)
    other = lab.short_library("e", "LIBRARY E.dll\nEXPORTS\nfa2\n")
    obj = lab.compile("plain", PLAIN)
    ours, theirs = (lab.link(which, "p.exe", "-e", entry(lab), obj, library, other) for which in ("ours", "lld"))
    suite.equal(f"{lab.machine}: short imports", linkers.by_name(linkers.imports(ours)),
                linkers.by_name(linkers.imports(theirs)))
    text = linkers.run("objdump", "-d", "--no-show-raw-insn", ours) if lab.gnu else ""
    if lab.gnu:
        suite.equal(f"{lab.machine}: jumps of functions", text.count("jmp    *0x"), 3)
    report = harness.run("coffdump", "--map", str(ours))
    suite.check(f"{lab.machine}: no byte of the image without a meaning", report.status == 0 and
                "unclaimed" not in report.out, report.out[-2000:], report.err)


def both_libraries(suite, lab, programs):
    """Imports of one DLL, half of them from a short library, half from a long one."""
    dll = make_dll(lab)
    short = lab.short_library("half", "LIBRARY d.dll\nEXPORTS\nfa\nda DATA\n")
    long = lab.long_library("rest", "LIBRARY d.dll\nEXPORTS\nfb\nfo @4 NONAME\n")
    obj = lab.compile("user", USER)
    for order in ((short, long), (long, short)):
        exe = lab.program("ours", "both.exe", obj, *order)
        found = [names for name, names in linkers.imports(exe) if name == "d.dll"]
        suite.equal(f"{lab.machine}: parts of both libraries", sorted(linkers.by_name([("", n) for n in found])),
                    [("", ["#4", "fb"]), ("", ["da", "fa"])])
        if lab.machine == "x86_64":
            programs.add("short and long library of one DLL", exe, beside=[dll], out="11 22 33 77\n")


def failing_linker(suite, lab):
    """The drivers of these tests really start the linker that they are told to."""
    status, _ = lab.program("none", "none.exe", lab.compile("user", USER), ok=False)
    suite.check("control: a linker that fails makes no program", status != 0)


def main():
    suite = harness.Suite()
    with tempfile.TemporaryDirectory() as tmp:
        programs = wine.Programs(suite)
        for machine in linkers.MACHINES:
            short_libraries(suite, linkers.Lab(f"{tmp}/{machine}", machine))
        for machine in linkers.BOTH:
            both_libraries(suite, linkers.Lab(f"{tmp}/both-{machine}", machine), programs)
        failing_linker(suite, linkers.Lab(f"{tmp}/none", "x86_64"))
        programs.run()
    suite.finish()


main()
