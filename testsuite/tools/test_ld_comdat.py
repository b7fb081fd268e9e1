#!/usr/bin/python3
# COMDAT selections and weak externals by coff-ld, compared with lld and GNU ld where these do what the PE specification
# says (sections 5.5.3 and 5.5.6).
#
# Skip this unless it fails.

import os
import struct
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness
import linkers

MAIN = ".text\n.globl start\nstart: lea data(%rip), %rax; ret\n"
ONE, TWO, LONG = ".long 0x11111111", ".long 0x22222222", ".long 0x33333333, 0x33333333"

# Selection as clang's assembler calls it, contents of two copies, which one is taken (None: an error), and whether
# lld and GNU ld do likewise. GNU ld warns of all that is an error here and in lld; it knows no largest
# ones, and lld, when it stands in for GNU's, takes the first. NEWEST is
# said of nothing that has an age: any will do; lld refuses it.
SELECTIONS = [
    ("one_only", ONE, ONE, None, ("lld",)),
    ("discard", ONE, ONE, 0x11111111, ("lld", "gnu")),
    ("discard", ONE, TWO, 0x11111111, ("lld", "gnu")),
    ("discard", ONE, LONG, 0x11111111, ("lld", "gnu")),
    ("same_size", ONE, TWO, 0x11111111, ("lld", "gnu")),
    ("same_size", ONE, LONG, None, ("lld",)),
    ("same_contents", ONE, ONE, 0x11111111, ("lld", "gnu")),
    ("same_contents", ONE, TWO, None, ("lld",)),
    ("largest", ONE, LONG, 0x33333333, ()),
    ("largest", LONG, ONE, 0x33333333, ("lld",)),
    ("largest", ONE, TWO, 0x11111111, ("lld",)),
    ("newest", ONE, TWO, 0x11111111, ()),
]

# Follows data; and that is followed itself.
FOLLOWERS = """
.section .rdata$b,"dr",associative,data
follower_NAME: .long 0xNUMBER
.section .rdata$c,"dr",associative,follower_NAME
.long 0xNUMBER
"""

# gcc's way: a COMDAT of its own without a leader belongs to the code of its name.
PAIRS = """
.section .text$f,"x"
.linkonce discard
.globl f
.seh_proc f
f: push %rbx
.seh_pushreg %rbx
.seh_endprologue
FILL
pop %rbx; ret
.seh_endproc
.text
.globl CALLER
CALLER: call f; ret
"""


def assemble(lab, name, text):
    source, obj = lab.write(name + ".s", text), lab.path(name + ".o")
    linkers.run("clang-19", "--target=x86_64-w64-mingw32", "-c", source, "-o", obj)
    return obj


def section(image, name):
    """Contents of a section, as they are in memory."""
    raw = image.read_bytes()
    pe = struct.unpack_from("<I", raw, 60)[0]
    count, optional = struct.unpack_from("<H", raw, pe + 6)[0], struct.unpack_from("<H", raw, pe + 20)[0]
    for i in range(count):
        at = pe + 24 + optional + 40 * i
        size, address, in_file, offset = struct.unpack_from("<IIII", raw, at + 8)
        if raw[at:at + 8].rstrip(b"\0") == name:
            return address, raw[offset:offset + min(size, in_file)]
    return 0, b""


def copy(lab, name, selection, contents, more=""):
    return assemble(lab, name, f'.section .rdata,"dr",{selection},data\n.globl data\ndata: {contents}\n{more}')


def selections(suite, lab):
    main = assemble(lab, "main", MAIN)
    for selection, first, second, taken, like in SELECTIONS:
        a, b = copy(lab, "a", selection, first), copy(lab, "b", selection, second)
        name = f"{selection}: {first[6:]} and {second[6:]}"
        for which in ("ours", *like):
            status, said = lab.link(which, "t.exe", "-e", "start", main, a, b, ok=False)
            if taken is None:
                suite.check(f"{name}: refused by {which}", status != 0 and "data" in said, status, said)
                continue
            suite.check(f"{name}: linked by {which}", status == 0, said)
            suite.equal(f"{name}: what {which} takes", section(lab.path(which) / "t.exe", b".rdata")[1][:4],
                        struct.pack("<I", taken))


