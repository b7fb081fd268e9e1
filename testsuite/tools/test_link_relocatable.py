#!/usr/bin/python3
# coff-ld -r: what GNU ld and lld make of the one object is, byte for byte, what they make of the many.
#
# Skip this unless it fails, or a program is added (linking.py).
#
# Where the order of common symbols or COMDATs decides of addresses, which is the linker's business, the program
# runs instead. More sections than an ordinary object can number make a big one.

import re
import tempfile
from pathlib import Path

import harness
import linking
import wine

suite = harness.Suite()
FOLDER = Path(tempfile.mkdtemp())
LINKERS = linking.Linkers()
RUNS = wine.Programs(suite)
# By whose linker the program is the same; the others run.
SAME = {"data": ("gcc", "clang"), "weak": ("gcc", "clang"), "ctors": ("gcc", "clang"), "align": ("gcc", "clang"),
        "tls": ("gcc", "clang"), "seh": ("gcc", "clang"), "sections": ("gcc", "clang"), "assembler": ()}
# A build id says what was linked.
OWN = (".buildid",)
NAMES = ("data", "weak", "common", "ctors", "align", "tls", "seh", "sections", "throw", "inline",
         "assembler")
LD = Path(harness.BUILDDIR) / "coff-ld"


def contents(image):
    """{section: its bytes}"""
    text = linking.tool("x86_64-w64-mingw32-objdump", "-s", "-w", image).stdout
    rows = {}
    for part in text.split("Contents of section ")[1:]:
        name, *lines = part.split("\n")
        rows[name.split(":")[0]] = b"".join(bytes.fromhex(line.split("  ")[0].split(" ", 2)[2])
                                           for line in lines if line.startswith(" "))
    return rows


def differences(a, b):
    """Offsets where bytes differ. Between pieces of code lld has 0xcc, where an object has zeroes."""
    return [hex(i) for i, pair in enumerate(zip(a, b)) if pair[0] != pair[1] and pair != (0, 0xcc)]


def symbols(obj, *options):
    """Sorted (letter, name)."""
    text = linking.tool("x86_64-w64-mingw32-nm", *options, obj).stdout
    return sorted(tuple(line.split()[-2:]) for line in text.splitlines())


def compare(program, which):
    name, folder = f"{program.name} by {which}", FOLDER / f"{program.name}-{which}"
    objects = []
    for source in program.sources:
        obj, wrong = linking.compile_source(which, program, source, folder)
        if not suite.check(f"{name}: {source} compiled", not wrong, wrong):
            return
        objects.append(obj)
    merged = folder / "merged.o"
    done = harness.run("coff-ld", "-r", "-o", merged, *objects)
    if not suite.equal(f"{name}: linked into an object", (done.status, done.out + done.err), (0, "")):
        return
    linker, images = "gnu" if which == "gcc" else "lld", []
    for inputs in (objects, [merged]):
        images.append(folder / f"{len(images)}.exe")
        done = LINKERS.link(linker, which, inputs, images[-1], *program.link, cxx=program.cxx)
        suite.check(f"{name}: {linker} links {len(inputs)} objects", done.returncode == 0, done.stderr)
    check_object(name, which, objects, merged)
    if which not in SAME.get(program.name, ()):
        RUNS.add(f"{name}: by way of one object", images[1], *program.args, status=program.status)
        return
    many, one = map(contents, images)
    suite.check(f"{name}: sections of the image", list(one) == list(many) and ".text" in one, list(one), list(many))
    for section in set(many) - set(OWN):
        mine, other = one.get(section, b""), many[section]
        where = differences(mine, other)
        suite.check(f"{name}: {section}", len(mine) == len(other) and not where, len(mine), len(other), where[:9])


def defined(rows):
    """Without undefined ones that GNU ld writes beside their definitions."""
    names = {name for letter, name in rows if letter != "U"}
    return [row for row in rows if row[0] != "U" or row[1] not in names]


