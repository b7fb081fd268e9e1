#!/usr/bin/python3
# Objects of TI's flavours that objdump built for all targets gets wrong: it has no C3x/C4x nor C80 at
# all, and the assembler for the C80 writes no f_target_id (any number may stand there).

import struct
import tempfile
import os

import harness
import jsondoc

suite = harness.Suite()
FILES = {
    "coff-tic4x/relocs.o": ("coff2-tic4x", "little-endian"),
    "coff-tic4x/relocs-coff0-beh-tic4x.o": ("coff0-beh-tic4x", "big-endian"),
    "coff-tic4x/relocs-coff1-beh-tic4x.o": ("coff1-beh-tic4x", "big-endian"),
    "coff-tic54x/relocs-coff0-c54x.o": ("coff0-c54x", "little-endian"),
    "coff-tic54x/relocs-coff2-beh-c54x.o": ("coff2-beh-c54x", "big-endian"),
    "coff-tic80/basic.o": ("coff-tic80", "little-endian"),
    "coff-tic80/linked.x": ("coff-tic80", "little-endian"),
}


def check(path, target, order):
    doc = jsondoc.document(suite, path, "--headers")
    suite.check(f"{path} is {target}", doc["target"] == target, doc["target"])
    suite.check(f"{path} has {order} headers", doc["byte_order"] == order, doc["byte_order"])
    suite.check(f"{path} could be nothing else", not doc["ambiguous"], doc["candidates"])


for name, (target, order) in FILES.items():
    check(harness.fixture(name), target, order)
with tempfile.TemporaryDirectory() as folder:
    with open(harness.fixture("coff-tic80/basic.o"), "rb") as f:
        data = bytearray(f.read())
    for number in (0, 0x5605, 0xffff, 0x95):
        struct.pack_into("<H", data, 20, number)
        path = os.path.join(folder, f"id-{number:x}.o")
        with open(path, "wb") as f:
            f.write(data)
        check(path, "coff-tic80", "little-endian")
suite.finish()
