#!/usr/bin/python3
# coffdump --json over the whole corpus: what each file is, against the reference dumps beside it
# and the peers at hand. Part of make check-long; COFFKIT_CORPUS says where the corpus is.

import os
import sys

import harness
import jsondoc

CORPUS = os.environ.get("COFFKIT_CORPUS") or os.path.join(harness.SRCDIR, "../shared/corpus")

# The folders whose flavours are described so far. Images of fpc, Go and so on are of them as well.
FOLDERS = set(jsondoc.OBJDUMP) | {
    "coff-i386", "coff-go32-exe", "coff-m68k", "coff-sh", "coff-h8300-gcc", "xcoff-llvm",
    "xcoff-rs6000", "xcoff-ppc-aix7", "pe-arm-wince", "clang-arm-msvc", "clang-arm64-msvc",
    "clang-arm64-mingw", "clang-arm64ec-msvc", "images-gnu", "images-go", "images-signed",
    "images-dotnet", "fpc", "tcc"}
SKIP = (".res", ".a", ".lib", ".map", ".def")
# Function tables whose last entry is cut short, and a section of zeroes that is called .debug$S:
# written by hand in assembler.
DEFECTS = {"clang-x64-msvc/comdats.obj", "nasm/win64-cv8.obj", "nasm/win64.obj"}
LARGE = 1 << 20  # validating these takes minutes

suite = harness.Suite()
comparison = jsondoc.Comparison(suite)
if not os.path.isdir(CORPUS):
    suite.check(f"no corpus at {CORPUS}: set COFFKIT_CORPUS", False)
    suite.finish()
with open(os.path.join(CORPUS, "MANIFEST.tsv"), encoding="utf-8") as f:
    entries = [line.split("\t") for line in f.read().split("\n")[1:] if line]
for entry in entries:
    name, folder, target = entry[:3]
    path = os.path.realpath(os.path.join(CORPUS, name))
    if folder not in FOLDERS or name.endswith(SKIP) or target == "-" \
            or os.path.getsize(path) > LARGE:
        continue
    if sys.argv[1:] and folder not in sys.argv[1:]:
        continue
    doc = jsondoc.document(suite, path, status=int(name in DEFECTS))
    names = [c["target"] for c in doc.get("candidates", [])] if doc.get("ambiguous") \
        else [doc["target"]]
    suite.check(f"{name} is {target}", target in names, names)
    comparison.file(path, jsondoc.OBJDUMP.get(folder))
comparison.finish()
suite.finish()
