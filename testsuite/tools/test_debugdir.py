#!/usr/bin/python3
# Debug directory and Rich header, against llvm-readobj and pefile.
#
# Skip this unless it fails. What no linker here writes (records of Microsoft's linkers and of .NET)
# is made from its specification; pefile and llvm-readobj decode only some of it.

import os
import re
import struct
import tempfile
import zlib

import pefile

import harness
import images
import jsondoc

suite = harness.Suite()
DEBUG = pefile.DIRECTORY_ENTRY["IMAGE_DIRECTORY_ENTRY_DEBUG"]
SOURCE = "int value = 2; int entry(void) { return value; }\n"
FIELDS = {"characteristics": "Characteristics", "timestamp": "TimeDateStamp",
          "major_version": "MajorVersion", "minor_version": "MinorVersion", "type_raw": "Type",
          "size": "SizeOfData", "rva": "AddressOfRawData", "file_offset": "PointerToRawData"}


def entries(path, status=0):
    doc = jsondoc.document(suite, path, "--debug", status=status)
    return doc["directories"]["debug"] or []


# --- Peers --------------------------------------------------------------------------------------

def of_pefile(path):
    pe = pefile.PE(path, fast_load=True)
    pe.parse_data_directories(directories=[DEBUG])
    return getattr(pe, "DIRECTORY_ENTRY_DEBUG", [])


def of_llvm(path):
    """Fields of each entry, with the PDB's if there is one."""
    text = images.output("llvm-readobj-19", "--coff-debug-directory", path)
    found = []
    for block in text.split("DebugEntry {")[1:]:
        fields = dict(re.findall(r"^\s+(\w+): (.*)$", block, re.M))
        for name in FIELDS.values():
            fields[name] = int(re.search(r"0x[0-9A-F]+", fields[name])[0], 16)
        found.append(fields)
    return found


def compare(path):
    full = os.path.join(harness.DATA, path)
    ours = entries(path)
    theirs, llvm = of_pefile(full), of_llvm(full)
    suite.equal(f"{path}: entries", (len(ours), len(ours)), (len(theirs), len(llvm)))
    for own, pe, l in zip(ours, theirs, llvm):
        numbers = {k: own[k] for k in FIELDS}
        suite.equal(f"{path}: pefile", numbers, {k: getattr(pe.struct, v) for k, v in FIELDS.items()})
        suite.equal(f"{path}: llvm-readobj", numbers, {k: l[v] for k, v in FIELDS.items()})
        cv = own.get("codeview")
        if "PDBGUID" in l:
            suite.equal(f"{path}: PDB", (cv["guid"].upper(), cv["age"], cv["path"]),
                        (l["PDBGUID"].strip("{}"), int(l["PDBAge"]), l["PDBFileName"]))
            # pefile's own key: it stops at the first half of Data4 in some versions.
            guid = cv["guid"].replace("-", "").upper()
            suite.equal(f"{path}: key", cv["symbol_key"], f'{guid}{cv["age"]:X}')
    return len(ours)


def real_images():
    found = sum(compare(os.path.join("images-lld", name))
                for name in sorted(os.listdir(harness.fixture("images-lld")))
                if name.endswith((".exe", ".dll", ".sys", ".efi")))
    suite.check("fixtures have debug directories", found > 3, found)
    wine = images.wine(20)
    found = sum(compare(path) for path in wine)
    suite.check("libwine is there", len(wine) > 10, wine)


def linked(folder):
    """What linkers here can write."""
    source = os.path.join(folder, "a.c")
    with open(source, "w", encoding="ascii") as f:
        f.write(SOURCE)
    obj = os.path.join(folder, "a.obj")
    images.make(suite, "clang-19", "--target=x86_64-pc-windows-msvc", "-g", "-gcodeview", "-c", source,
                "-o", obj)

    def link(name, *options):
        path = os.path.join(folder, name)
        images.make(suite, "lld-link-19", "-entry:entry", "-subsystem:console", "-nodefaultlib",
                    f"-out:{path}", obj, *options, cwd=folder)
        compare(path)
        return entries(path)

    plain = link("plain.exe", "-debug", "-timestamp:1600000000")
    suite.equal("a PDB", [e["type"] for e in plain], ["CODEVIEW"])
    suite.equal("its path", plain[0]["codeview"]["path"], os.path.join(folder, "plain.pdb"))
    other = link("alt.exe", "-debug", "-pdbaltpath:%_PDB%")
    suite.equal("an alternative path", other[0]["codeview"]["path"], "alt.pdb")
    repro = link("repro.exe", "-debug", "-Brepro")
    suite.equal("reproducible", ([e["type"] for e in repro], repro[1]["hash"]), (["CODEVIEW", "REPRO"], ""))
    text = harness.coffdump("--debug", os.path.join(folder, "repro.exe")).out
    suite.has("a stamp is no time", text, f'stamp           0x{repro[0]["timestamp"]:08x}')
    cet = link("cet.exe", "-cetcompat")
    suite.equal("shadow stack", [(e["type"], e["dll_flags"]) for e in cet],
                [("EX_DLLCHARACTERISTICS", ["IMAGE_DLLCHARACTERISTICS_EX_CET_COMPAT"])])
    suite.equal("nothing", link("none.exe"), [])

    gnu = os.path.join(folder, "gnu.exe")
    images.make(suite, "x86_64-w64-mingw32-gcc", "-nostdlib", "-e", "entry", "-Wl,--build-id", source,
                "-o", gnu)
    compare(gnu)
    suite.equal("a build id has no path", [(e["type"], e["codeview"]["path"]) for e in entries(gnu)],
                [("CODEVIEW", "")])


