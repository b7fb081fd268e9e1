#!/usr/bin/python3
# Exports by coff-ld: tables, import libraries and definition files, compared with GNU ld's, and run under wine.
#
# Skip this unless it fails.

import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness
import linkers
import wine

ASSEMBLER = r"""
.text
.globl SYM(a), SYM(b), SYM(c), SYM(z)
.def SYM(a); .scl 2; .type 32; .endef
.def SYM(b); .scl 2; .type 32; .endef
.def SYM(c); .scl 2; .type 32; .endef
.def SYM(z); .scl 2; .type 32; .endef
SYM(a): ret
SYM(b): nop; ret
SYM(c): nop; nop; ret
SYM(z): nop; nop; nop; ret
.data
.globl SYM(v)
.quad 0
SYM(v): .long 4
.comm SYM(common), 16
"""

# What stands behind EXPORTS: GNU ld makes the same table of it.
DEFINITIONS = [
    "a", "a\nc @5\nz", "a\nb @20\nc @5\nz\nv DATA", "a @3\nb @2\nc @4\nz\nv", "a @100\nb\nc", "a @2\nb\nc",
    "a @1\nb @3\nc\nz", "v CONSTANT", "a\na @7", "nm = a @3 NONAME", "a @65535\nb\nc",
    "c @5\nz\na\nb @9 NONAME\nm = a\nv DATA\nfw = ntdll.RtlZeroMemory\np = z PRIVATE",
]
REFUSED = {"a @1\nb @1": "ordinal 1", "foo": "cannot export foo", "a = foo": "nothing defines foo",
           "a @70000": "70000", "a @0": "ordinal 0"}


def assembler(lab):
    text = re.sub(r"SYM\((\w+)\)", ("_" if lab.machine == "i686" else "") + r"\1", ASSEMBLER)
    return lab.compile("s", text)


def flags(path):
    """Of each line of a definition file: name, ordinal, words."""
    return sorted(line.split() for line in path.read_text().splitlines() if line.startswith("    "))


def definitions(suite, lab):
    obj = assembler(lab)
    for text in DEFINITIONS:
        name = f"{lab.machine}: {text!r}"
        def_file = lab.write("t.def", f"LIBRARY foo\nEXPORTS\n{text}\n")
        made = {}
        for which in ("gnu", "ours"):
            dll = lab.link(which, "t.dll", "-shared", "-e", "0", obj, def_file, "--output-def", "out.def")
            base = int(linkers.header(dll, "ImageBase"), 16)
            where = {address - base: symbol for symbol, address in linkers.symbols(dll).items()}
            lead = "_" if lab.machine == "i686" else ""
            made[which] = [(number, export, where.get(to, to) if isinstance(to, str) else
                            next((s for a, s in where.items() if a == to and s.lstrip("_") in "abczvcommon"), lead))
                           for number, export, to in linkers.exports(dll)], flags(dll.parent / "out.def")
        suite.equal(f"{name}: table and definitions as GNU ld's", made["ours"], made["gnu"])
    for text, words in REFUSED.items():
        def_file = lab.write("t.def", f"LIBRARY foo\nEXPORTS\n{text}\n")
        status, said = lab.link("ours", "t.dll", "-shared", "-e", "0", obj, def_file, ok=False)
        suite.check(f"{lab.machine}: {text!r} is refused", status != 0 and words in said, status, said)


def image(suite, lab):
    """What a definition file says besides exports; the command line counts before it."""
    text = 'LIBRARY "foo.bar" BASE=0x12340000\nVERSION 3.4\nSTACKSIZE 0x300000,0x2000\nHEAPSIZE 0x400000,0x3000\n' \
        "EXPORTS\na\n"
    obj, def_file = assembler(lab), lab.write("i.def", text)
    dll = lab.link("ours", "i.dll", "-shared", "-e", "0", obj, def_file)
    wanted = {"ImageBase": "0x12340000", "MajorImageVersion": "3", "MinorImageVersion": "4",
              "SizeOfStackReserve": "3145728", "SizeOfStackCommit": "8192", "SizeOfHeapReserve": "4194304",
              "SizeOfHeapCommit": "12288"}
    suite.equal(f"{lab.machine}: fields of a definition file", {k: linkers.header(dll, k) for k in wanted}, wanted)
    suite.has(f"{lab.machine}: name of the image", linkers.run("objdump", "-p", dll), "foo.bar")
    dll = lab.link("ours", "i.dll", "-shared", "-e", "0", "--image-base", "0x30000000", obj, def_file)
    suite.equal(f"{lab.machine}: the command line comes first", linkers.header(dll, "ImageBase"), "0x30000000")


