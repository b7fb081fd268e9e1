#!/usr/bin/python3
# coff-objcopy and coff-strip: each option against GNU objcopy on the same object, compared by what GNU
# objdump says of both; edited objects link and run; edited images run under wine.
#
# Skip this unless it fails, or an option is added. WHERE says where GNU does otherwise and who is right.

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import harness
import wine

suite = harness.Suite()
ENV = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}
FOLDER = Path(tempfile.mkdtemp())

SOURCE = r"""
int g = 3; static int s = 4; extern int u; int com; const char text[] = "some text";
int __attribute__((noinline)) f(int x) { return x + g + s + u; }
static int __attribute__((noinline)) h(int x) { return x * s; }
int __attribute__((section("second"))) other(int x) { return h(x) + f(x); }
int main(void) { return other(1) + h(2) + com + text[0] - 's'; }
"""
UNDEFINED = "int u = 23;\n"
STATUS = 1 * 4 + (1 + 3 + 4 + 23) + 2 * 4


def tool(*command):
    return subprocess.run([str(c) for c in command], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=100, env=ENV, check=False)


# ---- What GNU objdump says of a file -------------------------------------------------------------

def sections(prefix, path):
    """By name: size, address, alignment, properties. Offsets are nobody's business."""
    found = {}
    lines = tool(prefix + "objdump", "-h", "-w", path).stdout.splitlines()
    for line in lines:
        m = re.match(r" *\d+ (\S+) +(\S+) +(\S+) +\S+ +\S+ +(\S+) +(.*)", line)
        if m:
            name, size, vma, align, flags = m.groups()
            flags = re.sub(r" \(COMDAT .*", "", flags)
            found.setdefault(name, []).append((int(size, 16), vma, align, flags.strip()))
    return found


def symbols(prefix, path):
    """As a sorted list: name, place, type, class, value."""
    found = []
    for line in tool(prefix + "objdump", "-t", path).stdout.splitlines():
        m = re.match(r"\[ *\d+\]\(sec +(-?\d+)\)\(fl 0x..\)\(ty +(\w+)\)\(scl +(\d+)\) \(nx (\d+)\) 0x(\w+) (.*)",
                     line)
        if m and m[3] != "103":
            found.append((m[6], m[1], m[2], m[3], m[5]))
    return sorted(found)


def relocations(prefix, path):
    found, section = [], ""
    for line in tool(prefix + "objdump", "-r", path).stdout.splitlines():
        if line.startswith("RELOCATION"):
            section = line
        elif re.match(r"^[0-9a-f]{8}", line):
            found.append((section, *line.split()))
    return sorted(found)


def contents(prefix, path):
    text = tool(prefix + "objdump", "-s", path).stdout
    return {part.split(":")[0]: part for part in text.split("Contents of section ")[1:]}


def facts(prefix, path):
    return {"sections": sections(prefix, path), "symbols": symbols(prefix, path),
            "relocations": relocations(prefix, path), "contents": contents(prefix, path)}


# ---- Options against GNU objcopy -----------------------------------------------------------------

