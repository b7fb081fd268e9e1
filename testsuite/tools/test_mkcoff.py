#!/usr/bin/python3
# A file of every registered flavour, made from the text of a sample of its own tables: it is recognised
# as what it is, and coffdump --json says of it what the text says.
#
# Skip it unless you change a flavour's table, mkcoff or the library's writer. The list of flavours is the
# registry's (mkcoff --samples), so a new one is tested as it is.

import json
import re
import tempfile
from pathlib import Path

import harness
import jsondoc

suite = harness.Suite()
WORD = re.compile(r'(?:(?P<key>[\w-]+|"[^"]*")=)?(?P<value>"[^"]*"|[^\s"=#]+)|(?P<comment>#.*)')
PARTS = ("--headers", "--sections", "--symbols", "--relocs", "--lines", "--debug",
         "--contents")

AUXILIARY = {"tir": "aux", "rndx": "aux", "isym": "aux"}
# Tables of symbolic information: the kind of their records, the numbers that say which are a file
# descriptor's own, the key of the document.
TABLES = {"pdr": ("ipdFirst", "cpd", "procedures"), "optr": ("ioptBase", "copt", "optimisations"),
          "rfdt": ("rfdBase", "crfd", "relative_files"), "aux": ("iauxBase", "caux", "auxiliaries"),
          "local": ("isymBase", "csym", None)}

KINDS = {"object": "object", "image": "image", "import": "short import object",
         "opaque": "anonymous object"}


def plain(text):
    if text.startswith('"'):
        return re.sub(r"\\([0-9a-f]{2})", lambda m: chr(int(m.group(1), 16)), text[1:-1])
    try:
        return int(text, 0)
    except ValueError:
        return text


def words(line):
    """The values of a line, and its keys."""
    values, keys = [], {}
    for m in WORD.finditer(line):
        if m["comment"]:
            break
        if m["key"]:
            keys[plain(m["key"])] = plain(m["value"])
        else:
            values.append(plain(m["value"]))
    return values, keys


class Text:
    """What a text says, part by part."""

    def __init__(self, text):
        self.header, self.fields, self.dirs, self.optional = {}, {}, {}, None
        self.sections, self.symbols, self.imported, self.payload = [], [], None, None
        self.fds = []  # ECOFF: name, numbers, records by kind
        for line in text.splitlines():
            values, keys = words(line)
            if values:
                getattr(self, "do_" + values[0].replace("-", "_"))(values[1:], keys, line)

    def do_target(self, values, keys, line):
        self.target, self.kind, _ = values

    def do_machine(self, values, keys, line):
        self.header["magic"] = values[0]

    def do_header(self, values, keys, line):
        self.header.update(keys)

    def do_long_names(self, values, keys, line):
        pass

    def do_optional(self, values, keys, line):
        self.optional = values[0]

    def do_set(self, values, keys, line):
        self.fields[values[0]] = values[1]

    def do_dir(self, values, keys, line):
        self.dirs[values[0]] = (values[1], values[2])

    def do_payload(self, values, keys, line):
        self.payload = line.split()[1]

    def do_import(self, values, keys, line):
        self.imported = (values, keys)

    def do_section(self, values, keys, line):
        self.sections.append({"name": values[0], **keys, "contents": b"", "relocs": [], "lines": [],
                              "base": []})

    def do_names(self, values, keys, line):
        pass

    def do_fill(self, values, keys, line):
        self.sections[-1]["contents"] += bytes([values[1]]) * values[0]

    def do_reloc(self, values, keys, line):
        self.sections[-1]["relocs"].append({"address": values[0], "type": values[1], **keys})

    def do_function(self, values, keys, line):
        self.sections[-1]["lines"].append({"line": 0, "symbol": values[0]})

    def do_line(self, values, keys, line):
        self.sections[-1]["lines"].append({"line": values[1], "address": values[0], **keys})

    def do_base(self, values, keys, line):
        self.sections[-1]["base"].append((values[0], values[1]))

    def do_symbol(self, values, keys, line):
        self.symbols.append({"name": values[0], **keys, "aux": []})
        if "local" in keys:
            self.fds[-1][2].setdefault("local", []).append(self.symbols[-1])

    def do_fd(self, values, keys, line):
        self.fds.append((values[0], keys, {}))

    def do_record(self, values, keys, line):
        kind = AUXILIARY.get(values[0], values[0])
        self.fds[-1][2].setdefault(kind, []).append((values[0], keys))
        if kind == "pdr":
            self.fds[-1][2].setdefault("lines", []).append([])

    def do_packed(self, values, keys, line):
        self.fds[-1][2]["lines"][-1].append(tuple(values))

    def do_aux(self, values, keys, line):
        self.symbols[-1]["aux"].append((values[0], keys))

    def do_raw(self, values, keys, line):
        self.symbols[-1]["aux"].append(("raw", {}))

    def do_file(self, values, keys, line):
        self.symbols[-1]["file"] = values[0]

    def do_section_aux(self, values, keys, line):
        self.symbols[-1]["measured"] = keys


