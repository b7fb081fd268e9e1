#!/usr/bin/python3
# Loader sections of XCOFF modules that linkers wrote, compared with llvm-readobj's dump of them entry
# by entry; import files with the linker's own input; damage.
#
# Skip it unless you change how they are read or shown. LLVM prints storage-class names for mapping
# classes ("C_EXTDEF (0x5)" is XMC_RW): the numbers are compared.

import re
import subprocess
from pathlib import Path

import harness
import jsondoc

suite = harness.Suite()
MODULES = sorted(p for folder in ("xcoff-ppc-aix7", "xcoff-rs6000")
                 for p in Path(harness.fixture(folder)).iterdir() if p.suffix in (".x", ".so"))


def llvm(path):
    text = subprocess.run(["llvm-readobj-19", "--loader-section-header", "--loader-section-symbols",
                           "--loader-section-relocations", path], check=True,
                          capture_output=True, text=True).stdout
    number = lambda key: [int(v, 0) for v in re.findall(rf"^ *{key}: (\w+)$", text, re.M)]
    header = {ours: (number(theirs) + [None])[0] for ours, theirs in {
        "version": "Version", "symbol_count": "NumberOfSymbolEntries",
        "relocation_count": "NumberOfRelocationEntries",
        "import_file_size": "LengthOfImportFileIDStringTable",
        "import_file_count": "NumberOfImportFileIDs", "import_file_offset": "OffsetToImportFileIDs",
        "string_size": "LengthOfStringTable", "string_offset": "OffsetToStringTable",
        "symbol_offset": "OffsetToSymbolTable",
        "relocation_offset": "OffsetToRelocationEntries"}.items()}
    symbols = list(zip(re.findall(r"^ *Name: (.*)$", text, re.M), number("Virtual Address"),
                       number("SectionNum"), number("SymbolType"),
                       [int(v, 16) for v in re.findall(r"StorageClass: .*\((\w+)\)", text)],
                       number("ImportFileID"), number("ParameterTypeCheck")))
    relocs = [(int(a, 16), int(t, 16), name, int(s), sym, int(i)) for a, t, name, s, sym, i in
              re.findall(r"^ *(0x\w+) (0x\w+) \((\w+)\) +(\d+) +(\S+) \((-?\d+)\)$", text, re.M)]
    return header, symbols, relocs


def number(v):
    return int(v, 16) if isinstance(v, str) else v


def compare(path):
    name = f"{path.parent.name}/{path.name}"
    doc = jsondoc.document(suite, name, "--loader")
    ours = doc and doc["xcoff_loader"]
    if not suite.check(f"{name} has a loader section", ours):
        return 0
    header, symbols, relocs = llvm(path)
    # The header of 32 bits has no such fields: the tables follow it.
    for key in ("symbol_offset", "relocation_offset"):
        header[key] = ours[key] if header[key] is None else header[key]
    suite.equal(f"{name}: header", {k: ours[k] for k in header}, header)
    suite.equal(f"{name}: symbols",
                [(s["name"], number(s["value"]), s["section"], s["smtype"], s["smclas"],
                  s["import_file"], s["type_check_offset"]) for s in ours["symbols"]], symbols)
    suite.equal(f"{name}: relocations",
                [(number(r["address"]), (r["bits"] - 1 | r["signed"] << 7 | r["fixed_up"] << 6) << 8 |
                  r["type_raw"], r["type"], r["section"], r["symbol"], r["symbol_index"])
                 for r in ours["relocations"]], relocs)
    suite.equal(f"{name}: import files", len(ours["import_files"]), ours["import_file_count"])
    text = harness.coffdump("--loader", name)
    suite.has(f"{name}: text", text.out, f"Loader symbols ({len(symbols)})",
              f"Loader relocations ({len(relocs)})",
              *(f" {s['name']}" for s in ours["symbols"]))
    suite.equal(f"{name}: text rows", len(re.findall(r"^  0x\w+ \d+ \S+ +R_", text.out, re.M)),
                len(relocs))
    return len(symbols) + len(relocs)


def known_facts():
    """What x32.imp and x32.exp, from which the linker made the module, say."""
    doc = jsondoc.document(suite, "xcoff-ppc-aix7/x32-shr.so", "--loader")["xcoff_loader"]
    suite.equal("import file", {k: doc["import_files"][1][k] for k in ("path", "base", "member")},
                {"path": "", "base": "libimported.a", "member": "shr.o"})
    imports = {s["name"]: s["import_file"] for s in doc["symbols"] if "L_IMPORT" in s["flags"]}
    suite.equal("imports", imports, {"external_data": 1, "external_function": 1})
    exports = {s["name"]: s["class"] for s in doc["symbols"] if "L_EXPORT" in s["flags"]}
    suite.equal("exports", exports, {"data_word": "XMC_RW", "main": "XMC_DS"})
    suite.has("text names import files",
              harness.coffdump("--loader", "xcoff-ppc-aix7/x32-shr.so").out,
              "external_data from 1 libimported.a(shr.o)", "library path: /src/")


def others():
    for name in ("xcoff-llvm/x32-c.o", "clang-x64-msvc/c.obj"):
        if not Path(harness.fixture(name)).exists():
            continue
        doc = jsondoc.document(suite, name, "--loader")
        suite.equal(f"{name} has no loader section", doc["xcoff_loader"], None)
        suite.equal(f"{name}: text", harness.coffdump("--loader", name).out, "\nNo loader section.\n")


def damage(tmp):
    """Every byte of a loader section set to 0xff in turn: an end, and a status that says so."""
    raw = Path(harness.fixture("xcoff-ppc-aix7/x32-shr.so")).read_bytes()
    at = raw.index(b"\0\0\0\1\0\0\0\4\0\0\0\x09")
    told = 0
    for i in range(at, at + 0x80, 3):
        bad = tmp / "bad.so"
        bad.write_bytes(raw[:i] + b"\xff" + raw[i + 1:])
        done = harness.coffdump("--json", "--loader", "--map", str(bad))
        told += done.status == 1
        suite.check(f"byte {i:#x}: status {done.status}", done.status in (0, 1), done.err[:300])
    suite.check(f"{told} of the damages are reported", told >= 10)


def listed(path):
    """coff-nm -D has the same symbols; which are undefined, absolute and weak the loader section says."""
    doc = jsondoc.document(suite, f"{path.parent.name}/{path.name}", "--loader")
    done = subprocess.run([str(Path(harness.BUILDDIR) / "coff-nm"), "-D", "-p", path], capture_output=True, text=True,
                          check=False)
    ours, theirs = [], []
    for line in done.stdout.splitlines():
        value, letter, name = line.rsplit(None, 2) if len(line.split()) == 3 else ("0", *line.split())
        ours.append((name, int(value, 16), letter in "Uw", letter in "Ww", letter == "A"))
    for s in doc["xcoff_loader"]["symbols"]:
        weak = bool(s["smtype"] & 8)
        undefined = s["section"] == 0
        theirs.append((s["name"], 0 if undefined else number(s["value"]), undefined, weak,
                       s["section"] == -1 and not weak))
    suite.equal(f"{path.name}: coff-nm -D", ours, theirs)


def main():
    import tempfile
    entries = sum(compare(p) for p in MODULES)
    suite.check(f"{len(MODULES)} modules, {entries} entries", len(MODULES) >= 10 and entries > 80)
    for p in MODULES:
        listed(p)
    known_facts()
    others()
    with tempfile.TemporaryDirectory() as tmp:
        damage(Path(tmp))
    suite.finish()


main()