# Which facts GNU has otherwise, and why ours are right.
WHERE = {
    "-W f": ("symbols",),       # class 105 of a definition, no entry that names a default
    "-W u": ("symbols",),       # ... of an undefined symbol
    "--weaken": ("symbols",),   # ... of all of them, common ones and COMDATs too
    "--set-section-flags .data=alloc,readonly,data": ("sections",),  # stays writable
    "--set-section-flags .data=contents,code": ("sections",),        # initialised data, and code
    "--rename-section .text=.text2": ("symbols", "relocations"),     # the section symbol keeps its old name
    "--rename-section second=third": ("symbols", "relocations"),
    "--rename-section second=a_long_name,code,alloc,load": ("sections", "symbols", "relocations", "contents"),  # lost
    "--prefix-symbols=P_": ("symbols", "relocations"),  # names of sections and of .file get it, too
    "--prefix-sections=.q": ("symbols", "relocations"),
    "--add-symbol bar=.text:4,function,global": ("symbols",),  # no function
    "--extract-symbol": ("sections",),  # sizes of sections stay
}
# GNU writes objects whose relocations name symbols of sections that are not there.
REFUSED = {"-R .comment -R .debug_info"}
OPTIONS = [
    "-g", "--strip-debug", "--strip-unneeded", "-x", "-X", "-S", "-g -x", "-N main", "-N main -w",
    "-K f --strip-unneeded", "-K h --strip-unneeded", "-L f", "-G main", "-G main -G f", "-W f", "-W u", "--weaken",
    "--globalize-symbol h", "--globalize-symbol h -L f", "--redefine-sym f=ff", "--redefine-sym f=a_much_longer_name",
    "--redefine-sym other=o", "--prefix-symbols=P_", "--prefix-sections=.q", "--rename-section .text=.text2",
    "--rename-section second=third", "--rename-section second=a_long_name,code,alloc,load",
    "--set-section-flags .data=alloc,readonly,data", "--set-section-flags .data=contents,code",
    "--set-section-alignment .text=64", "--add-section new=FILE",
    "--add-section new=FILE --set-section-flags new=readonly,data", "--update-section .rdata=FILE",
    "--add-symbol bar=.text:4,function,global", "--add-symbol absolute=77", "--add-symbol local=.data:1,local",
    "--remove-relocations .text", "--remove-relocations .*", "-R .debug*", "-R .comment -R .debug_info",
    "--strip-symbol nowhere", "--wildcard -N g*", "--wildcard --keep-symbol m* --strip-unneeded",
    "--keep-file-symbols -g", "--extract-symbol", "--change-section-vma .text=0x100",
    "--change-section-address .text+0x100",
]


