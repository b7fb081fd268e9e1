#!/usr/bin/python3
# Exports of images, entry by entry, against llvm-readobj and pefile.
#
# llvm-readobj leaves out what has no name; it gives the others in the order of the ordinals.

import os
import re
import tempfile

import pefile

import harness
import images
import jsondoc

suite = harness.Suite()
EXPORT = pefile.DIRECTORY_ENTRY["IMAGE_DIRECTORY_ENTRY_EXPORT"]
SOURCE = """
__declspec(dllexport) int named(void) { return 1; }
__declspec(dllexport) int value = 2;
int by_ordinal(void) { return 3; }
int alias(void) { return 4; }
int _DllMainCRTStartup(void *a, int b, void *c) { return 1; }
"""
DEFINITIONS = """LIBRARY made.dll
EXPORTS
  named
  value DATA
  by_ordinal @20 NONAME
  second=alias @30
  third=alias
  forward=KERNEL32.ExitProcess
"""
# GNU ld takes no forwarder by ordinal.
NUMBERED = "  numbered=OTHER.#7 @40\n"


def ours(path):
    """{(ordinal, rva, name or None, forwarder or None)}"""
    doc = jsondoc.document(suite, path, "--exports")
    found = doc["directories"]["exports"]
    if found is None:
        return set()
    return {(e["ordinal"], e["rva"], name, e.get("forwarder"))
            for e in found["functions"]
            for name in [n["name"] for n in e["names"]] or [None]}


def of_llvm(path):
    text = images.output("llvm-readobj-19", "--coff-exports", path)
    return {(int(m[1]), m[2]) for m in
            re.finditer(r"Export \{\s+Ordinal: (\d+)\s+Name: (\S+)", text)}


def of_pefile(path):
    pe = pefile.PE(path, fast_load=True)
    pe.parse_data_directories(directories=[EXPORT])
    found = getattr(pe, "DIRECTORY_ENTRY_EXPORT", None)
    # pefile has no entries of address 0 without a name.
    return set() if found is None else {
        (s.ordinal, s.address, s.name and s.name.decode(), s.forwarder and s.forwarder.decode())
        for s in found.symbols}


def compare(path):
    name = os.path.basename(path)
    got = ours(path)
    suite.equal(f"{name}: as pefile", got, of_pefile(path))
    suite.equal(f"{name}: as llvm-readobj", {e[:1] + e[2:3] for e in got if e[2]}, of_llvm(path))
    return got


def made(folder):
    source, definitions = os.path.join(folder, "made.c"), os.path.join(folder, "made.def")
    more = os.path.join(folder, "more.def")
    with open(source, "w", encoding="ascii") as f:
        f.write(SOURCE)
    with open(definitions, "w", encoding="ascii") as f:
        f.write(DEFINITIONS)
    with open(more, "w", encoding="ascii") as f:
        f.write(DEFINITIONS + NUMBERED)
    gnu, lld = os.path.join(folder, "gnu.dll"), os.path.join(folder, "lld.dll")
    images.make(suite, "x86_64-w64-mingw32-gcc", "-nostdlib", "-shared", source, definitions, "-o",
                gnu)
    images.make(suite, "clang-19", "-target", "x86_64-pc-windows-msvc", "-c", source, "-o",
                os.path.join(folder, "made.obj"))
    images.make(suite, "lld-link-19", "/dll", "/noentry", "/nodefaultlib", f"/def:{more}",
                os.path.join(folder, "made.obj"), f"/out:{lld}")
    for path in (gnu, lld):
        got = {e[0]: e for e in compare(path)}
        suite.equal("an ordinal without a name", got[20][2:], (None, None))
        suite.equal("an alias", got[30][2:], ("second", None))
        forwards = [e for e in got.values() if e[2] == "forward"]
        suite.equal("a forwarder by name", [e[3] for e in forwards], ["KERNEL32.ExitProcess"])
    suite.equal("a forwarder by ordinal", got[40][2:], ("numbered", "OTHER.#7"))
    text = harness.coffdump("--exports", lld)
    suite.has("the text has them all", text.out, "(no name)", "second",
              "numbered -> OTHER.#7", "forward -> KERNEL32.ExitProcess", "value")


def main():
    for name in ("dll-arm64.dll", "dll-x86.dll", "dll-arm.dll", "dll-x64.dll"):
        compare(harness.fixture(f"images-lld/{name}"))
    sample = images.wine(40)
    suite.check("libwine is there", len(sample) == 40, sample)
    suite.check("most of it exports something", sum(map(bool, map(compare, sample))) > 20)
    with tempfile.TemporaryDirectory() as folder:
        made(folder)
    suite.finish()


main()
