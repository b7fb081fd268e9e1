#!/usr/bin/env python3
# Inputs of which one thing is there in great numbers, for linkers: sections, COMDATs with long names that begin alike,
# members of a library, references to one symbol.
#
# Skip this unless you measure how the linker's time grows.
#
# pathological.py FOLDER [SCALE]: makes them there, and for each NAME.rsp with the arguments of a linker. SCALE divides
# the numbers (1 if it is not there).

import os
import struct
import sys

AMD64, BIGOBJ_CLASS = 0x8664, bytes.fromhex("c7a1bad1eebaa94baf20faf66aa4dcb8")
CODE, CONST, COMDAT = 0x60500020, 0x40300040, 0x1000
DIGITS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"  # of offsets past seven decimal digits
EXTERNAL, STATIC, ANY = 2, 3, 2


class Object:
    """An object for x86-64: sections, and symbols in their order."""

    def __init__(self, big=False):
        self.big = big
        self.sections, self.symbols, self.strings = [], [], bytearray(4)
        self.nsymbols = 0

    def name(self, text, prefix=False):
        raw = text.encode()
        if len(raw) <= 8:
            return raw.ljust(8, b"\0")
        at = len(self.strings)
        self.strings += raw + b"\0"
        if not prefix:
            return struct.pack("<II", 0, at)
        if at < 10**7:
            return b"/%d" % at + bytes(7 - len(str(at)))
        return b"//" + bytes(DIGITS[at >> 6 * i & 63] for i in range(5, -1, -1))

    def section(self, name, data, flags, relocs=()):
        """Its number, from 1 on. RELOCS: (offset, index of the symbol, type)."""
        self.sections.append((self.name(name, True), data, flags, relocs))
        return len(self.sections)

    def symbol(self, name, section, value=0, storage=EXTERNAL, aux=b""):
        """Its index."""
        index = self.nsymbols
        number = struct.pack("<i" if self.big else "<h", section)
        self.symbols.append(self.name(name) + struct.pack("<I", value) + number +
                            struct.pack("<HBB", 0, storage, 1 if aux else 0))
        if aux:
            self.symbols.append(aux.ljust(20 if self.big else 18, b"\0"))
        self.nsymbols += 2 if aux else 1
        return index

    def comdat(self, name, symbol, data, flags, relocs=()):
        """A section of its own, for SYMBOL, of which the first copy is taken; the index of that symbol."""
        number = self.section(name, data, flags | COMDAT, relocs)
        self.symbol(name, number, storage=STATIC, aux=struct.pack("<IHHIHB", len(data), len(relocs), 0, 0, 0, ANY))
        return self.symbol(symbol, number)

    def write(self, path):
        header = 56 if self.big else 20
        at = header + 40 * len(self.sections)
        headers, contents = [], []
        for name, data, flags, relocs in self.sections:
            place = at
            body = bytearray(data)
            count = len(relocs)
            many = count > 0xffff
            table = b"".join(struct.pack("<IIH", *r) for r in relocs)
            if many:  # the first entry holds the number
                table = struct.pack("<IIH", count + 1, 0, 0) + table
                flags |= 0x01000000
            headers.append(name + struct.pack("<IIIIIIHHI", 0, 0, len(data), place, place + len(data) if relocs else 0,
                                              0, min(count, 0xffff), 0, flags))
            contents.append(bytes(body) + table)
            at += len(data) + len(table)
        with open(path, "wb") as out:
            if self.big:
                out.write(struct.pack("<HHHHI16sIIIIIII", 0, 0xffff, 2, AMD64, 0, BIGOBJ_CLASS, 0, 0, 0, 0,
                                      len(self.sections), at, self.nsymbols))
            else:
                out.write(struct.pack("<HHIIIHH", AMD64, len(self.sections), 0, at, self.nsymbols, 0, 0))
            out.writelines(headers)
            out.writelines(contents)
            out.writelines(self.symbols)
            out.write(struct.pack("<I", len(self.strings)) + self.strings[4:])


def functions(folder, n):
    """One object of N sections with a function each, which calls the next one."""
    o = Object(big=True)
    for i in range(n):
        number = o.section(f".text$f{i}", b"\xe8\0\0\0\0\xc3", CODE, [(1, (i + 1) % n, 4)])
        o.symbol(f"f{i}", number)
    o.write(os.path.join(folder, "functions.o"))
    return ["-e", "f0", "functions.o"]