class Comparison:
    """Differences between a text and the document of the file made of it."""

    def __init__(self, text, doc):
        self.text, self.doc, self.found = text, doc, []
        self.index = [s["index"] for s in doc.get("symbols") or []]
        self.headers()
        if text.kind in ("import", "opaque"):
            self.imported()
            return
        self.each("section", text.sections, doc["sections"], self.section)
        # External symbols come first, those of file descriptors follow.
        self.each("symbol", sorted(text.symbols, key=lambda s: "local" in s),
                  doc.get("symbols") or [], self.symbol)
        self.symbolic(text.fds, doc.get("ecoff"))

    def symbolic(self, fds, got):
        if not fds:
            return
        self.each("file descriptor", fds, got["files"], self.fd)
        dense = [numbers for fd in fds for _, numbers in fd[2].get("dnr", [])]
        self.same("dense numbers", dense, got["dense_numbers"])
        self.section_lines(got["procedures"])
        self.same("lines", sum(n for fd in fds for p in fd[2].get("lines", []) for _, n in p),
                  got["header"]["ilineMax"])

    def section_lines(self, procedures):
        """As in other flavours: a row that starts a function, then its lines; none below 1."""
        text = self.doc["sections"][0]
        start = text["header"]["virtual_address"]
        rows = []
        for p in sorted(procedures, key=lambda p: p["address"]):
            if p["lines"] and 0 <= p["address"] - start < text["virtual_size"]:
                rows.append((p["address"], 0, p["symbol_index"]))
                rows += [(r["address"], r["line"], p["symbol_index"]) for r in p["lines"]
                         if r["line"] > 0]
        self.same("lines of the text", rows, [(r["address"], r["line"], r["owner_index"])
                                              for r in text["line_numbers"]])

    def fd(self, what, wanted, got):
        name, numbers, records = wanted
        what += f" ({name})"
        self.same(f"{what}: name", name or None, got["name"])
        for key, value in numbers.items():
            self.same(f"{what}: {key}", value, got[key])
        for kind, (base, count, table) in TABLES.items():
            own = records.get(kind, [])
            self.same(f"{what}: {count}", len(own), got[count])
            if table is not None:
                rows = self.doc["ecoff"][table][got[base]:got[base] + got[count]]
                self.each(f"{what}: {kind}", own, rows, self.record)
            elif own:
                first = self.doc["symbols"][got["first_symbol"]]
                self.same(f"{what}: first symbol", own[0]["name"], first["name"])
        if "pdr" in records:
            rows = self.doc["ecoff"]["procedures"][got["ipdFirst"]:]
            self.each(f"{what}: lines of procedure", records["lines"],
                      rows[:got["cpd"]], self.procedure_lines)

    def record(self, what, wanted, got):
        kind, numbers = wanted
        got = got[kind] if kind in AUXILIARY else got
        if kind == "isym":
            self.same(what, numbers[kind], got)
            return
        for key, value in numbers.items():
            self.same(f"{what}: {key}", value, got[key])

    def procedure_lines(self, what, wanted, got):
        """A row is for 16 instructions at most; instructions have 4 bytes."""
        rows, address = [], got["address"]
        for line, left in wanted:
            while left > 0:
                rows.append({"address": address, "line": line, "instructions": min(left, 16)})
                address, left = address + 4 * min(left, 16), left - 16
        self.same(what, rows, got["lines"])
        if not wanted:
            self.same(f"{what}: iline", 0xffffffff, got["iline"])

    def same(self, what, wanted, got):
        if wanted != got:
            self.found.append(f"{what}: the text has {wanted!r}, the file {got!r}")

    def each(self, what, wanted, got, compare):
        self.same(f"number of {what}s", len(wanted), len(got))
        for i, (w, g) in enumerate(zip(wanted, got)):
            compare(f"{what} {i}", w, g)

    def given(self, what, wanted, got, names):
        """What the text says, by its key and that in the document."""
        for key, name in names.items():
            if key in wanted:
                self.same(f"{what}: {key}", wanted[key], got.get(name))

    def headers(self):
        header = self.doc["header"]
        self.same("machine", self.text.header["magic"], header["magic"])
        self.same("kind", KINDS[self.text.kind], self.doc["kind"])
        if "timdat" in self.text.header:
            self.same("timestamp", self.text.header["timdat"], header["timestamp"])
        self.given("header", self.text.header, header,
                   {key: key for key in ("flags2", "flags3", "float_type")})
        optional = self.doc["optional_header"]
        if self.text.optional is not None:
            self.same("optional header", self.text.optional, optional and optional["form"])
            for name, value in self.text.fields.items():
                self.same(name, value, optional["fields"][name])
            for number, place in self.text.dirs.items():
                got = optional["directories"][number]
                self.same(f"directory {number}", place, (got["address"], got["size"]))

    def imported(self):
        if self.text.imported is not None:
            (symbol, dll), keys = self.text.imported
            got = self.doc["import"]
            self.same("import", (symbol, dll, keys["type"], keys["name_type"], keys["hint"]),
                      (got["symbol"], got["dll"], got["type_raw"], got["name_type_raw"],
                       got["hint"]))

    def section(self, what, wanted, got):
        header = got["header"]
        self.same(f"{what}: name", wanted["name"], got["name"])
        self.same(f"{what}: flags", wanted.get("flags", 0), got["flags_raw"])
        self.same(f"{what}: address", wanted.get("vaddr", 0), header["virtual_address"])
        self.given(what, wanted, header, {"page": "page", "paddr_space": "physical_space",
                                          "vaddr_space": "virtual_space"})
        if wanted["contents"]:
            contents = bytes.fromhex(got.get("contents") or "")
            self.same(f"{what}: contents", wanted["contents"],
                      contents[:len(wanted["contents"])])
            self.same(f"{what}: rest of the contents", b"",
                      contents[len(wanted["contents"]):].strip(b"\0"))
        elif "size" in wanted:
            self.same(f"{what}: size in memory", True, got["virtual_size"] >= wanted["size"])
        self.each(f"{what}: relocation", wanted["relocs"], got["relocations"], self.reloc)
        if not self.text.fds:
            self.each(f"{what}: line number", wanted["lines"], got["line_numbers"], self.line)

    def reloc(self, what, wanted, got):
        self.same(f"{what}: address", wanted["address"], got["address"])
        self.same(f"{what}: type", wanted["type"], got["type_raw"])
        if "symbol" in wanted:
            self.same(f"{what}: symbol", self.index[wanted["symbol"]], got["symbol_index"])
        if "code" in wanted:
            self.same(f"{what}: code", wanted["code"], got["section_code"])
        for key in ("rsize", "stuff"):
            if key in wanted:
                self.same(f"{what}: {key}", wanted[key], got[key])

    def line(self, what, wanted, got):
        self.same(f"{what}: number", wanted["line"], got["line_raw"])
        if wanted["line"] == 0:
            self.same(f"{what}: owner", self.index[wanted["symbol"]], got["owner_index"])
        else:
            self.same(f"{what}: address", wanted["address"], got["address"])
            self.given(what, wanted, got, {"space": "space"})

    def symbol(self, what, wanted, got):
        what += f" ({wanted['name']})"
        if "file" in wanted:
            self.same(f"{what}: file", True, wanted["file"].startswith(got["name"]) and
                      len(got["name"]) >= min(14, len(wanted["file"])))
        elif got["kind"] != "file":
            self.same(f"{what}: name", wanted["name"], got["name"])
        for key, where in (("value", "value_raw"), ("section", "section_number"),
                           ("type", "type_raw"), ("class", "storage_class_raw")):
            self.same(f"{what}: {key}", wanted.get(key, 0), got[where])
        self.given(what, wanted, got, {"flags": "flags_raw", "misc": "misc"})
        if "index" in wanted:
            self.same(f"{what}: index", wanted["index"], got["index_raw"])
            self.same(f"{what}: external", "local" not in wanted, got["external"])
        if "file" not in wanted and "measured" not in wanted:
            self.each(f"{what}: auxiliary entry", wanted["aux"], got["aux"], self.aux)

    def reference(self, form, field, value):
        """What a number of the text is in the file: ids of symbols become indices."""
        ids = {"x_tagndx": 1, "TagIndex": 1, "SymbolTableIndex": 1, "x_tvndx": 1, "x_endndx": 1}
        return self.index[value] if field in ids and value != 0 else value

    def aux(self, what, wanted, got):
        form, fields = wanted
        self.same(f"{what}: form", form, got["form"])
        for name, value in fields.items():
            if name == "name":
                self.same(f"{what}: name", value, got.get("name"))
            else:
                self.same(f"{what}: {name}", self.reference(form, name, value), got.get(name))


