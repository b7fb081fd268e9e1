#!/usr/bin/python3
# Resources against pefile, llvm-readobj, windres and wrestool; the tree, contents, and extraction.
#
# Skip this unless resources are shown wrongly. With files as arguments it compares those only.
#
# Where a peer is silent: llvm-readobj has no contents; pefile has neither dialogs nor menus; windres,
# which writes a resource script, has no addresses. Where one is wrong is said below.

import collections
import os
import re
import subprocess
import sys
import tempfile

import pefile

import harness
import images
import jsondoc

suite = harness.Suite()
RESOURCES = pefile.DIRECTORY_ENTRY["IMAGE_DIRECTORY_ENTRY_RESOURCE"]
FOLDER = os.path.join(harness.DATA, "resources")
# Of libwine, some with many kinds of resources.
RICH = ("notepad.exe", "user32.dll", "winhlp32.exe")

Leaf = collections.namedtuple("Leaf", "rva size code_page offset content")


# ---- Ours -------------------------------------------------------------------------------------

def flatten(entries, path=()):
    for e in entries:
        here = path + (e["id"] if "id" in e else e["name"],)
        if "data" in e:
            d = e["data"]
            yield here, Leaf(d["rva"], d["size"], d["code_page"], d["offset"], d["content"])
        else:
            yield from flatten(e["entries"], here)


def ours(path, *args):
    doc = jsondoc.document(suite, path, *(args or ("--resources",)))
    found = doc and doc["directories"]["resources"]
    return list(flatten(found["entries"])) if found else []


# ---- pefile: the tree, the bytes, version information, strings ----------------------------------

def pe_name(e):
    return e.id if e.name is None else e.name.string.decode("utf-8", "replace")


def pe_leaves(directory, path=()):
    for e in directory.entries:
        here = path + (pe_name(e),)
        if hasattr(e, "data"):
            yield here, e
        else:
            yield from pe_leaves(e.directory, here)


def version_of(content):
    """(fixed numbers, {strings}, [translations]) as pefile can tell."""
    fixed = content["fixed"]
    strings = collections.Counter((t["table"], s["key"], s.get("value", ""))
                                  for t in content["string_tables"] for s in t["strings"])
    translations = sorted((t["language_raw"], t["code_page"]) for t in content["translations"])
    return fixed, strings, translations


def text(value):
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def check_version(name, content, pe, index):
    fixed, strings, translations = version_of(content)
    want = pe.VS_FIXEDFILEINFO[index]
    numbers = [(m >> s) & 0xffff for m in (want.FileVersionMS, want.FileVersionLS)
               for s in (16, 0)]
    suite.equal(f"{name}: file version", fixed["file_version"], numbers)
    suite.equal(f"{name}: flags, system, type",
                [fixed[k] for k in ("file_flags_mask", "file_flags_raw", "file_os_raw",
                                    "file_type_raw", "file_subtype_raw", "signature")],
                [want.FileFlagsMask, want.FileFlags, want.FileOS, want.FileType,
                 want.FileSubtype, want.Signature])
    theirs, pairs = collections.Counter(), []
    for info in pe.FileInfo[index]:
        for table in getattr(info, "StringTable", []):
            # pefile gives one of several tables, and one of the keys that come twice in it.
            theirs.update((text(table.LangID), text(k), text(v)) for k, v in table.entries.items())
        for var in getattr(info, "Var", []):
            for value in var.entry.values():
                numbers = [int(n, 16) for n in value.split()]
                pairs += list(zip(numbers[::2], numbers[1::2]))
    suite.check(f"{name}: strings", set(theirs) <= set(strings), strings, theirs)
    suite.check(f"{name}: translations", set(pairs) <= set(translations), pairs, translations)


