# What coffdump, llvm-readobj, GNU objdump and pefile say of an image, brought to one form: for each
# subject a list of tuples, in the order of the file; None where the peer is silent.
#
# Skip it unless testsuite/long/images.py compares the wrong things.

import json
import os
import re
import shlex
import subprocess

import pefile

import harness

PARTS = ("--headers", "--sections", "--exports", "--imports", "--resources", "--unwind",
         "--base-relocs", "--debug", "--tls", "--load-config", "--clr", "--map")
SECTION_FIELDS = ("VirtualSize", "VirtualAddress", "SizeOfRawData", "PointerToRawData",
                  "Characteristics")
DEBUG_FIELDS = {"characteristics": "Characteristics", "timestamp": "TimeDateStamp",
                "major_version": "MajorVersion", "minor_version": "MinorVersion",
                "type_raw": "Type", "size": "SizeOfData", "rva": "AddressOfRawData",
                "file_offset": "PointerToRawData"}
TLS_FIELDS = {"start_address": "StartAddressOfRawData", "end_address": "EndAddressOfRawData",
              "index_address": "AddressOfIndex", "callbacks_address": "AddressOfCallBacks",
              "zero_fill": "SizeOfZeroFill", "characteristics": "Characteristics"}
DELAY_FIELDS = {"attributes": "grAttrs", "module_handle": "phmod", "address_table": "pIAT",
                "name_table": "pINT", "bound_table": "pBoundIAT", "unload_table": "pUnloadIAT",
                "timestamp": "dwTimeStamp"}
# Of the load configuration, where the Windows SDK has another name.
LLVM_NAMES = {"guard_cf_check_function_pointer": "guard_cf_check_function",
              "guard_cf_dispatch_function_pointer": "guard_cf_check_dispatch"}
RELOC_TYPES = {"ABSOLUTE": 0, "HIGH": 1, "LOW": 2, "HIGHLOW": 3, "HIGHADJ": 4, "DIR64": 10,
               "ARM_MOV32(A)": 5, "ARM_MOV32(T)": 7, "ARM_MOV32": 5, "THUMB_MOV32": 7, "REL32": 7}


def number(v):
    return int(v, 16) if isinstance(v, str) else v


def output(*command):
    """What a program prints, and its status; what a peer thinks of the file does not matter."""
    done = subprocess.run(command, capture_output=True, timeout=600, check=False)
    return done.stdout.decode("utf-8", "replace"), done.returncode, done.stderr


def text(raw):
    return raw.decode("utf-8", "replace")


# ---- coffdump ---------------------------------------------------------------------------------

def document(path):
    command = shlex.split(os.environ.get("COFFKIT_RUN", "")) + [
        os.path.join(harness.BUILDDIR, "coffdump"), "--json", *PARTS, path]
    out, status, err = output(*command)
    return json.loads(out) if out else None, status, text(err)


def leaves(entries, path=()):
    for e in entries:
        here = path + (e.get("name", e.get("id")),)
        if "entries" in e:
            yield from leaves(e["entries"], here)
        else:
            yield here, e["data"]["rva"], e["data"]["size"]


def by(e):
    return (e["ordinal"], None) if "ordinal" in e else (e.get("name"), e.get("hint"))


def libraries(found):
    return [(l["dll"], *[by(e) for e in l["entries"]]) for l in found or []]


def our_unwind(e):
    u = e.get("unwind") or {}
    return (e["begin"], e["end"], u.get("version"), u.get("flags_raw"), u.get("prolog_size"),
            u.get("code_count"))


