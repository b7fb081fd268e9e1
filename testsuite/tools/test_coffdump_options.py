#!/usr/bin/python3
# coffdump's command line, its messages about bad input, and what it makes of hostile names.
#
# Skip this unless you add an option or a message.

import os
import re
import struct
import subprocess
import tempfile

import harness

OBJECT = "clang-x64-msvc/c.obj"
PARTS = ["headers", "sections", "symbols", "relocs", "lines", "strings", "directives", "comdat",
         "debug-sections", "contents", "disassemble", "map"]
IMAGE = "images-tour/tour.dll"
# The answer if a file has no such thing.
IMAGE_PARTS = {
    "rich": "Rich header", "exports": "exports", "imports": "imports", "resources": "resources",
    "unwind": "function tables", "base-relocs": "base relocations", "debug": "debug directory",
    "tls": "thread-local storage", "load-config": "load configuration", "clr": "CLR header",
    "certificates": "certificates", "overlay": "stub, and no overlay", "loader": "loader section"}


def command_line(suite):
    done = harness.coffdump()
    suite.equal("no file", (done.status, done.out), (2, ""))
    suite.has("no file: words", done.err, "coffdump: no file is given")
    done = harness.coffdump("--help")
    suite.equal("--help", (done.status, done.err), (0, ""))
    suite.has("--help", done.out, "Usage: coffdump", *(f"--{p}" for p in [*PARTS, *IMAGE_PARTS]),
              "--all", "--target", "--list-targets", "--demangle", "--color", "--json", "--version")
    with open(os.path.join(harness.SRCDIR, "man/coffdump.1"), encoding="utf-8") as f:
        manual = f.read().replace("\\-", "-")
    options = re.findall(r"^  --([a-z-]+)", done.out, re.M)
    suite.check("--help: lists options", len(options) >= len(PARTS) + len(IMAGE_PARTS))
    for option in options:
        suite.check(f"--{option} is in the manual",
                    re.search(rf"^\.B[RI]* --{option}(?![a-z-])", manual, re.M))
    done = harness.coffdump("--version")
    suite.equal("--version", (done.status, done.err), (0, ""))
    suite.check("--version: program and libraries",
                re.match(r"coffdump \(coffkit [0-9.]+\)\n  zlib +\d", done.out)
                and "Capstone" in done.out and "libiberty" in done.out, done.out)
    for wrong, words in [("--nothing", "nothing"), ("--color=blue", "blue"),
                         ("--json=ugly", "ugly"), ("--target=pe-vax", "pe-vax")]:
        done = harness.coffdump(wrong, OBJECT)
        suite.equal(f"{wrong}: status", (done.status, done.out), (2, ""))
        suite.has(f"{wrong}: words", done.err, words)
        suite.check(f"{wrong}: who says it", done.err.startswith("coffdump: "), done.err)


def parts(suite):
    """Each part by itself is what --all has of it."""
    every = harness.coffdump("--all", OBJECT)
    suite.equal("--all: status", (every.status, every.err), (0, ""))
    for part in PARTS:
        done = harness.coffdump(f"--{part}", OBJECT)
        suite.equal(f"--{part}: status", (done.status, done.err), (0, ""))
        suite.check(f"--{part}: in --all", done.out and done.out in every.out, done.out[:500])
    every = harness.coffdump("--all", IMAGE).out
    for part, words in IMAGE_PARTS.items():
        done = harness.coffdump(f"--{part}", IMAGE)
        suite.equal(f"--{part}: status", (done.status, done.err), (0, ""))
        suite.check(f"--{part}: in --all, or not there",
                    done.out in every or done.out == f"\nNo {words}.\n", done.out[:500])
        absent = harness.coffdump(f"--{part}", "coff-i386/basic.o")
        suite.equal(f"--{part} of an object", (absent.status, absent.out, absent.err),
                    (0, f"\nNo {words}.\n", ""))
    both = harness.coffdump("--relocs", "--headers", OBJECT)
    suite.equal("parts come in one order", both.out,
                harness.coffdump("--headers", "--relocs", OBJECT).out)
    two = harness.coffdump(OBJECT, "coff-i386/basic.o")
    suite.has("several files have headings", two.out, f"==> {OBJECT} <==",
              "\n==> coff-i386/basic.o <==\n")
    one = harness.coffdump("--contents=.drectve", OBJECT)
    suite.has("--contents=SECTION", one.out, "Contents of section 8 .drectve:", "202f4445 4641554c",
              "/DEFAULTLIB:ext")
    suite.check("--contents=SECTION: one only", one.out.count("Contents of section") == 1, one.out)
    none = harness.coffdump("--contents=.nothing", OBJECT)
    suite.equal("--contents of no section", (none.status, none.err),
                (1, f"coffdump: {OBJECT}: no section is called '.nothing'\n"))


