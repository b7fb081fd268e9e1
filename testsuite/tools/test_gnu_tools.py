#!/usr/bin/python3
# coff-nm, coff-size and coff-strings print GNU's text to the byte: compared with the binutils of each flavour's own
# toolchain, over the fixtures and what toolchains have installed.
#
# Skip this unless it fails, or a tool with GNU's text is added. WHY says where the text differs and
# who is right; a reason that no file needs any more is a failure, too.

import glob
import os
import subprocess
import tempfile

import harness

suite = harness.Suite()

# Whose files are whose: GNU prefix, fixtures and installed files, and options that are not compared.
# An object of djgpp that is nothing but COFF may be any i386's: C names have no underscore for us. h8300's
# tools are those of 2.16.1, with a nm that thinks in 64 bits, and strings -d is the default.
# ECOFF: GNU nm names no sections in that form, counts ends of procedures among sizes, and takes lines from
# the wrong procedure.
ECOFF = ("nm -fsysv", "nm -fsysv -a", "nm --size-sort -fsysv -to", "nm --size-sort", "nm --size-sort -P -a", "nm --size-sort -S -r", "nm -D",
         "nm -l", "nm -l -P -n", "nm -l -fsysv -a", "nm -l -A")
SETS = {
    "x86_64-w64-mingw32-": (
        ["pe-x86-64-gnu", "clang-x64-mingw", "clang-x64-msvc", "images-lld"],
        ["/usr/x86_64-w64-mingw32/lib/crt*.o", "/usr/x86_64-w64-mingw32/lib/libmo*.a",
         "/usr/lib/gcc/x86_64-w64-mingw32/*/libssp.dll.a"], ()),
    "i686-w64-mingw32-": (["pe-i386-gnu", "clang-x86-msvc"],
                          ["/usr/i686-w64-mingw32/lib/crt*.o"], ()),
    "i586-pc-msdosdjgpp-": (["coff-go32"], [], ("nm -C",)),
    "z80-unknown-coff-": (["coff-z80"], [], ()),
    "h8300-hitachi-coff-": (["coff-h8300"], [], ("nm", "strings")),
    "mips-linux-gnu-": (["ecoff-mips-be", "ecoff-mips-le"], [], ECOFF),
    "alpha-linux-gnu-": (["ecoff-alpha"], [], ECOFF),
}
OPTIONS = {"nm": ["", "-a", "-n", "-g", "-u", "-p", "-r", "-P", "-A", "-td", "-fsysv", "-j", "-s", "-S", "-C",
                  "--size-sort", "--size-sort -S -r", "--size-sort -P -a", "--size-sort -fsysv -to",
                  "-fsysv -a", "--defined-only", "-W", "-D", "-e -X 32_64 --special-syms --synthetic"],
           "size": ["", "-A", "-G", "-o", "-x -A", "-t", "--common"],
           "strings": ["", "-d", "-d -f -tx"]}
# These show lines of DWARF and stabs, too: compared where there are none. Of what ld has linked, GNU nm names
# another source file than the symbols do, and no line if it was asked for another symbol before.
LINES = ["-l", "-l -P -n", "-l -fsysv -a", "-l -A"]
WHY = {
    # Sections .stab and .stabstr of no type: 2.16.1 takes them for debugging sections by their names,
    # 2.40 (z80) counts them as we do.
    # ECOFF: GNU as has local symbols among the external ones, too, with neither a type nor a storage class.
    # GNU nm takes these for bss.
    "h8300-hitachi-coff-": ["relocs-gstabs.o", "stabs.o"],
    "mips-linux-gnu-": ["sample.o", "sample-g.o", "types.o", "types-g.o"],
    "alpha-linux-gnu-": ["sample.o", "sample-g.o", "types-g.o"],
}


def files(folders, patterns):
    found = [p for folder in folders for p in sorted(glob.glob(harness.fixture(folder) + "/*"))
             if p.endswith((".o", ".obj", ".a", ".dll", ".exe", ".x", ".ro"))]
    return found + sorted(p for pattern in patterns for p in glob.glob(pattern))


def text(command):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=60,
                          env={**os.environ, "LC_ALL": "C", "TZ": "UTC"})
    return done.returncode, done.stdout


def first_difference(a, b):
    title = b""
    for x, y in zip(a.splitlines(), b.splitlines()):
        if x != y:
            return title, f"GNU: {x!r}", f"us:  {y!r}"
        title = x if x.endswith(b":") else title
    return (f"{a.count(bytes([10]))} and {b.count(bytes([10]))} lines",)


def compare(tool, prefix, option, paths):
    """All files at once: thousands of processes would take minutes."""
    status, theirs = text([prefix + tool, *option.split(), *paths])
    if status != 0:  # an option that is younger than this toolchain
        suite.check(f"{prefix}{tool} {option}: unknown there", theirs == b"")
        return
    _, ours = text([os.path.join(harness.BUILDDIR, "coff-" + tool), *option.split(), *paths])
    suite.check(f"{prefix}{tool} {option}: {len(paths)} files", ours == theirs and (ours != b"" or "-d" in option),
                *first_difference(theirs, ours))


def known(prefix, paths):
    """Those whose flavour the toolchain knows, and whose text is ours."""
    return [p for p in paths if os.path.basename(p) not in WHY.get(prefix, []) and
            text([prefix + "size", p])[0] == 0]