def recognised(target, doc):
    """Chosen, or listed with the evidence of the one that is chosen; a twin of another target (of the
    same records, so that nothing tells) has one less."""
    best = doc["candidates"][0]["evidence"]
    return doc["target"] == target or any(
        c["target"] == target and c["evidence"] >= best - 1 for c in doc["candidates"])


def documents(paths, *options):
    """The documents of several files, in order; one process reads them all."""
    done = harness.coffdump("--json", *options, *PARTS, *map(str, paths))
    return [json.loads(line) for line in done.out.splitlines()]


def compare(path, target, chosen):
    name = path.name
    suite.check(f"{name}: is recognised", chosen.get("candidates") and recognised(target, chosen),
                chosen.get("target"), chosen.get("candidates"))
    doc = chosen
    if chosen.get("target") != target:
        doc = documents([path], "--target=" + target)[0]
    faults = [d for d in doc["diagnostics"] if d["severity"] != "note"]
    suite.check(f"{name}: nothing is wrong with it", not faults, *faults[:5])
    if suite.check(f"{name}: has headers", "header" in doc):
        found = Comparison(Text(Path(f"{path}.txt").read_text()), doc).found
        suite.check(f"{name}: the file is what the text says", not found, *found[:8])


def schema(doc):
    errors = [f"{list(e.path)}: {e.message[:200]}" for e in jsondoc.VALIDATOR.iter_errors(doc)]
    suite.check(f"{doc['target']}: fits the schema", not errors, *errors[:5])


def main():
    with tempfile.TemporaryDirectory() as folder:
        tmp = Path(folder)
        made = harness.run("testsuite/tools/mkcoff", "--samples", folder)
        suite.check("every sample is written", made.status == 0, made.err)
        listed = [(line.split()[0], tmp / line.split()[2]) for line in made.out.splitlines()]
        suite.check("there are samples", len(listed) > 30)
        docs = documents([path for _, path in listed])
        if suite.equal("documents", len(docs), len(listed)):
            for (target, path), doc in zip(listed, docs):
                compare(path, target, doc)
        # One document of each family and record set: checking takes longer than making.
        for doc in {(d.get("family"), d.get("kind"), d.get("header", {}).get("size")): d
                    for d in docs}.values():
            schema(doc)
    suite.finish()


main()
