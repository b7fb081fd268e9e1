#!/usr/bin/python3
# Imports by coff-ld: tables, jumps and data, compared with those of GNU ld and lld, and run under wine.
#
# Skip this unless it fails.

import os
import struct
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


AUTO = r"""
#include <stdio.h>
extern int da;
extern const int table[];
int fa(int);
int *pointer = &da;
const int *const second = &table[1];
struct { char c; const int *p; } __attribute__((packed)) odd = {1, &table[2]};
int main(void)
{
  int (*call)(int) = fa;
  da += 1;
  printf("%d %d %d %d %d %d\n", da, *pointer, table[0], *second, *odd.p, call(1));
  return 0;
}
"""


def auto_import(suite, lab, programs):
    """Data of a DLL without dllimport: from long and short libraries, and what is said where it cannot be."""
    dll = make_dll(lab)
    libraries = {"long": lab.long_library("d", DEFINITION), "short": lab.short_library("ds", DEFINITION)}
    for name, library in libraries.items():
        for model in (["-mcmodel=medium"], ["-mcmodel=small"]) if lab.machine == "x86_64" else ([],):
            what = f"{lab.machine}: auto-import, {name} library {' '.join(model)}"
            obj = lab.compile("auto", AUTO, *model)
            # Near the DLL, which fields of 32 bits need.
            near = ["-Wl,--image-base,0x180000000", "-Wl,--disable-dynamicbase"] if "small" in str(model) else []
            status, said = lab.program("ours", "auto.exe", obj, library, *near, ok=False)
            suite.check(f"{what}: linked, with a warning where the DLL may be out of reach", status == 0 and
                        ("32 bits" in said and "da" in said and "dllimport" in said) == bool(near), status, said)
            exe = lab.folder / "ours/auto.exe"
            entries = pseudo_relocs(exe)
            if name == "long":
                theirs = pseudo_relocs(lab.program("gnu", "auto.exe", obj, library, *near))
                # GNU ld has pointers of gcc's (.refptr) relocated at start-up; here they are the entries themselves.
                wanted = [bits for bits in theirs]
                if lab.machine == "x86_64" and not near:
                    wanted.remove(64)
                    wanted.remove(64)
                suite.equal(f"{what}: runtime pseudo relocations", entries, wanted)
            if lab.machine == "x86_64" and not near:
                programs.add(what, exe, beside=[dll], out="78 78 5 6 7 11\n")
    obj = lab.compile("auto", AUTO)
    for words, reason in ((["-Wl,--disable-auto-import"], "undefined reference"),
                          (["-Wl,--disable-runtime-pseudo-reloc"], "--disable-runtime-pseudo-reloc")):
        status, said = lab.program("ours", "auto.exe", obj, libraries["long"], *words, ok=False)
        suite.check(f"{lab.machine}: {words[0]}", status != 0 and reason in said and "da" in said, status, said)
    status, said = lab.link("ours", "auto.exe", "-e", "0", lab.compile("plain", "extern int da; int *p = &da;"),
                            libraries["long"], ok=False)
    suite.check(f"{lab.machine}: no start-up code", status != 0 and "_pei386_runtime_relocator" in said, status, said)


def pseudo_relocs(exe):
    """Numbers of bits of the entries of the list, sorted."""
    where = linkers.symbols(exe)
    lists = [n for n in where if n.strip("_") in ("RUNTIME_PSEUDO_RELOC_LIST", "RUNTIME_PSEUDO_RELOC_LIST_END")]
    start = min(where[n] for n in lists)
    end = max(where[n] for n in lists)
    raw = section_bytes(exe, start, end - start)
    if not raw:
        return []
    words = struct.unpack(f"<{len(raw) // 4}I", raw)
    assert words[:3] == (0, 0, 1), words
    return sorted(words[5::3])


def section_bytes(exe, address, size):
    if size == 0:
        return b""
    with tempfile.NamedTemporaryFile() as out:
        linkers.run("objcopy", "-O", "binary", "-j", ".rdata", exe, out.name)
        text = linkers.run("objdump", "-h", exe)
        start = int(next(line.split()[3] for line in text.splitlines() if " .rdata " in line), 16)
        return out.read()[address - start:address - start + size]


LOCAL = r"""
#include <stdio.h>
__declspec(dllimport) int here(int);
__declspec(dllimport) extern int number;
int here_too(void) { return here(1) + number; }
"""
LOCAL_MAIN = r"""
#include <stdio.h>
int here(int x) { return x + 1; }
int number = 40;
int here_too(void);
int main(void) { printf("%d\n", here_too()); return 0; }
"""


def local_pointers(suite, lab, programs):
    """dllimport of what is linked in."""
    words = lab.compile("local", LOCAL), lab.compile("local_main", LOCAL_MAIN)
    exe = lab.program("ours", "local.exe", *words)
    if lab.machine == "x86_64":
        programs.add("dllimport of what is linked in", exe, out="42\n")
    names = {n.lstrip("_").replace("imp__", "imp_") for n in linkers.symbols(exe)}
    suite.check(f"{lab.machine}: pointers to what is linked in", {"imp_here", "imp_number"} <= names, sorted(names))