def ours(doc):
    d, base = doc["directories"], number(doc["optional_header"]["fields"].get("ImageBase", 0))
    fields = {k: number(v) for k, v in doc["optional_header"]["fields"].items()}
    exports = d["exports"] or {"functions": []}
    relocs = d["base_relocations"] or {"blocks": []}
    tables = d["exceptions"] or {"entries": []}
    lc = (d["load_config"] or {}).get("fields", {})
    return {
        "base": base, "fields": fields,
        "directories": [(x["address"], x["size"])
                        for x in doc["optional_header"].get("directories", [])],
        "sections": [(s["header"]["physical_address"], s["header"]["virtual_address"], s["size"],
                      s["file_offset"], s["flags_raw"]) for s in doc["sections"]],
        "exports": [(e["ordinal"], e["rva"], e.get("forwarder"),
                     *sorted(n["name"] for n in e["names"])) for e in exports["functions"]],
        "imports": libraries(d["imports"]), "delay imports": libraries(d["delay_imports"]),
        "descriptors": [(l["lookup_table"], l["address_table"], l["timestamp"],
                         l["forwarder_chain"]) for l in d["imports"] or []],
        "delay descriptors": [tuple(l[k] for k in DELAY_FIELDS) for l in d["delay_imports"] or []],
        "relocations": [(e["type_raw"], e["rva"]) for b in relocs["blocks"] for e in b["entries"]],
        "resources": list(leaves((d["resources"] or {"entries": []})["entries"])),
        "debug": [tuple(e[k] for k in DEBUG_FIELDS) for e in d["debug"] or []],
        "pdb": [(e["codeview"]["guid"], e["codeview"]["age"], e["codeview"]["path"])
                for e in d["debug"] or [] if e.get("codeview", {}).get("signature") == "RSDS"],
        "tls": [tuple(number(d["tls"][k]) for k in TLS_FIELDS)] if d["tls"] else [],
        "callbacks": [number(c["address"]) for c in (d["tls"] or {}).get("callbacks", [])],
        "load config": {LLVM_NAMES.get(k, k).removesuffix("_raw"): number(v)
                        for k, v in lc.items() if isinstance(v, (int, str))},
        "functions": [(e["begin"], e["end"],
                       e["fields"].get("UnwindInfoAddress", e["fields"].get("UnwindData")))
                      for e in tables["entries"]],
        "unwind": [our_unwind(e) for e in tables["entries"]],
    }


# ---- pefile -----------------------------------------------------------------------------------

def pe_leaves(directory, path=()):
    for e in directory.entries:
        here = path + (str(e.name) if e.name is not None else e.id,)
        if hasattr(e, "directory"):
            yield from pe_leaves(e.directory, here)
        elif hasattr(e, "data"):
            yield here, e.data.struct.OffsetToData, e.data.struct.Size


def pe_libraries(found):
    return [(text(l.dll), *[(s.ordinal, None) if s.import_by_ordinal else (text(s.name), s.hint)
                            for s in l.imports]) for l in found]


def of_pefile(path):
    """Base relocations and function tables are left to the two others: pefile takes minutes."""
    wanted = ("EXPORT", "IMPORT", "RESOURCE", "DEBUG", "TLS", "LOAD_CONFIG", "DELAY_IMPORT")
    pe = pefile.PE(path, fast_load=True)
    pe.parse_data_directories(directories=[
        pefile.DIRECTORY_ENTRY["IMAGE_DIRECTORY_ENTRY_" + w] for w in wanted])
    entry = lambda name: getattr(pe, "DIRECTORY_ENTRY_" + name, None)
    exports = {}
    for s in entry("EXPORT").symbols if entry("EXPORT") else []:
        exports.setdefault((s.ordinal, s.address, s.forwarder and text(s.forwarder)), []).append(
            s.name and text(s.name))
    imports, late, tls = entry("IMPORT") or [], entry("DELAY_IMPORT") or [], entry("TLS")
    header = pe.OPTIONAL_HEADER
    found = {
        "fields": {k: getattr(header, k) for k in header.__keys__ and sum(header.__keys__, [])
                   if hasattr(header, k)},
        "directories": [(d.VirtualAddress, d.Size) for d in header.DATA_DIRECTORY],
        "sections": [(s.Misc_VirtualSize, *[getattr(s, k) for k in SECTION_FIELDS[1:]])
                     for s in pe.sections],
        "exports": [(*k, *sorted(n for n in v if n)) for k, v in sorted(exports.items(),
                                                                       key=lambda e: e[0][0])],
        "imports": pe_libraries(imports), "delay imports": pe_libraries(late),
        "descriptors": [(l.struct.OriginalFirstThunk, l.struct.FirstThunk, l.struct.TimeDateStamp,
                         l.struct.ForwarderChain) for l in imports],
        "delay descriptors": [tuple(getattr(l.struct, k) for k in DELAY_FIELDS.values())
                              for l in late],
        "resources": list(pe_leaves(entry("RESOURCE"))) if entry("RESOURCE") else [],
        "debug": [tuple(getattr(e.struct, k) for k in DEBUG_FIELDS.values())
                  for e in entry("DEBUG") or []],
        "tls": [tuple(getattr(tls.struct, k) for k in TLS_FIELDS.values())] if tls else [],
    }
    pe.close()
    return found


