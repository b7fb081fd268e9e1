#!/usr/bin/python3
# Facts in coffdump's text that other tools know too, or that only a made file has.
#
# Skip this unless a fact is shown wrongly; how the text looks is test_coffdump_text.py's.

import glob
import json
import os
import re
import struct
import subprocess
import tempfile

import harness


def read(name):
    with open(harness.fixture(name), "rb") as f:
        return bytearray(f.read())


class Folder:
    """Files made for one test."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()

    def dump(self, name, data, *args):
        with open(os.path.join(self.folder.name, name), "wb") as f:
            f.write(data)
        return harness.coffdump(*args, name, cwd=self.folder.name)


def symbol_rows(text):
    """Index to the lines of its symbol."""
    rows, index = {}, None
    for line in text.splitlines():
        found = re.match(r" +(\d+) 0x", line)
        index = int(found[1]) if found else index
        if index is not None:
            rows.setdefault(index, []).append(line)
    return rows


def csect_words(aux):
    """What coffdump has to say of a csect entry that readobj shows so."""
    within = re.search(r"ContainingCsectSymbolIndex: (\d+)", aux)
    length = re.search(r"SectionLen: (\d+)", aux)
    kind = re.search(r"SymbolType: (\w+)", aux)[1]
    power = int(re.search(r"SymbolAlignmentLog2: (\d+)", aux)[1])
    field = f" {within[1]}" if within else f" {int(length[1]):#x}"
    align = f" align {1 << power}" if kind in ("XTY_SD", "XTY_CM") else ""
    mapping = re.search(r"StorageMappingClass: (\w+)", aux)[1]
    return field, kind + align + ",", mapping


def xcoff_symbols(suite):
    """Languages, processors and csects, against llvm-readobj."""
    seen = set()
    for path in sorted(glob.glob(harness.fixture("xcoff-llvm/*.o"))):
        name = os.path.basename(path)
        peer = subprocess.run(["llvm-readobj-19", "--symbols", path], capture_output=True,
                              text=True, check=True).stdout
        rows = symbol_rows(harness.coffdump("--symbols", path).out)
        for block in peer.split("  Symbol {\n")[1:]:
            index = int(re.search(r"Index: (\d+)", block)[1])
            text = "\n".join(rows[index])
            language = re.search(r"Source Language ID: (\w+)", block)
            if language:
                processor = re.search(r"CPU Version ID: (\w+)", block)[1]
                suite.has(f"{name} {index}: file", text, f": {language[1]}, {processor}\n")
            elif "CSECT Auxiliary" in block:
                words = csect_words(block.split("CSECT Auxiliary")[1])
                seen.add(words[1])
                suite.has(f"{name} {index}: csect", text, *words)
    suite.check("csects and labels were seen", {"XTY_LD,", "XTY_ER,"} < seen, seen)
    hidden = harness.coffdump("--symbols", "xcoff-llvm/x32-vis.o").out
    for symbol, visibility in [("exported_long_name_variable", "EXPORTED"), ("hid", "HIDDEN"),
                               ("prot", "PROTECTED")]:
        suite.has("visibility", hidden, f" {symbol}: SYM_V_{visibility}\n")
    data = read("xcoff-llvm/x32-c.o")
    at, = struct.unpack_from(">I", data, 8)
    data[at + 14:at + 16] = b"\x0d\x03"
    done = Folder().dump("language.o", data, "--symbols")
    suite.has("a language without a name", done.out, "c.c: TCPU_COM, 0xd00\n")


def differences(suite):
    """R_POS and R_NEG at one address: the field holds S1 - S2 + A, and A is shown once."""
    name = "xcoff-llvm/x32-cxx.o"
    pair = r"(0x00000170) R_POS +32 unsigned +\d+ (\S+)\n +\1 R_NEG +32 unsigned +\d+ (\S+)\n"
    found = re.search(pair, harness.coffdump("--relocs", name).out)
    suite.equal("the compiler's difference has no addend", found.groups()[1:], ("__ehinfo.2", "TOC"))
    data = read(name)
    start = next(s for s in (20 + data[17] + 40 * i for i in range(9))
                 if data[s:s + 8] == b".text\0\0\0")
    address, _, at = struct.unpack_from(">III", data, start + 12)
    at += 0x170 - address
    struct.pack_into(">i", data, at, struct.unpack_from(">i", data, at)[0] - 5)
    for option in ("--relocs", "--disassemble"):
        done = Folder().dump("addend.o", data, option)
        suite.has(f"{option}: an addend of a difference", done.out, " __ehinfo.2-0x5")
        suite.check(f"{option}: is shown once", not re.search(r"TOC[-+]", done.out), done.out[:500])
    doc = json.loads(Folder().dump("addend.o", data, "--json", "--relocs").raw)
    suite.equal("JSON: an addend of a difference", [
        (r["type"], r["addend"]) for s in doc["sections"] for r in s["relocations"]
        if r["address"] == 0x170], [("R_POS", -5), ("R_NEG", 0)])


SYMBOL = 18  # bytes of a symbol table entry, in all flavours used below


def symbol_at(data, index):
    """Offset of an entry in an object without a long header."""
    return struct.unpack_from("<I", data, 8)[0] + index * SYMBOL


def odd_symbols(suite):
    """Symbols in sections that are not there; undefined ones that only their file could define."""
    data = read("coff-i386/basic.o")
    text = harness.coffdump("coff-i386/basic.o").out
    suite.has("counts", text, "8 defined (3 local): 4 objects, 3 labels, 1 absolute value; "
              "2 common blocks, 1 undefined; 19 table entries\n", "  needs       _outside\n")
    rows = symbol_rows(harness.coffdump("--symbols", "coff-i386/basic.o").out)
    index = next(i for i, lines in rows.items() if lines[0].endswith(" _outside"))
    data[symbol_at(data, index) + 16] = 3  # C_STAT
    done = Folder().dump("static.o", data)
    suite.has("a static symbol that is not defined", done.out, "2 common blocks; 19 table entries")
    suite.check("a static symbol that is not defined: not needed", " needs " not in done.out, done.out)
    struct.pack_into("<h", data, symbol_at(data, index) + 12, 77)
    done = Folder().dump("section.o", data, "--symbols")
    suite.has("no such section", "\n".join(symbol_rows(done.out)[index]), " 77 (no such section)")


EXCEPTION_DIRECTORY = 24 + 112 + 3 * 8  # from the signature of a PE32+ image


def function_tables(suite):
    """In an image only what the exception directory names is its table: a .pdata section may hold
    another processor's entries too, of another size."""
    name = "images-lld/exe-arm64.exe"
    suite.has("function table", harness.coffdump("--unwind", name).out, "0x0000102c, 0x8c bytes")
    suite.has("its size", harness.coffdump("--debug-sections", name).out, "1 entries (--unwind)")
    data = read(name)
    at = struct.unpack_from("<I", data, 0x3c)[0] + EXCEPTION_DIRECTORY
    rva, size = struct.unpack_from("<II", data, at)
    suite.equal("the directory names one entry", size, 8)
    for patch, shown in [((rva, 0), "none that the exception directory names"),
                         ((rva + 8, 8), "none that the exception directory names"),
                         ((rva - 8, 8), "none that the exception directory names")]:
        struct.pack_into("<II", data, at, *patch)
        done = Folder().dump("image.exe", data, "--debug-sections")
        suite.has(f"directory {patch}", done.out, shown)
        done = Folder().dump("image.exe", data, "--unwind")
        suite.check(f"directory {patch}: no such entry", "0x0000102c, 0x8c bytes" not in done.out)
    struct.pack_into("<II", data, at, rva, 7)
    done = Folder().dump("image.exe", data, "--unwind")
    suite.has("half an entry", done.err, "function table ends in the middle of an entry")


