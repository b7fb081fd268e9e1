#!/usr/bin/python3
# --delayload: descriptors, tables and code, compared with lld-link's; and programs that run.
#
# Skip this unless it fails.
#
# Programs run for x86-64, whose wine there is; for other machines the way from an entry of the address table to
# the helper is followed in the disassembly. lld's code differs from ours (coff-dlltool's), so code is not compared.

import re
import struct
import tempfile
from pathlib import Path

import pefile

import harness
import linkers
import wine

suite = harness.Suite()
FOLDER = Path(tempfile.mkdtemp())
LLD_MACHINES = {"x86_64": "x64", "i686": "x86", "aarch64": "arm64", "armv7": "arm"}

DLL = r"""
__declspec(dllexport) int answer(int a) { return a + 1; }
__declspec(dllexport) double mix(double a, int b, double c, int d) { return a * b + c * d; }
__declspec(dllexport) int number = 5;
"""
MAIN = r"""
#include <windows.h>
#include <stdio.h>
int answer(int);
__declspec(dllimport) double mix(double, int, double, int);
__declspec(dllimport) DWORD WINAPI GetFileVersionInfoSizeA(LPCSTR, LPDWORD);
int main(void)
{
  DWORD unused;
  int status = GetModuleHandleA("own.dll") == NULL ? 1 : 0;
  status += GetModuleHandleA("version.dll") == NULL ? 2 : 0;
  status += mix(1.5, 2, 0.25, 8) == 5.0 ? 4 : 0;
  status += GetModuleHandleA("own.dll") != NULL ? 8 : 0;
  status += answer(3) == 4 && answer(4) == 5 ? 16 : 0;
  status += GetFileVersionInfoSizeA("no such file", &unused) == 0 ? 32 : 0;
  status += GetModuleHandleA("version.dll") != NULL ? 64 : 0;
  puts(status == 127 ? "right" : "wrong");
  return status;
}
"""
START = "int answer(int); __declspec(dllimport) int other(int); int imported(int);\n" \
        "int start(void) { return answer(1) + other(2) + imported(3); }\n"
DEFINITION = "LIBRARY late.dll\nEXPORTS\nanswer\nother\nunused\n"
NORMAL = "LIBRARY soon.dll\nEXPORTS\nimported\n"


def run_programs():
    lab = linkers.Lab(FOLDER / "run", "x86_64")
    dll = lab.compile("own", DLL)
    main = lab.compile("main", MAIN)
    lab.program("ours", "own.dll", "-shared", dll, "-Wl,--out-implib," + str(lab.path("libown.dll.a")))
    short = lab.short_library("own", "LIBRARY own.dll\nEXPORTS\nanswer\nmix\n")
    programs = wine.Programs(suite)
    for kind, library in (("objects", lab.path("libown.dll.a")), ("short", short)):
        for gc in ("", "-Wl,--gc-sections"):
            name = f"{kind}{'-gc' if gc else ''}.exe"
            exe = lab.program("ours", name, main, library, "-lversion", "-ldelayimp", "-Wl,--delayload=own.dll",
                              "-Wl,-delayload,VERSION.dll", *([gc] if gc else []))
            late = linkers.by_name(linkers.imports(exe, delayed=True))
            suite.equal(f"{name}: imported later", late, [("own.dll", ["answer", "mix"]),
                                                          ("version.dll", ["GetFileVersionInfoSizeA"])])
            early = [dll.lower() for dll, _ in linkers.imports(exe)]
            suite.check(f"{name}: not imported at once", not {"own.dll", "version.dll"} & set(early), early)
            programs.add(name, exe, beside=[lab.path("ours") / "own.dll"], status=127, out="right\n")
    programs.run()
    status, text = lab.link("ours", "none.exe", lab.compile("start", "int answer(int); int start(void) "
                            "{ return answer(1); }"), "-e", "start", short, "--delayload=own.dll", ok=False)
    suite.check("no helper: said", status != 0 and "__delayLoadHelper2" in text and "-ldelayimp" in text, text)
    reader = lab.compile("reader", "__declspec(dllimport) extern int number; int main(void) { return number; }")
    status, text = lab.program("ours", "data.exe", reader, lab.path("libown.dll.a"), "-ldelayimp",
                               "-Wl,--delayload=own.dll", ok=False)
    suite.check("data cannot wait", status != 0 and "number is data" in text, text)
    status, text = lab.program("ours", "vain.exe", main, short, "-lversion", "-Wl,--delayload=other.dll", ok=False)
    suite.check("nothing of the DLL: said", status == 0 and "other.dll: nothing is imported" in text, text)


