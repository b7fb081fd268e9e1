#!/usr/bin/python3
# coff-objdump against GNU's objdump, counted: how many texts are equal, a tool and option a row; over the
# corpus (mingw's, djgpp's, z80's and h8300's own files, and for other flavours the dump beside each file),
# the libraries of mingw-w64 and its gcc, and the DLLs of libwine.
#
# Skip this unless it fails. Part of `make check-long`; OBJDUMP_SAMPLE=N takes every Nth library and DLL.

import glob
import gzip
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools"))
import gnu_objdump as gnu
import harness

CORPUS = os.environ.get("COFFKIT_CORPUS") or os.path.join(harness.SRCDIR, "../shared/corpus")
SAMPLE = int(os.environ.get("OBJDUMP_SAMPLE", "6"))
OURS = os.path.join(harness.BUILDDIR, "coff-objdump")
OPTIONS = ["-a", "-f", "-p", "-h", "-t", "-r", "-s", "-x", "-hw"]
suite = harness.Suite()

# Dumps of the corpus that are not ours, by the end of the path: whose text is right, and why.
STABS_LINES = "-l: lines from stabs and DWARF; ours are COFF line numbers"
OLD_STAB = "2.16 takes sections of no type for debugging sections by their names"
CONTROL = "control characters in names, which ours spells"
WHY = [
    (r"/(relocs-gstabs|stabs|relocs-gdwarf2|c-g?dwarf\w*|cpp-dwarf|c-gstabs|win32-g|go32v2-g|"
     r"x\d\d-c-dwarf|x\d\d-cxx-dwarf|coff-g|pe-g)\.\w+$", STABS_LINES + "; " + OLD_STAB + "; " + CONTROL),
    (r"/bigobj\.o$", gnu.WEAK),
    (r"^(xcoff|ecoff)", "counted only"),
]


def reason(path):
    return next((why for pattern, why in WHY if re.search(pattern, path)), None)


class Table:
    def __init__(self):
        self.rows = {}

    def count(self, what, path, equal, why, detail):
        row = self.rows.setdefault(what, [0, 0, 0, []])
        row[0] += 1
        row[1] += equal
        row[2] += not equal and why is not None
        if not equal and why is None:
            row[3].append((path, detail))

    def show(self):
        print(f"{'what':44} {'files':>6} {'equal':>6} {'named':>6} {'other':>6}")
        for what, (files, equal, named, others) in sorted(self.rows.items()):
            print(f"{what:44} {files:6} {equal:6} {named:6} {len(others):6}")


table = Table()


def compare(prefix, option, path):
    theirs = gnu.run([prefix + "objdump", *option.split(), path])
    ours = gnu.run([OURS, *option.split(), path])
    a, b = gnu.normal(prefix, theirs.stdout), gnu.normal(prefix, ours.stdout)
    why = gnu.left_out(prefix, option, [path]).get(path)
    table.count(f"{prefix}objdump {option}", path, a == b, why,
                gnu.first_difference(a, b) if a != b else "")


def installed():
    for prefix, folder in (("x86_64-w64-mingw32-", "x86_64-w64-mingw32"),
                           ("i686-w64-mingw32-", "i686-w64-mingw32")):
        libraries = sorted(glob.glob(f"/usr/{folder}/lib/*.a"))[::SAMPLE]
        libraries += sorted(glob.glob(f"/usr/lib/gcc/{folder}/*/*.a"))
        dlls = sorted(glob.glob(f"/usr/lib/gcc/{folder}/*/*.dll") + glob.glob(f"/usr/{folder}/lib/*.dll"))
        if "x86_64" in prefix:
            dlls += sorted(glob.glob("/usr/lib/*/wine/x86_64-windows/*.dll"))[::SAMPLE]
        suite.check(f"{prefix}: files there", len(libraries) > 20 and len(dlls) > 5)
        for option in OPTIONS:
            for path in libraries + dlls:
                if os.path.getsize(path) < 8_000_000 or option in ("-f", "-h", "-t"):
                    compare(prefix, option, path)


# ---- Dumps of the corpus ----------------------------------------------------------------------------

def plain(text):
    """What does not count: formats and processors by name, widths of numbers (2.16 of 64-bit hosts),
    blanks, messages."""
    text = re.sub(r"^BFD: .*\n|^\S*objdump: .*\n", "", text, flags=re.M)
    text = re.sub(r"\n+# exit \d+\s*$", "", text)
    text = re.sub(r"^architecture: .*$", "architecture", text, flags=re.M)
    text = re.sub(r"file format .*", "file format", text).replace(", BFD_IS_RELAXABLE", "")
    text = re.sub(r"\(ty +", "(ty ", text)
    text = re.sub(r"(\b|0x)0{8}([0-9a-f]{8})\b", r"\1\2", text)
    text = re.sub(r"\+0x(f{8}[0-9a-f]{8})\b", lambda m: "-0x%08x" % (2**64 - int(m[1], 16)), text)
    text = re.sub(r"^( +\d+ : )0x([0-9a-f]+)$", lambda m: m[1] + m[2].zfill(8), text, flags=re.M)
    return [line.strip() for line in re.sub(r" +", " ", text).strip().split("\n")]


def dump(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="latin-1") as f:
        return f.read()


def of_corpus(path):
    text = dump(path)
    command = re.match(r"\$ \S*objdump (.*?) \S+ 2>&1\n", text)
    named = re.search(r"file format (\S+)", text)
    if not command or not named:
        return
    base = path.split(".ref.txt")[0]
    name = os.path.relpath(base, CORPUS)
    options = command[1].split()
    ours = gnu.run([OURS, *options, "-b", named[1], base])
    if not ours.stdout:
        ours = gnu.run([OURS, *options, base])
    shown = ours.stdout.decode("latin-1").replace(base, os.path.basename(base))
    a, b = plain(text[command.end():]), plain(shown)
    detail = next(((x, y) for x, y in zip(a, b) if x != y), (len(a), len(b)))
    table.count("corpus " + name.split("/")[0], name, a == b, reason(name), detail)


def main():
    dumps = sorted(glob.glob(CORPUS + "/*/*.ref.txt*"))
    suite.check(f"{CORPUS}: dumps", len(dumps) > 500, "COFFKIT_CORPUS names the folder")
    for path in dumps:
        of_corpus(path)
    installed()
    table.show()
    for what, row in sorted(table.rows.items()):
        suite.check(what, not row[3], *[f"{path}: {detail}" for path, detail in row[3][:12]])
    suite.finish()


main()
