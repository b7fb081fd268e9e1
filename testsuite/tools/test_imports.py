#!/usr/bin/python3
# Imports, delayed and bound ones, and base relocations of images, entry by entry, against
# llvm-readobj, GNU objdump and pefile. With arguments: of these images instead.
#
# objdump has no delay imports; llvm-readobj has neither addresses of slots nor bound imports;
# parameters of base relocations only pefile leaves to the reader.

import os
import re
import struct
import sys
import tempfile

import pefile

import harness
import images
import jsondoc
import peers

suite = harness.Suite()
DIRECTORIES = [pefile.DIRECTORY_ENTRY["IMAGE_DIRECTORY_ENTRY_" + name]
               for name in ("IMPORT", "DELAY_IMPORT", "BOUND_IMPORT", "BASERELOC")]
facts = {"entries": 0, "delayed": 0, "relocations": 0, "images": 0}


# ---- Ours -------------------------------------------------------------------------------------

def by(e):
    """(name, hint) or (ordinal, None)"""
    return (e["ordinal"], None) if "ordinal" in e else (e.get("name"), e.get("hint"))


def libraries(found):
    return [(l["dll"], [by(e) for e in l["entries"]]) for l in found or []]


def relocations(doc):
    found = doc["directories"]["base_relocations"]
    return [(e["type_raw"], e["rva"]) for b in (found or {"blocks": []})["blocks"]
            for e in b["entries"]]


# ---- llvm-readobj -----------------------------------------------------------------------------

def llvm_symbol(text):
    m = re.fullmatch(r"(.*?) ?\((\d+)\)", text)
    return (m[1], int(m[2])) if m[1] else (int(m[2]), None)


def of_llvm(path):
    tree = peers.llvm_tree(images.output("llvm-readobj-19", "--coff-imports", path))
    found = {"Import": [], "DelayImport": []}
    for key in found:
        for node in tree.all(key):
            symbols = node.all("Symbol") if key == "Import" else \
                [n.get("Symbol") for n in node.all("Import")]
            found[key].append((node.get("Name"), [llvm_symbol(s) for s in symbols]))
    return found


LLVM_TYPES = {"ABSOLUTE": 0, "HIGH": 1, "LOW": 2, "HIGHLOW": 3, "HIGHADJ": 4, "DIR64": 10,
              "ARM_MOV32(A)": 5, "ARM_MOV32(T)": 7}


def relocations_of_llvm(path):
    text = images.output("llvm-readobj-19", "--coff-basereloc", path)
    return [(LLVM_TYPES[m[1]], int(m[2], 16))
            for m in re.finditer(r"Type: (\S+)\s+Address: (0x[0-9A-F]+)", text)]


# ---- GNU objdump ------------------------------------------------------------------------------

GNU_TYPES = {"ABSOLUTE": 0, "HIGH": 1, "LOW": 2, "HIGHLOW": 3, "HIGHADJ": 4, "DIR64": 10,
             "MIPS_JMPADDR": 5, "REL32": 7, "THUMB_MOV32": 7, "ARM_MOV32": 5}


def of_gnu(path):
    """The libraries, and the relocations with their addresses."""
    found, relocs, page = [], [], None
    for line in images.output("x86_64-w64-mingw32-objdump", "-p", path).split("\n"):
        if m := re.match(r"\s+DLL Name: (.*)", line):
            found.append((m[1], []))
        elif m := re.match(r"\t[0-9a-f]+\t +([0-9a-f]+)  (.*?)(?:\t[0-9a-f]+)?$", line):
            # The ordinals of PE32+ are in hexadecimal, those of PE32 and all hints are not.
            ordinal = m[2] == "<none>"
            n = int(m[1], 16 if ordinal and len(m[1]) == 9 else 10)
            found[-1][1].append((n, None) if ordinal else (m[2], n))
        elif m := re.match(r"Virtual Address: ([0-9a-f]+) Chunk size", line):
            page = int(m[1], 16)
        elif m := re.match(r"\treloc +\d+ offset +([0-9a-f]+) \[[0-9a-f]+\] (\S+)", line):
            relocs.append((GNU_TYPES[m[2]], page + int(m[1], 16)))
    return found, relocs