def direct(suite, lab, programs):
    """DLLs as inputs, by name and by -l; the tables are GNU ld's."""
    dll = make_dll(lab)
    obj, auto = lab.compile("user", USER.replace("fo(3)", "33").replace("fo(int)", "ff(int)")), lab.compile("auto", AUTO)
    for name, words in (("by name", [dll]), ("by -l", [f"-L{lab.folder}", "-ld"])):
        ours, theirs = (lab.program(which, "direct.exe", obj, *words) for which in ("ours", "gnu"))
        found = [dict(linkers.by_name(linkers.imports(exe)))["d.dll"] for exe in (ours, theirs)]
        suite.equal(f"{lab.machine}: a DLL {name}", found[0], found[1])
        second = lab.program("ours", "direct2.exe", auto, *words)
        if lab.machine == "x86_64":
            programs.add(f"a DLL {name}", ours, beside=[dll], out="11 22 33 77\n")
            programs.add(f"data of a DLL {name}", second, beside=[dll], out="78 78 5 6 7 11\n")
    other = linkers.Lab(lab.folder / "other", "i686" if lab.machine == "x86_64" else "x86_64")
    status, said = lab.program("ours", "direct.exe", obj, make_dll(other), ok=False)
    suite.check(f"{lab.machine}: a DLL of another machine", status != 0 and "the DLL is of" in said, status, said)


STDCALL = """
__attribute__((stdcall)) int f(int x);
__attribute__((fastcall)) int g(int x, int y);
int start(void) { return f(1) + g(2, 3); }
"""


def stdcall(suite, lab):
    """i386: a DLL whose exports lack @N."""
    obj = lab.compile("sd", STDCALL.replace("int start(void) { return f(1) + g(2, 3); }", "").replace(
        "int f(int x);", "__declspec(dllexport) int f(int x) { return x; }").replace(
        "int g(int x, int y);", "__declspec(dllexport) int g(int x, int y) { return x + y; }"))
    dll = lab.link("gnu", "sd.dll", "-shared", "-e", "0", "--kill-at", obj)
    user = lab.compile("su", STDCALL)
    exe = lab.link("ours", "su.exe", "-e", "_start", user, dll)
    suite.equal("i686: stdcall and fastcall functions of a DLL without @N", linkers.by_name(linkers.imports(exe)),
                [("sd.dll", ["f", "g"])])
    status, said = lab.link("ours", "su.exe", "-e", "_start", "--disable-stdcall-fixup", user, dll, ok=False)
    suite.check("i686: --disable-stdcall-fixup", status != 0 and "f@4" in said, status, said)


def delayed_library(suite, lab, programs):
    """A delay import library of coff-dlltool: the DLL is loaded at the first call."""
    dll, library = make_dll(lab), lab.folder / "libdelay.a"
    definition = lab.write("delay.def", "LIBRARY d.dll\nEXPORTS\nfa\n")
    made = harness.run("coff-dlltool", "-m", lab.dlltool, "-d", str(definition), "-y", str(library))
    suite.check("delay library", made.status == 0, made.err)
    obj = lab.compile("late", """#include <stdio.h>
int fa(int);
int main(int n, char **v) { printf("%d\\n", n > 1 ? 0 : fa(5)); return 0; }
""")
    exe = lab.program("ours", "late.exe", obj, library)
    suite.check("the DLL is not in the import table", "d.dll" not in dict(linkers.imports(exe)))
    programs.add("delayed import", exe, beside=[dll], out="15\n")
    programs.add("delayed import that is not called, without the DLL", exe, "x", out="0\n")


DIRECTIVES = """
.section .drectve, "yn"
.ascii " /DEFAULTLIB:\\"def\\" /DEFAULTLIB:nowhere.lib -alternatename:%(l)sgone=%(l)sthere -alternatename:%(l)sfa=%(l)sthere"
.ascii " /STACK:0x345000,0x2000 -heap:1048576 /FAILIFMISMATCH:\\"a=b\\" /EDITANDCONTINUE"
.text
.globl %(l)sstart, %(l)sthere
%(l)sstart: call %(l)sfa
call %(l)sgone
%(l)sthere: ret
"""


def directives(suite, lab):
    """Options in objects of Microsoft's compilers."""
    lab.short_library("def", "LIBRARY d.dll\nEXPORTS\nfa\n")
    lead = "_" if lab.machine == "i686" else ""
    obj = lab.compile("directives", DIRECTIVES % {"l": lead})
    exe = lab.link("ours", "dir.exe", "-e", lead + "start", f"-L{lab.folder}", obj)
    suite.equal(f"{lab.machine}: -defaultlib", linkers.by_name(linkers.imports(exe)), [("d.dll", ["fa"])])
    where = linkers.symbols(exe)
    suite.equal(f"{lab.machine}: -alternatename", where.get(lead + "gone"), where[lead + "there"])
    suite.equal(f"{lab.machine}: -stack and -heap", [linkers.header(exe, "SizeOf" + n) for n in (
        "StackReserve", "StackCommit", "HeapReserve")], [str(0x345000), str(0x2000), str(0x100000)])
    exe = lab.link("ours", "dir.exe", "-e", lead + "start", f"-L{lab.folder}", "--stack", "0x200000", obj)
    suite.equal(f"{lab.machine}: --stack counts before it", linkers.header(exe, "SizeOfStackReserve"), str(0x200000))


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
            lab = linkers.Lab(f"{tmp}/both-{machine}", machine)
            both_libraries(suite, lab, programs)
            auto_import(suite, lab, programs)
            local_pointers(suite, lab, programs)
            direct(suite, lab, programs)
            directives(suite, lab)
        delayed_library(suite, linkers.Lab(f"{tmp}/delay", "x86_64"), programs)
        stdcall(suite, linkers.Lab(f"{tmp}/std", "i686"))
        failing_linker(suite, linkers.Lab(f"{tmp}/none", "x86_64"))
        programs.run()
    suite.finish()


main()