def has_debug(prefix, path):
    sections = text([prefix + "size", "-A", path])[1]
    return b".debug" in sections or b".stab" in sections


def peers():
    for prefix, (folders, patterns, left_out) in SETS.items():
        paths = known(prefix, files(folders, patterns))
        for tool, options in OPTIONS.items():
            for option in options:
                if tool not in left_out and f"{tool} {option}" not in left_out:
                    compare(tool, prefix, option, paths)
        plain = [p for p in paths if not has_debug(prefix, p) and not p.endswith(("linked.x", "partial.ro"))]
        for option in LINES:
            if "nm" not in left_out and f"nm {option}" not in left_out:
                compare("nm", prefix, option, plain)
        for name in WHY.get(prefix, []):
            path = next(p for p in files(folders, patterns) if os.path.basename(p) == name)
            suite.check(f"{path}: the reason is still needed", any(
                text([prefix + t, path])[1] !=
                text([os.path.join(harness.BUILDDIR, "coff-" + t), path])[1] for t in OPTIONS))


# ---- Short imports ------------------------------------------------------------------------------

# What GNU knows: functions and data, by name and by ordinal; and what it does not.
KNOWN = """LIBRARY some.name.dll
EXPORTS
function
with_args@8
data DATA
by_ordinal @7
nameless @9 NONAME
"""
UNKNOWN = """LIBRARY some.name.dll
EXPORTS
constant CONSTANT
renamed == other_name
"""
IMPORTS = {("i386:x86-64", "x86_64-w64-mingw32-"): ("", 16), ("i386", "i686-w64-mingw32-"): ("_", 8),
           ("arm64", None): ("", 16), ("arm", None): ("", 8)}


def library(folder, machine, definitions):
    definition, path = os.path.join(folder, "x.def"), os.path.join(folder, "x.a")
    with open(definition, "w") as f:
        f.write(definitions)
    subprocess.run(["llvm-dlltool-19", "-m", machine, "-d", definition, "-l", path], check=True)
    return path


def short_imports():
    with tempfile.TemporaryDirectory() as folder:
        for (machine, prefix), (underscore, digits) in IMPORTS.items():
            path = library(folder, machine, KNOWN)
            for tool in ("nm", "size") if prefix else ():
                for option in OPTIONS[tool]:
                    compare(tool, prefix, option, [path])
            # GNU sees neither constants nor EXPORTAS, and no ARM: what follows is by the specification.
            path = library(folder, machine, UNKNOWN)
            zero = "0" * digits
            suite.has(f"{machine}: constant", harness.run("coff-nm", path).out,
                      f"{zero} I __imp_{underscore}constant\n{zero} I {underscore}constant\n")
            suite.has(f"{machine}: another name", harness.run("coff-nm", "-p", path).out,
                      f"{zero} I __imp_{underscore}renamed\n{zero} T .text\n{zero} T {underscore}renamed\n"
                      f"{' ' * digits} U __IMPORT_DESCRIPTOR_some.name\n")
            done = harness.run("coff-size", "-A", path)
            suite.has(f"{machine}: its room", done.out, f".idata$6     {14}      0\n")


# ---- What GNU has no say in ---------------------------------------------------------------------

def command_line():
    path = harness.fixture("pe-x86-64-gnu/basic.o")
    for tool in OPTIONS:
        plain = harness.run("coff-" + tool, path)
        with tempfile.TemporaryDirectory() as folder:
            words = os.path.join(folder, "words")
            with open(words, "w") as f:
                f.write(f"-x\n'{path}'\n" if tool == "size" else f'-t x\n"{path}"\n')
            suite.equal(f"{tool}: words of a file", harness.run("coff-" + tool, "@" + words).out,
                        harness.run("coff-" + tool, *(["-x"] if tool == "size" else ["-t", "x"]),
                                    path).out)
            missing = harness.run("coff-" + tool, os.path.join(folder, "none.o"), path)
            suite.equal(f"{tool}: a file that is not there: status", missing.status, 1)
            suite.has(f"{tool}: ... is named", missing.err, f"coff-{tool}: ")
            suite.has(f"{tool}: ... the other is shown", missing.out, plain.out.splitlines()[-1])
        wrong = harness.run("coff-" + tool, "--no-such-option", path)
        suite.equal(f"{tool}: unknown option", wrong.status, 2)
        suite.has(f"{tool}: unknown option: usage", wrong.err, "Usage: coff-" + tool)
        for option in ("--help", "--version"):
            suite.equal(f"{tool} {option}", harness.run("coff-" + tool, option).status, 0)


def every_flavour():
    """Every fixture is listed, whatever its flavour; what is damaged is said."""
    paths = files(sorted(os.listdir(harness.DATA)), [])
    for tool in OPTIONS:
        done = harness.run("coff-" + tool, *paths)
        suite.check(f"{tool}: status and messages", done.status == (1 if done.err else 0) or
                    (done.status == 0 and "no symbols" in done.err), done.err[:400])
        suite.check(f"{tool}: lines", done.out.count("\n") > len(paths) - done.err.count("\n"))


peers()
short_imports()
command_line()
every_flavour()
suite.finish()
