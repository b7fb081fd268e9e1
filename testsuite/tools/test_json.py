#!/usr/bin/python3
# coffdump --json: the document itself. What is in it is compared with peers by test_json_peers.py.

import json
import os
import re
import struct
import subprocess
import tempfile

import harness
import jsondoc
from jsondoc import document

suite = harness.Suite()
PE = "clang-x64-msvc/c.obj"


def symbol(name, value=0, section=1, sclass=2):
    field = name if len(name) <= 8 else name[:8]
    return field.ljust(8, b"\0") + struct.pack("<IhHBB", value, section, 0, sclass, 0)


def pe_object(symbols, strings=b"", machine=0x8664):
    """An object with one empty .text section."""
    section = b".text".ljust(8, b"\0") + struct.pack("<IIIIIIHHI", 0, 0, 0, 0, 0, 0, 0, 0,
                                                     0x60500020)
    header = struct.pack("<HHIIIHH", machine, 1, 0, 60, len(symbols), 0, 0)
    return header + section + b"".join(symbols) + struct.pack("<I", 4 + len(strings)) + strings


def parts_of(*args):
    return set(document(suite, PE, *args))


def check_parts():
    everything = parts_of()
    common = {"file", "member", "size", "kind", "target", "candidates", "ambiguous", "machine",
              "family", "byte_order", "diagnostics"}
    parts = {"header", "optional_header", "import", "sections", "symbols", "strings", "directives",
             "features", "debug_sections", "debug_names", "map", "hardening", "rich", "directories",
             "checksum", "authenticode_sha256", "stub", "overlay", "xcoff_loader"}
    suite.equal("without parts all keys are there", everything, common | parts)
    suite.equal("diagnostics is the last key", list(document(suite, PE))[-1], "diagnostics")
    suite.equal("--headers", parts_of("--headers"),
                common | {"header", "optional_header", "import", "hardening"})
    image = document(suite, "images-tour/tour.dll", "--exports", "--tls")
    suite.equal("--exports --tls", set(image), common | {"directories"})
    suite.equal("... and no other directories", set(image["directories"]), {"exports", "tls"})
    missing = [k for k, v in document(suite, "images-tour/tour.dll")["directories"].items() if not v]
    suite.equal("the tour has all but", set(missing), {"bound_imports", "clr"})
    suite.equal("--symbols", parts_of("--symbols"), common | {"symbols"})
    suite.equal("--strings --map", parts_of("--strings", "--map"), common | {"strings", "map"})
    suite.equal("--all", parts_of("--all"), everything | {"disassembly"})
    text = document(suite, PE, "--sections")["sections"][0]
    suite.check("--sections alone has no relocations", "relocations" not in text, text)
    text = document(suite, PE, "--contents=.text")["sections"]
    suite.equal("--contents=.text is for .text alone", ["contents" in s for s in text],
                [s["name"] == ".text" for s in text])
    with open(harness.fixture(PE), "rb") as f:
        f.seek(text[0]["file_offset"])
        suite.equal("contents are those of the file", text[0]["contents"],
                    f.read(text[0]["size"]).hex())


def check_forms():
    two = harness.coffdump("--json", PE, "coff-h8300/basic.o")
    lines = two.out.split("\n")
    suite.equal("one line a file", len(lines), 3)
    suite.equal("each is a document", [json.loads(l)["file"] for l in lines[:2]],
                [PE, "coff-h8300/basic.o"])
    pretty = harness.coffdump("--json=pretty", PE)
    suite.equal("pretty says the same", json.loads(pretty.out), json.loads(lines[0]))
    suite.check("pretty is many lines", pretty.out.count("\n") > 100)


def check_bad_input(folder):
    missing = document(suite, os.path.join(folder, "none.o"), status=1)
    suite.equal("missing file: kind", missing["kind"], "unknown")
    suite.equal("missing file: severity", [d["severity"] for d in missing["diagnostics"]],
                ["error"])
    junk = os.path.join(folder, "junk")
    with open(junk, "wb") as f:
        f.write(b"no object at all")
    doc = document(suite, junk, status=1)
    suite.equal("junk: target and size", (doc["target"], doc["size"]), (None, 16))
    cut = os.path.join(folder, "cut.obj")
    with open(harness.fixture(PE), "rb") as f, open(cut, "wb") as out:
        out.write(f.read()[:900])
    doc = document(suite, cut, status=1)
    suite.equal("cut off: kind", doc["kind"], "object")
    suite.check("cut off: says where", any(d["severity"] == "error" and d["offset"] is not None
                                           for d in doc["diagnostics"]), doc["diagnostics"])


