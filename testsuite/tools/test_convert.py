#!/usr/bin/python3
# coff-objcopy -O TARGET: converted objects against those of GNU objcopy, and linked and run.
#
# Skip it unless you change conversions (coffgen/edit/convert*.c); addends, weak symbols and what is lost
# are in testsuite/unit/test-convert.c.
#
# Judges are the objdump, linker and assembler of each flavour (MinGW, DJGPP) and wine. DJGPP's binutils
# know no PE and MinGW's no DJGPP, so between these two no objcopy converts: what is converted is compared
# with what the other flavour's own assembler makes of the same source, and linked by its linker.

import os
import re
import struct
import subprocess
import tempfile
from pathlib import Path

import harness
import wine

suite = harness.Suite()
ROOM = 65279  # sections that IMAGE_FILE_HEADER can number: 0xff00 and up mean something else
ENV = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}

PROGRAM = r"""
int printf(const char *, ...);
static int counter = 3;
int table[40];
int *where = &table[7];
const char *const words[] = {"one", "two", "three"};
__attribute__((weak)) int is_weak(int x) { return x + counter; }
extern int absent(void) __attribute__((weak));
extern int from_two(int);
int for_two = 12;
int main(void)
{
  *where = from_two(4);
  printf("%s %d %d %d\n", words[2], table[7], is_weak(1), absent ? absent() : -1);
  return table[7] - 30 + is_weak(8);
}
"""
SECOND = "extern int for_two; int from_two(int x) { switch (x) { case 1: return 5; case 2: return 9;" \
    " case 3: return 1; case 4: return for_two * 3; default: return x; } }\n"

# What both assemblers take: calls, addresses with addends, common symbols, weak ones, other sections.
ASSEMBLY = """
	.file "both.c"
	.text
	.globl _start_here
_start_here:
	call _outside
	movl _numbers+4, %eax
	movl _shared+2, %ebx
	call _other_text
	jmp _numbers
	ret
	.globl _local_one
_local_one:
	nop
	.data
	.globl _numbers
_numbers:
	.long _start_here, 4, _outside_too+3, _local_one-4, _shared
	.comm _shared, 16
"""


def sh(*command, cwd=None):
    return subprocess.run(command, cwd=cwd, env=ENV, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=300, check=False)


def convert(where, old, new, target, *options):
    done = harness.run("coff-objcopy", *options, "-O", target, str(where / old), str(where / new))
    suite.check(f"{old} becomes {new} ({target})", done.status == 0, done.err)
    return done.err


def shown(objdump, path, *options):
    """What it prints from the first section or symbol on, without file offsets."""
    out = sh(objdump, *options, str(path)).stdout
    return out[out.find("\n\n"):]


def without_offsets(text):
    return re.sub(r"(?m)^( +\d+ \S+ +[0-9a-f]+  [0-9a-f]+  [0-9a-f]+  )[0-9a-f]+", r"\1", text)


def told(gcc, exe):
    """What the program says; of one for 32 bits, which wine runs only where its libraries for them are
    installed: its code and data."""
    if gcc.startswith("x86_64"):
        done = wine.run(exe)
        return f"{done.status} {done.out}"
    return shown(gcc + "-objdump", exe, "-s", "-j", ".text", "-j", ".data")


def bigobj(tmp):
    """Against GNU objcopy: the same to objdump; there and back, linked and run."""
    for gcc, bits, target, big in (
            ("x86_64-w64-mingw32", 64, "pe-x86-64", "pe-bigobj-x86-64"),
            ("i686-w64-mingw32", 32, "pe-i386", "pe-bigobj-i386")):
        where = tmp / str(bits)
        where.mkdir()
        (where / "one.c").write_text(PROGRAM)
        (where / "two.c").write_text(SECOND)
        objects = []
        for stem in ("one", "two"):
            sh(gcc + "-gcc", "-g", "-O1", "-ffunction-sections", "-c", stem + ".c", cwd=where)
            convert(where, stem + ".o", stem + ".big", big)
            convert(where, stem + ".big", stem + ".back", target)
            sh(gcc + "-objcopy", "-O", big, stem + ".o", stem + ".gnu", cwd=where)
            ours, theirs = (without_offsets(shown(gcc + "-objdump", where / (stem + suffix), "-h", "-r", "-s"))
                            for suffix in (".big", ".gnu"))
            suite.equal(f"{big}: {stem}.o: sections, relocations, contents as GNU objcopy", ours, theirs)
            first, last = (shown(gcc + "-objdump", where / (stem + suffix), "-h", "-t", "-r", "-s")
                           for suffix in (".o", ".back"))
            suite.equal(f"{big}: {stem}.o: there and back", last, first)
            suite.check(f"{big}: {stem}.o: symbols", len(first.splitlines()) > 40)
            objects.append(stem + ".big")
        sh(gcc + "-gcc", "one.o", "two.o", "-o", "first.exe", cwd=where)
        ran = told(gcc, where / "first.exe")
        suite.check(f"{target}: the program is linked and runs", "three 36" in ran or bits == 32, ran)
        for name, files in (("big.exe", objects), ("mixed.exe", [objects[0], "two.back"]),
                            ("back.exe", ["one.back", "two.back"])):
            done = sh(gcc + "-gcc", *files, "-o", name, cwd=where)
            suite.equal(f"{big}: {name}, linked and run", told(gcc, where / name), ran)
            suite.check(f"{big}: {name} links", done.returncode == 0, done.stderr)


