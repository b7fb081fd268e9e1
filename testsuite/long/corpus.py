#!/usr/bin/python3
# coffdump over every file of the corpus: it chooses the right target, reports nothing about sound
# files, and agrees with the dumps that other tools made of them.
#
# Skip this unless it fails. Part of `make check-long`; COFFKIT_CORPUS says where the corpus is. What
# a file is known to have wrong, and where a peer is wrong, stands in the tables below. Names of
# folders as arguments pick these.

import gzip
import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools"))
import archive
import harness
import jsondoc
import peers

CORPUS = os.path.realpath(os.environ.get("COFFKIT_CORPUS")
                          or os.path.join(harness.SRCDIR, "../shared/corpus"))

NO_COFF = (".res", ".sh", ".map", ".def", ".txt")  # resources, scripts
ARCHIVES = (".a", ".lib")

# What the manifest, which has GNU objdump's word, does not name or names otherwise.
SAME_BYTES = {
    # The same magic number and records; nothing in a file tells them apart.
    "coff-m68k-aux": "coff-m68k", "coff-m68k-sysv": "coff-m68k", "xcoff-powermac": "aixcoff-rs6000",
}
NAMED_HERE = {
    "clang-arm64ec-msvc": "pe-arm64ec",  # objdump has no such target
    "images-lld/arm64ec.dll": "pei-x86-64",  # images of ARM64EC carry the machine of x86-64 ...
    "images-lld/arm64x.dll": "pei-aarch64-little",  # ... and those of ARM64X that of ARM64
    "images-lld/res-arm.obj": "pe-armnt", "images-lld/res-arm64.obj": "pe-aarch64-little",
    "images-lld/res-x86.obj": "pe-i386",
    "images-dotnet/net-arm.exe": "pei-armnt",
}

SORTED_PDATA = "GNU ld 2.40 -r sorts the entries of .pdata, but not their relocations"
LONG_RELOCS = "GNU as 2.40 writes relocations of 14 bytes; the format has 10"
ODD_PDATA = "its source writes part of an entry into .pdata"
ODD = "function table ends in the middle"
GONE = "is not in the file"
LEFT = "objcopy took sections or their contents out, and left the directories that lead there"
# Files that are damaged: what coffdump --all says of them, and why that is so.
DEFECTS = {
    "clang-x64-msvc/comdats.obj": (ODD, ODD_PDATA),
    "images-gnu/dbgonly-x64.dbg": (GONE, LEFT),
    "images-gnu/dbgonly-x86.dbg": (GONE, LEFT),
    "images-go/zdebug-arm.exe": (GONE, LEFT),
    "images-go/zdebug-x64.exe": (GONE, LEFT),
    "images-go/zdebug-x86.exe": (GONE, LEFT),
    "nasm/win64-cv8.obj": (ODD, ODD_PDATA),
    "nasm/win64.obj": (ODD, ODD_PDATA),
    "images-gnu/ldr-x64.o": ("unwind record has unknown version", SORTED_PDATA),
    "pe-aarch64-gnu/basic.o": ("relocation of section 2 names symbol", LONG_RELOCS),
    "pe-aarch64-gnu/dbg.o": ("relocation of section 2 names symbol", LONG_RELOCS),
    "pe-aarch64-gnu/partial.ro": ("relocation of section 2 names symbol", LONG_RELOCS),
    "pe-aarch64-gnu/stabs.o": ("relocation of section 4 names symbol", LONG_RELOCS),
}

OWN_POINTER = "n_value of C_BSTAT is the index of a symbol; 2.16.1 prints its own pointer to that entry"
# (file or folder, peer): (what the disagreement reads like, why the peer is wrong).
HALF_LINKED = "ld -r wrote an image with relocations, which its own objdump does not read"
DISAGREEMENTS = {
    ("pe-aarch64-gnu", "GNU"): (r"^section \d+ relocation", LONG_RELOCS + " and it reads those"),
    ("pe-arm-epoc/partial.ro", "GNU"): (r"^sections with relocations", HALF_LINKED),
    ("pe-mcore/partial.ro", "GNU"): (r"^number of sections|^symbol indices|^sections with",
                                     HALF_LINKED),
    ("pe-shl/partial.ro", "GNU"): (r"^number of sections|^symbol indices|^sections with",
                                   HALF_LINKED),
    ("xcoff-rs6000-2.16/x32-full.o", "GNU"): (r"'\.bs' value", OWN_POINTER),
    ("xcoff64-2.16/x32-full.o", "GNU"): (r"'\.bs' value", OWN_POINTER),
    ("xcoff64-2.16/x64-full.o", "GNU"): (r"'\.bs' value", OWN_POINTER),
}


def known(path, table):
    return table.get(path) or table.get(path.split("/")[0])


def stored(path, suffix):
    """A dump beside the file, or None."""
    for name, opener in ((path + suffix, open), (path + suffix + ".gz", gzip.open)):
        if os.path.exists(name):
            with opener(name, "rt", encoding="utf-8", errors="replace") as f:
                return f.read()
    return None


def gnu_result(doc, text):
    """What differs from objdump's dump, as far as that was asked for; None if it read nothing."""
    options = text.split("\n", 1)[0].split()
    gnu = peers.Gnu(text)
    if gnu.target is None:
        return None
    result = peers.Compare(doc)
    peers.gnu_sections(result, doc, gnu)
    if "-t" in options:
        peers.gnu_symbols(result, doc, gnu)
    if "-r" in options and not gnu.failed:
        peers.gnu_relocs(result, doc, gnu)
    return result


