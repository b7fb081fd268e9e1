#!/usr/bin/python3
# Relocations judged by linkers and DWARF readers that are not ours.
#
# Each object is linked by a peer; every section of it is then relocated by reloc-apply to where
# the peer's map says it lies, and must have the bytes that the peer wrote. Contents relocated
# without a link are judged by DWARF readers: their text must stay the same when a section's
# relocations are replaced by their result.
#
# Usage: test_relocated.py [WORD...]: only the cases whose names hold one of the words.

import os
import re
import shlex
import struct
import subprocess
import sys
import tempfile

APPLY = shlex.split(os.environ.get("COFFKIT_RUN", "")) + [
    os.path.join(os.path.abspath(os.environ.get("builddir", ".")), "testsuite/tools/reloc-apply")]

EXECUTE = 0x20000000  # IMAGE_SCN_MEM_EXECUTE


class Failure(Exception):
    pass


def run(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != 0:
        raise Failure(f"{' '.join(command)}: exit status {done.returncode}\n"
                      f"{done.stderr.decode(errors='replace')}")
    return done.stdout.decode(errors="replace")


# --- COFF, as little of it as a judge needs -----------------------------------------------------

class Coff:
    """Section headers of an object, a PE image or a plain COFF image."""

    def __init__(self, path, order="<"):
        with open(path, "rb") as f:
            self.data = bytearray(f.read())
        self.order, self.at, self.base = order, 0, 0
        if self.data[:2] == b"MZ":
            self.at = struct.unpack_from("<I", self.data, 0x3c)[0] + 4
            opt = self.at + 20
            plus = struct.unpack_from("<H", self.data, opt)[0] == 0x20b
            self.base = (struct.unpack_from("<Q", self.data, opt + 24) if plus else
                         struct.unpack_from("<I", self.data, opt + 28))[0]
        _, count, _, symptr, nsyms, opthdr, _ = struct.unpack_from(order + "HHIIIHH", self.data,
                                                                   self.at)
        self.strings = symptr + nsyms * 18
        self.headers = [self.at + 20 + opthdr + 40 * i for i in range(count)]
        self.sections = [self.section(i) for i in range(count)]

    def section(self, index):
        name, paddr, vaddr, size, scnptr, _, _, nreloc, _, flags = struct.unpack_from(
            self.order + "8sIIIIIIHHI", self.data, self.headers[index])
        name = name.rstrip(b"\0").decode()
        if name.startswith("/"):
            start = self.strings + int(name[1:])
            name = self.data[start:self.data.index(0, start)].decode()
        extent = max(size, paddr) if self.at else size  # PE image: VirtualSize
        return {"number": index + 1, "name": name, "address": vaddr + self.base, "size": size,
                "extent": extent, "at": scnptr, "nreloc": nreloc, "flags": flags}

    def output_of(self, address):
        """The section that holds an address, or None."""
        for s in self.sections:
            if s["address"] <= address < s["address"] + s["extent"]:
                return s
        return None

    def bytes_at(self, address, size):
        s = self.output_of(address)
        start = s["at"] + address - s["address"]
        return bytes(self.data[start:start + size])

    def replace(self, number, contents):
        """Gives a section other contents and no relocations."""
        header = self.headers[number - 1]
        at = self.sections[number - 1]["at"]
        self.data[at:at + len(contents)] = contents
        struct.pack_into(self.order + "H", self.data, header + 32, 0)


def object_of(machine, text, relocs):
    """A PE object: .text with relocations (offset, symbol, type). Symbols 0 ext, 1 extd are
    undefined, 2 is at 0x11 of .data."""
    data = bytes(range(0x40))
    head = 20 + 2 * 40
    at_data = head + len(text)
    at_relocs = at_data + len(data)
    symptr = at_relocs + 10 * len(relocs)
    out = struct.pack("<HHIIIHH", machine, 2, 0, symptr, 3, 0, 0)
    out += struct.pack("<8sIIIIIIHHI", b".text", 0, 0, len(text), head, at_relocs, 0, len(relocs),
                       0, 0x60500020)
    out += struct.pack("<8sIIIIIIHHI", b".data", 0, 0, len(data), at_data, 0, 0, 0, 0, 0xc0500040)
    out += text + data + b"".join(struct.pack("<IIH", *r) for r in relocs)
    out += struct.pack("<8sIhHBB", b"ext", 0, 0, 0x20, 2, 0)
    out += struct.pack("<8sIhHBB", b"extd", 0, 0, 0, 2, 0)
    out += struct.pack("<8sIhHBB", b"local", 0x11, 2, 0, 3, 0)
    return out + struct.pack("<I", 4)


# --- where a linker put things ------------------------------------------------------------------

def gnu_map(text, name, base):
    """[(section, address)] of the object, {symbol: address}, from ld -Map."""
    del base
    section = rf"^ (\S+)\s+0x([0-9a-f]+)\s+0x([0-9a-f]+) {re.escape(name)}$"
    places = [(m[1], int(m[2], 16)) for m in re.finditer(section, text, re.M) if int(m[3], 16)]
    symbols = {m[2]: int(m[1], 16)
               for m in re.finditer(r"^ {10,}0x([0-9a-f]+) +(\S+)$", text, re.M)}
    return places, symbols


def lld_map(text, name, base):
    """The same from lld-link /lldmap."""
    section = rf"^([0-9a-f]+) ([0-9a-f]+) +\d+ +{re.escape(name)}:\((\S+)\)$"
    places = [(m[3], base + int(m[1], 16)) for m in re.finditer(section, text, re.M)
              if int(m[2], 16)]
    symbols = {m[2]: base + int(m[1], 16)
               for m in re.finditer(r"^([0-9a-f]+) 0+ +\d+ {17}(\S+)$", text, re.M)}
    return places, symbols


def placed(image, address, thumb):
    """ADDRESS:BASE:NUMBER:BITS for reloc-apply."""
    s = image.output_of(address)
    if s is None:
        return f"{address}:0:0:0"
    bits = 1 if thumb and s["flags"] & EXECUTE else 0
    return f"{address}:{s['address']}:{s['number']}:{bits}"


def compare(path, image_path, map_text, reader, order="<", thumb=False):
    """Relocates every placed section of an object and compares with the image. Returns how many
    relocations that were."""
    obj, image = Coff(path, order), Coff(image_path, order)
    places, symbols = reader(map_text, path, image.base)
    args, found, count = [], [], 0
    for s in obj.sections:
        place = next((p for p in places if p[0] == s["name"]), None)
        if place is not None:
            places.remove(place)
            args.append(f"{s['number']}={placed(image, place[1], thumb)}")
            found.append((s, place[1]))
    args += [f"{name}={placed(image, address, thumb)}" for name, address in symbols.items()]
    for s, address in found:
        if s["nreloc"] == 0:
            continue
        ours = bytes.fromhex(run(*APPLY, path, s["name"], str(image.base), *args).strip())
        theirs = image.bytes_at(address, s["size"])
        wrong = [i for i in range(s["size"]) if ours[i] != theirs[i]]
        if wrong:
            i = wrong[0] & ~3
            raise Failure(f"{path} {s['name']}: at 0x{i:x} we have {ours[i:i + 8].hex()}, the "
                          f"linker {theirs[i:i + 8].hex()}; {len(wrong)} bytes differ")
        count += s["nreloc"]
    if count == 0:
        raise Failure(f"{path}: no relocation was compared")
    return count


# --- sources --------------------------------------------------------------------------------------

CODE = """
extern int ext(int);
extern int extd[];
int counter = 5;
int *third = &extd[3];
int (*pointer)(int) = ext;
static int scaled(int a) { return a * counter + extd[2]; }
int work(int a)
{
  switch (a) {
  case 1: return ext(a) + 1;
  case 2: return scaled(a);
  case 3: return ext(scaled(a));
  case 4: return *third + (a ? ext(7) : 9);
  case 5: return pointer(a);
  }
  return extd[a] + extd[1000];
}
"""
MORE = """
int extd[2000] = {1, 2, 3};
int ext(int a) { return a + 1; }
extern int work(int);
int start(void) { return work(3); }
"""

# Plain COFF: addresses are small enough for fields of a byte.
SCRIPT = """
SECTIONS {
  .text 0x10 : { *(.text) }
  .data 0x60 : { *(.data) }
  .bss : { *(.bss) *(COMMON) }
  .debug_x 0 : { *(.debug_x) }
}
"""
DJGPP_CODE = """
 .text
 .globl start, main
 nop
start: call ext
 call main
 jmp ext+5
main: ret
 .data
 .long 1
 .globl gd
gd: .long gd, gd+4, ld, ext, ext+3, com, com+2, start-., main-., ext-.
 .word ext, ext-.
 .byte ext, ext-.
ld: .long 7
 .comm com,16
 .section .debug_x,"n"
 .long 7, ld, gd, ext
"""
H8300_CODE = """
 .h8300s
 .text
 .globl start
 nop
start: jsr @ext
 bsr ext
 bra ext:16
 mov.l @ext:32,er0
 mov.l #ext+4,er1
 mov.w #ext,r1
main: rts
 .data
 .long ext, ext+3, start, main, com
 .word ext-8
 .byte ext
 .comm com,16
"""
Z80_CODE = """
 .text
 .globl start
 nop
start: call ext
 jp ext+4
 jr ext
 ld a,(ext)
 ld hl,ext
 ld b,ext
 ld (ix+ext),a
main: ret
 .data
 .long ext, ext+3, start, main, com
 .word ext-8
 .byte ext
 d24 ext
 .comm com,16
"""


def write(name, text):
    with open(name, "wb" if isinstance(text, bytes) else "w") as f:
        f.write(text)


def clang(target, *options):
    for name, text in ("code", CODE), ("more", MORE):
        write(name + ".c", text)
        run("clang-19", f"--target={target}", "-O1", "-gdwarf-4", "-c", name + ".c", "-o",
            name + ".obj", *options)


def lld_link(*options):
    entry = "/entry:start"
    run("lld-link-19", entry, "/nodefaultlib", "/subsystem:console", "/debug:dwarf",
        "/lldmap:map.txt", "/out:out.exe", *options)
    with open("map.txt") as f:
        return f.read()


def link_clang(target, thumb=False):
    clang(target)
    text = lld_link("code.obj", "more.obj")
    return compare("code.obj", "out.exe", text, lld_map, thumb=thumb)


def link_mingw(prefix, entry):
    for name, text in ("code", CODE), ("more", MORE):
        write(name + ".c", text)
        run(prefix + "-gcc", "-O1", "-g", "-c", name + ".c", "-o", name + ".o")
    run(prefix + "-ld", "--no-demangle", "-Map=map.txt", "-e", entry, "code.o", "more.o", "-o", "out.exe")
    with open("map.txt") as f:
        return compare("code.o", "out.exe", f.read(), gnu_map)


# --- every type that lld-link takes ---------------------------------------------------------------

# (type, symbol, bytes of the field with an addend in it). Symbols: see object_of().
AMD64 = [(t, s, a) for s in (0, 1, 2) for t, a in [
    (1, struct.pack("<q", 0x1234)), (1, struct.pack("<q", -4)), (2, struct.pack("<i", 0x20)),
    (3, struct.pack("<i", 8)), (3, struct.pack("<i", -8)), (10, struct.pack("<H", 0)),
    (11, struct.pack("<i", 5)), *[(4 + n, struct.pack("<i", -n)) for n in range(6)]]]
I386 = [(t, s, a) for s in (0, 1, 2) for t, a in [
    (6, struct.pack("<i", 0x1234)), (6, struct.pack("<i", -4)), (7, struct.pack("<i", 8)),
    (10, struct.pack("<H", 0)), (11, struct.pack("<i", 5)), (20, struct.pack("<i", -7))]]
# Branches and loads go to what is aligned for them: lld-link insists.
ARM64 = [(t, s, struct.pack("<I", a)) for s in (0, 1, 2) for t, a in [
    (1, 0x44), (2, 0x44), (2, 0xfffffff8), (4, 0x90000003), (4, 0xb0081003), (5, 0x70000fe3),
    (6, 0x91000041), (6, 0x91015441), (7, 0x39400041), (8, 9), (9, 0x91000041), (10, 0x91400041),
    (11, 0x39400041), (13, 0), (17, 12)]] + [
        (14, 1, struct.pack("<q", -12)), (3, 0, struct.pack("<I", 0x94000000)),
        (15, 0, struct.pack("<I", 0x54000000)), (16, 0, struct.pack("<I", 0x36180001))] + [
            (7, s, struct.pack("<I", a)) for s in (0, 1) for a in (
                0x79400041, 0xb9400041, 0xf9400041, 0xfd400041, 0x3d800041, 0x3dc01041,
                0xb9400841)]
THUMB = [(t, s, bytes.fromhex(a)) for s in (0, 1, 2) for t, a in [
    (1, "40000000"), (2, "fcffffff"), (10, "00000000"), (14, "0000"), (15, "09000000"),
    (17, "40f20007c0f20007"), (17, "4af6cd37c0f23427")]] + [
        (18, 0, bytes.fromhex("00f00080")), (20, 0, bytes.fromhex("00f000b8")),
        (20, 0, bytes.fromhex("00f000f8")), (20, 0, bytes.fromhex("00f000d0")),
        (21, 0, bytes.fromhex("00f000f8"))]

# The other object: ext is code, extd is data aligned for any access.
FAR = {0x8664: "x86_64", 0x14c: "i686", 0xaa64: "aarch64", 0x1c4: "thumbv7"}
FAR_TEXT = """ .text
 .globl start, _start, ext, extd
start:
_start:
 .zero 0x1340
ext: .zero 16
 .data
 .zero 0x2470
extd: .zero 16
"""


def every_type(machine, rows, *options):
    text, relocs = bytearray(), []
    for kind, symbol, field in rows:
        relocs.append((len(text), symbol, kind))
        text += field + bytes(-len(field) % 4)
    write("all.obj", object_of(machine, bytes(text), relocs))
    write("far.s", FAR_TEXT)
    run("clang-19", f"--target={FAR[machine]}-pc-windows-msvc", "-c", "far.s", "-o", "far.obj")
    log = lld_link("all.obj", "far.obj", *options)
    return compare("all.obj", "out.exe", log, lld_map, thumb=machine == 0x1c4)


# --- System V -------------------------------------------------------------------------------------

def link_sysv(prefix, order, code, ret, *options):
    write("a.s", code)
    write("b.s", f" .globl ext\n .text\n nop\next: {ret}\n")
    for name in "a", "b":
        run(prefix + "-as", name + ".s", "-o", name + ".o")
    write("script", SCRIPT)
    run(prefix + "-ld", "-Map=map.txt", "-e", "start", *options, "-T", "script", "a.o", "b.o",
        "-o", "out.x")
    with open("map.txt") as f:
        return compare("a.o", "out.x", f.read(), gnu_map, order=order)


# --- without a link -------------------------------------------------------------------------------

def text_of(reader, path):
    """What a DWARF reader says, without the lines that name the file, and without addresses in
    location expressions: llvm-dwarfdump does not relocate those."""
    return [line for line in run(*reader, path).splitlines()
            if path not in line and not ("llvm" in reader[0] and "DW_OP_addr" in line)]


def dwarf(path, order, *readers):
    """Replaces the relocations of all .debug_ sections by our result; readers must not see it."""
    obj, count = Coff(path, order), 0
    for s in obj.sections:
        if s["name"].startswith(".debug_") and s["nreloc"]:
            obj.replace(s["number"], bytes.fromhex(run(*APPLY, path, s["name"]).strip()))
            count += s["nreloc"]
    if count == 0:
        raise Failure(f"{path}: no relocation in .debug_ sections")
    write("applied.o", bytes(obj.data))
    for reader in readers:
        before, after = text_of(reader, path), text_of(reader, "applied.o")
        if len(before) < 20:
            raise Failure(f"{' '.join(reader)} says nothing about {path}")
        if before != after:
            line = next((a, b) for a, b in zip(before, after + [None] * len(before)) if a != b)
            raise Failure(f"{' '.join(reader)} on {path}: {line[0]!r} became {line[1]!r}")
    return count


LLVM_DWARF = ["llvm-dwarfdump-19", "--all"]
GNU_DWARF = ["--dwarf=rawline,decodedline,info,aranges,frames,Ranges,loc"]


def dwarf_clang(target, *readers):
    clang(target)
    return dwarf("code.obj", "<", LLVM_DWARF, *readers)


def dwarf_mingw(prefix):
    write("code.c", CODE)
    run(prefix + "-gcc", "-O1", "-g", "-c", "code.c", "-o", "code.o")
    return dwarf("code.o", "<", LLVM_DWARF, [prefix + "-objdump", *GNU_DWARF])


def dwarf_as(prefix, order, call):
    write("code.s", f" .text\nstart: {call} start\n {call} ext\nlast: {call} last\n")
    run(prefix + "-as", "-gdwarf-2", "code.s", "-o", "code.o")
    return dwarf("code.o", order, [prefix + "-objdump", *GNU_DWARF])


DJGPP = "i586-pc-msdosdjgpp"

CASES = {
    "every type, x64": lambda: every_type(0x8664, AMD64, "/base:0x400000",
                                          "/largeaddressaware:no", "/dynamicbase:no", "/fixed"),
    "every type, i386": lambda: every_type(0x14c, I386, "/safeseh:no"),
    "every type, arm64": lambda: every_type(0xaa64, ARM64, "/base:0x10000000"),
    "every type, thumb": lambda: every_type(0x1c4, THUMB),
    "clang x64": lambda: link_clang("x86_64-pc-windows-msvc"),
    "clang arm64": lambda: link_clang("aarch64-pc-windows-msvc"),
    "clang thumb": lambda: link_clang("thumbv7-pc-windows-msvc", thumb=True),
    "mingw x64": lambda: link_mingw("x86_64-w64-mingw32", "start"),
    "mingw i386": lambda: link_mingw("i686-w64-mingw32", "_start"),
    "djgpp": lambda: link_sysv(DJGPP, "<", DJGPP_CODE, "ret", "--oformat", "coff-go32"),
    "h8300": lambda: link_sysv("h8300-hitachi-coff", ">", H8300_CODE, "rts", "-m", "h8300s"),
    "z80": lambda: link_sysv("z80-unknown-coff", "<", Z80_CODE, "ret"),
    "dwarf clang x64": lambda: dwarf_clang("x86_64-pc-windows-msvc",
                                           ["x86_64-w64-mingw32-objdump", *GNU_DWARF]),
    "dwarf clang i386": lambda: dwarf_clang("i686-pc-windows-gnu",
                                            ["i686-w64-mingw32-objdump", *GNU_DWARF]),
    "dwarf clang arm64": lambda: dwarf_clang("aarch64-pc-windows-msvc"),
    "dwarf clang thumb": lambda: dwarf_clang("thumbv7-pc-windows-msvc"),
    "dwarf mingw x64": lambda: dwarf_mingw("x86_64-w64-mingw32"),
    "dwarf mingw i386": lambda: dwarf_mingw("i686-w64-mingw32"),
    "dwarf djgpp": lambda: dwarf_as(DJGPP, "<", "call"),
}


def main(words):
    passed = failed = 0
    for name, case in CASES.items():
        if words and not any(word in name for word in words):
            continue
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            try:
                print(f"ok   {name}: {case()} relocations")
                passed += 1
            except (Failure, OSError) as why:
                print(f"FAIL {name}: {why}")
                failed += 1
            os.chdir("/")
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