class Late:
    """The delayed imports of an image, read by pefile."""

    def __init__(self, path):
        self.path = path
        self.pe = pefile.PE(str(path))
        self.base = self.pe.OPTIONAL_HEADER.ImageBase
        self.word = 8 if self.pe.OPTIONAL_HEADER.Magic == 0x20B else 4
        place = self.pe.OPTIONAL_HEADER.DATA_DIRECTORY[13]
        self.size = place.Size
        self.rows = [struct.unpack("<8I", self.pe.get_data(place.VirtualAddress + i, 32))
                     for i in range(0, place.Size, 32)]

    def describe(self):
        rows = []
        for attributes, name, handle, _, _, bound, unload, stamp in self.rows:
            text = self.pe.get_string_at_rva(name).decode() if name else None
            rows.append((attributes, text, handle != 0, bound, unload, stamp))
        return rows, linkers.imports(self.path, delayed=True)

    def relocated(self):
        """RVAs of base relocations."""
        return {e.rva for block in self.pe.DIRECTORY_ENTRY_BASERELOC for e in block.entries if e.type}

    def entries(self):
        """[(RVA of the entry, RVA where it leads to)]"""
        table = self.rows[0][3]
        values = []
        while True:
            at = table + len(values) * self.word
            value = int.from_bytes(self.pe.get_data(at, self.word), "little")
            if value == 0:
                return values
            values.append((at, value - self.base))

    def code(self, rva, symbols=True):
        """Instructions from RVA to the next jump that leaves."""
        at = self.base + (rva & ~1)
        text = linkers.run("llvm-objdump-19", "-d", "--no-show-raw-insn", f"--start-address={at:#x}",
                           f"--stop-address={at + 160:#x}", self.path)
        lines = [l.split(":", 1)[1].strip() for l in text.splitlines() if re.match(r"\s*[0-9a-f]+:\s", l)]
        return lines


def to_address(line):
    m = re.search(r"0x([0-9a-f]+)", line)
    return int(m.group(1), 16) if m else None


def structure(machine):
    lab = linkers.Lab(FOLDER / machine, machine)
    lead = "_" if machine == "i686" else ""
    start = lab.compile("start", START, clang=True)
    symbol = "___delayLoadHelper2@8" if machine == "i686" else "__delayLoadHelper2"
    helper = lab.compile("helper", f".text\n.globl {symbol}\n.def {symbol}; .scl 2; .type 32; .endef\n"
                         + (".thumb\n" if machine == "armv7" else "") + f"{symbol}: nop\n", clang=True)
    late, soon = lab.short_library("late", DEFINITION), lab.short_library("soon", NORMAL)
    words = [start, helper, late, soon]
    ours = lab.link("ours", "a.exe", "-e", lead + "start", "--delayload=LATE.dll", *words)
    theirs = lab.path("lld.exe")
    linkers.run("lld-link-19", f"/machine:{LLD_MACHINES[machine]}", "/entry:start", "/subsystem:console",
                "/nodefaultlib", "/delayload:late.dll", "/safeseh:no", f"/out:{theirs}", *words)
    a, b = Late(ours), Late(theirs)
    suite.equal(f"{machine}: descriptors and names, as lld's", a.describe(), b.describe())
    suite.equal(f"{machine}: size of the directory", a.size, b.size)
    suite.equal(f"{machine}: number of entries", len(a.entries()), len(b.entries()))
    suite.check(f"{machine}: entries move with the image", {at for at, _ in a.entries()} <= a.relocated())
    if machine == "armv7":
        suite.check("armv7: entries are Thumb's", all(to & 1 for _, to in a.entries()), a.entries())
    rows = [line.split() for line in linkers.run("llvm-nm-19", ours).splitlines()]
    symbols = {row[2]: int(row[0], 16) for row in rows if len(row) == 3}
    for at, to in a.entries():
        code = a.code(to)
        branch = next((l for l in code if re.match(r"(jmp|b|b\.w)\s", l)), "")
        merge = to_address(branch)
        text = "\n".join(a.code(merge - a.base)) if merge else ""
        call = re.search(r"(call\w*|bl)\s+0x([0-9a-f]+)", text)
        suite.check(f"{machine}: entry {at:#x} leads to the helper", call and
                    int(call.group(2), 16) == symbols[symbol], "\n".join(code), text, symbols.get(symbol))


run_programs()
for which in LLD_MACHINES:
    structure(which)
suite.finish()
