#!/usr/bin/python3
# Which target a file is taken for, where magic numbers are shared or say nothing: fixtures, and PE
# files made on the spot.

import os
import struct
import tempfile

import harness
import jsondoc

suite = harness.Suite()
folder = tempfile.TemporaryDirectory()

OBJECT, IMAGE = 0, 2  # IMAGE_FILE_EXECUTABLE_IMAGE


def optional_header(order, wide, subsystem):
    """PE32 or PE32+, without directories."""
    start = struct.pack(order + "HBB5I", 0x20b if wide else 0x10b, 2, 40, 0x200, 0, 0, 0x1000, 0x1000)
    base = struct.pack(order + "Q", 0x140000000) if wide else struct.pack(order + "II", 0, 0x400000)
    rest = struct.pack(order + "II6H4I2H", 0x1000, 0x200, 4, 0, 0, 0, 4, 0, 0, 0x2000, 0x200, 0,
                       subsystem, 0)
    sizes = struct.pack(order + ("4Q" if wide else "4I"), 0x100000, 0x1000, 0x100000, 0x1000)
    return start + base + rest + sizes + struct.pack(order + "II", 0, 0)


def coff(machine, order="<", flags=OBJECT, opt=b"", at=0, section=b".text"):
    """A file header, one section of 512 bytes behind everything else, and no symbols."""
    text = (at + 20 + len(opt) + 40 + 511) // 512 * 512
    header = struct.pack(order + "HHIIIHH", machine, 1, 0, 0, 0, len(opt), flags)
    scnhdr = section.ljust(8, b"\0") + struct.pack(
        order + "6IHHI", 0x200 if opt else 0, 0x1000 if opt else 0, 0x200, text, 0, 0, 0, 0, 0x60000020)
    return (header + opt + scnhdr).ljust(text - at, b"\0") + b"\xc3" * 512


def image(machine, order="<", wide=False, subsystem=3):
    dos = struct.pack(order + "14H", 0x5a4d, 0x90, 3, 0, 4, 0, 0xffff, 0, 0xb8, 0, 0, 0, 0x40, 0)
    dos = dos.ljust(60, b"\0") + struct.pack(order + "I", 64)
    signature = struct.pack(order + "I", 0x4550)
    opt = optional_header(order, wide, subsystem)
    return dos + signature + coff(machine, order, IMAGE, opt, at=68)


def made(name, data):
    path = os.path.join(folder.name, name)
    with open(path, "wb") as f:
        f.write(data)
    return path


def taken(name, data, target, *alike):
    """The target, and those that are no different to read."""
    path = made(name, data)
    doc = jsondoc.document(suite, path, "--headers")
    suite.check(f"{name}: {target}", doc["target"] == target, doc["target"], doc["candidates"])
    names = [c["target"] for c in doc["candidates"]]
    for other in alike:
        suite.check(f"{name}: {other} is a candidate", other in names, names)
        asked = jsondoc.document(suite, path, "--target", other, "--headers")
        suite.check(f"{name}: as {other}", asked["target"] == other, asked["target"])
    return path, doc


def refused(name, data, *options):
    done = harness.coffdump(*options, made(name, data))
    suite.check(f"{name} {' '.join(options)}: refused", done.status != 0 and done.err, done.out[:200])


# ---- Fixtures whose magic number several flavours have ------------------------------------------

# An objdump for all targets calls all of these ambiguous.
for path, target in (("pe-arm/relocs.o", "pe-arm-little"), ("pe-arm/relocs-be.o", "pe-arm-big"),
                     ("pe-arm/thumb.o", "pe-arm-little"), ("pe-arm/stripped.x", "pei-arm-little"),
                     ("pe-arm-wince/relocs.o", "pe-arm-wince-little"),
                     ("pe-shl/relocs.o", "pe-shl"), ("pe-shl/stripped.x", "pei-shl"),
                     ("coff-sh/relocs-le.o", "coff-shl"), ("pe-mcore/relocs.o", "pe-mcore-little"),
                     ("pe-ppcle/relocs.o", "pe-powerpcle"), ("clang-arm-msvc/c.obj", "pe-armnt"),
                     ("pei-ia64/app.efi", "pei-ia64"), ("pei-loongarch64/app.efi", "pei-loongarch64")):
    doc = jsondoc.document(suite, harness.fixture(path), "--headers")
    suite.check(f"{path} is {target}", doc["target"] == target, doc["target"])

# The relocations tell, where the machine does not: 14 bytes each against 10.
for path, wrong in (("pe-arm/relocs.o", 0x1c0), ("pe-arm-wince/relocs.o", 0x1c0)):
    with open(harness.fixture(path), "rb") as f:
        data = f.read()
    taken(os.path.basename(path) + "-1c0", struct.pack("<H", wrong) + data[2:],
          "pe-arm-little" if path.startswith("pe-arm/") else "pe-arm-wince-little")

# ---- Images ---------------------------------------------------------------------------------------

# EFI: taken for the plain image, as objdump does, and read as what one asks for.
for machine, wide, plain, efi in ((0x14c, False, "pei-i386", "ia32"), (0x200, True, "pei-ia64", "ia64"),
                                  (0x8664, True, "pei-x86-64", "x86_64")):
    for subsystem, kind in ((10, "app"), (11, "bsdrv"), (12, "rtdrv")):
        name = f"efi-{kind}-{efi}"
        taken(name, image(machine, wide=wide, subsystem=subsystem), plain, name)
    refused(f"console-{efi}", image(machine, wide=wide), "--target", f"efi-app-{efi}")

