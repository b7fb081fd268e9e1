# Images and the objects that they were linked from: what a flavour's own linker made of every field
# that a relocation of an object patches, against what our tables compute for the same addresses.
#
# Skip this unless a table's calc, bias, shift, mask or addend is in doubt. Nothing of what is compared
# comes from our tables: where the linker put an object's sections, the symbols of the image say (each
# object has its own symbols for its sections, and globals are at the addresses of their names).

import json
import os
import re
import shlex
import subprocess

import harness

APPLY = shlex.split(os.environ.get("COFFKIT_RUN", "")) + [
    os.path.join(harness.BUILDDIR, "testsuite/tools/reloc-apply")]


# (object, section, offset in units): why the linker's byte there is not ours.
DIFFERS = {
    ("coff-maxq/dbg.o", ".data", 0x24):
        "GNU ld 2.16.1 halves an undefined function's offset in its section, and then the whole address",
    ("coff-tic80/basic.o", ".data", 0x2b):
        "a relocation of two bytes that reaches past the section's end: the linker patches what is there",
}
# (pattern of images, reason): nothing is compared.
NOTHING = [
    ("coff-tic4x/linked.x", "its linker left out relocs.o, and the rest has no relocations"),
    ("xcoff.*-shr.so", "its calls go by glue code that the linker made"),
]
NOTHING_IN_CORPUS = NOTHING + [
    ("pe-aarch64-gnu/linked.x", "GNU as 2.40 writes relocations of 14 bytes; the format has 10"),
    ("coff-go32-exe/.*|images-.*|hello-.*", "the objects that it was linked from are not there"),
]


class Problem(Exception):
    pass


def rows(top):
    """The rows of a folder's MANIFEST.tsv, by path."""
    with open(os.path.join(top, "MANIFEST.tsv"), encoding="utf-8") as f:
        lines = [line.split("\t") for line in f.read().split("\n") if line]
    return {line[0]: dict(zip(lines[0], line)) for line in lines[1:]}


def document(top, path, target):
    done = harness.coffdump("--json", "--target=" + target, os.path.join(top, path))
    if done.status != 0:
        raise Problem(f"{path}: {done.err}")
    return json.loads(done.out)


def number(v):
    return int(v, 0) if isinstance(v, str) else v


def inputs_of(row):
    """The objects that a link command names; of A || B, of both."""
    return [re.findall(r"\S+\.o\b", c.split(" -o ")[0]) for c in row["command"].split(" || ")]


def globals_of(doc):
    return {s["name"]: number(s["address"]) for s in doc["symbols"]
            if s["binding"] in ("global", "weak") and s["section_number"] != 0}


# Symbols that lie where the linker has put what they are in.
PLACED = ("section", "function", "object", "label")


def locals_of(symbols):
    """{name: address} of the local symbols of one object. Of several, the first: in .text, that is the
    section's own, before that of a part of it."""
    found = {}
    for s in symbols:
        if s["kind"] in PLACED and s["binding"] == "local":
            found.setdefault(s["name"], number(s["address"]))
    return found


class Csect:
    """A control section (XCOFF): what the linker places, or leaves out, as a whole."""

    def __init__(self, symbol):
        aux = next(a for a in symbol["aux"] if a["form"] == "csect")
        self.kind, self.smclas = aux["x_smtyp"] & 7, aux["x_smclas"]
        self.index, self.section = symbol["index"], symbol["section_number"]
        self.address = number(symbol["address"])
        self.length = sum(number(v) << (32 if k.endswith("hi") else 0) for k, v in aux.items()
                          if k.startswith("x_scnlen"))
        self.key = symbol["name"], self.smclas


XTY_SD, XTY_LD, XTY_CM, XMC_TC0 = 1, 2, 3, 15


def csects_of(symbols, *kinds):
    found = [Csect(s) for s in symbols if any(a["form"] == "csect" for a in s["aux"])]
    return [c for c in found if c.kind in kinds]