# --- Made on the spot ---------------------------------------------------------------------------

RVA, OFFSET = 0x1000, 0x400


def image(items):
    """A PE32+ file with a debug directory of (type, minor version, data)."""
    at = 28 * len(items)
    table = body = b""
    for kind, minor, data in items:
        table += struct.pack("<IIHHIIII", 0, 0x5F000000, 0, minor, kind, len(data),
                             RVA + at if data else 0, OFFSET + at if data else 0)
        data += bytes(-len(data) % 4)
        body += data
        at += len(data)
    contents = table + body
    head = b"MZ" + bytes(0x3A) + struct.pack("<I", 0x40) + b"PE\0\0"
    head += struct.pack("<HHIIIHH", 0x8664, 1, 0, 0, 0, 240, 2)
    optional = struct.pack("<HBBIIIII", 0x20B, 0, 0, 0, 0, 0, 0, 0)
    optional += struct.pack("<QII6HIIIIHHQQQQII", 0x140000000, 0x1000, 0x200, *([0] * 6), 0, 0x3000,
                            OFFSET, 0, 3, 0, 0, 0, 0, 0, 0, 16)
    optional += bytes(8 * 6) + struct.pack("<II", RVA, len(table)) + bytes(8 * 9)
    section = b".rdata\0\0" + struct.pack("<IIIIIIHHI", len(contents), RVA, len(contents), OFFSET,
                                          0, 0, 0, 0, 0x40000040)
    return (head + optional + section).ljust(OFFSET, b"\0") + contents


def padded(data):
    return data + bytes(-len(data) % 4)


def portable_pdb():
    """Metadata of one source file, "/" "src" "a.cs", and of an image with 70,000 methods."""
    blob = padded(b"\0" + b"\x01/" + b"\x03src" + b"\x04a.cs" + b"\x04/\x00\x03\x07" + b"\x02\xaa\xbb")
    tables = struct.pack("<IBBBBQQ", 0, 2, 0, 0, 1, 1 << 0x30 | 1 << 0x31 | 1 << 0x32, 0)
    tables += struct.pack("<IIIHHHHHHHH", 1, 2, 1, blob.index(b"\x04/"), 1, blob.index(b"\x02\xaa"), 2,
                          1, 0, 1, 0)
    tables += struct.pack("<IHHHII", 69999, 0, 0, 0, 1, 2)  # LocalScope: the method takes four bytes
    pdb = bytes(range(20)) + struct.pack("<IQI", 0x06000001, 1 << 6, 70000)
    streams = [(b"#Pdb", pdb), (b"#~", padded(tables)), (b"#Strings", bytes(4)),
               (b"#GUID", bytes(range(32))), (b"#Blob", blob)]
    root = b"BSJB" + struct.pack("<HHII", 1, 1, 0, 12) + b"PDB v1.0\0\0\0\0"
    root += struct.pack("<HH", 0, len(streams))
    at = len(root) + sum(8 + len(n) + 4 - len(n) % 4 for n, _ in streams)
    headers = body = b""
    for name, data in streams:
        headers += struct.pack("<II", at, len(data)) + name + bytes(4 - len(name) % 4)
        body += data
        at += len(data)
    return root + headers + body


def deflated(data):
    z = zlib.compressobj(9, zlib.DEFLATED, -15)
    return b"MPDB" + struct.pack("<I", len(data)) + z.compress(data) + z.flush()