# ---- llvm-readobj -----------------------------------------------------------------------------

def llvm_symbol(s):
    m = re.fullmatch(r"(.*?) ?\((\d+)\)", s)
    return (m[1], int(m[2])) if m[1] else (int(m[2]), None)


def blocks(dump, title):
    """The text of each block of that title, up to the line that ends it."""
    for m in re.finditer(rf"^( *){title} [{{\[]\n(.*?)^\1[}}\]]$", dump, re.M | re.S):
        yield m[2]


def value(line):
    """The number in "0x5 (..)", "X (0x5)" or "5"."""
    m = re.search(r"0x([0-9A-Fa-f]+)\)?$", line) or re.search(r"0x([0-9A-Fa-f]+)", line)
    return int(m[1], 16) if m else int(line)


def named(block, names):
    pairs = dict(re.findall(r"^ *(\w+):? \[? ?(.*)$", block, re.M))
    return tuple(value(pairs[n]) for n in names)


def llvm_resources(dump):
    path, found = {}, []
    for line in dump.split("\n"):
        m = re.match(r" *(Type|Name|Language): (?:(.*) )?\(ID (\d+)\) \[$", line) or \
            re.match(r" *(Type|Name|Language): (.*) \[$", line)
        if m:
            number_of = m[3] if m.re.groups == 3 else re.fullmatch(r"ID (\d+)|.*", m[2])[1]
            path[m[1]] = int(number_of) if number_of else m[2]
        elif m := re.match(r" *DataRVA: (0x[0-9A-F]+)", line):
            rva = int(m[1], 16)
        elif m := re.match(r" *DataSize: (\d+)", line):
            found.append(((path["Type"], path["Name"], path["Language"]), rva, int(m[1])))
    return found


def x64_unwind(block):
    # The first of a name: a chained record stands inside of the one that leads to it.
    pairs = dict(reversed(re.findall(r"^ *(\w+):? \[? ?(.*)$", block, re.M)))
    return tuple(value(pairs[k]) if k in pairs else None
                 for k in ("Version", "Flags", "PrologSize", "UnwindCodeCount"))


