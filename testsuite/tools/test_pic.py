#!/usr/bin/python3
# Objects of Microchip PIC against the dumps that gputils' gpvo made of them: sections, relocations,
# line numbers, symbols with their auxiliary entries.

import gzip
import re

import harness
import jsondoc

suite = harness.Suite()
FILES = {"main.o": "coff-pic-v2", "main-oldcoff.o": "coff-pic-v2", "pic18.o": "coff-pic-v2",
         "main-v1.o": "coff-pic-v1", "pic18-v1.o": "coff-pic-v1",
         "linked.cof": "coff-pic-v2"}
BYTES = ("pic-gputils/pic18.o", "pic-gputils/pic18-v1.o")
CODE = 0x120  # STYP_TEXT, STYP_DATA_ROM
SECTION = {"Physical address": "physical_address", "Virtual address": "virtual_address",
           "Size of Section": "size", "Number of Relocations": "relocations",
           "Number of Line Numbers": "line_numbers"}
# gpvo's line of an auxiliary entry, and the field that it shows.
AUX = {"line included": "x_incline", "flags": "x_flags", "length": "x_scnlen",
       "number of relocations": "x_nreloc", "number of line numbers": "x_nlinno"}


class Gpvo:
    def __init__(self, text):
        self.sections, self.symbols = [], []
        self.table = None
        for line in text.split("\n"):
            self.read(line)

    def read(self, line):
        if line in ("Section Header", "Data", "Relocations Table", "Line Number Table", "Symbol Table"):
            self.table = line
            if line == "Section Header":
                self.sections.append({"relocs": [], "lines": []})
        elif self.table == "Section Header":
            m = re.match(r"(\S.*?)  +(\S.*)$", line)
            if m:
                self.sections[-1][m.group(1)] = m.group(2)
        elif self.table == "Relocations Table":
            m = re.match(r"(0x[0-9a-f]+|0) +(-?(?:0x)?[0-9a-f]+) +(0x[0-9a-f]+) +(\S+) +(\S.*)$", line)
            if m:
                self.sections[-1]["relocs"].append(m.groups())
        elif self.table == "Line Number Table":
            m = re.match(r"(\d+) +(0x[0-9a-f]+|0) +(\S.*)$", line)
            if m:
                self.sections[-1]["lines"].append(m.groups())
        elif self.table == "Symbol Table":
            self.read_symbol(line)

    def read_symbol(self, line):
        m = re.match(r"(\d{4}) (\S.*?) +(\S+) +(0x[0-9a-f]+|0) +(T_\w+) +(DT_\w+) +(C_\w+) +(\d+) *$", line)
        if m:
            self.symbols.append({"index": int(m.group(1)) - 1, "name": m.group(2), "section": m.group(3),
                                 "value": int(m.group(4), 0), "class": m.group(7), "aux": {}})
            return
        m = re.match(r" +(\S.*?) = (.*)$", line)
        if m and self.symbols:
            self.symbols[-1]["aux"][m.group(1)] = m.group(2)


def same(what, ours, theirs):
    suite.check(f"{what}: {ours!r} here, {theirs!r} there", ours == theirs)


def compare_sections(path, doc, gpvo):
    same(f"{path}: sections", len(doc["sections"]), len(gpvo.sections))
    for ours, theirs in zip(doc["sections"], gpvo.sections):
        where = f"{path} {ours['name']}"
        same(where, ours["name"], theirs["Name"])
        same(f"{where} flags", ours["flags_raw"], int(theirs["Flags"], 0))
        # gpvo shows s_vaddr and r_vaddr of 12- and 14-bit code in words of two bytes each; addresses of
        # lines count words already, from s_paddr.
        unit = 2 if path not in BYTES and ours["flags_raw"] & CODE else 1
        for key, field in SECTION.items():
            scale = unit if field == "virtual_address" else 1
            same(f"{where} {field}", ours["header"][field] // scale, int(theirs[key], 0))
        relocs = [(r["address"] // unit, r["addend"], r["type_raw"], r["symbol"])
                  for r in ours.get("relocations", [])]
        same(f"{where} relocations", relocs,
             [(int(a, 0), int(o, 0), int(t, 0), s) for a, o, t, _, s in theirs["relocs"]])
        for r, (_, _, _, name, _) in zip(ours.get("relocations", []), theirs["relocs"]):
            same(f"{where} type", r["type"], name.split("/")[0])
        files = {s["index"]: s["name"] for s in doc["symbols"]}
        lines = [(n["line"], n["address"], files.get(n["owner_index"]))
                 for n in ours.get("line_numbers", [])]
        same(f"{where} lines", lines, [(int(n), int(a, 0), s) for n, a, s in theirs["lines"]])


def compare_symbols(path, doc, gpvo):
    same(f"{path}: symbols", len(doc["symbols"]), len(gpvo.symbols))
    for ours, theirs in zip(doc["symbols"], gpvo.symbols):
        where = f"{path} symbol {theirs['index']}"
        same(f"{where} index", ours["index"], theirs["index"])
        # The name of a file symbol is that of the file, which stands in its auxiliary entry.
        same(f"{where} name", ours["name"], theirs["aux"].get("file", theirs["name"]))
        same(f"{where} value", ours["value_raw"], theirs["value"])
        same(f"{where} class", ours["storage_class"], theirs["class"])
        section = {"DEBUG": -2, "ABSOLUTE": -1, "UNDEFINED": 0}.get(theirs["section"])
        if section is None:
            same(f"{where} section", ours["section"], theirs["section"])
        else:
            same(f"{where} section", ours["section_number"], section)
        for key, field in AUX.items():
            if key in theirs["aux"]:
                same(f"{where} {field}", ours["aux"][0][field], int(theirs["aux"][key], 0))


for name, target in FILES.items():
    path = f"pic-gputils/{name}"
    with gzip.open(harness.fixture(path) + ".ref.txt.gz", "rt", encoding="utf-8") as f:
        gpvo = Gpvo(f.read())
    doc = jsondoc.document(suite, harness.fixture(path), "--sections", "--symbols", "--relocs", "--lines")
    same(f"{path}: target", doc["target"], target)
    suite.check(f"{path}: gpvo says something", gpvo.sections and gpvo.symbols)
    compare_sections(path, doc, gpvo)
    compare_symbols(path, doc, gpvo)
suite.finish()