GUID = bytes(range(16))
SPELLED = "03020100-0504-0706-0809-0a0b0c0d0e0f"
ITEMS = [
    (2, 0x504D, b"RSDS" + GUID + struct.pack("<I", 1) + b"C:\\a.pdb\0"),
    (2, 0, b"NB10" + struct.pack("<III", 0, 0x5F000000, 11) + b"b.pdb\0"),
    (2, 0, b"MTOC" + GUID + b"/c.dll\0"),
    (2, 0, b"NB09\x08\0\0\0" + b"data"),
    (13, 0, b"\0UGP" + struct.pack("<II", 0x1000, 0x20)
     + b".text$mn\0\0\0\0" + struct.pack("<II", 0x1020, 4) + b"abc\0"),
    (12, 0, struct.pack("<5I", 1, 2, 3, 4, 5)),
    (16, 0, struct.pack("<I", 4) + b"hash"),
    (20, 0, struct.pack("<I", 0x1041)),
    (3, 0, struct.pack("<IIIHH", 0x1000, 5, 1, 2, 0x4D03)),
    (4, 0, struct.pack("<III", 1, 18, 0) + b"a.exe\0"),
    (1, 0, struct.pack("<8I", *range(8))),
    (7, 0, struct.pack("<4I", 1, 2, 3, 0)),
    (19, 0, b"SHA256\0" + bytes(32)),
    (21, 0, b"R2RM" + GUID + struct.pack("<I", 1) + b"a.map\0"),
    (17, 0x100, deflated(portable_pdb())),
    (18, 0, b"spgo"),
    (14, 0, b""),
    (99, 0, b"?"),
]


def made(folder):
    path = os.path.join(folder, "made.dll")
    with open(path, "wb") as f:
        f.write(image(ITEMS))
    ours = entries(path)
    suite.equal("types", [e["type_raw"] for e in ours], [kind for kind, _, _ in ITEMS])
    theirs = of_pefile(path)
    suite.equal("pefile's entries", [{k: e[k] for k in FIELDS} for e in ours],
                [{k: getattr(t.struct, v) for k, v in FIELDS.items()} for t in theirs])
    flat = SPELLED.replace("-", "").upper()
    views = [e.get("codeview") for e in ours[:4]]
    suite.equal("keys", [v["symbol_key"] for v in views],
                [flat + "FFFFFFFF", "5F000000B", None, None])
    suite.equal("paths", [v["path"] for v in views], ["C:\\a.pdb", "b.pdb", "/c.dll", ""])
    suite.equal("NB10 of pefile", (theirs[1].entry.PdbFileName.rstrip(b"\0"), theirs[1].entry.Age),
                (b"b.pdb", views[1]["age"]))
    suite.equal("POGO", ours[4]["pogo"], {
        "kind": "PGU", "kind_raw": 0x50475500,
        "entries": [{"rva": 0x1000, "size": 0x20, "name": ".text$mn"},
                    {"rva": 0x1020, "size": 4, "name": "abc"}]})
    suite.equal("features", list(ours[5]["vc_feature"].values()), [1, 2, 3, 4, 5])
    suite.equal("hash", ours[6]["hash"], b"hash".hex())
    suite.equal("flags", ours[7]["dll_flags"], ["IMAGE_DLLCHARACTERISTICS_EX_CET_COMPAT",
                                                "IMAGE_DLLCHARACTERISTICS_EX_FORWARD_CFI_COMPAT",
                                                "0x1000"])
    suite.equal("frame record", ours[8]["fpo"], [{
        "rva": 0x1000, "size": 5, "prolog_size": 3, "locals": 1, "params": 2, "saved_registers": 5,
        "seh": True, "uses_bp": False, "frame": "TRAP"}])
    suite.equal("image name", ours[9]["misc"]["name"], "a.exe")
    suite.equal("symbols", list(ours[10]["coff"].values()), list(range(8)))
    suite.equal("map", ours[11]["omap"], [{"rva": 1, "to": 2}, {"rva": 3, "to": 0}])
    suite.equal("checksum", ours[12]["pdb_checksum"], {"algorithm": "SHA256", "value": "00" * 32})
    suite.equal("perfmap", ours[13]["perfmap"], {"signature": SPELLED, "version": 1, "path": "a.map"})
    embedded(ours[14]["embedded_pdb"])
    suite.equal("unexplained", (ours[15]["data"], ours[17]["data"], ours[17]["type"]),
                (b"spgo".hex(), b"?".hex(), None))
    text = harness.coffdump("--debug", path).out
    suite.has("text", text, "Debug directory (18):", "symbol key      " + flat + "FFFFFFFF",
              "PDB v1.0, format 1.1", "source          /src/a.cs aabb", "PGU", "0x00001000 0x00000020 .text$mn",
              "guard_n         5", "SHA256 0000", "0x00000003 -> 0x00000000 gone", "frame TRAP, SEH",
              "a.map", "FORWARD_CFI_COMPAT | 0x1000", "0x63, 1 bytes")


