# What GNU objdump and llvm-readobj say about a COFF file, and how it compares with coffdump --json.
#
# Both are read into the same form, and only facts that a peer states are compared:
#   sections: list of dicts
#   symbols:  dict from index to dict; key aux: list of dicts, by position
#   relocs:   dict from section number to a list of dicts
# Where a peer is known to be wrong, the specification is followed; a comment says which and why.

import re
import subprocess

# ---- GNU objdump ------------------------------------------------------------------------------

SECTION = re.compile(r"^ *(\d+) (.{13,}?) +([0-9a-f]{8,16})  ([0-9a-f]{8,16})  [0-9a-f]{8,16}  "
                     r"([0-9a-f]{8})  2\*\*(\d+)$")
SYMBOL = re.compile(r"^\[ *(\d+)\]\(sec *(-?\d+)\)\(fl 0x[0-9a-f]+\)\(ty *([0-9a-f]+)\)"
                    r"\(scl *(\d+)\) \(nx (\d+)\) 0x([0-9a-f]+) ?(.*)$")
LINE = re.compile(r"^ *(\d+) : ([0-9a-f]+)$")
RELOC_HEAD = re.compile(r"^RELOCATION RECORDS FOR \[(.*)\]:$")
RELOC = re.compile(r"^([0-9a-f]{8,16}) (\S.*?)(?:  +(\S.*?))? *$")

# ECOFF: external and local symbols, and the line with what their index means.
ECOFF_SYMBOL = re.compile(r"^\[ *(\d+)\] ([el]) ([0-9a-f]+) st ([0-9a-f]+) sc ([0-9a-f]+) "
                          r"indx ([0-9a-f]+) ([j ])([c ])([w ]) ?(.*)$")
ECOFF_INDEX = {"Local symbol": "local_symbol", "End+1 symbol": "end", "First symbol": "begin"}

# Words of an AUX line, with the fields that they name in the several record sets.
GNU_AUX = {
    "scnlen": ("x_scnlen", "Length"), "nreloc": ("x_nreloc", "NumberOfRelocations"),
    "nlnno": ("x_nlinno", "NumberOfLinenumbers"), "checksum": ("CheckSum",),
    "assoc": ("Number",), "comdat": ("Selection",),
    "ttlsiz": ("x_fsize",), "next": ("x_endndx",),
    "endndx": ("x_endndx",), "tagndx": ("x_tagndx", "TagIndex"), "lnno": ("x_lnno",),
    "prmhsh": ("x_parmhash",), "snhsh": ("x_snhash",), "clss": ("x_smclas",), "stb": ("x_stab",),
    "snstb": ("x_snstab",),
}


def gnu_aux(line):
    words = line.split()[1:]
    found = {}
    for word, number in zip(words[::2], words[1::2]):
        if re.fullmatch(r"0x[0-9a-f]+|-?\d+", number):
            found[word] = int(number, 0)
    return found


def gnu_value(text):
    """The symbol and the addend of a relocation's VALUE column, where newer objdumps write control
    characters as ^A (in the symbol table they print them as they are)."""
    m = re.fullmatch(r"(.*?)([+-]0x[0-9a-f]+)?", text)
    name = re.sub(r"\^([@-_])", lambda c: chr(ord(c[1]) - 64), m.group(1))
    return name, int(m.group(2) or "0", 0)


