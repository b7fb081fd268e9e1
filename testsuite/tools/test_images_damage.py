#!/usr/bin/python3
# Malformed images: every field of the headers, of each data directory and of the tables it leads to
# set to what no linker writes. coffdump shows what is left, says what is wrong, and ends in time,
# within the memory it is given, whatever the bytes.
#
# Skip it unless it fails: the name of a check says what was done to which image.

import multiprocessing
import os
import resource
import shlex
import struct
import subprocess
import tempfile

import harness

suite = harness.Suite()
COMMAND = shlex.split(os.environ.get("COFFKIT_RUN", "")) + [
    os.path.join(harness.BUILDDIR, "coffdump")]
SECONDS = 5
# A sanitizer reserves terabytes of addresses: there, time is the bound that is left.
MEMORY = 512 << 20
IMAGES = ["images-lld/exe-x64.exe", "images-lld/exe-x86.exe", "images-lld/pdb-arm64.exe",
          "images-lld/guard-delay-x64.exe", "images-lld/withres-x64.dll", "images-lld/arm64x.dll",
          "images-lld/pdb-x64.exe"]
VALUES = (0, 1, 0x7fffffff, 0xffffffff)
COFF_HEADER, DIRECTORIES = 20, 16


def le32(data, at):
    return struct.unpack_from("<I", data, at)[0]


class Layout:
    """Where the headers of an image are."""

    def __init__(self, data):
        self.data = data
        self.header = le32(data, 0x3c) + 4
        self.nsections = struct.unpack_from("<H", data, self.header + 2)[0]
        self.optional = self.header + COFF_HEADER
        self.plus = struct.unpack_from("<H", data, self.optional)[0] == 0x20b
        self.directories = self.optional + (112 if self.plus else 96)
        self.sections = self.optional + struct.unpack_from("<H", data, self.header + 16)[0]

    def directory(self, n):
        return self.directories + 8 * n

    def section(self, n):
        return self.sections + 40 * n

    def offset(self, rva):
        for n in range(self.nsections):
            size, at, raw, where = struct.unpack_from("<IIII", self.data, self.section(n) + 8)
            if at <= rva < at + min(size, raw):
                return where + rva - at
        return None


def put(*changes):
    """A change of an image: (offset, number or bytes) each; numbers are of 4 bytes."""
    def change(data):
        for at, value in changes:
            new = value if isinstance(value, bytes) else struct.pack("<I", value)
            data[at:at + len(new)] = new
    return change


def directories(l):
    """The entry of each directory, and each word of what it leads to."""
    for n in range(DIRECTORIES):
        at = l.directory(n)
        rva, size = le32(l.data, at), le32(l.data, at + 4)
        where = l.offset(rva)
        for value in (1, 0xffffffff, rva + 1):
            yield f"directory {n} at {value:#x}", put((at, value), (at + 4, size or 40)), None
        for value in (1, 0xffffffff):
            yield f"directory {n} of {value:#x} bytes", put((at + 4, value)), None
        if rva == 0 or where is None:
            continue
        if size > 4:
            yield f"directory {n} past its section", put((at + 4, 0x10000000)), True
        for word in range(0, min(size, 48), 4):
            if where + word + 4 > len(l.data):
                break
            for value in (0, 0xffffffff, rva):
                yield (f"directory {n}, word {word} = {value:#x}",
                       put((where + word, value)), None)


def one_in_another(l):
    used = [n for n in range(DIRECTORIES) if le32(l.data, l.directory(n))]
    for n in used:
        for m in used:
            if n != m:
                entry = bytes(l.data[l.directory(m):l.directory(m) + 8])
                yield f"directory {n} is directory {m}", put((l.directory(n), entry)), None


def sections(l):
    first, last = l.section(0), l.section(l.nsections - 1)
    for n in range(l.nsections):
        for field in range(8, 24, 4):
            for value in (0, 0x7fffffff, 0xffffffff):
                yield (f"section {n}, field {field} = {value:#x}",
                       put((l.section(n) + field, value)), None)
    yield ("sections at one address",
           put(*[(l.section(n) + 12, 0x1000) for n in range(l.nsections)]), None)
    yield ("sections with one place in the file",
           put(*[(l.section(n) + 20, le32(l.data, first + 20)) for n in range(l.nsections)],
               *[(l.section(n) + 16, le32(l.data, first + 16)) for n in range(l.nsections)]),
           l.nsections > 1 or None)
    yield "headers in a section", put((first + 20, 0), (first + 20, 4)), None
    yield ("a section over the whole file",
           put((last + 20, 1), (last + 16, len(l.data) - 1)), None)
    yield "65535 sections", put((l.header + 2, b"\xff\xff")), True
    yield "no sections", put((l.header + 2, b"\0\0")), None


