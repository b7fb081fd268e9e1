#!/usr/bin/python3
# Sections that share bytes of the file: what is shown of them is bounded by the file, not by how
# many headers name the same bytes.
#
# Skip this unless it fails, or a part of the dump that goes over sections is added.

import os
import struct
import tempfile
import time

import harness
import jsondoc

suite = harness.Suite()
SECTIONS = 2000
SECONDS = 60  # alone it takes one; emulated and sanitized, many
SAID = "sections have more bytes in all than the file could give them"
CODE, DATA = 0x60000020, 0x40000040


def shared(name, flags=DATA, tail=b"", **fields):
    """An object for x64 of SECTIONS headers that each name the whole file."""
    size = 20 + 40 * SECTIONS + len(tail)
    f = {"size": size, "at": 1, "relocs": 0, "nreloc": 0, "lines": 0, "nlines": 0, **fields}
    header = struct.pack("<8sIIIIIIHHI", name, 0, 0, f["size"] - f["at"], f["at"], f["relocs"],
                         f["lines"], f["nreloc"], f["nlines"], flags)
    return struct.pack("<HHIIIHH", 0x8664, SECTIONS, 0, 0, 0, 0, 0) + header * SECTIONS + tail


def dumped(path, *options):
    """What coffdump made of it: in time, the damage said once, and no more output than MOST bytes
    for each byte of the file."""
    begun = time.monotonic()
    done = harness.coffdump(*options, path)
    took = time.monotonic() - begun
    suite.check(f"{options}: done in {took:.1f} s", took < SECONDS)
    suite.equal(f"{options}: said once", done.err.count(SAID), 1)
    suite.equal(f"{options}: status", done.status, 1)
    return done


def bounded(what, done, size, per_byte):
    """PER_BYTE: what coffdump prints for one byte that it shows; a row for each section beside."""
    most = per_byte * (4 * size + 65536) + 1000 * SECTIONS
    suite.check(f"{what}: {len(done.raw)} bytes of at most {most}", size < len(done.raw) < most)


def contents(path):
    size = os.path.getsize(path)
    text = dumped(path, "--contents")
    bounded("contents", text, size, 5)
    suite.equal("as many sections as fit", text.out.count("Contents of section"), 4)
    rest = dumped(path, "--contents", "--map")
    suite.has("the dump goes on", rest.out, "\nMap")
    document = jsondoc.document(suite, path, "--contents", status=1)
    bounded("contents as JSON", dumped(path, "--json", "--contents"), size, 2)
    found = [s["contents"] for s in document["sections"]]
    suite.check("JSON: contents or null", found == [found[0]] * 4 + [None] * (SECTIONS - 4))
    suite.equal("JSON: the contents", len(found[0]), 2 * (size - 1))


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "shared.obj")

        def made(data):
            with open(path, "wb") as f:
                f.write(data)
            return path
        contents(made(shared(b".data")))
    suite.finish()


main()