class Gnu:
    """Reads the output of objdump -h -t -r."""

    def __init__(self, text):
        self.sections, self.symbols, self.relocs, self.lines = [], {}, [], {}
        self.ecoff = {}
        self.target = None
        self.failed = False  # a stored dump of a run that failed: its relocations are not whole
        self.symbol = None
        self.table = None
        for line in text.split("\n"):
            self.read(line)

    def read(self, line):
        m = re.match(r"^.*:     file format (.*)$", line)
        if m:
            self.target = m.group(1)
        elif line.startswith("# exit "):
            self.failed = line != "# exit 0"
        elif line.startswith("DYNAMIC RELOCATION RECORDS"):
            self.symbol = self.table = None  # those of the loader section
        elif RELOC_HEAD.match(line):
            self.symbol, self.table = None, []
            self.relocs.append((RELOC_HEAD.match(line).group(1), self.table))
        elif self.table is not None:
            self.read_reloc(line)
        elif SECTION.match(line):
            m = SECTION.match(line)
            self.sections.append({"name": m.group(2).rstrip(), "size": int(m.group(3), 16),
                                  "address": int(m.group(4), 16),
                                  "file_offset": int(m.group(5), 16),
                                  "align_power": int(m.group(6))})
        elif ECOFF_SYMBOL.match(line):
            m = ECOFF_SYMBOL.match(line)
            self.symbol = {"external": m.group(2) == "e", "value": int(m.group(3), 16),
                           "type": int(m.group(4), 16), "class": int(m.group(5), 16),
                           "index": int(m.group(6), 16), "name": m.group(10),
                           "flags": sum(1 << i for i in range(3) if m.group(7 + i) != " "),
                           "refers": {}}
            self.ecoff[int(m.group(1))] = self.symbol
        elif self.ecoff and line.startswith("      "):
            for words in re.split(r"\t| {4,}", line.strip()):
                key, _, value = words.partition(":")
                self.symbol["refers"][key] = value.strip()
        elif SYMBOL.match(line):
            m = SYMBOL.match(line)
            self.symbol = {"section_number": int(m.group(2)), "type": int(m.group(3), 16),
                           "class": int(m.group(4)), "naux": int(m.group(5)),
                           "value": int(m.group(6), 16), "name": m.group(7), "aux": []}
            self.symbols[int(m.group(1))] = self.symbol
        elif self.symbol is not None and line.startswith(("AUX ", "File")):
            self.symbol["aux"].append(gnu_aux(line) if line.startswith("AUX ") else {})
        elif self.symbol is not None and LINE.match(line):
            m = LINE.match(line)
            self.symbol.setdefault("lines", []).append((int(m.group(1)), int(m.group(2), 16)))

    def read_reloc(self, line):
        m = RELOC.match(line)
        if m:
            symbol, addend = gnu_value(m.group(3) or "")
            self.table.append({"offset": int(m.group(1), 16), "type_name": m.group(2),
                               "symbol": symbol, "addend": addend})


# ---- llvm-readobj -----------------------------------------------------------------------------

class Node(list):
    """(key, value) pairs, in order; a value is text or a Node. Lines without a key have None."""

    def get(self, key, default=None):
        for k, v in self:
            if k == key:
                return v
        return default

    def all(self, key):
        return [v for k, v in self if k == key]


def llvm_tree(text):
    root = Node()
    stack = [root]
    for line in text.split("\n"):
        line = line.strip()
        if line in ("}", "]"):
            stack.pop()
        elif re.search(r"[{\[](?: \(0x[0-9A-F]+\))?$", line):
            m = re.match(r"^(.*?) ?[{\[](?: \((0x[0-9A-F]+)\))?$", line)
            node = Node()
            if m.group(2):
                node.append(("=", m.group(2)))
            stack[-1].append((m.group(1), node))
            stack.append(node)
        elif line.endswith(":"):
            stack[-1].append((line[:-1], ""))
        elif ": " in line and not line.startswith("0x"):
            stack[-1].append(tuple(line.split(": ", 1)))
        elif line:
            stack[-1].append((None, line))
    return root


def number(text):
    """The number of `7`, `0x7` or `Name (0x7)`."""
    m = re.search(r"\((-?(?:0x)?[0-9A-Fa-f]+)\)$", text)
    return int(m.group(1) if m else text, 0)