def check_damage(folder):
    """Whatever the bytes are, there is a document, and it fits the schema."""
    path = os.path.join(folder, "damaged")
    for name in ("clang-x64-msvc/c-cv.obj", "coff-i386/dbg.o", "coff-h8300/relocs.o",
                 "xcoff-rs6000/x32-full.o", "xcoff-llvm/x64-c.o", "images-lld/exe-x86.exe",
                 "pe-x86-64-gnu/bigobj.o", "clang-arm64-msvc/seh.obj"):
        with open(harness.fixture(name), "rb") as f:
            data = f.read()
        for step in range(1, 16):
            damaged = bytearray(data)
            for at in range(step, len(data), 61 + 13 * step):
                damaged[at] ^= 0xff >> step % 7
            with open(path, "wb") as f:
                f.write(damaged[:len(data) * (step + 8) // 16] if step % 2 else damaged)
            done = harness.coffdump("--json", "--all", path)
            what = f"{name} damaged, {step}"
            suite.check(f"{what}: exit status {done.status}", done.status in (0, 1), done.err[:500])
            errors = list(jsondoc.VALIDATOR.iter_errors(json.loads(done.raw)))
            suite.check(f"{what}: fits the schema", not errors, *errors[:2])


def check_bad_symbols(folder):
    """A relocation whose symbol does not exist is the same error whatever the form."""
    path = os.path.join(folder, "bad-symbol")
    for name, order in ((PE, "<"), ("coff-h8300/basic.o", ">"), ("xcoff-rs6000/x32-full.o", ">")):
        doc = document(suite, name, "--relocs")
        section = next(s for s in doc["sections"] if s["relocations"])
        first = section["relocations"][0]
        with open(harness.fixture(name), "rb") as f:
            data = bytearray(f.read())
        record = data.index(struct.pack(order + "II", first["address"], first["symbol_index"]))
        struct.pack_into(order + "I", data, record + 4, 0x12345)
        with open(path, "wb") as f:
            f.write(data)
        damaged = document(suite, path, "--relocs", status=1)
        text = harness.coffdump("--relocs", path)
        json_text = harness.coffdump("--json", "--relocs", path)
        suite.equal(f"{name}: status as text", text.status, 1)
        suite.equal(f"{name}: text and JSON report alike", json_text.err, text.err)
        suite.check(f"{name}: the report is an error", any(
            d["severity"] == "error" and "names symbol 74565" in d["text"]
            for d in damaged["diagnostics"]), damaged["diagnostics"])
        row = next(s for s in damaged["sections"] if s["index"] == section["index"])
        suite.equal(f"{name}: the row is still there", (
            row["relocations"][0]["symbol"], row["relocations"][0]["symbol_index"]),
            (None, 0x12345))


def check_missing_aux(folder):
    """A symbol that claims more auxiliary entries than the table has is an error in both forms."""
    path = os.path.join(folder, "aux.o")
    with open(path, "wb") as f:
        f.write(pe_object([symbol(b"a"), symbol(b"b")[:-1] + b"\3"]))
    doc = document(suite, path, "--symbols", status=1)
    suite.equal("symbols are listed", [s["name"] for s in doc["symbols"]], ["a", "b"])
    suite.equal("missing auxiliary entries", [d["text"] for d in doc["diagnostics"]],
                ["symbol 1 claims 3 auxiliary entries, but the table ends after 0"])
    suite.equal("missing auxiliary entries: as text", harness.coffdump("--symbols", path).status, 1)


def named(doc, index):
    return doc["symbols"][index]


def check_names(folder):
    odd = os.path.join(folder, "odd.obj")
    names = [b"a\xff\x80b", b"\x1b[2J", b'q"\\', b"tab\tx\x7f", "é€".encode(), b"\xed\xa0\x80",
             b"\xc0\xaf", b"\xc2\x9bm"]
    with open(odd, "wb") as f:
        f.write(pe_object([symbol(n) for n in names]))
    raw = harness.coffdump("--json", "--symbols", odd)
    doc = document(suite, odd, "--symbols")
    suite.equal("bytes that are no UTF-8", (named(doc, 0)["name"], named(doc, 0)["name_hex"]),
                ("a\ufffd\ufffdb", "61ff8062"))
    suite.equal("escape sequences are spelled", named(doc, 1)["name"], "\x1b[2J")
    suite.equal("quotes and backslashes", named(doc, 2)["name"], 'q"\\')
    suite.equal("tab and delete", named(doc, 3)["name"], "tab\tx\x7f")
    suite.equal("UTF-8", (named(doc, 4)["name"], "name_hex" in named(doc, 4)), ("é€", False))
    suite.equal("a surrogate is no character", named(doc, 5)["name"], "\ufffd" * 3)
    suite.equal("an overlong slash is none", named(doc, 6)["name"], "\ufffd" * 2)
    suite.equal("a C1 control is spelled", named(doc, 7)["name"], "\x9bm")
    controls = [b for b in raw.raw if (b < 0x20 and b != 0x0a) or b == 0x7f]
    suite.equal("no control characters reach the terminal", controls, [])
    suite.check("nor do C1 controls", b"\xc2\x9b" not in raw.raw)


def check_numbers(folder):
    big = os.path.join(folder, "big.dll")
    with open(harness.fixture("images-lld/dll-x64.dll"), "rb") as f:
        data = bytearray(f.read())
    at = struct.unpack_from("<I", data, 0x3c)[0] + 24 + 24  # ImageBase of PE32+
    for base, wanted in ((2**53 - 1, 2**53 - 1), (2**53, "0x20000000000000"),
                         (2**64 - 0x10000, "0xffffffffffff0000")):
        struct.pack_into("<Q", data, at, base)
        with open(big, "wb") as f:
            f.write(data)
        doc = document(suite, big, "--headers")
        suite.equal(f"image base {base:#x}", doc["optional_header"]["fields"]["ImageBase"], wanted)
    negative = [r for s in document(suite, PE, "--relocs")["sections"] for r in s["relocations"]
                if r["symbol"] == ".refptr.weak_undef"]
    suite.equal("addends may be negative", [r["addend"] for r in negative], [-1, 0])


def anonymous_memory(path):
    """KiB of memory of its own that coffdump --json holds when its document is nearly written."""
    command = [os.path.join(harness.BUILDDIR, "coffdump"), "--json", "--symbols", path]
    length = len(subprocess.run(command, capture_output=True, check=True).stdout)
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        # What is left does not fit into the pipe: the program waits.
        process.stdout.read(length - 100000)
        with open(f"/proc/{process.pid}/status", encoding="ascii") as f:
            status = dict(line.split(":", 1) for line in f)
        process.stdout.read()
    return int(status["RssAnon"].split()[0])


def check_memory(folder):
    sizes = []
    for count in (2000, 200000):
        path = os.path.join(folder, f"{count}.obj")
        with open(path, "wb") as f:
            f.write(pe_object([symbol(b"s%d" % i, i) for i in range(count)]))
        sizes.append(anonymous_memory(path))
    suite.check(f"memory does not grow with symbols: {sizes} KiB", sizes[1] - sizes[0] < 2048)


def check_unwind():
    """Unwind records are those of the text."""
    for path in ["clang-x64-msvc/eh.obj", "clang-x64-msvc/seh.obj", "clang-x64-mingw/c.obj",
                 "clang-arm64-msvc/eh.obj", "clang-arm-msvc/cpp.obj", "images-lld/dll-x64.dll",
                 "images-lld/exe-arm64.exe"]:
        doc = document(suite, path, "--unwind")
        text = harness.coffdump("--unwind", path).out
        records = [e["unwind"] for e in doc["directories"]["exceptions"]["entries"]
                   if e.get("unwind")]
        suite.equal(f"{path}: unwind records",
                    [(str(u["version"]), str(u["code_count"])) for u in records],
                    re.findall(r"unwind .*: version (\d+).*, codes (\d+)", text))
        suite.check(f"{path}: has unwind records", records, text[-500:])


def check_facts():
    doc = document(suite, "pe-x86-64-gnu/comdat.o")
    groups = {s["name"]: s["comdat"] for s in doc["sections"] if s["comdat"]}
    suite.check("COMDAT sections are found", len(groups) > 2, groups)
    leaders = [g for g in groups.values() if g["leader_index"] is not None]
    names = {s["index"]: s["name"] for s in doc["symbols"]}
    suite.equal("leaders are symbols", [g["leader"] for g in leaders],
                [names[g["leader_index"]] for g in leaders])
    weak = [s for s in document(suite, "clang-x64-msvc/weakanti.obj")["symbols"]
            if s["kind"] == "weak"]
    suite.check("weak externals have defaults", weak and all("weak_default" in s for s in weak))
    doc = document(suite, "coff-i386/dbg.o")
    types = {s["name"]: s["type"] for s in doc["symbols"]}
    suite.equal("type words are spelled", types.get("_area_of_shape", types.get("area_of_shape")),
                "function returning int")
    doc = document(suite, "clang-x64-msvc/c-cv.obj", "--debug-sections")
    kinds = {s["kind"] for d in doc["debug_sections"] for s in d.get("subsections", [])}
    suite.check("CodeView is listed", {"DEBUG_S_SYMBOLS", "DEBUG_S_LINES"} <= kinds, kinds)
    for path in ("coff-h8300/dbg.o", "xcoff-llvm/x64-c.o", "images-lld/exe-arm64.exe"):
        ranges = document(suite, path, "--map")["map"]
        top = [r for r in ranges[1:] if r["parent"] == 0]
        covered = sum(r["size"] for r in top)
        suite.equal(f"{path}: the map covers every byte", covered,
                    os.path.getsize(harness.fixture(path)))
    doc = document(suite, "xcoff-rs6000/x32-full.o")
    suite.check("names of XCOFF's .debug section", any("int:t4" in n["value"]
                                                       for n in doc["debug_names"]))
    doc = document(suite, "clang-x64-mingw/cpp.obj", "--symbols", "--demangle")
    suite.check("names are demangled", any("(" in s.get("demangled", "") for s in doc["symbols"]))


with tempfile.TemporaryDirectory() as temp:
    jsondoc.jsonschema.Draft202012Validator.check_schema(jsondoc.SCHEMA)
    check_parts()
    check_forms()
    check_bad_input(temp)
    check_damage(temp)
    check_bad_symbols(temp)
    check_missing_aux(temp)
    check_names(temp)
    check_numbers(temp)
    if not os.environ.get("COFFKIT_RUN"):  # an emulator's memory is not ours
        check_memory(temp)
    check_unwind()
check_facts()
suite.finish()
