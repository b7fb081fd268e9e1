#!/usr/bin/python3
# coff-objdump prints GNU's text to the byte: compared with the objdump of each flavour's own toolchain,
# over the fixtures and what toolchains have installed.
#
# Skip this unless it fails. DIFFERENT says where the text differs and who is right; a reason that
# nothing needs any more is a failure, too. testsuite/long/objdump_text.py has the counts over many files.

import glob
import os
import re
import struct
import subprocess
import sys
import tempfile

import harness

sys.path.insert(0, os.path.join(harness.SRCDIR, "testsuite/long"))
import gnu_objdump as gnu  # noqa: E402

suite = harness.Suite()
MINGW = "/usr/x86_64-w64-mingw32/lib/"

# GNU prefix: fixtures, installed files, the target that our objdump is told (bytes alone do not tell).
SETS = {
    "x86_64-w64-mingw32-": (
        ["pe-x86-64-gnu", "clang-x64-mingw", "clang-x64-msvc", "images-lld", "images-dotnet",
         "images-signed", "load-config", "fasm"],
        [MINGW + "crt*.o", "/usr/lib/gcc/x86_64-w64-mingw32/*/libatomic-1.dll",
         "/usr/x86_64-w64-mingw32/lib/libwinpthread-1.dll"], None),
    "i686-w64-mingw32-": (["pe-i386-gnu", "clang-x86-msvc", "images-lld", "images-dotnet"],
                          ["/usr/i686-w64-mingw32/lib/crt*.o"], None),
    "i586-pc-msdosdjgpp-": (["coff-go32"], [], "coff-go32"),
    "z80-unknown-coff-": (["coff-z80"], [], None),
    "h8300-hitachi-coff-": (["coff-h8300"], [], None),
    "mips-linux-gnu-": (["ecoff-mips-be", "ecoff-mips-le"], [], None),
    "alpha-linux-gnu-": (["ecoff-alpha"], [], None),
}
OPTIONS = ["-a", "-f", "-p", "-h", "-t", "-r", "-s", "-x", "-hw", "-s -z -j .text",
           "-s --start-address=4 --stop-address=0x20",
           "-s --start-address=2", "-r --start-address=0x10 --stop-address=0x45", "-t -j .text", "-sF", "-h --adjust-vma=0x1000", "-tC", "-T", "-G"]


def files(folders, patterns):
    found = [p for folder in folders for p in sorted(glob.glob(harness.fixture(folder) + "/*"))
             if p.endswith((".o", ".obj", ".dll", ".exe", ".efi", ".sys", ".x", ".ro"))]
    return found + sorted(p for pattern in patterns for p in glob.glob(pattern))


def is_image(path):
    return path.endswith(".x")


def compare(prefix, option, paths, target):
    """All files at once: thousands of processes would take minutes."""
    left = gnu.left_out(prefix, option, paths)
    same = [p for p in paths if p not in left]
    for kind in (True, False):
        some = [p for p in same if is_image(p) == kind]
        if not some:
            continue
        told = ["-b", target] if target and not kind else []
        theirs = gnu.run([prefix + "objdump", *option.split(), *some])
        ours = gnu.run([os.path.join(harness.BUILDDIR, "coff-objdump"), *told, *option.split(), *some])
        a, b = gnu.normal(prefix, theirs.stdout), gnu.normal(prefix, ours.stdout)
        suite.check(f"{prefix}objdump {option}: {len(some)} files", a == b and b != b"",
                    *gnu.first_difference(a, b), ours.stderr[:300])
    for path, reason in left.items():
        a = gnu.run([prefix + "objdump", *option.split(), path])
        b = gnu.run([os.path.join(harness.BUILDDIR, "coff-objdump"), *option.split(), path])
        suite.check(f"{option} {path}: no reason is needed any more: {reason}",
                    gnu.normal(prefix, a.stdout) != gnu.normal(prefix, b.stdout))


def known(prefix, paths):
    """Those of the toolchain's own processor: what else mingw's objdumps read, they show in other widths."""
    own = {"x86_64-w64-mingw32-": b"x86-64", "i686-w64-mingw32-": b"i386"}.get(prefix, b"")
    found = []
    for path in paths:
        done = gnu.run([prefix + "objdump", "-f", path])
        if done.returncode == 0 and own in done.stdout.split(b"architecture")[0].split(b"format")[-1]:
            found.append(path)
    return found


def peers():
    for prefix, (folders, patterns, target) in SETS.items():
        paths = known(prefix, files(folders, patterns))
        suite.check(f"{prefix}: files", len(paths) >= 5)
        for option in OPTIONS:
            if "h8300" in prefix and re.search("address|adjust|F", option):
                continue  # unknown to 2.16, or shown for sections that are empty
            compare(prefix, option, paths, target)