LLVM_AUX = {
    "AuxSectionDef": {"Length": "Length", "RelocationCount": "NumberOfRelocations",
                      "LineNumberCount": "NumberOfLinenumbers", "Checksum": "CheckSum",
                      "Number": "Number", "Selection": "Selection"},
    "AuxWeakExternal": {"Linked": "TagIndex", "Search": "Characteristics"},
    "AuxFunctionDef": {"TotalSize": "x_fsize"},
    "CSECT Auxiliary Entry": {"ParameterHashIndex": "x_parmhash", "TypeChkSectNum": "x_snhash",
                              "StorageMappingClass": "x_smclas", "StabInfoIndex": "x_stab",
                              "StabSectNum": "x_snstab"},
    "Function Auxiliary Entry": {"SizeOfFunction": "x_fsize",
                                 "PointerToLineNum": "x_lnnoptr",
                                 "SymbolIndexOfNextBeyond": "x_endndx"},
}

XCOFF_SECTIONS = {"N_DEBUG": -2, "N_ABS": -1, "N_UNDEF": 0}


def llvm_aux(symbol):
    entries = []
    for key, node in symbol:
        if key in LLVM_AUX:
            entry = {}
            for theirs, ours in LLVM_AUX[key].items():
                if node.get(theirs) is not None:
                    entry[ours] = number(node.get(theirs))
            entries.append((key, entry))
    return entries


class Llvm:
    """Reads the output of llvm-readobj --sections --symbols --relocations."""

    def __init__(self, text):
        tree = llvm_tree(text)
        self.format = tree.get("Format", "")
        self.xcoff = "xcoff" in self.format or "rs6000" in self.format
        self.sections, self.symbols, self.relocs = [], {}, {}
        for node in (tree.get("Sections") or Node()).all("Section"):
            self.section(node)
        index = 0
        for node in (tree.get("Symbols") or Node()).all("Symbol"):
            index = self.one_symbol(node, index)
        for head, node in tree.get("Relocations") or Node():
            self.table(head, node)

    def section(self, node):
        if self.xcoff:
            if node.get("Size") is None:  # an overflow section's header, with other fields
                self.sections.append({"name": node.get("Name")})
                return
            self.sections.append({
                "name": node.get("Name"), "vaddr": number(node.get("VirtualAddress")),
                "header_size": number(node.get("Size")), "paddr": number(node.get("PhysicalAddress")),
                "file_offset": number(node.get("RawDataOffset")), "type": number(node.get("Type"))})
            return
        self.sections.append({
            "name": re.sub(r" \([0-9A-F ]+\)$", "", node.get("Name")),
            "vaddr": number(node.get("VirtualAddress")), "paddr": number(node.get("VirtualSize")),
            "header_size": number(node.get("RawDataSize")),
            "file_offset": number(node.get("PointerToRawData")),
            "relptr": number(node.get("PointerToRelocations")),
            "flags": number(node.get("Characteristics").get("="))})

    def one_symbol(self, node, index):
        entry = {"name": node.get("Name"), "class": number(node.get("StorageClass"))}
        if self.xcoff:
            index = number(node.get("Index"))
            entry["naux"] = number(node.get("NumberOfAuxEntries"))
            # The value of C_BINCL, a file offset, has no key.
            entry["value"] = next(number(v) for k, v in node
                                  if k is not None and (k == "" or k.startswith("Value")))
            section = node.get("Section")
            if section in XCOFF_SECTIONS:
                entry["section_number"] = XCOFF_SECTIONS[section]
            else:
                entry["section"] = section
        else:
            entry["naux"] = number(node.get("AuxSymbolCount"))
            entry["value"] = number(node.get("Value"))
            entry["section_number"] = number(node.get("Section"))
            entry["type"] = number(node.get("BaseType")) | number(node.get("ComplexType")) << 4
        entry["aux"] = llvm_aux(node)
        self.symbols[index] = entry
        return index + 1 + entry["naux"]

    def table(self, head, node):
        section = int(re.match(r"Section \((?:index: )?(\d+)\)", head).group(1))
        rows = self.relocs.setdefault(section, [])
        for key, line in node:
            line = line if key is None else f"{key}: {line}"
            m = re.match(r"^(0x[0-9A-F]+) (\S+) (.*?) ?(?:\((\d+)\))?(?: (0x[0-9A-F]+))?$", line)
            rows.append({"address": int(m.group(1), 16), "type_name": m.group(2),
                         "symbol": m.group(3),
                         "symbol_index": int(m.group(4)) if m.group(4) else None,
                         "rsize": int(m.group(5), 16) if m.group(5) else None})