def embedded(pdb):
    metadata = pdb["metadata"]
    suite.equal("embedded PDB", (pdb["size"], metadata["version"]), (len(portable_pdb()), "PDB v1.0"))
    suite.equal("its id", metadata["pdb"], {"guid": SPELLED, "stamp": 0x13121110,
                                            "entry_point": 0x06000001})
    suite.equal("its streams", [s["name"] for s in metadata["streams"]],
                ["#Pdb", "#~", "#Strings", "#GUID", "#Blob"])
    suite.equal("its tables", {t["name"]: (t["rows"], t["row_size"]) for t in metadata["tables"]},
                {"Document": (1, 8), "MethodDebugInformation": (2, 4), "LocalScope": (1, 18)})
    suite.equal("its source file", metadata["documents"], [{
        "name_parts": ["", "src", "a.cs"], "separator": "/",
        "language": "13121110-1514-1716-1819-1a1b1c1d1e1f",
        "hash_algorithm": SPELLED, "hash": "aabb"}])


def damaged(folder):
    """Each word of the directory and of the data at its extremes."""
    data = image(ITEMS)
    path = os.path.join(folder, "damaged.dll")
    reported = 0
    for at in range(OFFSET + 12, len(data) - 4, 36):
        with open(path, "wb") as f:
            f.write(data[:at] + b"\xff\xff\xff\xff" + data[at + 4:])
        done = harness.coffdump("--debug", "--json", path)
        suite.check(f"word at {at:#x}: exit status {done.status}", done.status in (0, 1), done.err[:300])
        reported += done.status
    suite.check("damage is reported", reported > 3, reported)
    with open(path, "wb") as f:
        f.write(data[:OFFSET + 24] + struct.pack("<I", OFFSET) + data[OFFSET + 28:])
    done = harness.coffdump("--debug", path)
    suite.has("address and offset differ", done.err, "debug data's address 0x11f8 is offset 0x5f8, not 0x400")


# --- Rich header --------------------------------------------------------------------------------

TOOLS = [(0x105, 31329, 40), (0x001, 0, 77), (0x103, 31329, 2), (0x0FF, 31329, 1), (0x102, 31329, 33)]


def rotated(value, by):
    by %= 32
    return (value << by | value >> (32 - by)) & 0xFFFFFFFF


def with_rich(data, tools, flip=0):
    """DATA with a Rich header before its PE header, which moves."""
    lfanew = struct.unpack_from("<I", data, 0x3C)[0]
    stub = bytearray(data[:lfanew].ljust(0x80, b"\0"))
    total = len(stub) + sum(rotated(b, i) for i, b in enumerate(stub) if i < 0x3C or i > 0x3F)
    total += sum(rotated(p << 16 | b, n) for p, b, n in tools)
    key = total & 0xFFFFFFFF
    words = [0x536E6144, 0, 0, 0]
    for product, build, count in tools:
        words += [product << 16 | build, count]
    rich = b"".join(struct.pack("<I", w ^ key) for w in words) + b"Rich" + struct.pack("<I", key ^ flip)
    head = bytes(stub) + (rich + bytes(8)).ljust(OFFSET - 0x140 - len(stub), b"\0")
    struct.pack_into("<I", stub, 0x3C, len(head))
    head = bytes(stub) + head[len(stub):]
    return head + data[lfanew:OFFSET - len(head) + lfanew] + data[OFFSET:]


def rich(folder):
    path = os.path.join(folder, "rich.dll")
    with open(path, "wb") as f:
        f.write(with_rich(image(ITEMS[:1]), TOOLS))
    own = jsondoc.document(suite, path, "--rich")["rich"]
    suite.equal("tools", [(e["product_raw"], e["build"], e["count"]) for e in own["entries"]], TOOLS)
    theirs = pefile.PE(path, fast_load=True).parse_rich_header()
    suite.equal("pefile's tools", theirs["values"],
                [v for e in own["entries"] for v in (e["product_raw"] << 16 | e["build"], e["count"])])
    suite.equal("checksum", (own["key"], own["checksum_ok"], own["offset"]), (theirs["checksum"], True, 0x80))
    text = harness.coffdump("--rich", path).out
    suite.has("text", text, "Rich header (5):", "(good)", "Utc1900_CPP", "Visual Studio 2022",
              "77 of 0x0001 Import0")
    with open(path, "r+b") as f:
        f.seek(4)
        f.write(b"\1")
    own = jsondoc.document(suite, path, "--rich")["rich"]
    suite.equal("a changed DOS header shows", own["checksum_ok"], False)
    suite.has("... in text", harness.coffdump("--rich", path).out, "(bad: computed ")
    suite.equal("no Rich header", jsondoc.document(suite, "images-lld/exe-x64.exe", "--rich")["rich"], None)
    with open(path, "wb") as f:
        f.write(with_rich(image(ITEMS[:1]), TOOLS, flip=1))
    done = harness.coffdump("--rich", path)
    suite.has("no beginning", done.err, "Rich header has no beginning")


real_images()
with tempfile.TemporaryDirectory() as temporary:
    linked(temporary)
    made(temporary)
    damaged(temporary)
    rich(temporary)
suite.finish()