def facts(objdump, path):
    """Symbols by name, relocations by place, contents: without numbers, types and flags of a flavour."""
    text = sh(objdump, "-t", "-r", str(path)).stdout
    symbols = {m[3]: (m[1], m[2]) for m in re.finditer(
        r"\(sec +(-?\d+)\)\(fl 0x00\)\(ty +\w+\)\(scl +\d+\) \(nx \d\) (0x\w+) (\S+)", text)}
    relocs = re.findall(r"(?m)^([0-9a-f]{8}) (\S+) +(\S+)", text)
    return symbols, relocs


def djgpp(tmp):
    """Between DJGPP and PE, both ways: as the other assembler has it."""
    (tmp / "both.s").write_text(ASSEMBLY)
    sh("i586-pc-msdosdjgpp-as", "both.s", "-o", "go.o", cwd=tmp)
    sh("i686-w64-mingw32-as", "both.s", "-o", "pe.o", cwd=tmp)
    convert(tmp, "go.o", "from-go.o", "pe-i386")
    convert(tmp, "pe.o", "from-pe.o", "coff-go32")
    for name, objdump, ours, theirs in (
            ("DJGPP to PE", "i686-w64-mingw32-objdump", "from-go.o", "pe.o"),
            ("PE to DJGPP", "i586-pc-msdosdjgpp-objdump", "from-pe.o", "go.o")):
        a, b = facts(objdump, tmp / ours), facts(objdump, tmp / theirs)
        suite.check(f"{name}: something is compared", len(b[0]) > 8 and len(b[1]) > 5, b)
        suite.equal(f"{name}: symbols", a[0], b[0])
        suite.equal(f"{name}: relocations", a[1], b[1])
        for section, width in ((".text", 29), (".data", 14)):
            x, y = (shown(objdump, tmp / file, "-s", "-j", section) for file in (ours, theirs))
            # Assemblers fill a section up with bytes of their own choice.
            x, y = ([line[:41] for line in t.splitlines() if line.startswith(" 0")][:2] for t in (x, y))
            x[1], y[1] = x[1][:width], y[1][:width]
            suite.equal(f"{name}: contents of {section}", x, y)


def linked_by_djgpp(tmp):
    """What DJGPP's linker makes of converted objects is what it makes of its own."""
    (tmp / "rest.s").write_text(".globl _outside, _other_text, _outside_too\n.text\n_outside: ret\n"
                                "_other_text: ret\n.data\n_outside_too: .long 7\n")
    sh("i586-pc-msdosdjgpp-as", "rest.s", "-o", "rest.go.o", cwd=tmp)
    sh("i686-w64-mingw32-as", "rest.s", "-o", "rest.pe.o", cwd=tmp)
    convert(tmp, "rest.pe.o", "rest.from-pe.o", "coff-go32")
    for name, files in (("own", ["go.o", "rest.go.o"]), ("converted", ["from-pe.o", "rest.from-pe.o"])):
        done = sh("i586-pc-msdosdjgpp-ld", "-e", "_start_here", *files, "-o", name + ".exe", cwd=tmp)
        suite.check(f"DJGPP's ld links {name} objects", done.returncode == 0, done.stderr)
    own, ours = (re.sub(r"(?m)^.*(file format|>:$).*$|\t(nop|xchg|lea|data16).*$", "",
                        sh("i586-pc-msdosdjgpp-objdump", "-d", "--no-show-raw-insn", name, cwd=tmp).stdout)
                 for name in ("own.exe", "converted.exe"))
    first = re.findall(r"(?m)^ +[0-9a-f]+:\t(call|mov|jmp) +(.*)$", own)
    second = re.findall(r"(?m)^ +[0-9a-f]+:\t(call|mov|jmp) +(.*)$", ours)
    suite.check("there is code", len(first) >= 4, own)
    suite.equal("instructions of the linked images", second, first)


