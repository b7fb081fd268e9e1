#!/usr/bin/python3
# coffdump --json against GNU objdump and llvm-readobj: sections, symbols, relocations and line
# numbers of every fixture.

import harness
import jsondoc

suite = harness.Suite()
comparison = jsondoc.Comparison(suite)


def manifest():
    with open(harness.fixture("MANIFEST.tsv"), encoding="utf-8") as f:
        for line in f.read().split("\n")[1:]:
            if line:
                path, target = line.split("\t")[:2]
                # Windows resources are no COFF; archives are compared by test_archive.py; no peer reads
                # TE images, which test_te.py compares with the images that they were made from.
                if not path.endswith((".res", ".a", ".lib", ".te")):
                    yield path, target


# objdump gives the target's first name that fits; here the magic number names the LynxOS dialect.
OTHER_TARGET = {"coff-go32/dbg-coff-i386-lynx.o", "coff-go32/relocs-coff-i386-lynx.o"}

files = 0
for path, target in manifest():
    files += 1
    compared = comparison.file(path, jsondoc.OBJDUMP.get(path.split("/")[0]))
    # gputils' own dump is compared by test_pic.py.
    suite.check(f"{path} has a peer", compared or path.startswith("pic-gputils/"))
    if target == "-" or path in OTHER_TARGET:
        continue
    doc = jsondoc.document(suite, path, "--headers")
    # A flavour whose files are taken for those of a better-known twin is one point behind it.
    best = doc["candidates"][0]["evidence"]
    chosen = [c["target"] for c in doc["candidates"] if c["evidence"] >= best - 1]
    suite.check(f"{path} is {target}", target in chosen, chosen)
comparison.finish()
suite.check("all fixtures were seen", files > 250, files)
suite.check("facts were compared", comparison.facts > 50000, comparison.facts)
suite.finish()
