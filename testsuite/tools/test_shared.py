#!/usr/bin/python3
# Sections that share bytes of the file: what is shown of them is bounded by the file, not by how
# many headers name the same bytes.
#
# Skip this unless it fails, or a part of the dump that goes over sections is added.

import os
import struct
import tempfile
import time
import zlib

import harness
import jsondoc

suite = harness.Suite()
SECTIONS = 1000
SECONDS = 60  # alone it takes one; emulated and sanitized, many
SAID = "sections have more bytes in all than the file could give them"
CODE, DATA = 0x60000020, 0x40000040


def shared(name, flags=DATA, tail=b"", **fields):
    """An object for x64 of SECTIONS headers that each name the whole file, and of one symbol."""
    symbols = 20 + 40 * SECTIONS + len(tail)
    size = symbols + 18
    f = {"size": size, "at": 1, "relocs": 0, "nreloc": 0, "lines": 0, "nlines": 0, **fields}
    header = struct.pack("<8sIIIIIIHHI", name, 0, 0, f["size"] - f["at"], f["at"], f["relocs"],
                         f["lines"], f["nreloc"], f["nlines"], flags)
    return (struct.pack("<HHIIIHH", 0x8664, SECTIONS, 0, symbols, 1, 0, 0) + header * SECTIONS
            + tail + struct.pack("<8sIhHBB", b"symbol", 0, 0, 0, 2, 0))


def dumped(path, *options, said=SAID):
    """What coffdump made of it: in time, and the damage said once."""
    begun = time.monotonic()
    done = harness.coffdump(*options, path)
    took = time.monotonic() - begun
    suite.check(f"{options}: done in {took:.1f} s", took < SECONDS)
    suite.equal(f"{options}: said once", done.err.count(said), 1)
    suite.equal(f"{options}: status", done.status, 1)
    return done


def bounded(what, done, size, per_byte):
    """PER_BYTE: what coffdump prints for one byte that it shows; a row for each section beside."""
    most = per_byte * (4 * size + 65536) + 1000 * SECTIONS
    suite.check(f"{what}: {len(done.raw)} bytes of at most {most}", size < len(done.raw) < most)


def contents(path):
    size = os.path.getsize(path)
    fit = (4 * size + 65536) // (size - 1)
    text = dumped(path, "--contents")
    bounded("contents", text, size, 5)
    suite.equal("as many sections as fit", text.out.count("Contents of section"), fit)
    rest = dumped(path, "--contents", "--map")
    suite.has("the dump goes on", rest.out, "\nMap")
    document = jsondoc.document(suite, path, "--contents", status=1)
    bounded("contents as JSON", dumped(path, "--json", "--contents"), size, 2)
    found = [s["contents"] for s in document["sections"]]
    suite.check("JSON: contents or null", found == [found[0]] * fit + [None] * (SECTIONS - fit))
    suite.equal("JSON: the contents", len(found[0]), 2 * (size - 1))


def tables(made):
    """Other parts that go over sections: options, what is shared, and how much a byte may print."""
    at, rows = 20 + 40 * SECTIONS, 5000
    for option, name, flags, fields, text, json in (
            ("--relocs", b".data", DATA, {"relocs": at, "nreloc": rows, "tail": relocs(rows)}, 20, 40),
            ("--lines", b".text", CODE, {"lines": at, "nlines": rows, "tail": b"\x01" * 6 * rows}, 20, 40),
            ("--directives", b".drectve", 0x100a00, {"tail": b"/a " * 9000}, 20, 60),
            ("--debug-sections", b".debug$T", 0x42100040, {"tail": types()}, 20, 80),
            ("--unwind", b".pdata", DATA, {}, 30, 120),
            ("--disassemble", b".text", CODE, {}, 60, 240)):
        if "tail" in fields:
            fields["at"] = at
        path = made(shared(name, flags, **fields))
        size = os.path.getsize(path)
        bounded(option, dumped(path, option), size, text)
        bounded(f"{option} as JSON", dumped(path, "--json", option), size, json)


def relocs(n):
    """N relocations, to the one symbol."""
    return b"".join(struct.pack("<IIH", i, 0, 3) for i in range(n))


def decompressed(made):
    """Sections that share one stream of zeros, a thousand times as large as in the file: what is
    past the budget is not even decompressed."""
    plain = 72 << 20
    packed = b"ZLIB" + struct.pack(">Q", plain) + zlib.compress(bytes(plain), 9)
    at = 20 + 40 * SECTIONS
    path = made(shared(b".zdebug_", 0x42100040, tail=packed + bytes(18), at=at, size=at + len(packed)))
    size = os.path.getsize(path)
    left_out = "no decompressed contents are shown"
    text = dumped(path, "--contents=.zdebug_", said=left_out)
    suite.check("not decompressed", "(decompressed)" not in text.out)
    bounded("decompressed", text, size, 5)
    done = dumped(path, "--json", "--contents", said=left_out)
    suite.equal("JSON: decompressed", done.raw.count(b'"decompressed":null'), SECTIONS)
    bounded("decompressed as JSON", done, size, 2)


def names(made):
    """Symbols that share one long name: 1 MiB each, until 64 MiB and 16 times the file are shown."""
    entries, name = 200, b"n" * (1 << 20)
    path = made(struct.pack("<HHIIIHH", 0x8664, 0, 0, 20, entries, 0, 0)
                + struct.pack("<IIIhHBB", 0, 4, 0, -1, 0, 2, 0) * entries
                + struct.pack("<I", 5 + len(name)) + name + b"\0")
    fit = (64 << 20) + 16 * os.path.getsize(path)
    for option in ("--symbols", "--json=--symbols"):
        done = dumped(path, *option.split("="), said="entries share long names")
        suite.check(f"{option}: as many as fit, and the beginnings of the rest",
                    done.raw.count(name) == fit // len(name) and len(done.raw) < fit + 2000 * entries)
        suite.equal(f"{option}: every symbol has its row", done.raw.count(b"n" * 1024),
                    entries + fit // len(name) * 1023)
    done = harness.run("coff-nm", path)
    suite.check("coff-nm: the same", done.status == 1 and done.err.count("share long names") == 1 and
                done.raw.count(name) == fit // len(name) and done.out.count("\n") == entries)


def types():
    """A .debug$T section of records that are alike: LF_ARGLIST, empty."""
    return struct.pack("<I", 4) + struct.pack("<HHI", 6, 0x1201, 0) * 8000


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "shared.obj")

        def made(data):
            with open(path, "wb") as f:
                f.write(data)
            return path
        contents(made(shared(b".data")))
        tables(made)
        decompressed(made)
        names(made)
    suite.finish()


main()