class Image:
    def __init__(self, top, row):
        self.doc = document(top, row["path"], row["target"])
        with open(os.path.join(top, row["path"]), "rb") as f:
            self.data = f.read()
        aout = self.doc["optional_header"] or {"fields": {}}
        self.base = number(aout["fields"].get("ImageBase", 0))
        # Offsets count from the file header, which may lie behind a loader (go32); PE: from byte 0.
        self.start = 0 if self.doc["family"] == "PE" else number(self.doc["header"]["offset"])
        self.names = globals_of(self.doc)
        self.absolute = {s["name"] for s in self.doc["symbols"] if s["kind"] == "absolute"}
        symbols = self.doc["symbols"]
        files = [i for i, s in enumerate(symbols) if s["kind"] == "file"] + [len(symbols)]
        self.groups = [locals_of(symbols[i:k]) for i, k in zip(files, files[1:])]
        self.csects = [csects_of(symbols[i:k], XTY_SD, XTY_CM) for i, k in zip([0] + files, files)]
        self.toc = next((c.address for group in self.csects for c in group if c.smclas == XMC_TC0), None)

    def section_at(self, address):
        for s in self.doc["sections"]:
            start = number(s["virtual_address"])
            size = max(number(s["size"]), number(s["virtual_size"])) // s.get("octets_per_unit", 1)
            if start <= address < start + size:
                return s
        return None

    def place(self, address):
        """ADDRESS:BASE:NUMBER:BITS for reloc-apply."""
        s = self.section_at(address)
        if s is None:
            return f"{address}:0:0:0"
        code = 2 if "code" in s["properties"] else 0
        return f"{address}:{s['virtual_address']}:{s['index']}:{code}"

    def bytes_at(self, address, size):
        s = self.section_at(address)
        if s is None:
            raise Problem(f"no section at {address:#x}")
        at = self.start + number(s["file_offset"])
        at += (address - number(s["virtual_address"])) * s.get("octets_per_unit", 1)
        return self.data[at:at + size]


def placed(image, obj, group, first):
    """{number of a section: address}, by what the image says of the symbols in it: the section's own, or
    any. They must agree. Of the FIRST object, a section without symbols is at the start of its namesake."""
    found = {}
    sections = {s["index"]: s for s in obj["sections"]}
    for s in obj["symbols"]:
        names = group if s["binding"] == "local" else image.names
        section = sections.get(s["section_number"])
        if section is None or s["kind"] not in PLACED or s["name"] not in names:
            continue
        address = names[s["name"]] - number(s["address"]) + number(section["virtual_address"])
        if found.setdefault(section["index"], address) != address:
            raise Problem(f"{section['name']} is at {found[section['index']]:#x}, but at {address:#x} by "
                          f"{s['name']}")
    starts = {s["name"]: number(s["virtual_address"]) for s in image.doc["sections"]}
    for s in obj["sections"]:
        if first and s["name"] in starts:
            found.setdefault(s["index"], starts[s["name"]])
    return found


def anchors(image):
    """The global pointer, which ECOFF images have in their optional header, and XCOFF's TOC."""
    fields = (image.doc["optional_header"] or {"fields": {}})["fields"]
    found = [f"$gp={number(fields['gp_value'])}"] if "gp_value" in fields else []
    return found + ([] if image.toc is None else [f"$toc={image.toc}"])


class Unit:
    """What lies in an image as it lies in a section of an object: the section from START on, LENGTH units,
    as far as it is at ADDRESS if the whole of it were there."""

    def __init__(self, section, address, start, length):
        self.section, self.address, self.start, self.length = section, address, start, length


def units_of(obj, image, nth, whole):
    """Of the NTH object: the units, and words for reloc-apply that say where its symbols are. WHOLE: the
    image's symbols stand in groups, an object a group."""
    if not image.csects or not any(image.csects):
        found = placed(image, obj, image.groups[nth] if whole else {}, nth == 0)
        units = [Unit(s, found[s["index"]], 0, None) for s in obj["sections"] if s["index"] in found]
        return units, [f"{n}={image.place(address)}" for n, address in found.items()]
    own = {c.key: c.address for group in image.csects for c in group}
    own |= {c.key: c.address for c in (image.csects[nth + 1] if whole else [])}
    sections = {s["index"]: s for s in obj["sections"]}
    moved = {c.index: own[c.key] - c.address for c in csects_of(obj["symbols"], XTY_SD, XTY_CM)
             if c.key in own}
    units = []
    for c in csects_of(obj["symbols"], XTY_SD):
        if c.index in moved and c.length:
            start = number(sections[c.section]["virtual_address"])
            units.append(Unit(sections[c.section], start + moved[c.index], c.address - start, c.length))
    words = [f"@{c.index}={c.address + moved[c.index]}"
             for c in csects_of(obj["symbols"], XTY_SD, XTY_CM) if c.index in moved]
    words += [f"@{c.index}={c.address + moved[c.length]}"
              for c in csects_of(obj["symbols"], XTY_LD) if c.length in moved]
    # The rest was left out; so was all that refers to it, or its bytes will differ.
    words += [f"@{s['index']}=0" for s in obj["symbols"] if s["name"] not in image.names]
    return units, words


