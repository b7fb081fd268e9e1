#!/usr/bin/python3
# coffdump --disassemble: instructions against GNU objdump, and symbols, relocations and branch
# targets in the text.

import re
import subprocess

import harness
import jsondoc

suite = harness.Suite()


def rows(path, *args):
    doc = jsondoc.document(suite, path, *(args or ["--disassemble"]))
    return [(d, r) for d in doc["disassembly"] for r in d["rows"]]


def objdump_bytes(program, path):
    """Offset -> bytes of the instructions in each section, as objdump cuts them."""
    text = subprocess.run([program, "-d", "-w", "-z", path], capture_output=True, text=True,
                          check=True).stdout
    tables, table = [], None
    for line in text.split("\n"):
        if line.startswith("Disassembly of section"):
            table = {}
            tables.append(table)
        m = re.match(r"^ *([0-9a-f]+):\t((?:[0-9a-f]{2,8} )+) *(?:\t(.*))?$", line)
        if m:
            table[int(m.group(1), 16)] = m.group(2).replace(" ", "")
    return tables


# Both know the whole instruction set of these.
def check_against_objdump():
    for path, program in (("clang-x64-msvc/cpp.obj", "x86_64-w64-mingw32-objdump"),
                          ("clang-x86-msvc/c.obj", "i686-w64-mingw32-objdump"),
                          ("pe-x86-64-gnu/c-plain.o", "x86_64-w64-mingw32-objdump"),
                          ("coff-go32/relocs.o", "i586-pc-msdosdjgpp-objdump")):
        theirs = [t for t in objdump_bytes(program, harness.fixture(path)) if t]
        ours = {}
        for d, r in rows(path):
            ours.setdefault(d["section"], {})[r["address"]] = r["bytes"]
        suite.equal(f"{path}: sections", len(ours), len(theirs))
        for (number, table), peer in zip(sorted(ours.items()), theirs):
            suite.equal(f"{path}: instructions of section {number}", table, peer)


def check_complete():
    """Rows hold all bytes of a section and all of its relocations, whatever the machine."""
    for path in ("coff-h8300/relocs.o", "coff-z80/relocs.o", "coff-sh/relocs.o",
                 "coff-sh/relocs-le.o", "coff-m68k/relocs.o", "xcoff-llvm/x32-c.o",
                 "xcoff-llvm/x64-c.o", "clang-arm-msvc/cpp.obj", "clang-arm64-msvc/cpp.obj",
                 "clang-arm64ec-msvc/c.obj", "pe-arm-wince/relocs.o", "clang-x64-msvc/cpp.obj",
                 "coff-i386/relocs.o"):
        doc = jsondoc.document(suite, path, "--disassemble", "--relocs", "--contents")
        code = [s for s in doc["sections"] if "code" in s["properties"] and s["size"]]
        suite.equal(f"{path}: sections", [d["section"] for d in doc["disassembly"]],
                    [s["index"] for s in code])
        for s, d in zip(code, doc["disassembly"]):
            what = f"{path} section {s['index']}"
            suite.equal(f"{what}: bytes", "".join(r["bytes"] for r in d["rows"]), s["contents"])
            ours = [(x["offset"], x["type"], x["symbol"], x["addend"])
                    for r in d["rows"] for x in r.get("relocations", [])]
            wanted = [(x["offset"], x["type"], x["symbol"], x["addend"])
                      for x in sorted(s["relocations"], key=lambda x: x["offset"])]
            suite.equal(f"{what}: relocations", ours, wanted)
            for r in d["rows"]:
                for x in r.get("relocations", []):
                    inside = r["offset"] <= x["offset"] < r["offset"] + len(r["bytes"]) // 2
                    suite.check(f"{what}: relocation at {x['offset']:#x} is in its row", inside, r)


def find(path, mnemonic, symbol):
    return [r for _, r in rows(path)
            if r["mnemonic"] == mnemonic and r.get("branch", {}).get("symbol") == symbol]