def archives():
    """Members of every dialect that GNU reads, with their headers."""
    paths = [harness.fixture("archives/" + n) for n in ("gnu.a", "gnu-odd.a", "gnu-dup.a", "gnu-nosym.a",
                                                         "gnu-empty.a", "bsd.a", "ms.lib")]
    paths.append(MINGW + "libkernel32.a")
    for option in ("-a", "-f", "-h", "-t", "-r", "-s", "-a -x"):
        a = gnu.run(["x86_64-w64-mingw32-objdump", *option.split(), *paths])
        b = gnu.run([os.path.join(harness.BUILDDIR, "coff-objdump"), *option.split(), *paths])
        suite.check(f"archives {option}", a.stdout == b.stdout,
                    *gnu.first_difference(a.stdout, b.stdout), b.stderr[:300])


def short_imports():
    """GNU makes up sections for them; of their symbols it can show none."""
    for name in ("x86", "x64"):
        path = harness.fixture(f"archives/dlltool-{name}.lib")
        for option in ("-a", "-f", "-h", "-s", "-r"):
            a = gnu.run(["x86_64-w64-mingw32-objdump", *option.split(), path]).stdout
            b = gnu.run([os.path.join(harness.BUILDDIR, "coff-objdump"), *option.split(), path]).stdout
            a, b = (x[x.find(b": file format pei-".replace(b": ", b":     ")):] for x in (a, b))
            n = 150  # the first of them: GNU does not know every kind
            suite.check(f"{path} {option}", a[:n] == b[:n] and a != b"", a[:n], b[:n])


# ---- Disassembly ----------------------------------------------------------------------------------

def shape(text):
    """Addresses and bytes: the words are Capstone's."""
    return [b"\t".join(line.split(b"\t")[:2]).rstrip() for line in text.splitlines()]


def disassembly():
    """Mnemonics differ, but not what is where."""
    paths = [harness.fixture(p) for p in ("pe-x86-64-gnu/relocs.o", "pe-x86-64-gnu/c-plain.o",
                                          "pe-x86-64-gnu/c-sections.o", "clang-x64-msvc/seh.obj")]
    for option in ("-d", "-dr", "-d --no-addresses", "-d --insn-width=4", "-dz", "-d -j .text", "-dF",
                   "-d --start-address=4 --stop-address=0x18"):
        a = gnu.run(["x86_64-w64-mingw32-objdump", *option.split(), *paths])
        b = gnu.run([os.path.join(harness.BUILDDIR, "coff-objdump"), *option.split(), *paths])
        a, b = shape(a.stdout), shape(b.stdout)
        suite.check(f"{option}: the same rows", a == b, *[
            (x, y) for x, y in zip(a, b) if x != y][:2])
    path = harness.fixture("pe-x86-64-gnu/relocs.o")
    text = harness.run("coff-objdump", "-d", "-M", "intel", path).out
    suite.has("-M intel", text, "lea", "rax, [rip]")
    suite.has("-d: AT&T", harness.run("coff-objdump", "-d", path).out, "%rax")
    one = harness.run("coff-objdump", "--disassemble=static_helper",
                      harness.fixture("pe-x86-64-gnu/basic.o")).out
    suite.check("--disassemble=SYMBOL", "<static_helper>:" in one and "<entry>:" not in one, one)
    suite.has("-m", harness.run("coff-objdump", "-d", "-m", "i386", path).out, "decl")
    suite.has("--show-raw-insn with --prefix-addresses", harness.run(
        "coff-objdump", "-d", "--prefix-addresses", "--show-raw-insn", path).out,
              "<f+0x5> 48 8d 05")


def lines():
    """COFF line numbers: the same rows as GNU's, and the text of the source."""
    path = harness.fixture("coff-go32/dbg.o")
    theirs = gnu.run(["i586-pc-msdosdjgpp-objdump", "-dl", path]).stdout.decode()
    ours = harness.run("coff-objdump", "-dl", "-b", "coff-go32", path).out
    wanted = [x for x in theirs.splitlines() if re.search(r"(:\d+|\(\):)$", x)]
    suite.equal("-l", [x for x in ours.splitlines() if re.search(r"(:\d+|\(\):)$", x)], wanted)
    suite.check("-l: there are some", len(wanted) >= 8)
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "shape_catalogue_with_a_long_file_name.c"), "w") as f:
            f.writelines(f"line {n}\n" for n in range(1, 61))
        text = harness.run("coff-objdump", "-S", "-I", folder, path).out
        suite.has("-S", text, "line 7\nline 8\nline 9\nline 10\nline 11\nline 12\n",
                  "line 13\nline 14\n")
        suite.check("-S: nothing twice", text.count("line 12\n") == 1)
        suite.has("--source-comment", harness.run("coff-objdump", "--source-comment=;; ", "-I", folder,
                                                  path).out, ";; line 12\n")