STDCALL = r"""
#define API(how) __attribute__((how))
API(stdcall) __declspec(dllexport) int f(int x) { return x; }
API(fastcall) __declspec(dllexport) int g(int x, int y) { return x + y; }
__declspec(dllexport) int h(int x) { return x; }
__declspec(dllexport) int _under(int x) { return x; }
"""


def decorated(suite, lab):
    """i386: names with @N."""
    obj = lab.compile("std", STDCALL)
    for words in ([], ["--kill-at"], ["--add-stdcall-alias"]):
        names = [sorted(name for _, name, _ in linkers.exports(
            lab.link(which, "std.dll", "-shared", "-e", "0", obj, *words))) for which in ("ours", "gnu")]
        suite.equal(f"i686: stdcall and fastcall, {words}", *names)
    def_file = lab.write("fix.def", "LIBRARY fix\nEXPORTS\nf\ng\nh\n")
    plain = lab.compile("plain", STDCALL.replace("__declspec(dllexport)", ""))
    for words, warns in ([], True), (["--enable-stdcall-fixup"], False):
        status, said = lab.link("ours", "fix.dll", "-shared", "-e", "0", plain, def_file, *words, ok=False)
        names = [name for _, name, _ in linkers.exports(lab.folder / "ours/fix.dll")]
        suite.check(f"i686: _f@4 for f, {words}", status == 0 and names == ["f", "g", "h"] and
                    ("_f@4" in said) == ("@g@8" in said) == warns, status, said, names)
    status, said = lab.link("ours", "fix.dll", "-shared", "-e", "0", plain, def_file, "--disable-stdcall-fixup",
                            ok=False)
    suite.check("i686: _f@4 is not f", status != 0 and "nothing defines f" in said, status, said)
    msvc = lab.compile("msvc", STDCALL, clang=True)
    linkers.run("clang-19", "--target=i686-windows-msvc", "-c", lab.folder / "std.c", "-o", msvc)
    found = [name for _, name, _ in linkers.exports(lab.link("ours", "m.dll", "-shared", "-e", "0", msvc))]
    linkers.run("lld-link-19", "/dll", "/noentry", f"/out:{lab.folder}/l.dll", msvc)
    suite.equal("i686: exports of Microsoft's dialect as lld-link's", found,
                [name for _, name, _ in linkers.exports(lab.folder / "l.dll")])


AUTOMATIC = r"""
extern "C" { int plain(int x) { return x; } int common_[100]; const char *text = "hi"; int zero; }
struct base { virtual ~base(); virtual int f(); static int n; };
base::~base() {}
int base::f() { return 3; }
int base::n = 4;
template <class T> T twice(T t) { return t + t; }
template int twice<int>(int);
inline int counted(int x) { static int k; return k += x; }
int use(void) { return counted(2); }
"""


def automatic(suite, lab):
    """All symbols, with the start-up code and libraries that the driver adds."""
    obj = lab.compile("auto", AUTOMATIC, "-fno-rtti")
    sources = [([], "without a word"), (["-Wl,--export-all-symbols", lab.write("a.def", "EXPORTS\nplain @9\n")], "all"),
               (["-Wl,--exclude-symbols,plain:zero"], "but for some"),
               ([lab.write("x.def", "EXCLUDE_SYMBOLS plain, zero\n")], "but for some of a .def file")]
    for words, name in sources:
        found = []
        for which in ("ours", "gnu"):
            dll = lab.program(which, "auto.dll", "-shared", obj, *words, "-Wl,--output-def,auto.def", driver="g++")
            found.append(flags(dll.parent / "auto.def"))
        suite.equal(f"{lab.machine}: exported {name}, as by GNU ld", *found)
    dll = lab.program("ours", "none.dll", "-shared", obj, "-Wl,--exclude-all-symbols", driver="g++")
    suite.equal(f"{lab.machine}: nothing exported", linkers.exports(dll), [])