def against_pefile(path, leaves):
    pe = pefile.PE(os.path.join(harness.DATA, path), fast_load=True)
    pe.parse_data_directories(directories=[RESOURCES])
    root = getattr(pe, "DIRECTORY_ENTRY_RESOURCE", None)
    theirs = list(pe_leaves(root)) if root else []
    suite.equal(f"{path}: the tree and pefile's",
                [(p, leaf.rva, leaf.size, leaf.code_page) for p, leaf in leaves],
                [(p, e.data.struct.OffsetToData, e.data.struct.Size, e.data.struct.CodePage)
                 for p, e in theirs])
    data = pe.__data__
    version = 0
    for (where, leaf), (_, entry) in zip(leaves, theirs):
        name = f"{path}: {where}"
        want = pe.get_data(leaf.rva, leaf.size)
        got = bytes(data[leaf.offset:leaf.offset + leaf.size]) if leaf.size else b""
        suite.check(f"{name}: the bytes", got == want, f"{len(got)} and {len(want)}")
        if where[0] == 16 and hasattr(pe, "VS_FIXEDFILEINFO") and \
                version < len(pe.VS_FIXEDFILEINFO):
            check_version(name, leaf.content, pe, version)
            version += 1
    if root:
        check_string_blocks(path, leaves, root)
    return data


def check_string_blocks(path, leaves, root):
    """pefile gathers the strings of all languages of a block in one table: the last one stays."""
    for t in root.entries:
        if t.id != 6:
            continue
        for block in t.directory.entries:
            theirs = getattr(block.directory, "strings", None)
            mine = {}
            for where, leaf in leaves:
                if where[:2] == (6, block.id):
                    mine.update({s["id"]: s["text"] for s in leaf.content["strings"]})
            if theirs is not None and len(block.directory.entries) == 1:
                suite.equal(f"{path}: string block {block.id}", mine,
                            {i: text(s) for i, s in theirs.items()})


# ---- llvm-readobj: the tree, and what it counts -------------------------------------------------

def against_llvm(path, leaves):
    out = images.output("llvm-readobj-19", "--coff-resources", os.path.join(harness.DATA, path))
    found, where = [], []
    for line in out.splitlines():
        m = re.match(r"( *)(Type|Name|Language): (.*) \[$", line)
        if m:
            level = ("Type", "Name", "Language").index(m[2])
            number = re.search(r"\(?ID (\d+)\)?$", m[3])
            where = where[:level] + [int(number[1]) if number else m[3]]
        m = re.match(r" *(DataRVA|DataSize|Codepage): (\w+)", line)
        if m:
            found.append((tuple(where), m[1], int(m[2], 0)))
    mine = [fact for p, leaf in leaves
            for fact in ((p, "DataRVA", leaf.rva), (p, "DataSize", leaf.size),
                         (p, "Codepage", leaf.code_page))]
    suite.equal(f"{path}: the tree and llvm-readobj's", mine, found)


# ---- windres: dialogs, menus, accelerators, groups ----------------------------------------------

STRING = r'L?"((?:[^"\\]|\\.|"")*)"'


def unquote(s):
    def one(m):
        if m[0].startswith("\\x"):
            return chr(int(m[0][2:], 16))
        if m[0][1].isdigit():
            return chr(int(m[0][1:], 8))
        return {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f",
                "v": "\v"}.get(m[0][1], m[0][1])
    # windres writes four digits of hexadecimal for what is no byte: surrogates one by one.
    plain = re.sub(r"\\x[0-9a-f]{1,4}|\\[0-7]{1,3}|\\.", one, s.replace('""', '"'))
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def numbers(line):
    return [int(n, 0) for n in re.findall(r"(?<![\w])-?(?:0x[0-9a-f]+|\d+)", line)]