# ---- What GNU has no say in -------------------------------------------------------------------------

def command_line():
    path = harness.fixture("pe-x86-64-gnu/basic.o")
    plain = harness.run("coff-objdump", "-h", path)
    with tempfile.TemporaryDirectory() as folder:
        words = os.path.join(folder, "words")
        with open(words, "w") as f:
            f.write(f"--section-h\n'{path}'\n")
        suite.equal("@file, abbreviation", harness.run("coff-objdump", "@" + words).out, plain.out)
        missing = harness.run("coff-objdump", "-h", os.path.join(folder, "none.o"), path)
        suite.equal("a file that is not there: status", missing.status, 1)
        suite.equal("... the other is shown", missing.out, plain.out)
    for option, status in (("--no-such-option", 1), ("-q", 1), ("-W", 1), ("--wide", 2),
                           ("--start-address=x", 1), ("--demangle=nonsense", 1), ("-EX", 1)):
        wrong = harness.run("coff-objdump", option, path)
        suite.equal(f"{option}: status", wrong.status, status)
        suite.has(f"{option}: usage", wrong.err, "Usage: coff-objdump")
    suite.equal("-j: unknown section", harness.run("coff-objdump", "-h", "-j", "none", path).status, 1)
    suite.equal("no object", harness.run("coff-objdump", "-h", words_file()).status, 1)
    for option in ("--help", "-H", "--version", "-V", "-v", "-i"):
        done = harness.run("coff-objdump", option)
        suite.check(f"{option}", done.status == 0 and done.out != "", done.err)
    for option in ("--special-syms", "--inlines", "--file-start-context", "-EL", "--endian=little",
                   "--no-recurse-limit", "--recurse-limit"):
        suite.equal(f"{option} changes nothing", harness.run("coff-objdump", "-h", option, path).out,
                    plain.out)


# ---- ECOFF ----------------------------------------------------------------------------------------

# A type as GNU has it: the numbers of its auxiliary symbols. Where GNU is wrong or gives up, what is right.
NIL, ESCAPE = 0xfffff, 0xfff
TYPES = {
    "array, from 0": ("int", ["array"], [ESCAPE, 0, 0, 2, 32], None),
    "array, from 1": ("int", ["array"], [ESCAPE, 0, 1, 5, 8], None),
    "array without end": ("int", ["array"], [ESCAPE, 0, 0, 2**32 - 1, 8], None),
    "array of arrays": ("int", ["array", "array"], [ESCAPE, 0, 0, 2, 32, ESCAPE, 0, 0, 4, 96], None),
    "pointer to pointer": ("int", ["ptr", "ptr"], [], None),
    "far and volatile": ("int", ["far", "vol"], [], "volatile far int"),  # innermost first, as with arrays
    "array of pointers": ("int", ["ptr", "array"], [ESCAPE, 0, 0, 2, 32], "array [3 {32 bits}] of ptr to int"),
    "function": ("int", ["proc"], [], "func. ret. int"),  # GNU stops there
    "pointer to function": ("int", ["proc", "ptr"], [], "ptr to func. ret. int"),
    "index type in this file": ("int", ["array"], [0x1000, 0, 2, 32], "array [3 {32 bits}] of int"),
    "struct": (12, [], [1 << 12], None),
    "struct, another way": (12, [], [ESCAPE | 1 << 12, 0], None),
    "struct without a tag": (12, [], [ESCAPE | NIL << 12, 0], None),
    "struct of no file": (12, [], [ESCAPE | 1 << 12, 2**32 - 1], None),
    "struct of a file that is not there": (12, [], [3 | 1 << 12], "struct <undefined> { ifd = 3, index = 4 }"),
    "enum in some bits": (14, [], [5, 1 << 12], "enum point { ifd = 0, index = 4 } : 5"),
}
QUALIFIERS = {"ptr": 1, "proc": 2, "array": 3, "far": 4, "vol": 5}


def type_of(command, data, words, at, path):
    """The type that objdump -t shows for symbol 5 if the auxiliary symbols from 1 on are WORDS."""
    data = bytearray(data)
    struct.pack_into(f"<{len(words)}I", data, at + 4, *words)
    with open(path, "wb") as f:
        f.write(data)
    found = re.search(r"^\[  5\].*\n +Type: (.*)", gnu.run([*command, "-t", path]).stdout.decode(), re.M)
    return found and found[1]