# ---- Comparing --------------------------------------------------------------------------------

# Flavours whose relocations carry the addend. For the others objdump prints what its linker would
# add to the field, the symbol's value taken out, which is not the addend.
STORED_ADDEND = {"coff-h8300", "coff-z80", "coff-h8500", "coff-w65", "coff-z8k", "coff-sparc"}

# BFD puts the page of an address, which stands in the section header, into bits 24 and up.
PAGED = {f"coff{n}-{order}c54x" for n in (0, 1, 2) for order in ("", "beh-")}


class Compare:
    """Collects what is different between a document and a peer's facts; counts what agrees."""

    def __init__(self, doc):
        self.doc = doc
        self.octets = max((s.get("octets_per_unit", 1) for s in doc["sections"]), default=1)
        self.problems = []
        self.facts = 0
        self.types = {}  # (our type, size) -> names that the peer has for it

    def same(self, where, ours, theirs):
        self.facts += 1
        if ours != theirs:
            self.problems.append(f"{where}: coffdump {ours!r}, peer {theirs!r}")

    def aux(self, where, ours, theirs):
        for words, value in theirs.items():
            names = GNU_AUX.get(words, (words,))
            held = [ours[n] for n in names if n in ours]
            # BFD turns lengths of sections into octets, whatever the flavour addresses.
            if words == "scnlen" and self.octets > 1:
                value //= self.octets
            if held:
                self.same(f"{where} {words}", as_int(held[0]), value)


def as_int(v):
    return int(v, 16) if isinstance(v, str) else v


def low32(v):
    return v & 0xffffffff


def compare_gnu(doc, gnu):
    c = Compare(doc)
    gnu_sections(c, doc, gnu)
    gnu_symbols(c, doc, gnu)
    if not gnu.failed:
        gnu_relocs(c, doc, gnu)
    return c


def gnu_sections(c, doc, gnu):
    # An XCOFF overflow header is no section to objdump.
    ours = [s for s in doc["sections"] if "counts" not in s["properties"]]
    c.same("number of sections", len(ours), len(gnu.sections))
    for s, g in zip(ours, gnu.sections):
        where = f"section {s['index']}"
        c.same(f"{where} name", s["name"], g["name"])
        c.same(f"{where} address", as_int(s["virtual_address"]), g["address"])
        # objdump takes the size in memory if that is less, and s_paddr for that, in PE objects
        # too; yasm writes a running address there, and the specification wants 0.
        sizes = {as_int(s["header"]["size"]), as_int(s["virtual_size"]),
                 as_int(s["header"]["physical_address"])}
        # Of a compressed section it prints the size decompressed.
        if s["name"].startswith(".zdebug"):
            continue
        c.same(f"{where} size {g['size']:#x} is among {sizes}", g["size"] in sizes, True)
        if as_int(s["size"]) and g["file_offset"]:
            c.same(f"{where} file offset", as_int(s["file_offset"]), g["file_offset"])