def windres_facts(path):
    """What windres understands of a file, as counted facts."""
    out = images.output("x86_64-w64-mingw32-windres", "-J", "coff", "-O", "rc", "-i", path)
    facts, kind, name = collections.Counter(), None, None
    for line in out.splitlines():
        head = re.match(
            rf'(?:(\d+)|{STRING}) (DIALOGEX|DIALOG|MENUEX|MENU|ACCELERATORS|VERSIONINFO)\b(.*)', line)
        if head:
            kind, name = head[3], int(head[1]) if head[1] else unquote(head[2])
            facts[(kind, name, tuple(numbers(head[4])[:4]))] += 1
            continue
        if re.match(r"\S.* (RCDATA|\d+ /\*)|STRINGTABLE|/\*", line):
            kind = None
        if kind is None or not line.startswith(" "):
            m = kind and re.match(rf"CAPTION {STRING}", line)
            if m:
                facts[(kind, name, "caption", unquote(m[1]))] += 1
            m = kind and re.match(r"STYLE (\w+)", line)
            if m:
                facts[(kind, name, "style", int(m[1], 0))] += 1
            continue
        fact = body_fact(kind, line)
        if fact:
            facts[(kind, name) + fact] += 1
    return facts


def body_fact(kind, line):
    strings = [unquote(m[1]) for m in re.finditer(STRING, line)]
    rest = re.sub(STRING, "S", line)
    word = rest.split()[0] if rest.split() else ""
    values = numbers(rest)
    if kind.startswith("MENU"):
        if word not in ("POPUP", "MENUITEM") or "SEPARATOR" in rest:
            return None
        return (word, strings[0] if strings else "", values[0] if values else 0)
    if kind == "VERSIONINFO":
        return (word,) + tuple(strings if word != "BLOCK" else strings[-1:]) + \
            tuple(values if not strings or strings[0] == "Translation" else ())
    if kind == "ACCELERATORS":
        return (values[-1],) if values else None
    if word == "CONTROL" or len(values) < 5 or word in ("BEGIN", "END"):
        if word != "CONTROL":
            return None
        # text, id, class, style, x, y, width, height
        rest = re.sub(r"^\s*CONTROL (S|\d+),", "", rest)
        values = numbers(rest)
        at = 2 if re.match(r"\s*-?\w+, S", rest) else 3
        return (values[0] & 0xffff,) + tuple(values[at:at + 4])
    if not re.match(r"\s*[A-Z]+ S,|\s*(EDITTEXT|COMBOBOX|LISTBOX|SCROLLBAR)\b", rest):
        values = values[1:] # ICON and others whose text is a number
    return (values[0] & 0xffff,) + tuple(values[1:5])


def version_facts(c):
    """Lines of a VERSIONINFO statement: words, strings, numbers."""
    fixed = c["fixed"]
    yield ("FILEVERSION",) + tuple(fixed["file_version"])
    yield ("PRODUCTVERSION",) + tuple(fixed["product_version"])
    for table in c["string_tables"]:
        yield "BLOCK", table["table"]
        for s in table["strings"]:
            yield "VALUE", s["key"], s["value"]
    if c["translations"]:
        yield ("VALUE", "Translation") + tuple(
            n for t in c["translations"] for n in (t["language_raw"], t["code_page"]))


def our_facts(leaves):
    """The same of our document."""
    facts = collections.Counter()
    for where, leaf in leaves:
        c, name = leaf.content, where[1] if len(where) > 1 else None
        if c["kind"] == "dialog":
            kind = "DIALOGEX" if c["is_extended"] else "DIALOG"
            facts[(kind, name, (c["x"], c["y"], c["width"], c["height"]))] += 1
            if c["title"] is not None:
                facts[(kind, name, "caption", c["title"])] += 1
            facts[(kind, name, "style", c["style_raw"])] += 1
            for i in c["controls"]:
                facts[(kind, name, i["id"] & 0xffff, i["x"], i["y"], i["width"],
                       i["height"])] += 1
        elif c["kind"] == "menu":
            kind = "MENUEX" if c["is_extended"] else "MENU"
            facts[(kind, name, ())] += 1
            for i in c["items"]:
                if not i["is_separator"]:
                    facts[(kind, name, "POPUP" if i["is_popup"] else "MENUITEM", i["text"],
                           i["id"])] += 1
        elif c["kind"] == "version":
            facts[("VERSIONINFO", name, ())] += 1
            for fact in version_facts(c):
                facts[("VERSIONINFO", name) + fact] += 1
        elif c["kind"] == "accelerators":
            facts[("ACCELERATORS", name, ())] += 1
            for k in c["keys"]:
                facts[("ACCELERATORS", name, k["id"])] += 1
    return facts


