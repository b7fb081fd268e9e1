#!/usr/bin/python3
# Every image at hand against llvm-readobj, GNU objdump and pefile, entry by entry, and its byte map:
# no byte without a meaning, none with two.
#
# Skip this unless it fails. Part of `make check-long`. Without arguments: those of libwine, of the
# corpus (COFFKIT_CORPUS), of Mono and whatever else is below /usr; with arguments, these files and
# folders. What a peer gets wrong, and which bytes have no meaning, stands with the reason in the
# tables below; an entry that nothing needs any more fails, if all the images were there.

import collections
import multiprocessing
import os
import re
import struct
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools"))
import harness
import imagefacts

CORPUS = os.path.realpath(os.environ.get("COFFKIT_CORPUS")
                          or os.path.join(harness.SRCDIR, "../shared/corpus"))
FOLDERS = ["/usr/lib", "/usr/share", "/usr/x86_64-w64-mingw32", "/usr/i686-w64-mingw32", CORPUS]

# (pattern of the path, peer, subject): why the peer is wrong or silent.
PEER_DIFFERS = [
    ("/libgnat-12.dll$", "pefile", "exports", "it reads 8192 names and no more"),
    ("/pe-arm-epoc/(linked|stripped).x$", "pefile", "sections",
     "zeros have their size in SizeOfRawData and no place in the file; it counts them as bytes there"),
    ("/fasm/pe64dll.dll$", "LLVM", "relocations",
     "the one block has no entries; it goes on through the rest of the file"),
]
# (pattern of the path, kind of the range, of what): why these bytes are without a meaning, or with two.
MAP_DIFFERS = []
# (pattern of the path, of the diagnostic): what is wrong with the file.
DIAGNOSTICS = [
    ("/(pe-(shl|mcore|arm|arm-epoc)|pei-(ia64|loongarch64))/", "not read",
     "flavours that no target is there for"),
    ("/images-go/zdebug-.*.exe$", "data directory .* is not in the file",
     "all but the sections for debuggers was taken out"),
    ("/(dbgonly-x(64|86).dbg|pe-file.exe.debug)$", ".* (is not in the file|is cut off; 0x0 bytes are there)",
     "objcopy --only-keep-debug leaves out what directories name"),
]


# ---- One image --------------------------------------------------------------------------------

class Image:
    """The comparisons of one file; runs in a process of its own."""

    def __init__(self, path):
        self.path = path
        self.problems = []  # (table, peer, subject, text)
        self.facts = collections.Counter()

    def same(self, peer, subject, ours, theirs):
        if theirs is None:
            return
        self.facts[peer] += len(theirs)
        if list(ours) == list(theirs):
            return
        pairs = [(a, b) for a, b in zip(ours, theirs) if a != b][:2]
        self.problems.append(("peer", peer, subject,
                              f"{len(ours)} here, {len(theirs)} there; first here, there: "
                              f"{str(pairs)[:400]}"))

    def all_same(self, peer, ours, theirs):
        for subject, found in theirs.items():
            if subject in ("fields", "load config"):
                common = sorted(set(found) & set(ours[subject]))
                self.same(peer, subject, [(k, ours[subject][k]) for k in common],
                          [(k, found[k]) for k in common])
            elif subject in ours:
                self.same(peer, subject, ours[subject], found)

    def llvm(self, ours):
        theirs = imagefacts.of_llvm(self.path)
        if theirs["load config"] and not ours["load config"]:
            self.problems.append(("peer", "LLVM", "load config", "none here"))
        self.all_same("LLVM", ours, theirs)
        named = [(e[0], n, e[1]) for e in ours["exports"] for n in e[3:]]
        # It gives one name to each ordinal.
        self.same("LLVM", "names of exports", sorted(n for n in named if n in theirs["names"]),
                  sorted(n for n in theirs["names"] if n[1]))
        functions, heads = imagefacts.unwind_of_llvm(self.path, ours["base"])
        self.same("LLVM", "functions", ours["functions"], functions)
        self.same("LLVM", "unwind", ours["unwind"], heads)

    def gnu(self, doc, ours):
        if doc["machine"]["constant"] not in ("IMAGE_FILE_MACHINE_AMD64",
                                              "IMAGE_FILE_MACHINE_I386"):
            return
        plus = doc["optional_header"]["form"] == "PE32+"
        theirs = imagefacts.of_gnu(self.path, ours["base"], plus)
        if not plus:
            theirs.pop("functions", None)
        self.all_same("GNU", ours, theirs)
        if "addresses" in theirs:
            self.same("GNU", "addresses of exports", [e[:2] for e in ours["exports"]],
                      theirs["addresses"])

    def pefile(self, ours):
        try:
            theirs = imagefacts.of_pefile(self.path)
        except Exception as problem:  # whatever it stumbles over is a finding about it
            self.problems.append(("peer", "pefile", "all", repr(problem)))
            return
        self.all_same("pefile", ours, theirs)

    def map(self, doc):
        names = [s["name"] for s in doc["sections"]]
        for r in doc["map"]:
            self.facts["ranges"] += 1
            if r["kind"] != "unclaimed" and not r.get("overlaps"):
                continue
            section = names[r["section"] - 1] if r.get("section") else ""
            what = r.get("what") or section or r["kind"]
            self.problems.append(("map", r["kind"], what, f"{r['size']} bytes at {r['offset']:#x}"))

    def run(self):
        doc, status, err = imagefacts.document(self.path)
        if doc is None or status not in (0, 1):
            self.problems.append(("diagnostic", "", f"exit status {status}", err[-300:]))
            return
        if doc["target"] is None or doc["optional_header"] is None:
            self.problems.append(("diagnostic", "", "not read", err[-300:]))
            return
        for d in doc["diagnostics"]:
            if d["severity"] != "note":
                self.problems.append(("diagnostic", d["severity"], d["text"], ""))
        ours = imagefacts.ours(doc)
        self.map(doc)
        if doc["target"].startswith("te-"):
            return
        self.pefile(ours)
        self.llvm(ours)
        self.gnu(doc, ours)