def colour(suite):
    plain = harness.coffdump("--symbols", OBJECT).out
    suite.check("no colour in a pipe", "\x1b" not in plain)
    always = harness.coffdump("--color=always", "--symbols", OBJECT).out
    suite.check("--color=always", "\x1b[1m" in always)
    suite.equal("--color alone", harness.coffdump("--color", "--symbols", OBJECT).out, always)
    suite.equal("--color=auto after it",
                harness.coffdump("--color", "--color=auto", "--symbols", OBJECT).out, plain)
    for part in ("", *(f"--{part}" for part in PARTS)):
        args = [*filter(None, [part]), OBJECT]
        suite.equal(f"colour changes no text of {part or 'a summary'}",
                    re.sub(r"\x1b\[[0-9;]*m", "", harness.coffdump("--color", *args).out),
                    harness.coffdump(*args).out)


def targets(suite):
    done = harness.coffdump("--list-targets")
    suite.equal("--list-targets: status", (done.status, done.err), (0, ""))
    rows = done.out.splitlines()
    suite.check("--list-targets: title", rows[0].startswith("Name "), rows[0])
    names = [row.split()[0] for row in rows[1:]]
    suite.equal("--list-targets: no name twice", len(names), len(set(names)))
    suite.has("--list-targets", "\n".join(names), "coff-i386", "pe-x86-64", "pei-x86-64",
              "pe-bigobj-x86-64", "coff-h8300", "aixcoff-rs6000")
    row = next(r for r in rows if r.startswith("coff-h8300 "))
    suite.equal("--list-targets: sizes", row.split()[1:],
                "System V big-endian 20 28 40 18 18 16 8 object, image".split())
    asked = harness.coffdump("--target=coff-go32", "coff-i386/basic.o")
    suite.has("--target", asked.out, "coff-go32 (System V, little-endian), as asked for")
    wrong = harness.coffdump("--target=coff-h8300", OBJECT)
    suite.equal("--target that does not fit", (wrong.status, wrong.out), (1, ""))
    suite.has("--target that does not fit", wrong.err, f"coffdump: {OBJECT}: 0x0: ", "coff-h8300")
    guess = harness.coffdump("coff-i386/basic.o")
    suite.has("a guess is called one", guess.out, "the bytes fit as well: ")
    small = harness.coffdump("coff-sh/basic.o")
    suite.has("a twin is no guess", small.out,
              "coff-sh (System V, big-endian); no different to read: coff-sh-small\n")


def read(name):
    with open(harness.fixture(name), "rb") as f:
        return bytearray(f.read())