def check_object(name, which, objects, merged):
    folder = merged.parent
    if which == "gcc":
        theirs = folder / "theirs.o"
        linking.tool("x86_64-w64-mingw32-ld", "-r", "-o", theirs, *objects)
        suite.equal(f"{name}: global symbols", defined(symbols(merged, "-g")),
                    defined(symbols(theirs, "-g")))
    check = harness.run("coffdump", "--map", merged)
    suite.check(f"{name}: a sound object", check.status == 0 and not check.err and "unclaimed" not in check.out,
                check.out[-2000:] + check.err)


for program in linking.PROGRAMS:
    if program.name in NAMES:
        for which in program.compilers:
            compare(program, which)

RUNS.run()

# ---- Twice, and after it --------------------------------------------------------------------------------

tls = [FOLDER / f"tls-gcc/{source}.o" for source in ("tlscallback.c", "tlscallback2.c")]
again = FOLDER / "again.o"
done = harness.run("coff-ld", "-r", "-o", again, FOLDER / "tls-gcc/merged.o")
suite.equal("an object of one: status", (done.status, done.err), (0, ""))
suite.check("an object of one is that object", again.read_bytes() == (FOLDER / "tls-gcc/merged.o").read_bytes())

stripped = FOLDER / "stripped.o"
done = harness.run("coff-ld", "-r", "-S", "-o", stripped, *[FOLDER / f"throw-clang/{s}.o" for s in ("throw.cpp", "throw2.cpp")])
suite.check("-S: no debugging information", done.status == 0 and ".debug" not in linking.tool(
    "x86_64-w64-mingw32-objdump", "-h", stripped).stdout, done.err)

# ---- More sections than an ordinary object has -----------------------------------------------------------

EACH = 33000


def many_sections(number):
    source, obj = FOLDER / f"many{number}.s", FOLDER / f"many{number}.o"
    lines = []
    for i in range(EACH):
        n = number * EACH + i
        lines.append(f'.section .text$f{n},"xr",discard,f{n}\n.globl f{n}\nf{n}: movl ${n % 200}, %eax\nret')
    other = (1 - number) * EACH + 7
    lines.append(f".text\n.globl all{number}\nall{number}: call f{other}\nret")
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    made = linking.tool("llvm-mc-19", "-triple=x86_64-w64-mingw32", "-filetype=obj", "-o", obj, source)
    suite.check(f"many sections, {number}: assembled", made.returncode == 0, made.stderr)
    return obj


parts = [many_sections(0), many_sections(1)]
big = FOLDER / "big.o"
done = harness.run("coff-ld", "-r", "-o", big, *parts)
suite.equal("many sections: status", (done.status, done.err), (0, ""))
header = linking.tool("llvm-readobj-19", "--file-headers", big).stdout
count = re.search(r"SectionCount: (\d+)", header)
suite.check("many sections: all of them", count and int(count[1]) >= 2 * EACH + 1, header)
start = FOLDER / "start.c"
start.write_text("int all0(void), all1(void); int main(void) { return all0() * 0 + all1(); }\n", encoding="utf-8")
image = FOLDER / "big.exe"
done = LINKERS.link("lld", "clang", [start, big], image)
suite.check("many sections: lld links the object", done.returncode == 0, done.stderr)
image = FOLDER / "big2.exe"
done = LINKERS.link("ours", "clang", [start, big], image)
suite.check("many sections: coff-ld links the object", done.returncode == 0, done.stderr)
small = FOLDER / "small.o"
done = harness.run("coff-ld", "-r", "-o", small, parts[0])
header = linking.tool("llvm-readobj-19", "--file-headers", small).stdout
suite.check("fewer sections: an ordinary object", done.status == 0 and "Format: COFF-x86-64" in header and
            small.read_bytes()[:4] != b"\0\0\xff\xff", header)

# ---- What is refused --------------------------------------------------------------------------------------

other = FOLDER / "other.o"
linking.tool("i686-w64-mingw32-gcc", "-c", linking.SOURCES / "data2.c", "-o", other)
bad = FOLDER / "bad.o"
done = harness.run("coff-ld", "-r", "-o", bad, parts[0], other)
suite.check("objects of two machines: an error, and no output", done.status == 1 and "pe-i386" in done.err and
            not bad.exists(), done.err)
suite.finish()