def comdats(folder, n, copies=4):
    """COPIES objects that all have the same N COMDATs, whose names differ at their ends."""
    prefix = "_ZN7toolkit6detail" + "9container" * 12
    names = []
    for c in range(copies):
        o = Object(big=True)
        for i in range(n):
            o.comdat(f".text${prefix}{i}", f"{prefix}{i}", struct.pack("<BIB", 0xb8, i, 0xc3), CODE)
        o.write(os.path.join(folder, f"comdats{c}.o"))
        names.append(f"comdats{c}.o")
    return ["-e", f"{prefix}0", *names]


def same(folder, n):
    """N COMDATs in two rings, of which each calls the next one: they are all the same."""
    o = Object(big=True)
    half = n // 2
    for chain in range(2):
        for i in range(half):
            last = chain * half + (i + 1) % half
            o.comdat(f".text$f{chain}_{i}", f"f{chain}_{i}", b"\xe8\0\0\0\0\xc3", CODE, [(1, 3 * last + 2, 4)])
    o.write(os.path.join(folder, "same.o"))
    return ["-e", "f0_0", "--icf=all", "same.o"]


def almost(folder, n):
    """Two chains of N / 2 functions that differ in the last one alone."""
    o = Object(big=True)
    half = n // 2
    for chain in range(2):
        for i in range(half):
            end = i + 1 == half
            o.comdat(f".text$f{chain}_{i}", f"f{chain}_{i}", b"\xe8\0\0\0\0\xc3" if not end else b"\x90" + bytes(5 - chain),
                     CODE, [] if end else [(1, 3 * (chain * half + i + 1) + 2, 4)])
    o.write(os.path.join(folder, "almost.o"))
    return ["-e", "f0_0", "--icf=all", "almost.o"]


def library(folder, n):
    """A library of N members, of which 5 are needed."""
    symbols, members, where = [], bytearray(), []
    scratch = os.path.join(folder, "member.o")
    index = 8 + 60 + 4 + 4 * n + sum(len(f"member_{i}") + 1 for i in range(n))
    index += index % 2
    for i in range(n):
        o = Object()
        o.symbol(f"member_{i}", o.section(".text", b"\xc3", CODE))
        o.write(scratch)
        with open(scratch, "rb") as f:
            body = f.read()
        where.append(index + len(members))
        symbols.append(f"member_{i}".encode() + b"\0")
        members += member(f"m{i}.o/", body)
    os.remove(scratch)
    table = struct.pack(">I", n) + b"".join(struct.pack(">I", w) for w in where) + b"".join(symbols)
    with open(os.path.join(folder, "library.a"), "wb") as out:
        out.write(b"!<arch>\n" + member("/", table) + members)
    o = Object()
    wanted = [o.symbol(f"member_{n * i // 5}", 0) for i in range(5)]
    number = o.section(".text", b"\xe8\0\0\0\0" * 5 + b"\xc3", CODE, [(5 * i + 1, w, 4) for i, w in enumerate(wanted)])
    o.symbol("start", number)
    o.write(os.path.join(folder, "user.o"))
    return ["-e", "start", "user.o", "library.a"]


def member(name, body):
    head = f"{name:<16}{0:<12}{0:<6}{0:<6}{'100644':<8}{len(body):<10}`\n".encode()
    return head + body + b"\n" * (len(body) % 2)


def references(folder, n):
    """A table of N pointers to one symbol."""
    o = Object(big=True)
    text = o.section(".text", b"\xc3", CODE)
    target = o.symbol("start", text)
    o.section(".rdata", bytes(8 * n), CONST, [(8 * i, target, 1) for i in range(n)])
    o.write(os.path.join(folder, "references.o"))
    return ["-e", "start", "references.o"]


SETS = {"functions": (functions, 70000), "comdats": (comdats, 100000), "same": (same, 100000), "almost": (almost, 20000),
        "library": (library, 10000), "references": (references, 100000)}


def make(folder, name, scale=1):
    """The arguments, with absolute paths."""
    function, n = SETS[name]
    words = function(folder, n // scale)
    return [os.path.join(os.path.abspath(folder), w) if w.endswith((".o", ".a")) else w for w in words]


def main():
    folder, scale = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1
    os.makedirs(folder, exist_ok=True)
    for name in SETS:
        with open(os.path.join(folder, name + ".rsp"), "w", encoding="utf-8") as out:
            out.write("\n".join(make(folder, name, scale)) + "\n")


if __name__ == "__main__":
    main()