# ---- pefile -----------------------------------------------------------------------------------

def pefile_by(symbol):
    # It looks up ordinals of well-known libraries: what is not in the file is not compared.
    if symbol.import_by_ordinal:
        return (symbol.ordinal, None)
    return (symbol.name.decode(), symbol.hint)


def of_pefile(path):
    pe = pefile.PE(path, fast_load=True)
    pe.parse_data_directories(directories=DIRECTORIES)
    return pe


def pefile_libraries(found):
    return [(l.dll.decode(), [pefile_by(s) for s in l.imports]) for l in found]


def slots_of_pefile(pe, found):
    return [s.address - pe.OPTIONAL_HEADER.ImageBase for l in found for s in l.imports]


# ---- Comparison -------------------------------------------------------------------------------

def compare_imports(name, path, doc, pe):
    dirs = doc["directories"]
    imports, delayed = libraries(dirs["imports"]), libraries(dirs["delay_imports"])
    llvm = of_llvm(path)
    suite.equal(f"{name}: imports as llvm-readobj", imports, llvm["Import"])
    suite.equal(f"{name}: delay imports as llvm-readobj", delayed, llvm["DelayImport"])
    found = getattr(pe, "DIRECTORY_ENTRY_IMPORT", [])
    late = getattr(pe, "DIRECTORY_ENTRY_DELAY_IMPORT", [])
    suite.equal(f"{name}: imports as pefile", imports, pefile_libraries(found))
    suite.equal(f"{name}: delay imports as pefile", delayed, pefile_libraries(late))
    for ours, theirs in ((dirs["imports"] or [], found), (dirs["delay_imports"] or [], late)):
        suite.equal(f"{name}: slots as pefile", [e["rva"] for l in ours for e in l["entries"]],
                    slots_of_pefile(pe, theirs))
    suite.equal(f"{name}: descriptors as pefile",
                [(l["lookup_table"], l["address_table"], l["timestamp"], l["forwarder_chain"])
                 for l in dirs["imports"] or []],
                [(l.struct.OriginalFirstThunk, l.struct.FirstThunk, l.struct.TimeDateStamp,
                  l.struct.ForwarderChain) for l in found])
    suite.equal(f"{name}: delay descriptors as pefile",
                [(l["attributes"], l["module_handle"], l["address_table"], l["name_table"],
                  l["bound_table"], l["unload_table"], l["timestamp"])
                 for l in dirs["delay_imports"] or []],
                [(l.struct.grAttrs, l.struct.phmod, l.struct.pIAT, l.struct.pINT,
                  l.struct.pBoundIAT, l.struct.pUnloadIAT, l.struct.dwTimeStamp) for l in late])
    facts["entries"] += sum(len(entries) for _, entries in imports)
    facts["delayed"] += sum(len(entries) for _, entries in delayed)
    return imports


def compare(path):
    name = os.path.basename(path)
    doc = jsondoc.document(suite, path, "--imports", "--base-relocs")
    suite.equal(f"{name}: nothing wrong", [d["text"] for d in doc["diagnostics"]
                                           if d["severity"] != "note"], [])
    pe = of_pefile(path)
    imports = compare_imports(name, path, doc, pe)
    relocs = relocations(doc)
    suite.equal(f"{name}: base relocations as llvm-readobj", relocs, relocations_of_llvm(path))
    suite.equal(f"{name}: base relocations as pefile", relocs,
                [(e.type, e.rva) for b in getattr(pe, "DIRECTORY_ENTRY_BASERELOC", [])
                 for e in b.entries])
    if doc["machine"]["constant"] in ("IMAGE_FILE_MACHINE_AMD64", "IMAGE_FILE_MACHINE_I386"):
        theirs, their_relocs = of_gnu(path)
        suite.equal(f"{name}: imports as objdump", imports, theirs)
        suite.equal(f"{name}: base relocations as objdump", relocs, their_relocs)
    facts["relocations"] += len(relocs)
    facts["images"] += 1
    return doc


# ---- Images made here -------------------------------------------------------------------------