# Big-endian: all headers, that of MS-DOS too.
for machine, target in ((0xa00, "pei-arm-big"), (0xb00, "pei-mcore-big"), (0x1f0, "pei-powerpc")):
    path, doc = taken(target, image(machine, ">"), target)
    suite.check(f"{target}: byte order", doc["byte_order"] == "big-endian", doc["byte_order"])
    with open(path, "rb") as f:
        suite.check(f"{target}: begins with ZM", f.read(2) == b"ZM")
    text = harness.coffdump("--all", path)
    suite.check(f"{target}: is read", text.status == 0 and ".text" in text.out, text.err[:300])
    fields = doc["optional_header"]["fields"]
    suite.check(f"{target}: size", fields["SizeOfImage"] == 0x2000, fields)
    stub = harness.coffdump("--overlay", path)
    suite.check(f"{target}: header of MS-DOS", "e_magic    0x5a4d" in stub.out, stub.out[:300])

# Headers of one order and data of another.
taken("xenon", image(0x1f2), "pei-powerpcbe")
# A machine that has a flavour, in each word size that its images may have.
taken("ebc64", image(0xebc, wide=True, subsystem=10), "pei-ebc")
taken("ebc32", image(0xebc, subsystem=10), "pei-ebc32")
# A machine that has none.
taken("odd32", image(0x4321), "pei-unknown")
taken("odd64", image(0x4321, wide=True), "pei-unknown64")
path, doc = taken("known", image(0x14c), "pei-i386")
suite.check("a known machine has no other candidate", "pei-unknown" not in
            [c["target"] for c in doc["candidates"]], doc["candidates"])

# ---- Objects and ROM images -----------------------------------------------------------------------

for machine, target in ((0x184, "pe-alpha"), (0x166, "pe-mips"), (0x1a6, "pe-sh4"), (0x9041, "pe-m32r"),
                        (0x1a2, "pe-sh3"), (0x1c2, "pe-thumb"), (0x284, "pe-alpha64"),
                        (0x3a64, "pe-chpe-x86"), (0x520, "pe-tricore"), (0x290, "pe-parisc"),
                        (0x5064, "pe-riscv64"), (0x14d, "pe-i860"), (0x601, "pe-mppc601")):
    taken(target, coff(machine), target)

ROM = struct.pack("<HBB13I", 0x107, 2, 40, 0x200, 0, 0, 0x1000, 0x1000, 0, 0, 0, 0, 0, 0, 0, 0x8000)
path, doc = taken("rom", coff(0x166, flags=IMAGE, opt=ROM), "pe-rom-image")
suite.check("rom: an image", doc["kind"] == "image", doc["kind"])
suite.check("rom: MIPS", "MIPS" in doc["machine"]["name"], doc["machine"])
path, doc = taken("no-rom", coff(0x166), "pe-mips")
suite.check("an object is no ROM image", "pe-rom-image" not in [c["target"] for c in doc["candidates"]])

# Machine 0: what goes with any machine. Zeroes alone are no such file.
taken("any", coff(0, section=b".rsrc$01"), "pe-unknown")
refused("zeroes", bytes(4096))
# Weak evidence does not count against the one that is asked for.
asked = jsondoc.document(suite, made("empty", coff(0)), "--target", "pe-unknown", "--headers")
suite.check("an empty object, as pe-unknown", asked["target"] == "pe-unknown", asked["target"])
refused("few-zeroes", bytes(64))
refused("icon", struct.pack("<HHHBBBBHHII", 0, 1, 1, 16, 16, 0, 0, 1, 32, 1128, 22) + bytes(1128))

# ---- MIPS ECOFF and SPARC COFF share 0x160 --------------------------------------------------------

# The symbolic header tells them apart: its size is f_nsyms, and it begins with 0x7009.
path = harness.fixture("ecoff-mips-be/sample-g.o")
doc = jsondoc.document(suite, path, "--headers")
suite.check("symbolic header: ecoff-bigmips", doc["target"] == "ecoff-bigmips", doc["candidates"])
suite.check("symbolic header: no doubt", not doc["ambiguous"], doc["candidates"])
with open(path, "rb") as f:
    mips = bytearray(f.read())
# The header words of a file that a big-endian host made for a little-endian machine.
crossed = bytearray(mips)
crossed[0:2] = b"\x01\x62"
taken("crossed", bytes(crossed), "ecoff-biglittlemips")
# Without the header's magic number nothing but section flags speaks for MIPS.
symptr = struct.unpack_from(">I", mips, 8)[0]
mips[symptr:symptr + 2] = b"\0\0"
path = made("no-header", bytes(mips))
doc = jsondoc.document(suite, path, "--headers", status=int("symbolic" in harness.coffdump(path).err))
found = {c["target"]: c["evidence"] for c in doc["candidates"]}
suite.check("without its magic number less speaks for it", found.get("ecoff-bigmips", 0) <
            {c["target"]: c["evidence"] for c in jsondoc.document(
                suite, harness.fixture("ecoff-mips-be/sample-g.o"), "--headers")["candidates"]}[
                    "ecoff-bigmips"], found)
for name in ("ecoff-mips-be/stripped.x", "ecoff-mips-le/linked.x", "ecoff-alpha/linked.x"):
    doc = jsondoc.document(suite, harness.fixture(name), "--headers")
    suite.check(f"{name}: an image", doc["kind"] == "image" and doc["family"] == "ECOFF", doc["kind"])

suite.finish()