DLL = r"""
#include <string.h>
__declspec(dllexport) int number = 7;
__declspec(dllexport) int function(int x) { return x * 2; }
__declspec(dllexport) const char *name(void) { return "a name"; }
int by_number(int x) { return x + 100; }
"""
USER = r"""
#include <stdio.h>
#include <windows.h>
__declspec(dllimport) extern int number;
int function(int), by_number(int);
const char *name(void);
typedef int plain(int);
int main(void)
{
  HMODULE m = GetModuleHandleA("pair.dll");
  plain *found = (plain *)(void *)GetProcAddress(m, "alias");
  printf("%d %d %d %s %d\n", number, function(4), by_number(5), name(), found(6));
  return GetProcAddress(m, "by_number") != NULL || GetProcAddress(m, (char *)77) == NULL;
}
"""


def pairs(suite, lab, programs):
    """A DLL and its user, by every combination of linkers; ours by our import library."""
    obj, user = lab.compile("dll", DLL), lab.compile("user", USER)
    def_file = lab.write("pair.def", "LIBRARY pair\nEXPORTS\nby_number @77 NONAME\nalias = function\n")
    for which in ("ours", "gnu"):
        dll = lab.program(which, "pair.dll", "-shared", obj, def_file, "-Wl,--out-implib,libpair.dll.a")
        again = lab.program(which, "pair.dll", "-shared", obj, def_file, "-Wl,--out-implib,libpair2.dll.a")
        suite.check(f"{lab.machine}: the same bytes again ({which})", which == "gnu" or
                    dll.read_bytes() == again.read_bytes())
        suite.equal(f"{lab.machine}: symbols of the import library ({which})",
                    sorted(n for n in linkers.symbols(dll.parent / "libpair.dll.a") if "pair" not in n and "__nm_" not in n
                           and not n.startswith(".")),
                    sorted([p + lead(lab) + n for n in ("alias", "by_number", "function", "name") for p in ("", "__imp_")] +
                           ["__imp_" + lead(lab) + "number"]))
        for other in ("ours", "gnu", "lld"):
            exe = lab.program(other, "user.exe", user, dll.parent / "libpair.dll.a")
            if lab.machine == "x86_64":
                programs.add(f"DLL by {which}, program by {other}", exe, beside=[dll], out="7 8 105 a name 12\n")


def build_ids(suite, lab):
    """--build-id: the same for the same contents, another one for others."""
    found = []
    for number in (1, 1, 2):
        obj = lab.compile(f"id{number}", f"int number = {number}; int start(void) {{ return number; }}")
        exe = lab.link("ours", "id.exe", "-e", lead(lab) + "start", "-s", "--build-id", obj)
        text = linkers.run("llvm-readobj-19", "--coff-debug-directory", exe)
        m = re.search(r"PDBGUID: \{?([0-9A-F-]+)", text)
        found.append(m.group(1) if m else text)
    suite.check(f"{lab.machine}: build id", found[0] == found[1] != found[2] and len(found[0]) == 36 and
                found[0].strip("0-"), found)
    report = harness.run("coffdump", "--map", str(exe))
    suite.check(f"{lab.machine}: build id in the map", report.status == 0 and "unclaimed" not in report.out, report.out)


def lead(lab):
    return "_" if lab.machine == "i686" else ""


def main():
    suite = harness.Suite()
    with tempfile.TemporaryDirectory() as tmp:
        programs = wine.Programs(suite)
        for machine in linkers.BOTH:
            lab = linkers.Lab(f"{tmp}/{machine}", machine)
            definitions(suite, lab)
            image(suite, lab)
            automatic(suite, lab)
            pairs(suite, lab, programs)
            build_ids(suite, lab)
        decorated(suite, linkers.Lab(f"{tmp}/std", "i686"))
        programs.run()
    suite.finish()


main()