def hardening(suite):
    """The summary has what the loader of the image honours; the document what the image says."""
    def line(text):
        return re.search(r"^  hardening +(.*)$", text, re.M)[1]
    for name, wanted in (
            ("exe-x64.exe", "ASLR, high entropy, NX, isolation; without CFG, XFG, EH continuation, CET, stack cookie"),
            ("drv-x64.sys", "ASLR; without CFG, XFG, EH continuation, CET, stack cookie"),
            ("efi-x64.efi", "NX; without stack cookie")):
        path = f"images-lld/{name}"
        suite.equal(name, line(harness.coffdump(path).out), wanted)
        says = json.loads(harness.coffdump("--json", "--headers", path).raw)["hardening"]
        suite.equal(f"{name}: JSON", [k for k, v in says.items() if v],
                    ["aslr", "high_entropy", "nx", "isolation"])
    # The first processes are native images too: those have ntdll.
    data = read("images-lld/drv-x64.sys")
    process = data.replace(b"KERNEL32.dll\0", b"NTDLL.dll\0\0\0\0")
    suite.check("it imports a library", process != data)
    suite.has("a native process", line(Folder().dump("native.exe", process).out), "NX, isolation;")


def main():
    suite = harness.Suite()
    for test in (xcoff_symbols, differences, odd_symbols, function_tables, hardening):
        test(suite)
    suite.finish()


main()