def gnu_symbols(c, doc, gnu):
    if gnu.ecoff:
        ecoff_symbols(c, doc, gnu)
        return
    ours = {s["index"]: s for s in doc["symbols"]}
    c.same("symbol indices", sorted(ours), sorted(gnu.symbols))
    for index, g in gnu.symbols.items():
        s = ours.get(index)
        if s is None:
            continue
        where = f"symbol {index} {s['name']!r}"
        c.same(f"{where} name", s["name"], g["name"])
        c.same(f"{where} section", s["section_number"], g["section_number"])
        c.same(f"{where} class", s["storage_class_raw"], g["class"])
        c.same(f"{where} type", s["type_raw"], g["type"])
        c.same(f"{where} aux entries", len(s["aux"]), g["naux"])
        # objdump prints C_FILE's value as it likes: the index of the next one.
        if s["kind"] != "file":
            bits = 24 if doc["target"] in PAGED else 32
            c.same(f"{where} value", as_int(s["value_raw"]) % (1 << bits), g["value"] % (1 << bits))
        for a, b in zip(s["aux"], g["aux"]):
            # GNU reads no sizes in bigobj; as leaves its mark for weak symbols in that field.
            if "bigobj" in doc["target"]:
                b.pop("ttlsiz", None)
            c.aux(where, a, b)
        if "lines" in g:
            gnu_lines(c, doc, where, index, g["lines"])


def ecoff_type(text):
    """objdump's words for a type, as coffdump has them."""
    text = re.sub(r" \{ ifd = .*?\}", "", text)
    text = re.sub(r"array \[(\d+) \{\d+ bits\}\]", r"array[\1]", text)
    return "" if text == "nil" else text.replace("ptr to", "pointer to")


def ecoff_symbols(c, doc, gnu):
    ours = {s["index"]: s for s in doc["symbols"]}
    c.same("symbol indices", sorted(ours), sorted(gnu.ecoff))
    for index, g in gnu.ecoff.items():
        s = ours.get(index)
        if s is None:
            continue
        where = f"symbol {index} {s['name']!r}"
        for key, mine in (("name", s["name"]), ("external", s["external"]),
                          ("type", s["type_raw"]), ("class", s["storage_class_raw"]),
                          ("index", s["index_raw"]), ("flags", s["flags_raw"]),
                          ("value", as_int(s["value_raw"]))):
            c.same(f"{where} {key}", mine, g[key])
        for words, value in g["refers"].items():
            if words in ECOFF_INDEX:
                c.same(f"{where} {words}", s.get(ECOFF_INDEX[words]), int(value))
            elif words == "Type":
                # coffdump says of a function that it is one.
                mine = s["type"].removeprefix("function").removeprefix(" returning ")
                c.same(f"{where} type", mine, ecoff_type(value))


def gnu_lines(c, doc, where, index, theirs):
    ours = [(r["line_raw"], as_int(r["address"]))
            for s in doc["sections"] for r in s["line_numbers"]
            if r["owner_index"] == index]
    # objdump leaves out the row that starts the function.
    c.same(f"{where} lines", ours[1:], theirs)


def gnu_relocs(c, doc, gnu):
    with_relocs = [s for s in doc["sections"] if s["relocations"]]
    tables = [(name, rows) for name, rows in gnu.relocs if rows]
    c.same("sections with relocations", [s["name"] for s in with_relocs], [n for n, _ in tables])
    for s, (_, rows) in zip(with_relocs, tables):
        where = f"section {s['index']} relocation"
        c.same(f"{where}s", len(s["relocations"]), len(rows))
        for r, g in zip(s["relocations"], rows):
            at = f"{where} at {g['offset']:#x}"
            c.same(f"{at} offset", as_int(r["offset"]), g["offset"])
            # TI's relocations without a symbol are for the section itself: BFD says its name, and
            # writes a row that has its symbol with an A before the type.
            internal = r["symbol"] is None and g["type_name"].startswith("A")
            if g["symbol"] != "*ABS*":
                c.same(f"{at} symbol", s["name"] if internal else r["symbol"], g["symbol"])
            if doc["target"] in STORED_ADDEND:
                c.same(f"{at} addend", low32(as_int(r["addend"])), low32(g["addend"]))
            c.types.setdefault((r["type_raw"], r.get("rsize"), r["type"]), set()).add(
                g["type_name"][1:] if internal else g["type_name"])


