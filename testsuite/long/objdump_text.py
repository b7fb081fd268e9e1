#!/usr/bin/python3
# coff-objdump against GNU's objdump, counted: how many texts are equal, a tool and option a row; over the
# corpus (mingw's, djgpp's, z80's and h8300's own files, and for other flavours the dump beside each file),
# the libraries of mingw-w64 and its gcc, and the DLLs of libwine.
#
# Skip this unless it fails. Part of `make check-long`; OBJDUMP_SAMPLE=N takes every Nth library and DLL.

import glob
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
OLD = "2.16 and 2.40 differ: 2.16 goes by the names of sections without a type; -l reads stabs and DWARF, "\
      "ours COFF line numbers alone"
FAILS = "GNU stops at a relocation that it does not know, or at the file"
WHY = [
    (r"/(relocs-gstabs|stabs|relocs-gdwarf2|c-g?dwarf\w*|cpp-dwarf|c-gstabs|win32-g|win64-g|go32v2-g|klass|"
     r"x\d\d-c-dwarf|x\d\d-cxx-dwarf|coff-g|pe-g)\.\w+$", OLD),
    (r"/bigobj\.o$", gnu.WEAK),
    (r"^ecoff.*/(partial|sample|types)", "GNU gives places in .data the last line of the code"),
    (r"^xcoff(64|-rs6000)-2.16/", "2.16: the value of C_BSTAT is an address in GNU's memory, .loader is in memory"),
    (r"^clang-arm", FAILS),
    (r"^coff-tic4x/relocs-coff0|^coff-tic54x/relocs-coff0", FAILS),
    (r"^pe-(mcore|shl)/partial", FAILS + ": its linker writes images for objects"),
    (r"^images-dotnet/net-arm", FAILS),
    (r"^coff-tic80/sections", OLD),
    (r"^coff-tic30.*/partial", "GNU's addends of .data have the wrong sign (2.40), or are 0 (2.16)"),
    (r"^fasm/efi64", "GNU shows a directory without a size at 0, not where the header says"),
    (r"^fpc/win64", "GNU has no name for relocations of type 0"),
    (r"^fpc/wince-arm|^pe-arm-wince/relocs", "GNU takes the types of Windows CE for those of its own ARM objects"),
    (r"^images-gnu/(dbgonly|exe)|^tcc/dbg", "the dump is of the image before its paths were rewritten"),
    (r"^images-go/zdebug-arm|^tcc/\w+-arm-wince", "GNU shows Characteristics as flags of ARM's procedure calls"),
    (r"^images-lld/(dll|exe|pdb)-arm", "GNU takes function tables of ARM for those of MIPS"),
    (r"^pe-aarch64-gnu/", "gas 2.40 writes relocations of 14 bytes, which the objects of Windows have not"),
    (r"^pe-arm-epoc/", OLD),
    (r"^yasm/", "yasm writes the address of .bss where GNU expects a size"),
]


needed = set()


def reason(path, equal):
    for number, (pattern, why) in enumerate(WHY):
        if re.search(pattern, path):
            if not equal:
                needed.add(number)
            return why
    return None


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

def of_corpus(path):
    name = os.path.relpath(path.split(".ref.txt")[0], CORPUS)
    equal, detail = gnu.against_dump(OURS, path)
    if equal is not None:
        table.count("corpus " + name.split("/")[0], name, equal, reason(name, equal), detail)


def main():
    dumps = sorted(glob.glob(CORPUS + "/*/*.ref.txt*"))
    suite.check(f"{CORPUS}: dumps", len(dumps) > 500, "COFFKIT_CORPUS names the folder")
    for path in dumps:
        of_corpus(path)
    installed()
    for number, (pattern, _) in enumerate(WHY):
        suite.check(f"{pattern}: no file needs the reason any more", number in needed)
    table.show()
    for what, row in sorted(table.rows.items()):
        suite.check(what, not row[3], *[f"{path}: {detail}" for path, detail in row[3][:12]])
    suite.finish()


main()