def plain(fact, value):
    """GNU rounds sizes of sections up when it writes; ours stay."""
    if fact == "sections":
        return {name: [((size + 63) // 64 * 64, *rest) for size, *rest in rows] for name, rows in value.items()}
    if fact == "contents":
        return {name: re.sub(r"\s+$", "", part) for name, part in value.items()}
    return value


def difference(mine, other):
    """What only one of them has."""
    a, b = (list(v.items()) if isinstance(v, dict) else v for v in (mine, other))
    return f"ours {[x for x in a if x not in b]}", f"GNU  {[x for x in b if x not in a]}"


def compare(prefix, source, option):
    ours, theirs = FOLDER / "ours.o", FOLDER / "theirs.o"
    words = [w.replace("FILE", str(FOLDER / "new")) for w in option.split()]
    for path in (ours, theirs):
        path.unlink(missing_ok=True)
    done = harness.run("coff-objcopy", *words, source, ours)
    peer = tool(prefix + "objcopy", *words, source, theirs)
    name = f"{prefix}objcopy {option}"
    if option in REFUSED:
        suite.check(f"{name}: refused", done.status == 1 and "which is dropped" in done.err, done.err)
        return
    if not suite.equal(f"{name}: status", (done.status, done.err), (peer.returncode, "")):
        return
    a, b = facts(prefix, ours), facts(prefix, theirs)
    for fact in a:
        mine, other = plain(fact, a[fact]), plain(fact, b[fact])
        if fact in WHERE.get(option, ()):
            suite.check(f"{name}: {fact} differ", mine != other, "GNU is right now: take the row out")
        elif fact == "contents":
            same = {k: v for k, v in mine.items() if not other.get(k, v).startswith(v[:60])}
            suite.check(f"{name}: {fact}", not same and mine.keys() == other.keys(), mine.keys(), other.keys(), same)
        else:
            suite.check(f"{name}: {fact}", mine == other, *difference(mine, other))


# ---- Edited objects link and run -----------------------------------------------------------------

PROGRAMS = wine.Programs(suite)


def run(prefix, name, path, status, *others):
    if prefix.startswith("x86_64"):
        PROGRAMS.add(name, path, beside=others, status=status)


# Not --weaken: of a weak main, GNU ld takes that of the C runtime.
LINKED = ["-g", "--strip-unneeded", "-x", "-W f", "-W g", "-W f -W other", "-G main", "--redefine-sym f=a_much_longer_name",
          "--rename-section second=third", "--add-section new=FILE", "--prefix-sections=.q",
          "--set-section-alignment .text=64", "-L f", "--strip-unneeded --rename-section .text=.text$x"]


def link(prefix, source, option):
    edited, exe = FOLDER / "edited.o", FOLDER / "edited.exe"
    words = [w.replace("FILE", str(FOLDER / "new")) for w in option.split()]
    done = harness.run("coff-objcopy", *words, source, edited)
    if not suite.equal(f"{prefix} {option}: edited", (done.status, done.err), (0, "")):
        return
    few = prefix.startswith("i686") or option not in ("-g", "-W f", "--strip-unneeded", "--prefix-sections=.q")
    for linker in ([],) if few else ([], ["-fuse-ld=lld-19"]):
        with_what = "lld" if linker else "GNU ld"
        exe.unlink(missing_ok=True)
        command = [prefix + "gcc", edited, FOLDER / "u.o", "-o", exe]
        if linker:
            machine = "x86_64" if prefix.startswith("x86_64") else "i686"
            command = ["clang-19", f"--target={machine}-w64-mingw32", *linker, edited, FOLDER / "u.o", "-o", exe]
        linked = tool(*command)
        if suite.check(f"{prefix} {option}: {with_what} links", linked.returncode == 0, linked.stderr):
            run(prefix, f"{option}: {with_what}", exe, STATUS)


def objects():
    (FOLDER / "a.c").write_text(SOURCE)
    (FOLDER / "u.c").write_text(UNDEFINED)
    (FOLDER / "new").write_bytes(b"0123456789abcdef" * 3)
    for prefix in ("x86_64-w64-mingw32-", "i686-w64-mingw32-"):
        source = FOLDER / "a.o"
        for name in ("a", "u"):
            tool(prefix + "gcc", "-g", "-O1", "-fcommon", "-c", FOLDER / f"{name}.c", "-o", FOLDER / f"{name}.o")
        for option in OPTIONS:
            lead = "_" if prefix.startswith("i686") else ""
            own = re.sub(r"(?<=[ =])(f|h|g|u|main|other|ff|a_much_longer_name|o)(?=[ =]|$)", lead + r"\1", option) \
                if lead and "section" not in option else option
            WHERE[own] = WHERE.get(option, ())
            compare(prefix, source, own)
        for option in LINKED if prefix.startswith("x86_64") else LINKED[:3]:
            lead = "_" if prefix.startswith("i686") else ""
            link(prefix, source, re.sub(r"(?<=[ =])(f|g|main|a_much_longer_name)(?=[ =]|$)", lead + r"\1", option))


# ---- Images --------------------------------------------------------------------------------------

PROGRAM = r"""
#include <windows.h>
int data[4] = {1, 2, 3, 4};
static void (*volatile pointer)(void);
static void nothing(void) { data[1]++; }
__declspec(dllimport) int from_dll(int);
int main(void) { pointer = nothing; pointer(); return from_dll(data[1]) + GetCurrentProcessId() * 0; }
"""
LIBRARY = r"""
static int table[] = {10, 20, 30, 40};
int *volatile p = table;
__declspec(dllexport) int from_dll(int x) { return p[x]; }
"""
IMAGES = [
    "-S", "-g", "--strip-unneeded", "-x", "--add-section .new=FILE", "--add-section .new=FILE --add-section .more=FILE",
    "-R .debug_info", "-R .reloc", "-R .buildid", "--rename-section .data=.other", "--update-section .new=FILE",
    "--set-section-flags .rdata=data,contents", "--file-alignment=4096", "--file-alignment=1024",
    "--section-alignment=4096", "--image-base=0x66660000", "--stack=0x400000,0x2000 --heap=0x300000",
    "--compress-debug-sections", "--strip-debug --add-section .a_long_name=FILE --enable-long-section-names",
    "-S --file-alignment=4096 --add-section .new=FILE", "--subsystem console:6.1",
    "--disable-long-section-names",
]


def check_image(name, path):
    """llvm-readobj and pefile, which look at everything, have nothing to say."""
    done = tool("llvm-readobj-19", "--file-headers", "--sections", "--coff-imports", "--coff-exports", "--unwind", path)
    suite.check(f"{name}: llvm-readobj", done.returncode == 0 and "error" not in done.stderr, done.stderr)
    import pefile
    pe = pefile.PE(str(path), fast_load=True)  # directories are llvm-readobj's
    odd = [w for w in pe.get_warnings() if "entropy" not in w and "Suspicious" not in w and "Byte 0x00" not in w]
    suite.check(f"{name}: pefile", not odd, odd)
    if pe.OPTIONAL_HEADER.CheckSum != 0:
        suite.check(f"{name}: checksum", pe.verify_checksum())
    alignment, end = pe.OPTIONAL_HEADER.SectionAlignment, 0
    for s in pe.sections:
        suite.check(f"{name}: {s.Name} follows", end in (0, s.VirtualAddress), hex(end), hex(s.VirtualAddress))
        end = s.VirtualAddress + -(-max(s.Misc_VirtualSize, 1) // alignment) * alignment
    suite.equal(f"{name}: SizeOfImage", pe.OPTIONAL_HEADER.SizeOfImage, end)
    pe.close()


def images():
    (FOLDER / "p.c").write_text(PROGRAM)
    (FOLDER / "l.c").write_text(LIBRARY)
    for prefix in ("x86_64-w64-mingw32-", "i686-w64-mingw32-"):
        exe, dll, folder = FOLDER / "p.exe", FOLDER / "l.dll", FOLDER / "run"
        done = tool(prefix + "gcc", "-g", "-shared", FOLDER / "l.c", "-o", dll, f"-Wl,--out-implib={FOLDER}/l.a")
        done = tool(prefix + "gcc", "-g", FOLDER / "p.c", FOLDER / "l.a", "-o", exe)
        if not suite.check(f"{prefix}: linked", exe.exists() and dll.exists(), done.stderr):
            continue
        for option in IMAGES if prefix.startswith("x86_64") else IMAGES[::3]:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            words = [w.replace("FILE", str(FOLDER / "new")) for w in option.split()]
            ok = True
            for image in (exe, dll):
                if option.startswith("--update-section"):
                    harness.run("coff-objcopy", "--add-section", words[1], image, folder / "with")
                    harness.run("coff-objcopy", "--update-section", f".new={FOLDER}/p.c", folder / "with", folder / image.name)
                    continue
                base = [w.replace("0x6666", "0x7777") for w in words] if image is dll else words
                done = harness.run("coff-objcopy", *base, image, folder / image.name)
                ok = suite.equal(f"{prefix} {option}: {image.name}", done.status, 0) and ok
                errors = [e for e in done.err.splitlines() if "warning" not in e]
                suite.equal(f"{prefix} {option}: messages", errors, [])
            for image in (exe, dll):
                check_image(f"{prefix} {option}: {image.name}", folder / image.name)
            run(prefix, option, folder / exe.name, 40, folder / dll.name)


# ---- Signed images and overlays ------------------------------------------------------------------

def overlays():
    """What peers lose: bytes behind the image, and certificates without their directory."""
    import pefile
    tail = b"payload of an installer" * 100
    source = FOLDER / "p.exe"
    (FOLDER / "with-overlay.exe").write_bytes(source.read_bytes() + tail)
    for option in ("-S", "-g", "--add-section .new=FILE", "--file-alignment=4096"):
        out = FOLDER / "overlay.exe"
        words = [w.replace("FILE", str(FOLDER / "new")) for w in option.split()]
        done = harness.run("coff-objcopy", *words, FOLDER / "with-overlay.exe", out)
        suite.equal(f"overlay {option}: status", (done.status, done.err), (0, ""))
        suite.check(f"overlay {option}: is there", out.read_bytes().endswith(tail))
    for name in ("signed-x64.dll",):
        signed = harness.fixture("images-signed/" + name)
        out = FOLDER / "signed"
        done = harness.run("coff-strip", signed, "-o", out)
        suite.check(f"{name}: nothing to strip", done.status == 0 and out.read_bytes() == Path(signed).read_bytes())
        done = harness.run("coff-objcopy", "--add-section", f".new={FOLDER}/new", signed, out)
        pe = pefile.PE(str(out))
        security = pe.OPTIONAL_HEADER.DATA_DIRECTORY[4]
        suite.equal(f"{name}: the certificate goes", (security.VirtualAddress, security.Size), (0, 0))
        suite.has(f"{name}: with a warning", done.err, "certificates sign what was edited")
        suite.check(f"{name}: checksum", pe.OPTIONAL_HEADER.CheckSum == 0 or pe.verify_checksum())
        pe.close()
        done = harness.run("coff-objcopy", "--keep-certificate", "--add-section", f".new={FOLDER}/new", signed, out)
        pe = pefile.PE(str(out))
        security = pe.OPTIONAL_HEADER.DATA_DIRECTORY[4]
        was = pefile.PE(signed).OPTIONAL_HEADER.DATA_DIRECTORY[4]
        old, new = Path(signed).read_bytes(), out.read_bytes()
        suite.check(f"{name}: --keep-certificate", old[was.VirtualAddress:][:was.Size] ==
                    new[security.VirtualAddress:][:security.Size] and security.Size != 0)
        pe.close()


# ---- Debug information in a file of its own ------------------------------------------------------

def debug_files():
    source, debug, bare = FOLDER / "a.exe", FOLDER / "a.dbg", FOLDER / "bare.exe"
    tool("x86_64-w64-mingw32-gcc", "-g", FOLDER / "a.c", FOLDER / "u.c", "-o", source)
    harness.run("coff-objcopy", "--only-keep-debug", source, debug)
    harness.run("coff-objcopy", "-S", f"--add-gnu-debuglink={debug}", source, bare)
    with_debug = tool("gdb", "-batch", "-ex", "info line main", "-ex", "info address g", bare)
    suite.check("gdb reads the debug file", "a.c" in with_debug.stdout, with_debug.stdout, with_debug.stderr)
    suite.check("the debug file is the smaller part", debug.stat().st_size < source.stat().st_size and
                bare.stat().st_size < source.stat().st_size)
    debug.unlink()
    without = tool("gdb", "-batch", "-ex", "info line main", bare)
    suite.check("without it gdb knows no lines", "a.c" not in without.stdout, without.stdout)


# ---- The command line ----------------------------------------------------------------------------

def command_line():
    source = FOLDER / "a.o"
    wrong = [["--no-such-option"], ["--set-section-flags", ".text=nonsense"], ["--subsystem", "nonsense"],
             ["--redefine-sym", "f"], ["--set-section-alignment", ".text=3"], ["--compress-debug-sections=zstd"]]
    for words in wrong:
        out = FOLDER / "none.o"
        done = harness.run("coff-objcopy", *words, source, out)
        suite.check(f"{words}: refused", done.status == 2 and done.err != "" and not out.exists(), done.err)
    before = Path(source).read_bytes()
    done = harness.run("coff-objcopy", "--update-section", f"nowhere={FOLDER}/new", source)
    suite.check("a failure leaves the file", done.status == 1 and Path(source).read_bytes() == before, done.err)
    done = harness.run("coff-objcopy", "--add-section", ".new=/nowhere/at/all", source)
    suite.check("a file that is not there", done.status == 1 and "cannot be read" in done.err and
                Path(source).read_bytes() == before, done.err)
    many = FOLDER / "syms"
    many.write_text("# a comment\n f \n_f\n\nmain\n_main\n")
    done = harness.run("coff-objcopy", f"--localize-symbols={many}", source, FOLDER / "local.o")
    rows = tool("x86_64-w64-mingw32-nm", FOLDER / "local.o").stdout
    suite.check("names from a file", done.status == 0 and re.search(r" t _?f$", rows, re.M) and
                re.search(r" t _?main$", rows, re.M), rows)


objects()
images()
PROGRAMS.run()
overlays()
debug_files()
command_line()
shutil.rmtree(FOLDER)
suite.finish()