def compare_llvm(doc, llvm):
    c = Compare(doc)
    llvm_sections(c, doc, llvm)
    ours = {s["index"]: s for s in doc["symbols"]}
    c.same("symbol indices", sorted(ours), sorted(llvm.symbols))
    for index, p in llvm.symbols.items():
        if index in ours:
            llvm_symbol(c, ours[index], p)
    llvm_relocs(c, doc, llvm)
    return c


def llvm_sections(c, doc, llvm):
    c.same("number of sections", len(doc["sections"]), len(llvm.sections))
    for s, p in zip(doc["sections"], llvm.sections):
        where = f"section {s['index']}"
        h = s["header"]
        c.same(f"{where} name", s["name"], p["name"])
        if "type" in p:  # XCOFF: the high half of s_flags, the subtype of a DWARF section, is left out
            c.same(f"{where} type", s["flags_raw"] & 0xffff, p["type"])
        for key, ours in (("vaddr", h["virtual_address"]), ("paddr", h["physical_address"]),
                          ("header_size", h["size"]), ("file_offset", s["file_offset"]),
                          ("relptr", h["relocations_offset"]), ("flags", s["flags_raw"])):
            if key in p:
                c.same(f"{where} {key}", as_int(ours), p[key])


def llvm_symbol(c, s, p):
    where = f"symbol {s['index']} {s['name']!r}"
    # readobj names a file symbol by its entry (".file"), coffdump by the file.
    # It cannot read the names in XCOFF's .debug section.
    if s["kind"] != "file" and p["name"] != "Unimplemented Debug Name":
        c.same(f"{where} name", s["name"], p["name"])
    c.same(f"{where} class", s["storage_class_raw"], p["class"])
    c.same(f"{where} value", as_int(s["value_raw"]), p["value"])
    c.same(f"{where} aux entries", len(s["aux"]), p["naux"])
    if "section_number" in p:
        c.same(f"{where} section number", s["section_number"], p["section_number"])
    if "section" in p:
        c.same(f"{where} section", s["section"], p["section"])
    if "type" in p:
        # Of several derived types, LLVM shows the first.
        c.same(f"{where} type", s["type_raw"] & 0xff, p["type"])
    if len(p["aux"]) == len(s["aux"]):
        for a, (_, b) in zip(s["aux"], p["aux"]):
            c.aux(where, a, b)


def llvm_relocs(c, doc, llvm):
    # readobj leaves out the relocations of XCOFF's debug sections.
    ours = {s["index"]: s["relocations"] for s in doc["sections"]
            if s["relocations"] and not (llvm.xcoff and "debug" in s["properties"])}
    c.same("sections with relocations", sorted(ours),
           sorted(k for k, v in llvm.relocs.items() if v))
    for number_, rows in llvm.relocs.items():
        table = ours.get(number_, [])
        c.same(f"section {number_} relocations", len(table), len(rows))
        for r, p in zip(table, rows):
            at = f"section {number_} relocation at {p['address']:#x}"
            c.same(f"{at} address", as_int(r["address"]), p["address"])
            # readobj says Unknown or a bare number where the specification has no name.
            if p["type_name"] not in ("Unknown", r["type"]):
                c.types.setdefault((r["type_raw"], r.get("rsize"), r["type"]), set()).add(
                    p["type_name"])
            if p["symbol_index"] is not None:
                c.same(f"{at} symbol", r["symbol_index"], p["symbol_index"])
            if p["rsize"] is not None and "rsize" in r:
                c.same(f"{at} size", r["rsize"], p["rsize"])


# ---- Running them -----------------------------------------------------------------------------

def output(*command):
    done = subprocess.run(command, capture_output=True, timeout=120, check=False)
    return done.returncode, done.stdout.decode("utf-8", "replace")


def run_gnu(program, path):
    status, text = output(program, "-h", "-t", "-r", path)
    return Gnu(text) if status == 0 and "file format" in text else None


def run_llvm(path):
    status, text = output("llvm-readobj-19", "--sections", "--symbols", "--relocations", path)
    return Llvm(text) if status == 0 and "Format:" in text else None