def only(facts, kinds):
    return {k: v for k, v in facts.items() if k[0] in kinds}


def against_windres(path, leaves):
    kinds = ("DIALOG", "DIALOGEX", "MENU", "MENUEX", "ACCELERATORS", "VERSIONINFO")
    mine = only(our_facts(leaves), kinds)
    if not mine:
        return
    theirs = windres_facts(os.path.join(harness.DATA, path))
    # What our document has no fact for: the blocks' own names, and numbers compared with pefile.
    skip = ("BEGIN", "END", "FILEFLAGSMASK", "FILEFLAGS", "FILEOS", "FILETYPE", "FILESUBTYPE")
    theirs = {k: v for k, v in only(theirs, kinds).items() if k[2] not in skip and
              k[2:] not in (("BLOCK", "StringFileInfo"), ("BLOCK", "VarFileInfo"))}
    odd = {k: (v, theirs.get(k, 0)) for k, v in mine.items() if theirs.get(k, 0) != v}
    more = {k: v for k, v in theirs.items() if k not in mine}
    suite.check(f"{path}: windows and windres's ({len(mine)} facts)", not odd and not more,
                "\n".join(map(str, list(odd.items())[:6])), "\n".join(map(str, list(more)[:6])))


# ---- wrestool: files of icons, cursors and bitmaps ----------------------------------------------

def extract(path, what, name, folder):
    target = os.path.join(folder, name)
    done = harness.coffdump(f"--resources={what}", f"--output={target}", path)
    if not suite.check(f"{path}: {what} to {name}", done.status == 0 and not done.raw, done.err):
        return None
    with open(target, "rb") as f:
        return f.read()


def against_wrestool(path, leaves, folder, limit):
    """wrestool leaves the four bytes of the hot spot in a cursor's size, and writes room for the group
    entries behind the pictures: its file begins with ours, but for that size."""
    seen = set()
    for where, leaf in leaves:
        if where[0] not in (2, 14) or len(where) != 3 or where in seen or len(seen) == limit:
            continue
        seen.add(where)
        end = {2: "bmp", 14: "ico"}[where[0]]
        kind, name, language = where
        mine = extract(path, f"#{kind}/{name}/{language}", f"a.{end}", folder)
        theirs = subprocess.run(
            ["wrestool", "-x", f"-t{kind}", f"-n{name}", f"-L{language}",
             os.path.join(harness.DATA, path)], capture_output=True, check=False).stdout
        if mine is not None and theirs:
            suite.check(f"{path}: {where} and wrestool's", theirs.startswith(mine),
                        f"{len(mine)} and {len(theirs)} bytes")


# ---- All of them --------------------------------------------------------------------------------

def compare(path, folder, limit=4):
    leaves = ours(path)
    against_pefile(path, leaves)
    against_llvm(path, leaves)
    against_windres(path, leaves)
    against_wrestool(path, leaves, folder, limit)
    done = harness.coffdump("--resources", path)
    # A line a leaf, a heading, and a line of titles.
    rows = [r for r in done.out.splitlines() if r.startswith("  ")]
    suite.equal(f"{path}: lines of text", len(rows), len(leaves) + 1 if leaves else 0)
    return len(leaves)


def by_path(path):
    with open(os.path.join(harness.DATA, path), "rb") as f:
        data = f.read()
    return {p: data[leaf.offset:leaf.offset + leaf.size] for p, leaf in ours(path)}


def objects():
    """In objects relocations say where data are: they must be those of the image linked from it."""
    llvm, lld = by_path("resources/llvm-x64.obj"), by_path("resources/lld-x64.dll")
    suite.equal("llvm-x64.obj has what lld-x64.dll has", llvm, lld)
    gnu, ld = by_path("resources/windres-x64.o"), by_path("resources/ld-x86.dll")
    suite.equal("windres-x64.o has what ld-x86.dll has", gnu, ld)
    suite.equal("both compilers have the same types", {p[0] for p in llvm}, {p[0] for p in gnu})
    suite.equal("23 leaves", len(llvm), 23)