SOURCE = """
__declspec(dllimport) int named(int);
__declspec(dllimport) int numbered(int);
__declspec(dllimport) extern int variable;
__declspec(dllimport) int _Z3onei(int);
__declspec(dllimport) int late(int);
__declspec(dllimport) int late_numbered(int);
int here, *where = &here;
#ifdef __i386__
__attribute__((stdcall))
#endif
void *__delayLoadHelper2(void *a, void *b) { return a; }
int start(void)
{
  return named(1) + numbered(2) + variable + _Z3onei(0) + late(3) + late_numbered(4);
}
"""
AT_ONCE = "LIBRARY first.dll\nEXPORTS\n  named\n  numbered @77 NONAME\n  variable DATA\n  _Z3onei\n"
DELAYED = "LIBRARY second.dll\nEXPORTS\n  late\n  late_numbered @8 NONAME\n"
LLD = {"x86_64": ("i386:x86-64", "x64"), "i686": ("i386", "x86"), "aarch64": ("arm64", "arm64"),
       "thumbv7": ("arm", "arm")}


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="ascii") as f:
        f.write(text)
    return path


def with_lld(folder, processor, options=()):
    machine, short = LLD[processor]
    out = os.path.join(folder, f"lld-{processor}.exe")
    objects = [os.path.join(folder, f"{processor}.obj")]
    images.make(suite, "clang-19", "-target", f"{processor}-pc-windows-msvc", "-O1", "-c",
                os.path.join(folder, "made.c"), "-o", objects[0])
    for name in ("first", "second"):
        objects.append(os.path.join(folder, f"{name}-{short}.lib"))
        images.make(suite, "llvm-dlltool-19", "-m", machine, "-d",
                    os.path.join(folder, f"{name}.def"), "-l", objects[-1])
    images.make(suite, "lld-link-19", "/nodefaultlib", "/subsystem:console", "/entry:start",
                "/delayload:second.dll", *options, *objects, f"/out:{out}")
    return out


def with_gnu(folder, host):
    short = host.split("-")[0]
    out = os.path.join(folder, f"gnu-{short}.dll")
    libraries_made = []
    for name, option in (("first", "-l"), ("second", "-y")):
        libraries_made.append(os.path.join(folder, f"{name}-{short}.a"))
        images.make(suite, f"{host}-dlltool", "-k", "-d", os.path.join(folder, f"{name}.def"),
                    option, libraries_made[-1])
    images.make(suite, f"{host}-gcc", "-w", "-O1", "-shared", "-nostdlib", "-Wl,-e,0",
                os.path.join(folder, "made.c"), *libraries_made, "-o", out)
    return out


def check_made(path, late):
    """LATE: whether the linker filled in the directory of delay imports; GNU ld 2.40 does not."""
    doc = compare(path)
    dirs = doc["directories"]
    first = {by(e) if "ordinal" in e else e["name"].lstrip("_")
             for l in dirs["imports"] or [] if l["dll"] == "first.dll" for e in l["entries"]}
    suite.equal(f"{path}: at once", first, {"named", "variable", "Z3onei", (77, None)})
    second = [(l["uses_rvas"], [by(e)[0] if "ordinal" in e else e["name"].lstrip("_")
                                for e in l["entries"]])
              for l in dirs["delay_imports"] or []]
    suite.equal(f"{path}: delayed", [(u, sorted(map(str, e))) for u, e in second],
                [(True, ["8", "late"])] if late else [])
    # The address of "here" is in a base relocation, in a field of data.
    suite.check(f"{path}: relocations have addresses",
                any("address" in e for b in dirs["base_relocations"]["blocks"]
                    for e in b["entries"]))
    return doc