def check_branches():
    for path, mnemonic, symbol in (
            ("clang-x64-msvc/c.obj", "call", "ext_fn"), ("clang-x86-msvc/c.obj", "call", "_ext_fn"),
            ("clang-arm64-msvc/c.obj", "bl", "ext_fn"), ("clang-arm-msvc/c.obj", "bl", "ext_fn"),
            ("coff-go32/relocs.o", "call", "outside"), ("coff-m68k/relocs.o", "bsr.w", "_outside"),
            ("pe-arm-wince/relocs.o", "bl", "_outside"), ("xcoff-llvm/x32-c.o", "bl", ".ext_fn"),
            ("xcoff-llvm/x64-c.o", "bl", ".ext_fn")):
        calls = find(path, mnemonic, symbol)
        suite.check(f"{path}: {mnemonic} {symbol}", calls)
        suite.equal(f"{path}: to its first byte", {r["branch"]["offset"] for r in calls[:1]}, {0})
    # Without a relocation the labels of the file tell.
    near = find("coff-go32/relocs.o", "call", "later_defined")
    suite.equal("a near call", [(r["offset"], r["branch"]["address"]) for r in near], [(11, 0x44)])
    inner = find("clang-x64-msvc/c.obj", "je", "c_fn")
    suite.equal("a branch inside of a function", [r["branch"]["offset"] for r in inner], [0x4e])


def check_one_function():
    path = "clang-x64-msvc/c.obj"
    doc = jsondoc.document(suite, path, "--disassemble=loop", "--symbols")
    symbols = {s["name"]: s for s in doc["symbols"]}
    table = doc["disassembly"][0]["rows"]
    suite.equal("--disassemble=loop is one stretch", len(doc["disassembly"]), 1)
    suite.equal("it begins at the symbol", table[0]["address"], symbols["loop"]["address"])
    later = [s["address"] for s in doc["symbols"]
             if s["section_number"] == 1 and s["kind"] == "function"
             and s["address"] > symbols["loop"]["address"]]
    last = table[-1]
    suite.equal("it ends at the next function", last["address"] + len(last["bytes"]) // 2,
                min(later))
    text = harness.coffdump("--disassemble=loop", path)
    suite.has("as text", text.out, "<loop>:", "jle 0xa9 <loop+0x29>")
    suite.check("and nothing else", "c_fn" not in text.out, text.out[:500])
    prefixed = jsondoc.document(suite, "coff-go32/relocs.o", "--disassemble=main")
    suite.equal("with or without the prefix of C names", len(prefixed["disassembly"]), 1)
    missing = harness.coffdump("--disassemble=no_such", path)
    suite.equal("a symbol that is not there: status", missing.status, 1)
    suite.has("and words", missing.err, "no symbol 'no_such'")


def check_text():
    text = harness.coffdump("--disassemble", "clang-x64-msvc/c.obj").out
    suite.has("text of a call", text, "Disassembly of section 1 (.text):", "00000010 <c_fn>:")
    call = [line for line in text.split("\n") if " 00000024:" in line]
    suite.check("a call with its relocation", len(call) == 1 and re.fullmatch(
        r" 00000024: +e8 00 00 00 00 +call 0x29 <ext_fn> +; IMAGE_REL_AMD64_REL32 ext_fn",
        call[0]), call)
    text = harness.coffdump("--disassemble", "--demangle", "clang-x64-mingw/cpp.obj").out
    suite.check("names are demangled", re.search(r"<\w+(::\w+)*\(.*\)>:", text), text[:800])
    text = harness.coffdump("--disassemble", "coff-h8300/relocs.o").out
    suite.has("raw units of H8/300", text, ".short 0x5e00, 0x0000           ; R_JMPL1 _outside")
    text = harness.coffdump("--disassemble", "coff-z80/relocs.o").out
    suite.has("raw units of Z80", text, ".byte 0x00, 0x00                ; R_IMM16 outside")


def check_undecodable():
    raw = [r for _, r in rows("xcoff-llvm/x32-c.o") if r["mnemonic"] is None]
    suite.check("zeroes are no PowerPC instruction", raw and raw[0]["bytes"] == "00000000", raw[:1])


def check_labels():
    """ECOFF's local symbols describe external ones once more: a label stands once all the same."""
    path = "ecoff-mips-be/linked.x"
    text = harness.coffdump("--disassemble", path).out
    wanted = ["eprol", "_ftext", "main", "helper_with_a_long_static_name", "external_function",
              "external_branch", "f"]
    suite.equal("labels of ECOFF", re.findall(r"^[0-9a-f]{8} <(\w+)>:", text, re.M), wanted)
    suite.equal("... in JSON", [n for _, r in rows(path) for n in r.get("labels", [])], wanted)
    stretches = jsondoc.document(suite, path, "--disassemble=main")["disassembly"]
    suite.equal("a function that has two symbols is one stretch", len(stretches), 1)


check_against_objdump()
check_labels()
check_complete()
check_branches()
check_one_function()
check_text()
check_undecodable()
suite.finish()