def linked_by_mingw(tmp):
    """A program of which one half went to DJGPP's flavour and back."""
    where = tmp / "32"
    for stem in ("one", "two"):
        # Alignments above 4, which DJGPP's flavour has no room for, would move what is linked.
        sh("i686-w64-mingw32-gcc", "-O1", "-fno-asynchronous-unwind-tables", "-malign-data=abi", "-c",
           stem + ".c", "-o", stem + ".plain.o", cwd=where)
        convert(where, stem + ".plain.o", stem + ".go.o", "coff-go32")
        convert(where, stem + ".go.o", stem + ".again.o", "pe-i386")
    for name, files in (("plain.exe", ["one.plain.o", "two.plain.o"]),
                        ("again.exe", ["one.again.o", "two.again.o"])):
        done = sh("i686-w64-mingw32-gcc", *files, "-o", name, cwd=where)
        suite.check(f"{name} links", done.returncode == 0, done.stderr)
    plain, again = (told("i686-w64-mingw32", where / name) for name in ("plain.exe", "again.exe"))
    suite.check("there is code and data", plain.count("\n") > 200)
    suite.equal("by way of DJGPP's flavour: the linked image", again, plain)


def images(tmp):
    """Images of EFI are those of Windows with another subsystem."""
    where = tmp / "64"
    convert(where, "first.exe", "app.efi", "efi-app-x86_64")
    convert(where, "app.efi", "back.exe", "pei-x86-64", "--subsystem=console")
    header = sh("x86_64-w64-mingw32-objdump", "-p", str(where / "app.efi")).stdout
    suite.has("efi-app-x86_64: subsystem", header, "Subsystem\t\t0000000a\t(EFI application)")
    suite.equal("there and back: the image", (where / "back.exe").read_bytes(),
                (where / "first.exe").read_bytes())
    convert(where, "first.exe", "driver.efi", "efi-app-x86_64", "--subsystem=efi-bsd")
    header = sh("x86_64-w64-mingw32-objdump", "-p", str(where / "driver.efi")).stdout
    suite.has("--subsystem decides", header, "Subsystem\t\t0000000b")


def many(path, count):
    """An object of sections with three letters each and nothing in them."""
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    names = [a + b + c for a in letters for b in letters for c in letters][:count]
    path.write_bytes(struct.pack("<HHIIIHH", 0x8664, count, 0, 0, 0, 0, 0)
                     + b"".join(struct.pack("<8sIIIIIIHHI", n.encode(), 0, 0, 0, 0, 0, 0, 0, 0, 0x60000020)
                                for n in names))
    return names


def larger(tmp):
    """An edit that leaves more sections than the flavour has numbers for: bigobj, and back."""
    names = many(tmp / "full.o", ROOM)
    (tmp / "bytes").write_bytes(b"some bytes")
    done = harness.run("coff-objcopy", "--add-section", f".more={tmp}/bytes", str(tmp / "full.o"),
                       str(tmp / "more.o"))
    suite.equal("one section more than there is room for", done.status, 0)
    suite.has("is said", done.err, "written as pe-bigobj-x86-64: pe-x86-64 has room for 65279 sections")
    headers = sh("llvm-readobj-19", "--file-headers", "--sections", tmp / "more.o").stdout
    suite.has("llvm-readobj counts them", headers, "Format: COFF-x86-64", f"SectionCount: {ROOM + 1}\n")
    suite.equal("llvm-readobj names them", re.findall(r"^    Name: (\S+)", headers, re.M), [*names, ".more"])
    suite.has("GNU knows it", sh("x86_64-w64-mingw32-objdump", "-f", tmp / "more.o").stdout,
              "file format pe-bigobj-x86-64")
    again = harness.run("coff-objcopy", "-O", "pe-x86-64", str(tmp / "more.o"), str(tmp / "again.o"))
    suite.has("-O pe-x86-64 stays bigobj", again.err, "written as pe-bigobj-x86-64")
    suite.equal("... of the same bytes", (tmp / "again.o").read_bytes(), (tmp / "more.o").read_bytes())
    back = harness.run("coff-objcopy", "-R", ".more", "-O", "pe-x86-64", str(tmp / "more.o"),
                       str(tmp / "back.o"))
    suite.equal("as many as there is room for fit", (back.status, back.err), (0, ""))
    suite.equal("... and are what they were", (tmp / "back.o").read_bytes()[20:20 + 40 * ROOM],
                (tmp / "full.o").read_bytes()[20:])


def refused(tmp):
    for target, why in (("pe-i386", "another processor"), ("pei-x86-64", "no files of this kind"),
                        ("no-such", "no such target"), ("ecoff-littlemips", "another processor")):
        done = harness.run("coff-objcopy", "-O", target, str(tmp / "64/one.o"), str(tmp / "none"))
        suite.check(f"-O {target} is refused", done.status == 1 and why in done.err, done.err)
        suite.check(f"-O {target}: no file is left", not (tmp / "none").exists())
    err = convert(tmp / "32", "one.o", "lossy.o", "coff-go32")
    suite.has("losses are listed", err, "alignments of sections are left out: ")


with tempfile.TemporaryDirectory() as folder:
    bigobj(Path(folder))
    djgpp(Path(folder))
    linked_by_djgpp(Path(folder))
    linked_by_mingw(Path(folder))
    images(Path(folder))
    larger(Path(folder))
    refused(Path(folder))
suite.finish()