def llvm_result(doc, text):
    if "\nFormat: " not in text or "\n# exit 0" not in text:
        return None
    return peers.compare_llvm(doc, peers.Llvm(text))


class Sweep:
    def __init__(self):
        self.suite = harness.Suite()
        self.comparison = jsondoc.Comparison(self.suite)
        self.files = self.members = self.compared = 0
        self.used = set()  # entries of the tables above that were needed
        listed = harness.run("coffdump", "--list-targets").out.split("\n")[1:]
        self.targets = {line.split()[0] for line in listed if line}

    def runs(self, path, name):
        """Every mode succeeds and prints text; a defect is reported and changes only the status."""
        text, _ = known(name, DEFECTS) or ("", "")
        if text:
            self.used.add(name)
        shown = harness.coffdump(path)
        said = shown.status == 0 or (text and text in shown.err)
        self.suite.check(f"{name}: summary", said and shown.out, shown.err[:300])
        shown = harness.coffdump("--all", path)
        self.suite.check(f"{name}: --all", shown.status == int(bool(text)) and text in shown.err,
                         shown.status, shown.err[:300])
        self.suite.check(f"{name}: prints no control characters",
                         not re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", shown.raw))
        return jsondoc.document(self.suite, path, status=int(bool(text)))

    def target(self, doc, name, wanted):
        # A flavour whose files are taken for those of a better-known twin is one point behind it.
        best = max((c["evidence"] for c in doc.get("candidates", [])), default=0)
        found = {doc["target"]}
        found |= {c["target"] for c in doc.get("candidates", []) if c["evidence"] >= best - 1}
        self.suite.check(f"{name} is {wanted}", wanted in found, found)

    def compare(self, doc, path, name):
        for peer, suffix, judge in (("GNU", ".ref.txt", gnu_result),
                                    ("LLVM", ".llvm.txt", llvm_result)):
            text = stored(path, suffix)
            result = judge(doc, text) if text else None
            if result is None:
                continue
            self.compared += 1
            if doc["family"] not in ("PE", "XCOFF") and peer == "LLVM":
                result.types.clear()  # it takes i386 COFF for PE, whose types have other names
            self.excuse(name, peer, result)
            self.comparison.add(name, doc, peer, result)

    def excuse(self, name, peer, result):
        for key in ((name, peer), (name.split("/")[0], peer)):
            pattern = DISAGREEMENTS.get(key, ("(?!)",))[0]
            left = [p for p in result.problems if not re.search(pattern, p)]
            if len(left) < len(result.problems):
                self.used.add(key)
                result.types.clear()
            result.problems = left

    def file(self, name, wanted):
        self.files += 1
        path = os.path.join(CORPUS, name)
        doc = self.runs(path, name)
        if doc is not None and "target" in doc:
            self.target(doc, name, wanted)
            self.compare(doc, path, name)

    def other(self, path, name):
        """A flavour that is not described, or an archive: said in one line, and no harm done."""
        shown = harness.coffdump("--all", path)
        self.suite.check(f"{name}: refused or read", shown.status in (0, 1), shown.status)
        self.suite.check(f"{name}: refused in words", shown.status == 0 or shown.err.count("\n"))

    def archive(self, name, folder):
        with open(os.path.join(CORPUS, name), "rb") as f:
            data = f.read()
        for ordinal, contents in archive.members(data):
            path = os.path.join(folder, "member")
            with open(path, "wb") as f:
                f.write(contents)
            label = f"{name}({ordinal})"
            if contents[:4] == b"\0\0\xff\xff":
                self.members += 1
                doc = self.runs(path, label)
                self.suite.check(f"{label} is an import", doc["target"] == "pe-import-short"
                                 or doc["target"].startswith("pe-bigobj"), doc["target"])
            else:
                self.other(path, label)

    def finish(self, everything):
        self.comparison.finish()
        print(f"{self.files} files, {self.members} import members, {self.compared} dumps compared, "
              f"{self.comparison.facts} facts")
        if everything:
            for key in [*DEFECTS, *DISAGREEMENTS]:
                self.suite.check(f"the exception for {key} is still needed", key in self.used)
            self.suite.check("hundreds of files were seen", self.files > 350, self.files)
            self.suite.check("import members were seen", self.members > 50, self.members)
            self.suite.check("hundreds of dumps were compared", self.compared > 400, self.compared)
        self.suite.finish()


def manifest():
    """(path, folder, target) of each row; the corpus must be there."""
    try:
        with open(os.path.join(CORPUS, "MANIFEST.tsv"), encoding="utf-8") as f:
            return [line.split("\t")[:3] for line in f.read().split("\n")[1:] if line]
    except OSError as problem:
        print(f"no corpus at {CORPUS}: set COFFKIT_CORPUS to its folder ({problem.strerror})")
        print("0 passed, 1 failed, 0 skipped")
        sys.exit(1)


def main():
    sweep = Sweep()
    picked = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        for name, where, target in manifest():
            if name.endswith(NO_COFF) or picked and where not in picked:
                continue
            target = SAME_BYTES.get(target) or known(name, NAMED_HERE) or target
            if name.endswith(ARCHIVES):
                sweep.archive(name, folder)
            elif target in sweep.targets:
                sweep.file(name, target)
            else:
                sweep.other(os.path.join(CORPUS, name), name)
    sweep.finish(not picked)


main()
