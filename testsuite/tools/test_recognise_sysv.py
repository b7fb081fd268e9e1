#!/usr/bin/python3
# Objects of the System V family whose magic number others have too, and which an objdump for all
# targets takes for something else or does not know.

import harness
import jsondoc

suite = harness.Suite()

# 0x160 is SPARC, MIPS ECOFF, i960 and m88k; 0x17a Am29000 and OpenRISC, which code alone tells apart;
# 0xa00 ARM COFF and PE.
ALONE = {
    "coff-sparc/basic.o": "coff-sparc", "coff-sparc/dbg.o": "coff-sparc",
    "coff-sparc/relocs.o": "coff-sparc", "coff-sparc/partial.ro": "coff-sparc",
    "ecoff-mips-be/sample-g.o": "ecoff-bigmips",
    "coff-i960/relocs.o": "coff-Intel-little", "coff-i960/linked.x": "coff-Intel-little",
    "coff-m88k/relocs.o": "coff-m88kbcs", "coff-m88k/linked.x": "coff-m88kbcs",
    "coff-a29k/basic.o": "coff-a29k-big", "coff-a29k/relocs.o": "coff-a29k-big",
    "coff-a29k/linked.x": "coff-a29k-big",
    "coff-or32/basic.o": "coff-or32-big", "coff-or32/relocs.o": "coff-or32-big",
    "coff-or32/linked.x": "coff-or32-big",
    "coff-arm/basic.o": "coff-arm-little", "coff-arm/relocs.o": "coff-arm-little",
    "coff-arm/relocs-be.o": "coff-arm-big", "coff-arm/thumb.o": "coff-arm-little",
    "pe-arm/relocs.o": "pe-arm-little", "pe-arm/relocs-be.o": "pe-arm-big",
    "coff-h8500/relocs.o": "coff-h8500", "coff-w65/relocs.o": "coff-w65", "coff-z8k/relocs.o": "coff-z8k",
    "coff-tic30/relocs.o": "coff-tic30", "coff-maxq/relocs.o": "coff-maxq",
    "coff-h8300/relocs.o": "coff-h8300", "coff-z80/relocs.o": "coff-z80",
}
# Nothing in these tells the dialect: the first has the better claim, the others are named.
ALIKE = {
    "coff-m68k/relocs.o": ("coff-m68k", "coff-m68k-sysv", "coff-m68k-aux"),
    "coff-m68k-aux/relocs.o": ("coff-m68k", "coff-m68k-sysv", "coff-m68k-aux"),
    "coff-m68k-delta/relocs.o": ("coff-m68k", "coff-m68k-sysv", "coff-m68k-aux"),
    "coff-i386/relocs.o": ("coff-i386", "coff-go32"),
}

for path, target in ALONE.items():
    doc = jsondoc.document(suite, harness.fixture(path), "--headers")
    suite.check(f"{path} is {target}", doc["target"] == target, doc["target"], doc["candidates"])
    # The tables of pe-arm have a twin for EPOC, which they are taken for in no case.
    suite.check(f"{path} could be nothing else", not doc["ambiguous"], doc["candidates"])
for path, targets in ALIKE.items():
    doc = jsondoc.document(suite, harness.fixture(path), "--headers")
    names = [c["target"] for c in doc["candidates"]]
    suite.check(f"{path} is {targets[0]}", doc["target"] == targets[0], names)
    suite.check(f"{path} is ambiguous", doc["ambiguous"], names)
    for target in targets:
        suite.check(f"{path} may be {target}", target in names, names)
        asked = jsondoc.document(suite, harness.fixture(path), "--target", target, "--headers")
        suite.check(f"{path} is read as {target}", asked["target"] == target, asked["target"])
suite.finish()