class Folder:
    """Files made for one test."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()

    def dump(self, name, data, *args):
        with open(os.path.join(self.folder.name, name), "wb") as f:
            f.write(data)
        return harness.coffdump(*args, name, cwd=self.folder.name)


def bad_input(suite):
    files = Folder()
    for name, data, words in [("empty", b"", "file is empty"),
                              ("text", b"hello, world\n" * 9, "format not recognised")]:
        done = files.dump(name, data)
        suite.equal(f"{name}: status", (done.status, done.out), (1, ""))
        suite.check(f"{name}: one line", re.fullmatch(
            rf"coffdump: {re.escape(name)}: 0x0: [^\n]*{words}[^\n]*\n", done.err), done.err)
    done = harness.coffdump("no-such-file", OBJECT)
    suite.equal("a missing file", (done.status, done.err),
                (1, "coffdump: no-such-file: No such file or directory\n"))
    suite.has("the other file is shown", done.out, "x86-64 object")

    whole = read(OBJECT)
    done = files.dump("cut.obj", whole[:0x200], "--sections", "--symbols")
    suite.equal("cut: status", done.status, 1)
    suite.has("cut: the rest is shown", done.out, " 1 .text ", " 11 /103 ")
    suite.check("cut: message", re.search(
        r"^coffdump: cut\.obj: 0x[0-9a-f]+: symbol table .*past the end", done.err, re.M), done.err)
    suite.equal("cut: nothing is said twice", len(done.err.splitlines()),
                len(set(done.err.splitlines())))
    summary = files.dump("cut.obj", whole[:0x200])
    suite.has("cut: the summary says so", summary.out, "  odd ",
              "42 symbol table entries are claimed, 0 are there",
              "runs past the end of the file")

    damaged = bytearray(whole)
    relptr, = struct.unpack_from("<I", whole, 20 + 24)  # the first section's
    struct.pack_into("<I", damaged, relptr + 4, 0x12345)
    done = files.dump("reloc.obj", damaged, "--relocs")
    suite.equal("a relocation without a symbol", (done.status, done.err),
                (1, f"coffdump: reloc.obj: {relptr:#x}: relocation of section 1 names symbol "
                    "74565, but there are only 42 entries\n"))
    suite.has("a relocation without a symbol: shown", done.out, "74565 (no such symbol)",
              "ext_fn")


def escapes(suite):
    files = Folder()
    data = read("coff-i386/basic.o")
    at = data.index(b"_start\0\0")
    for raw, shown in [(b"a\x1b[2Jb\x07\0", r"a\x1b[2Jb\x07"), (b"x\\y\nz\r\0\0", r"x\\y\x0az\x0d"),
                       ("caf\u00e9\0\0\0".encode(), "caf\u00e9"), (b"bad\xff\xc3(\0\0", r"bad\xff\xc3("),
                       (b"c1\xc2\x9bm\0\0\0", r"c1\xc2\x9bm"),
                       ("\u202eab\0\0\0".encode(), r"\xe2\x80\xaeab")]:
        data[at:at + 8] = raw
        done = files.dump("names.o", data, "--symbols")
        suite.equal(f"{raw!r}: status", (done.status, done.err), (0, ""))
        row = next(r for r in done.raw.split(b"\n") if r.strip().startswith(b"11 "))
        suite.check(f"{raw!r}: shown", row.decode().endswith(" " + shown), row)
    done = files.dump("bad\x1bname", b"")
    suite.has("file names in messages", done.err, r"coffdump: bad\x1bname: 0x0: ")


def short_import(symbol, dll, flags, hint=7, size=None, tail=b""):
    """A short import object (PE and COFF specification, section 8) for x86-64."""
    strings = symbol + b"\0" + dll + b"\0" + tail
    return struct.pack("<HHHHIIHH", 0, 0xffff, 0, 0x8664, 0, len(strings) if size is None else size,
                       hint, flags) + strings


def imports(suite):
    """The name that the loader looks up follows from the symbol and the name type."""
    files = Folder()
    for number, (flags, tail, wanted) in enumerate([
            (0, b"", "ordinal 7"), (1 << 2, b"", "_f@4"), (2 << 2, b"", "f@4"),
            (3 << 2, b"", "f"), (4 << 2, b"real\0", "real")]):
        name = f"i{number}.obj"
        done = files.dump(name, short_import(b"_f@4", b"a.dll", flags, tail=tail))
        suite.equal(f"import {flags:#x}", (done.status, done.err), (0, ""))
        suite.has(f"import {flags:#x}", done.out, "x86-64 short import object",
                  "_f@4 (IMPORT_OBJECT_CODE)", f"{wanted} from a.dll\n")
    done = files.dump("data.obj", short_import(b"v", b"b.dll", 1 | 1 << 2), "--headers")
    suite.has("import --headers", done.out, "IMPORT_OBJECT_DATA", "IMPORT_OBJECT_NAME\n",
              "IMAGE_FILE_MACHINE_AMD64", "0x00000008")
    cut = files.dump("cut.obj", short_import(b"symbol", b"c.dll", 1 << 2)[:-4])
    suite.equal("a cut import", cut.status, 1)
    suite.has("a cut import", cut.err, "coffdump: cut.obj: 0x14: strings of the import (13 bytes) "
              "run past the end", "0x1b: library name of the import is cut off")
    suite.has("a cut import: the rest is shown", cut.out, "symbol (IMPORT_OBJECT_CODE)")
    odd = files.dump("odd.obj", short_import(b"s", b"d.dll", 3 | 7 << 2))
    suite.equal("an import of unknown type", odd.status, 1)
    suite.has("an import of unknown type", odd.err, "type 3 and name type 7")


def reader(suite):
    """A reader that goes away is no news, also where SIGPIPE is ignored."""
    command = f"{harness.command('coffdump')} --all clang-x64-msvc/*.obj clang-x64-msvc/*.obj | true"
    for before in ("", "trap '' PIPE; "):
        done = subprocess.run(["sh", "-c", before + command], cwd=harness.DATA, check=False,
                              capture_output=True, text=True)
        suite.equal(f"{before}a reader that goes away", done.stdout, "")
        suite.check(f"{before}no word of it", "cannot write" not in done.stderr, done.stderr)


def output(suite):
    """A full disk is an error."""
    with open("/dev/full", "wb") as full:
        done = harness.run("coffdump", OBJECT, cwd=harness.DATA, stdout=full)
    suite.equal("a full disk", done.status, 1)
    suite.has("a full disk", done.err, "coffdump: cannot write the output")


def main():
    suite = harness.Suite()
    for test in (command_line, parts, colour, targets, bad_input, escapes,
                 imports, reader, output):
        test(suite)
    suite.finish()


main()