def bound(folder, path):
    """What the binder makes of an image: addresses in the table, versions behind the headers."""
    pe = of_pefile(path)
    library = pe.DIRECTORY_ENTRY_IMPORT[0].struct
    directory = pe.OPTIONAL_HEADER.DATA_DIRECTORY[11]
    descriptor, table = library.get_file_offset(), pe.get_offset_from_rva(library.FirstThunk)
    with open(path, "rb") as f:
        data = bytearray(f.read())
    struct.pack_into("<I", data, descriptor + 4, 0xffffffff)
    struct.pack_into("<I", data, table, 0x7c801234)
    at = 0x300
    struct.pack_into("<IHHIHHIHHII", data, at, 0x3b7d8504, 0x28, 1, 0x3b7d8505, 0x32, 0, 0, 0, 0, 0,
                     0)
    data[at + 0x28:at + 0x3d] = b"first.dll\0NTDLL.DLL\0\0"
    struct.pack_into("<II", data, directory.get_file_offset(), at, 0x3d)
    out = os.path.join(folder, "bound.exe")
    with open(out, "wb") as f:
        f.write(data)
    got = jsondoc.document(suite, out, "--imports")
    suite.equal("bound: nothing wrong", got["diagnostics"], [])
    suite.equal("bound imports", got["directories"]["bound_imports"],
                [{"dll": "first.dll", "timestamp": 0x3b7d8504,
                  "forwarders": [{"dll": "NTDLL.DLL", "timestamp": 0x3b7d8505}]}])
    theirs = of_pefile(out).DIRECTORY_ENTRY_BOUND_IMPORT
    suite.equal("bound imports as pefile",
                [(b.name.decode(), b.struct.TimeDateStamp,
                  [(e.name.decode(), e.struct.TimeDateStamp) for e in b.entries]) for b in theirs],
                [("first.dll", 0x3b7d8504, [("NTDLL.DLL", 0x3b7d8505)])])
    entries = got["directories"]["imports"][0]["entries"]
    suite.equal("bound addresses", [e.get("bound") for e in entries],
                [0x7c801234] + [None] * (len(entries) - 1))
    text = harness.coffdump("--imports", out).out
    suite.has("bound: the text", text, "bound: see bound imports", " = 0x7c801234",
              "first.dll of 2001-08-17", "forwards to NTDLL.DLL of 2001-08-17")


def made(folder):
    write(folder, "made.c", SOURCE)
    write(folder, "first.def", AT_ONCE)
    write(folder, "second.def", DELAYED)
    for processor in LLD:
        path = with_lld(folder, processor, ["/dynamicbase"])
        check_made(path, True)
    for host in ("x86_64-w64-mingw32", "i686-w64-mingw32"):
        check_made(with_gnu(folder, host), False)
    suite.has("names are demangled", harness.coffdump(
        "--imports", "--demangle", os.path.join(folder, "lld-x86_64.exe")).out, " one(int)\n")
    bound(folder, os.path.join(folder, "lld-i686.exe"))


def texts():
    path = "images-lld/guard-delay-x64.exe"
    suite.has("delay imports as text", harness.coffdump("--imports", path).out,
              "Delay imports (1):", "delayme.dll: 2,",
              "delayed through 0x0000000140001066 in .text", "ordinal 8 through")
    suite.has("imports as text", harness.coffdump("--imports", "images-lld/exe-x86.exe").out,
              "Imports (3):", "ordlib.dll: 1,", "ordinal 77", "_ExitProcess@4")
    suite.has("base relocations as text",
              harness.coffdump("--base-relocs", "images-lld/exe-arm.exe").out,
              "page 0x00001000 in .text", "IMAGE_REL_BASED_THUMB_MOV32 0x00403004 in .data+0x4")
    suite.has("stripped relocations",
              harness.coffdump("--base-relocs", "images-lld/opts-x86.exe").out,
              "No base relocations: they were stripped")


def main():
    if sys.argv[1:]:
        for path in sys.argv[1:]:
            compare(os.path.abspath(path))
        print(facts)
        suite.finish()
    for name in sorted(os.listdir(harness.fixture("images-lld"))):
        if name.endswith((".exe", ".dll", ".sys")):
            compare(harness.fixture(f"images-lld/{name}"))
    sample = images.wine(40)
    suite.check("libwine is there", len(sample) == 40, sample)
    for path in sample:
        compare(path)
    suite.check(f"enough was compared: {facts}", facts["entries"] > 500 and
                facts["relocations"] > 5000)
    texts()
    with tempfile.TemporaryDirectory() as folder:
        made(folder)
    suite.finish()


main()