def contents():
    """What no peer has, against the script that the fixture was made of."""
    found = dict(ours("resources/lld-x64.dll"))
    suite.equal("messages", found[11, 1, 1033].content["messages"],
                [{"id": 0x40000001, "flags": 1, "text": "The first message: %1\n"},
                 {"id": 0x40000002, "flags": 1, "text": "The second.\n"},
                 {"id": 0xc0000100, "flags": 1, "text": "Far away.\n"}])
    suite.equal("PNG", found[3, 3, 1033].content,
                {"kind": "picture", "format": "PNG", "width": 256, "height": 256, "planes": 1,
                 "bits": 32})
    icon = found[3, 2, 1033].content
    suite.equal("icon", [icon[k] for k in ("width", "height", "bits", "colors", "compression")],
                [16, 16, 4, 16, "BI_RGB"])
    cursor = found[1, 4, 1033].content
    suite.equal("hot spot", (cursor["hotspot_x"], cursor["hotspot_y"]), (3, 5))
    suite.equal("own type", found["OWNTYPE", "OWNNAME", 1033].content["text"],
                "a note\n\twith a tab\n")
    suite.equal("hints", [found[k].content.get("hint") for k in
                          ((24, 1, 1033), (23, "PAGE", 1033), (10, "DATA", 1033))],
                ["XML text", "HTML text", None])
    keys = found[9, 30, 1033].content["keys"]
    suite.equal("keys", [(k["id"], k["key_raw"], k["key"], k["flags"]) for k in keys],
                [(400, 3, None, []), (401, 75, None, ["FVIRTKEY", "FALT"]),
                 (402, 112, "VK_F1", ["FVIRTKEY", "FSHIFT", "FCONTROL"]),
                 (403, 113, None, ["FNOINVERT", "FEND"])])
    dialog = found[5, 21, 1033].content
    suite.equal("dialog", [dialog[k] for k in ("title", "class", "menu", "help_id", "ex_style")],
                ["Extended", "MyDialog", 10, 77, ["WS_EX_CONTROLPARENT"]])
    suite.equal("font", dialog["font"], {"point_size": 9, "typeface": "Tahoma", "weight": 700,
                                         "italic": 1, "charset": 1})
    shown = harness.coffdump("--resources=*", "resources/lld-x64.dll")
    suite.has("all in full", shown.out, "FILEVERSION       1.2.3.4", "VFT_DRV",
              "VFT2_DRV_SYSTEM", "VS_FF_DEBUG", '"sieben"', '"Pläin"', '"The second.\\x0a"',
              "VK_F1", "hot spot 3, 5", "<?xml", "RT_ICON 3", "0x0407 de-DE, code page 1252")


def paths():
    """Every spelling of a path, and what it must lead to."""
    file = "resources/lld-x64.dll"
    for pattern, want in (("VERSION", 1), ("RT_VERSION", 1), ("versioninfo", 1), ("16", 1),
                          ("#16", 1), ("0x10/1", 1), ("STRING", 4), ("STRINGTABLE/1", 2),
                          ("6/1/de-de", 1), ("6//0x407", 1), ("6/*/1033", 3), ("OWNTYPE", 1),
                          ("owntype/ownname/en-US", 1), ("*", 23), ("//1031", 1), ("40", 1)):
        shown = harness.coffdump(f"--resources={pattern}", file)
        suite.equal(f"{pattern}: leaves shown", (shown.status, shown.out.count("\nResource ")),
                    (0, want))
        suite.equal(f"{pattern}: leaves in JSON", len(ours(file, f"--resources={pattern}")), want)
    for pattern in ("VERS", "16/2", "#OWNTYPE", "6/1/1", "OWN", "STRING/1/1033/0"):
        shown = harness.coffdump(f"--resources={pattern}", file)
        suite.check(f"{pattern} leads nowhere", shown.status == 1 and "no resource matches" in
                    shown.err, shown.out, shown.err)