def differing(section, start, ours, theirs):
    """Offsets in addressable units, and the type of the relocation before each."""
    octets = section.get("octets_per_unit", 1)
    for at in sorted({i // octets for i in range(len(ours)) if ours[i:i + 1] != theirs[i:i + 1]}):
        near = [r["type"] for r in section["relocations"] if number(r["offset"]) <= start + at]
        yield start + at, near[-1] if near else "no relocation"


def compare(top, path, target, image, units, words):
    """Relocates every unit of an object. Returns {type: how many}, and {place: difference} where the
    bytes are not the image's."""
    words = anchors(image) + words
    words += [f"{name}={address}" if name in image.absolute else f"{name}={image.place(address)}"
              for name, address in image.names.items()]
    types, wrong = {}, {}
    for u in units:
        s, octets = u.section, u.section.get("octets_per_unit", 1)
        end = u.start + (u.length or number(s["size"]))
        inside = [r for r in s["relocations"] if u.start <= number(r["offset"]) < end]
        if not inside:
            continue
        done = subprocess.run([*APPLY, "-b", target, os.path.join(top, path), s["name"], str(image.base),
                               f"{s['index']}={image.place(u.address)}", *words],
                              capture_output=True, text=True)
        if done.returncode != 0:
            raise Problem(f"{path} {s['name']}: {done.stderr}")
        ours = bytes.fromhex(done.stdout.strip())
        if u.length is not None:
            ours = ours[u.start * octets:(u.start + u.length) * octets]
        theirs = image.bytes_at(u.address + u.start, len(ours))
        for r in inside:
            types[r["type"]] = types.get(r["type"], 0) + 1
        for at, kind in differing(s, u.start, ours, theirs):
            i = (at - u.start) * octets & ~3
            wrong[path, s["name"], at] = (f"{s['name']} at {at:#x} ({kind}): we have "
                                          f"{ours[i:i + 8].hex()}, the linker {theirs[i:i + 8].hex()}")
    return types, wrong


def objects(top, row, manifest):
    """The inputs of an image, by position: documents of those that are there. Of two commands, the one
    whose objects' globals are all in the image."""
    for inputs in inputs_of(row):
        found = {}
        for i, name in enumerate(inputs):
            path = os.path.join(os.path.dirname(row["path"]), name)
            if path in manifest:
                found[i] = (path, manifest[path]["target"])
        yield inputs, found


def check(suite, top, row, manifest, differs):
    """All objects of an image that are there. DIFFERS: see there. Returns {type: how many}, and the places
    of DIFFERS that were."""
    total, used = {}, set()
    image = Image(top, row)
    commands = list(objects(top, row, manifest))
    for inputs, found in commands:
        docs = {i: document(top, *found[i]) for i in found}
        if len(commands) > 1 and not all(n in image.names for d in docs.values() for n in globals_of(d)):
            continue
        whole = len(inputs) == len(image.groups)
        kinds = [d["kind"] for d in (image.doc, *docs.values())]
        suite.equal(f"{row['path']} is an image", kinds, ["image"] + len(docs) * ["object"])
        for i, doc in docs.items():
            types, wrong = compare(top, *found[i], image, *units_of(doc, image, i, whole))
            used |= set(wrong) & set(differs)
            left = [text for place, text in wrong.items() if place not in differs]
            suite.check(f"{found[i][0]} is relocated as in {row['path']}", not left, *left[:5])
            for kind, n in types.items():
                total[kind] = total.get(kind, 0) + n
        break
    return total, used


def images(manifest):
    """Rows of images that a linker made of objects."""
    for path, row in manifest.items():
        if re.search(r"\bld\b", row["command"]) and " -r " not in row["command"] and inputs_of(row)[0]:
            yield row


def sweep(suite, top, words, differs, nothing, least):
    """All images whose paths hold one of the words (none: all). An exception that nothing needs fails, and
    so do fewer than LEAST types in all."""
    manifest = rows(top)
    seen, types, empty = set(), set(), set()
    for row in images(manifest):
        if words and not any(word in row["path"] for word in words):
            continue
        excuse = next((n for n in nothing if re.fullmatch(n[0], row["path"])), None)
        try:
            total, used = ({}, set()) if excuse else check(suite, top, row, manifest, differs)
        except Problem as why:
            suite.check(row["path"], False, why)
            continue
        seen |= used
        empty.add(excuse)
        types |= {(os.path.dirname(row["path"]), kind) for kind in total}
        suite.check(f"{row['path']}: relocations are compared", total or excuse)
        if total:
            print(f"ok   {row['path']}: " + ", ".join(f"{n} {t}" for t, n in sorted(total.items())))
    if not words:
        suite.equal("differences still needed", sorted(set(differs) - seen), [])
        suite.equal("exceptions still needed", sorted(set(nothing) - empty), [])
        suite.check(f"{least} types are compared", len(types) >= least, len(types))