def judge(path):
    image = Image(path)
    try:
        image.run()
    except Exception as problem:  # a pool would lose which file it was
        image.problems.append(("diagnostic", "", "the test failed", repr(problem)))
    return path, image.problems, image.facts


# ---- All of them ------------------------------------------------------------------------------

def is_image(path):
    try:
        with open(path, "rb") as f:
            head = f.read(0x40)
            if len(head) < 0x40 or head[:2] != b"MZ":
                return False
            f.seek(struct.unpack_from("<I", head, 0x3c)[0])
            return f.read(4) == b"PE\0\0"
    except OSError:
        return False


def below(folder):
    if not os.path.isdir(folder):
        return [folder]
    found = set()
    for top, _, names in os.walk(folder):
        found.update(os.path.realpath(os.path.join(top, n)) for n in names)
    return sorted(p for p in found if os.path.isfile(p) and is_image(p))


def unpacked(folder, into):
    """Terse executables out of the firmware volumes below FOLDER: sections of type 0x12, whose size
    stands in the three bytes before (PI specification, volume 3, section 3.2.4)."""
    found = []
    for volume in sorted(p for top, _, names in os.walk(folder)
                         for p in (os.path.join(top, n) for n in names) if p.endswith(".fd")):
        with open(volume, "rb") as f:
            data = f.read()
        for m in re.finditer(rb"(..[\x00-\x0f])\x12VZ(?:\xc2\x01|\x64\xaa)", data, re.S):
            size = int.from_bytes(m[1], "little") - 4
            found.append(os.path.join(into, f"{os.path.basename(volume)}-{len(found)}.te"))
            with open(found[-1], "wb") as f:
                f.write(data[m.start() + 4:m.start() + 4 + size])
    return found


class Judge:
    """Excuses problems by the tables, and knows which entries were needed."""

    tables = {"peer": PEER_DIFFERS, "map": MAP_DIFFERS, "diagnostic": DIAGNOSTICS}

    def __init__(self):
        self.used = set()

    def excused(self, path, table, *keys):
        for entry in self.tables[table]:
            if re.search(entry[0], path) and all(re.fullmatch(p, k, re.S)
                                                 for p, k in zip(entry[1:-1], keys)):
                self.used.add(entry)
                return True
        return False

    def stale(self):
        return [e for t in self.tables.values() for e in t if e not in self.used]


def main():
    with tempfile.TemporaryDirectory() as folder:
        judge_all(unpacked("/usr/share", folder) if not sys.argv[1:] else [])


def judge_all(firmware):
    suite, rule = harness.Suite(), Judge()
    paths = sorted({*firmware, *(p for f in sys.argv[1:] or FOLDERS for p in below(f))},
                   key=lambda p: -os.path.getsize(p))
    facts = collections.Counter()
    sys.stdout.reconfigure(line_buffering=True)
    with multiprocessing.Pool(2) as pool:
        for path, problems, counts in pool.imap_unordered(judge, paths):
            facts.update(counts)
            for table, first, second, detail in problems:
                keys = (first, second) if table != "diagnostic" else (second,)
                if not rule.excused(path, table, *keys):
                    suite.check(f"{path}: {table} {first} {second}", False, detail)
            suite.check(path, True)
    print(f"{len(paths)} images; compared with " +
          ", ".join(f"{k}: {n}" for k, n in sorted(facts.items())))
    if not sys.argv[1:]:
        suite.check("libwine, the corpus and Mono are there", len(paths) > 700, len(paths))
        suite.check("firmware is there (qemu-efi-arm)", len(firmware) >= 10, len(firmware))
        for entry in rule.stale():
            suite.check(f"the exception {entry} is still needed", False)
    suite.finish()


main()