def extraction(folder):
    file = "resources/lld-x64.dll"

    def source(name):
        with open(os.path.join(FOLDER, name), "rb") as f:
            return f.read()

    suite.equal("an icon file is what it was", extract(file, "14/1", "b.ico", folder),
                source("pictures.ico"))
    suite.equal("a bitmap file is what it was", extract(file, "BITMAP", "b.BMP", folder),
                source("tiny.bmp"))
    cursor = bytearray(source("arrow.cur"))
    cursor[8] = 0 # resources of cursors have no number of colours
    suite.equal("a cursor file is what it was", extract(file, "12/2", "b.cur", folder),
                bytes(cursor))
    suite.equal("raw bytes", extract(file, "MANIFEST", "b.xml", folder), source("app.manifest"))
    suite.equal("a group under another name is raw", len(extract(file, "14", "b.bin", folder)), 48)
    shown = harness.coffdump("--resources=24", "--output=/dev/stdout", file)
    suite.equal("standard output", shown.raw, source("app.manifest"))
    suite.equal("the same of an object", extract("resources/windres-x64.o", "14/1", "c.ico", folder),
                source("pictures.ico"))
    before = sorted(os.listdir(folder))
    several = harness.coffdump("--resources=6", f"--output={folder}/no", file)
    suite.check("several match", several.status == 1 and "several" in several.err and
                "RT_STRING/1/0x0407" in several.err, several.err)
    for args, status in ((("--resources=99", "--output=no"), 1), (("--output=no",), 2),
                         (("--resources=24", "--output=no/where"), 1)):
        done = harness.coffdump(*args, os.path.join(harness.DATA, file), cwd=folder)
        suite.check(f"{args}: nothing is written", done.status == status and done.err, done.err)
    suite.equal("no file is left", sorted(os.listdir(folder)), before)
    mode = os.stat(os.path.join(folder, "b.ico")).st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    suite.equal("mode of the file", mode, 0o666 & ~mask)


def languages():
    """Numbers of languages that Python's library knows too."""
    import locale
    with tempfile.TemporaryDirectory() as folder:
        ids = sorted(locale.windows_locale)
        script = "".join(f"LANGUAGE {i & 0x3ff}, {i >> 10}\n1 RCDATA {{ 1 }}\n" for i in ids)
        rc, out = os.path.join(folder, "l.rc"), os.path.join(folder, "l.o")
        with open(rc, "w", encoding="ascii") as f:
            f.write(script)
        if not images.make(suite, "x86_64-w64-mingw32-windres", rc, "-o", out):
            return
        doc = jsondoc.document(suite, out, "--resources")
        names = {e["id"]: e["language"] for t in doc["directories"]["resources"]["entries"]
                 for n in t["entries"] for e in n["entries"]}
    # Python's list has the names of long ago, and says 0x851 is bo-BT, which nobody else does.
    odd = {0x851, 0x46c, 0x465, 0x48c, 0x42e, 0x453, 0x85f, 0x2009, 0x2409, 0x380a, 0x4809, 0x7c04,
           0x4}
    for i in ids:
        if i in odd:
            continue
        language, _, place = locale.windows_locale[i].partition("_")
        got = names.get(i) or ""
        place = {"SP": "CS"}.get(place, place)
        suite.check(f"language {i:#x}", got.split("-")[0] == language and place in got, got,
                    locale.windows_locale[i])


def main(files):
    with tempfile.TemporaryDirectory() as folder:
        if files:
            for path in files:
                compare(os.path.abspath(path), folder, sys.maxsize)
            suite.finish()
        objects()
        contents()
        paths()
        extraction(folder)
        languages()
        sample = images.wine(40)
        suite.check("libwine is there", len(sample) == 40, sample)
        rich = [images.WINE.format("x86_64").replace("*", name) for name in RICH]
        count = sum(compare(path, folder) for path in
                    ["resources/lld-x64.dll", "resources/ld-x86.dll"] + sample + rich)
        suite.check(f"{count} leaves were compared", count > 1200)
    suite.finish()


main([a for a in sys.argv[1:] if not a.startswith("-")])