def headers(l):
    for value in VALUES:
        yield f"section alignment {value:#x}", put((l.optional + 32, value)), None
        yield f"file alignment {value:#x}", put((l.optional + 36, value)), None
        yield f"entry point {value:#x}", put((l.optional + 16, value)), None
        yield f"size of image {value:#x}", put((l.optional + 56, value)), None
        yield f"size of headers {value:#x}", put((l.optional + 60, value)), None
        yield f"directories: {value:#x}", put((l.directories - 4, value)), None
        yield f"symbols at {value:#x}", put((l.header + 8, value)), None
        yield f"symbols: {value:#x}", put((l.header + 12, value)), None
        yield f"e_lfanew {value:#x}", put((0x3c, value)), None
        yield f"image base {value:#x}", put((l.optional + (24 if l.plus else 28), value)), None
    for size in (0, 1, 20, 0x60, 0xffff):
        yield (f"optional header of {size:#x} bytes",
               put((l.header + 16, struct.pack("<H", size))), None)


def resource_tree(l):
    rva = le32(l.data, l.directory(2))
    at = l.offset(rva) if rva else None
    if at is None:
        return
    count = sum(struct.unpack_from("<HH", l.data, at + 12))
    for e in range(count):
        word = at + 16 + 8 * e + 4
        yield f"resource entry {e} is the root", put((word, 0x80000000)), True
        yield f"resource entry {e} is data at itself", put((word, word - at)), None
    yield "65535 resource entries", put((at + 12, b"\xff\xff\xff\xff")), True


def cuts(l):
    for size in [*range(0, min(len(l.data), 0x400), 61), len(l.data) // 2, len(l.data) - 1]:
        yield f"cut off at {size}", lambda data, size=size: data.__delitem__(slice(size, None)), None


def limit(memory):
    """Of each process of the pool, and so of all that it starts."""
    if memory is not None:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def memory():
    with open(COMMAND[-1], "rb") as f:
        sanitized = b"__asan_init" in f.read()
    return None if sanitized or len(COMMAND) > 1 else MEMORY


def dump(path, *options):
    try:
        done = subprocess.run([*COMMAND, *options, path], stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return None, b""
    return done.returncode, done.stderr


def judge(job):
    """The problem with one damaged image, or None; and whether the damage was noticed."""
    name, data, must_tell, json = job
    with tempfile.NamedTemporaryFile(suffix=".bin") as f:
        f.write(data)
        f.flush()
        status, err = dump(f.name, *(["--json"] if json else ["--all"]))
    if status is None:
        return f"{name}: not done after {SECONDS} s", False
    if status not in (0, 1) or b"out of memory" in err:
        return f"{name}: exit status {status}: {err[-300:]!r}", False
    lines = err.strip().split(b"\n") if err else []
    errors = [l for l in lines if b": warning: " not in l and b": note: " not in l]
    if (status == 1) != bool(errors) or (must_tell and not lines):
        return f"{name}: exit status {status}, but says {err[-300:]!r}", False
    return None, bool(err)


def jobs(image):
    with open(harness.fixture(image), "rb") as f:
        raw = f.read()
    l = Layout(raw)
    n = 0
    for part in (headers, sections, directories, one_in_another, resource_tree, cuts):
        for what, change, must_tell in part(l):
            n += 1
            if n % harness.STRIDE != 0:
                continue
            data = bytearray(raw)
            change(data)
            # JSON and text read the same; each takes half of the damages.
            yield f"{image}: {what}", bytes(data), must_tell, n // harness.STRIDE % 2 == 0


def main():
    told = 0
    with multiprocessing.Pool(2, limit, (memory(),)) as pool:
        for image in IMAGES:
            for problem, noticed in pool.imap_unordered(judge, jobs(image), chunksize=16):
                suite.check(problem, problem is None)
                told += noticed
    suite.check(f"{told} of {suite.passed} damages are noticed", told > suite.passed // 4)
    suite.finish()


main()