def tir(bt, qualifiers, bits):
    tq = [QUALIFIERS[q] for q in qualifiers] + [0] * (6 - len(qualifiers))
    return bits | bt << 2 | tq[4] << 8 | tq[5] << 12 | tq[0] << 16 | tq[1] << 20 | tq[2] << 24 | tq[3] << 28


def ecoff_types():
    """Types in the words of GNU's table, which it has for ECOFF alone."""
    data = open(harness.fixture("ecoff-mips-le/types.o"), "rb").read()
    at = struct.unpack_from("<I", data, struct.unpack_from("<I", data, 8)[0] + 52)[0]
    theirs = ["mips-linux-gnu-objdump"]
    ours = [os.path.join(harness.BUILDDIR, "coff-objdump")]
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "t.o")
        for bt in range(27):  # younger ones have no name with GNU
            words = [tir(bt, [], 0), 1 << 12, 0, 0]
            a = type_of(theirs, data, words, at, path)
            suite.equal(f"ecoff: basic type {bt}", type_of(ours, data, words, at, path), a)
            suite.check(f"ecoff: basic type {bt}: named", a)
        for name, (bt, qualifiers, words, right) in TYPES.items():
            words = [tir(6 if bt == "int" else bt, qualifiers, "bits" in name), *words]
            a, b = type_of(theirs, data, words, at, path), type_of(ours, data, words, at, path)
            suite.equal(f"ecoff: {name}", b, right or a)
            suite.check(f"ecoff: {name}: GNU says so, too", (a == right) is False, a, right)


# ---- Dumps of toolchains that are not at hand ------------------------------------------------------

# Where they differ: lines of DWARF and of .data, sections of no type (objdump_text.py has the reasons).
DUMPS = {"coff-tic54x": r"gstabs|coff0|stabs", "coff-maxq": "gdwarf|gstabs|stabs", "coff-z8k": "gstabs|stabs",
         "xcoff-rs6000": "-strip|-exec|-gc|-partial|-full", "ecoff-alpha": "sample|partial|types",
         "ecoff-mips-be": "sample|partial|types", "ecoff-mips-le": "sample|types"}


def dumps():
    for folder, left_out in DUMPS.items():
        paths = sorted(glob.glob(harness.fixture(folder) + "/*.ref.txt*"))
        paths = [p for p in paths if not re.search(left_out, os.path.basename(p))]
        suite.check(f"{folder}: dumps", paths)
        for path in paths:
            equal, detail = gnu.against_dump(os.path.join(harness.BUILDDIR, "coff-objdump"), path)
            suite.check(f"{path}: as in the dump", equal is not False, *(detail or ()))


def without_contents():
    """What --only-keep-debug leaves has headers of sections that are in another file: nothing is wrong with that."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "x.dbg")
        for tool in (os.path.join(harness.BUILDDIR, "coff-objcopy"), "x86_64-w64-mingw32-objcopy"):
            gnu.run([tool, "--only-keep-debug", harness.fixture("images-lld/dll-x64.dll"), path])
            done = harness.run("coffdump", "--all", path)
            suite.equal(f"{tool} --only-keep-debug: coffdump", (done.status, done.err), (0, ""))
            ours = harness.run("coff-objdump", "-p", path)
            suite.equal("... coff-objdump", (ours.status, ours.err), (0, ""))
        theirs = gnu.run(["x86_64-w64-mingw32-objdump", "-p", path]).stdout.decode()
        said = [line for line in theirs.splitlines() if line.endswith("has no contents")]
        suite.equal("... says what GNU says", [x for x in ours.out.splitlines() if x.endswith("has no contents")], said)
        suite.check("... of two directories", len(said) == 2, theirs)


def words_file():
    return os.path.join(harness.SRCDIR, "testsuite/data/README.md")


def every_flavour():
    """Every fixture is shown with every option, whatever its flavour."""
    paths = files(sorted(os.listdir(harness.DATA)), [])
    done = harness.run("coff-objdump", "-x", "-s", "-T", "-R", "-G", "-d", "-l", *paths)
    titles = done.out.count(":     file format ")
    suite.check("every fixture", titles == len(paths), f"{titles} of {len(paths)}")
    suite.check("... status", done.status == (1 if done.err else 0), done.err[:400])


peers()
archives()
short_imports()
disassembly()
lines()
ecoff_types()
dumps()
without_contents()
command_line()
every_flavour()
suite.finish()
