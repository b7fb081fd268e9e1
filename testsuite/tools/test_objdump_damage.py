#!/usr/bin/python3
# coff-objdump on damaged files: cut off, and with bytes changed. It says what is wrong, shows what can be
# shown, and ends.
#
# Skip this unless it fails. Under sanitizers (.ci/run) it finds more.

import os
import random
import tempfile

import harness

suite = harness.Suite()
OPTIONS = ["-x", "-s", "-d", "-S", "-l", "-G", "-r"]
FILES = ["images-lld/guard-delay-x64.exe", "images-lld/withres-x64.dll", "images-lld/dll-x86.dll",
         "images-lld/pdb-x64.exe", "images-lld/dll-arm.dll", "pe-x86-64-gnu/c-gstabs.o",
         "pe-x86-64-gnu/cxx.o", "coff-go32/dbg.o", "coff-go32/linked.x", "coff-h8300/linked.x",
         "xcoff-rs6000/x32-full.o", "ecoff-mips-be/types-g.o", "coff-tic54x/linked.x",
         "pic-gputils/main.o", "archives/mixed.lib", "archives/gnu-thin.a"]
CUTS, FLIPS = 24, 24


def damaged(data, rnd):
    """Cut at places all over the file, more of them in its first 400 bytes; then bytes changed in place."""
    places = {len(data) * i // CUTS for i in range(CUTS)} | {rnd.randrange(400) for _ in range(CUTS // 2)}
    for place in sorted(places):
        yield f"cut at {place}", data[:place]
    for n in range(FLIPS):
        changed = bytearray(data)
        near = min(len(data), 1024) if n % 2 else len(data)
        for _ in range(rnd.choice((1, 1, 4, 16))):
            changed[rnd.randrange(near)] = rnd.choice((0, 1, 0x7f, 0x80, 0xff, rnd.randrange(256)))
        yield f"changed {n}", bytes(changed)


def check(name, path, size):
    options = OPTIONS + (["-T", "-R"] if "xcoff" in name else [])
    done = harness.run("coff-objdump", *options, path)
    bound = 2_000_000 + 600 * size
    return suite.check(f"{name}", done.status in (0, 1) and "Sanitizer" not in done.err and
                       "runtime error" not in done.err and len(done.raw) < bound,
                       f"status {done.status}, {len(done.raw)} bytes", done.err[-1500:])


def main():
    seen = messages = 0
    with tempfile.TemporaryDirectory() as folder:
        for name in FILES:
            with open(harness.fixture(name), "rb") as f:
                data = f.read()
            rnd = random.Random(name)
            path = os.path.join(folder, os.path.basename(name))
            for what, content in damaged(data, rnd):
                with open(path, "wb") as f:
                    f.write(content)
                check(f"{name}: {what}", path, len(content))
                seen += 1
        # A file cut in the middle is told apart from a whole one, with its name and an offset.
        path = os.path.join(folder, "half.o")
        with open(harness.fixture("pe-x86-64-gnu/cxx.o"), "rb") as f:
            data = f.read()
        with open(path, "wb") as f:
            f.write(data[:len(data) // 2])
        done = harness.run("coff-objdump", "-s", "-h", path)
        suite.equal("half a file: status", done.status, 1)
        suite.has("half a file: message", done.err, f"coff-objdump: {path}: 0x")
        suite.has("half a file: the rest", done.out, ".text", "Contents of section .text")
        messages += done.err.count("\n")
    suite.check("files", seen > 500 and messages > 0)


main()
suite.finish()