def followers(suite, lab):
    """They go with what they follow, also when a copy that came later is the largest."""
    main = assemble(lab, "main", MAIN)
    for selection, sizes, kept in (("discard", (ONE, LONG), 0xa), ("largest", (ONE, LONG), 0xb)):
        objects = [copy(lab, n, selection, c, FOLLOWERS.replace("NAME", n).replace("NUMBER", n * 8))
                   for n, c in zip("ab", sizes)]
        for which in ("ours", "lld") if selection == "discard" else ("ours",):
            data = section(lab.link(which, "t.exe", "-e", "start", main, *objects), b".rdata")[1]
            found = [n for n in (0xa, 0xb) if struct.pack("<I", n * 0x11111111) in data]
            suite.equal(f"{selection}: what follows the copy that {which} takes", found, [kept])
            suite.equal(f"{selection}: ... all of it, once, by {which}", data.count(struct.pack("<I", kept * 0x11111111)), 2)


def pairs(suite, lab):
    """The function table has one entry for a function that is there once, however far its parts are from each other."""
    objects = []
    for name in ("one", "two"):
        fill = "\n".join(f'.section .data${name}{i},"w"\n.long {i}' for i in range(40))
        text = PAIRS.replace("CALLER", name).replace("FILL", "nop")
        objects.append(lab.compile(name, text.replace(".text\n.globl", fill + "\n.text\n.globl")))
        objects.append(assemble(lab, "clang" + name, text.replace("one", "three").replace("two", "four").replace(
            '.section .text$f,"x"\n.linkonce discard', '.section .text$f,"xr",discard,f').replace(
                ".text\n.globl", fill + "\n.text\n.globl")))
    for which in ("ours", "lld"):
        table = section(lab.link(which, "t.exe", "-e", "one", *objects), b".pdata")[1]
        suite.equal(f"function table of {which}", len(table), 12)
    suite.check("... with no entry of zeroes", table[:4] != bytes(4))


WEAK = """
.text
.globl start
start: call f; ret
.weak f
.set f, fallback
.section .text$fallback,"x"
.globl fallback
fallback: mov $1, %eax; ret
"""
STRONG = ".text\n.globl other\nother: call f; ret\n"
DEFINES = ".text\n.globl f\nf: mov $2, %eax; ret\n"


def with_characteristics(path, number):
    """Clang writes 3 (alias) into the auxiliary entry of the only weak external."""
    raw = bytearray(path.read_bytes())
    table, count = struct.unpack_from("<II", raw, 8)
    i = 0
    while i < count:
        at = table + 18 * i
        if raw[at + 16] == 105:
            struct.pack_into("<I", raw, at + 22, number)
        i += 1 + raw[at + 17]
    path.write_bytes(raw)
    return path


def weak(suite, lab):
    defines, strong = assemble(lab, "defines", DEFINES), assemble(lab, "strong", STRONG)
    library = lab.path("library.a")
    linkers.run("llvm-ar-19", "rcs", library, defines)
    for number, name in enumerate(("nolibrary", "library", "alias", "anti-dependency"), 1):
        obj = with_characteristics(assemble(lab, f"weak{number}", WEAK), number)
        for what, words, defined in (("nothing", (), False), ("an object", (defines,), True),
                                     ("a library", (library,), number == 2),
                                     ("a library, and it is asked for", (strong, library), True)):
            image = lab.link("ours", "t.exe", "-e", "start", obj, *words)
            at, text = section(image, b".text")
            start = linkers.symbols(image)["start"] - int(linkers.header(image, "ImageBase"), 16) - at
            to = start + 5 + struct.unpack_from("<i", text, start + 1)[0]
            suite.equal(f"weak external, {name}, defined by {what}", text[to + 1], 2 if defined else 1)
    # Where GNU ld has an opinion: who asks without a default gets the library's.
    image = lab.link("gnu", "t.exe", "-e", "start", assemble(lab, "weak", WEAK), strong, library)
    suite.check("GNU ld takes a library's for one that is asked for", b"\xb8\2\0\0\0\xc3" in section(image, b".text")[1])


def fills(suite, lab):
    """Between pieces of code there are instructions that do nothing, as GNU ld has them."""
    text = ".text\n.globl start\n.p2align 4\nstart: ret\n"
    other = ".text\n.p2align 4\nret\n"
    a, b = assemble(lab, "fill_a", text), assemble(lab, "fill_b", other)
    image = lab.link("ours", "t.exe", "-e", "start", a, b)
    suite.equal("what stands between pieces of code", section(image, b".text")[1][:17], b"\xc3" + b"\x90" * 15 + b"\xc3")


def main():
    suite = harness.Suite()
    with tempfile.TemporaryDirectory() as folder:
        lab = linkers.Lab(folder, "x86_64")
        selections(suite, lab)
        followers(suite, lab)
        pairs(suite, lab)
        weak(suite, lab)
        fills(suite, lab)
    return suite.finish()


if __name__ == "__main__":
    sys.exit(main())