def of_llvm(path):
    subjects = ("exports", "imports", "resources", "basereloc", "debug-directory", "tls-directory",
                "load-config")
    dump, status, _ = output("llvm-readobj-19", *["--coff-" + s for s in subjects], path)
    if status != 0:  # it stops at the first thing that it does not like
        dump = "".join(output("llvm-readobj-19", "--coff-" + s, path)[0] for s in subjects)
    head = re.sub(r"^ *[0-9A-F]{4,}: [0-9A-F ]+ *\|.*$\n", "", dump, flags=re.M)
    found = {
        "names": [(int(o), n, int(r, 16)) for o, n, r in re.findall(
            r"^Export \{\n +Ordinal: (\d+)\n +Name: ?(.*)\n +RVA: (0x[0-9A-F]+)", dump, re.M)],
        "imports": [(re.search(r"Name: (.*)", b)[1],
                     *[llvm_symbol(s) for s in re.findall(r"Symbol: (.*)", b)])
                    for b in blocks(dump, "Import") if "ImportLookupTableRVA" in b],
        "delay imports": [(re.search(r"Name: (.*)", b)[1],
                           *[llvm_symbol(s) for s in re.findall(r"Symbol: (.*)", b)])
                          for b in blocks(dump, "DelayImport")],
        "relocations": [(RELOC_TYPES[t], int(a, 16)) for t, a in re.findall(
            r"Type: (\S+)\n +Address: (0x[0-9A-F]+)", "".join(blocks(dump, "BaseReloc")))],
        "resources": llvm_resources(head) if "\nResources [" in dump else None,
        "debug": [named(b, DEBUG_FIELDS.values()) for b in blocks(dump, "DebugEntry")],
        "pdb": [(g.lower(), int(a), p) for g, a, p in re.findall(
            r"PDBGUID: \{(.*)\}\n +PDBAge: (\d+)\n +PDBFileName: (.*)", dump)],
        "tls": [named(b, TLS_FIELDS.values()) for b in blocks(dump, "TLSDirectory") if b],
    }
    found["load config"] = {
        re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", k).lower(): value(v)
        for b in blocks(dump, "LoadConfig")
        for k, v in re.findall(r"^  (\w+):? \[? ?(.*)$", b, re.M)}
    return found


def unwind_of_llvm(path, base):
    """Rows and heads of unwind records, x64 alone; None if it crashes."""
    dump, status, _ = output("llvm-readobj-19", "--unwind", path)
    if status < 0 or "Arch: x86_64" not in dump:
        return None, None
    functions, heads = [], []
    for b in blocks(dump, "RuntimeFunction"):
        begin, end, info = (value(re.search(rf"{k}: (.*)", b)[1]) - base
                            for k in ("StartAddress", "EndAddress", "UnwindInfoAddress"))
        functions.append((begin, end, info))
        heads.append((begin, end, *x64_unwind(b)))
    return functions, heads


# ---- GNU objdump ------------------------------------------------------------------------------

def of_gnu(path, base, plus):
    """Of x64 and i386: the one at hand refuses others. Ordinals are hexadecimal in PE32+ alone."""
    dump, status, _ = output("x86_64-w64-mingw32-objdump", "-p", path)
    if status != 0:
        return {}
    found = {"imports": [], "relocations": [], "addresses": [], "functions": []}
    page = 0
    for line in dump.split("\n"):
        if m := re.match(r"\s+DLL Name: (.*)", line):
            found["imports"].append((m[1],))
        elif m := re.match(r"\t[0-9a-f]+\t +([0-9a-f]+)  (.*?)(?:\t[0-9a-f]+)?$", line):
            ordinal = m[2] == "<none>"
            n = int(m[1], 16 if ordinal and plus else 10)
            found["imports"][-1] += ((n, None) if ordinal else (m[2], n),)
        elif m := re.match(r"Virtual Address: ([0-9a-f]+) Chunk size", line):
            page = int(m[1], 16)
        elif m := re.match(r"\treloc +\d+ offset +([0-9a-f]+) \[[0-9a-f]+\] (\S+)", line):
            found["relocations"].append((RELOC_TYPES[m[2]], page + int(m[1], 16)))
        elif m := re.match(r"\t\[ *\d+\] \+base\[ *(\d+)\]\s+([0-9a-f]+) \w+ RVA", line):
            found["addresses"].append((int(m[1]), int(m[2], 16)))
        elif m := re.match(r" [0-9a-f]{16}:\t([0-9a-f]{16}) ([0-9a-f]{16}) ([0-9a-f]{16})", line):
            found["functions"].append(tuple(int(m[i], 16) - base for i in (1, 2, 3)))
    return found
