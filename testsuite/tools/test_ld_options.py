#!/usr/bin/python3
# The linker's options: what each does to the output, seen through llvm-readobj, and the same words given to GNU ld.
#
# Skip this unless it fails.

import os
import re
import shlex
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness
import linkers

SOURCE = """
int data = 3;
int *pointer = &data;
int f(void) { return *pointer; }
int g(void) { return f() + 1; }
"""

# What both linkers take, and the header says. GNU ld's i386 knows --large-address-aware, its x86-64 does not.
SAME = [
    "", "-shared", "--dll -e 0", "--subsystem windows", "--subsystem=native:6.1", "-subsystem 3", "--stack 0x10000",
    "--stack=0x300000,0x2000", "--heap 4096,4096", "--image-base 0x10000000", "--image-base=268435456",
    "--file-alignment 0x1000", "--section-alignment 0x2000", "--disable-dynamicbase", "--disable-nxcompat",
    "--tsaware --no-seh --no-bind", "--forceinteg --wdmdriver --no-isolation", "--disable-reloc-section",
    "--major-os-version 7 --minor-os-version 3", "--major-image-version=2 --minor-image-version 010",
    "--major-subsystem-version 6 --minor-subsystem-version 0x1", "-e g", "-eg", "--entry=g", "-entry g",
    "-s", "-S", "--strip-all", "-shared --image-base 0x20000000", "--nxc --dynamicb", "-Map map", "-Map=map -s",
    "--defsym h=f+1 -e h", "-u nothing", "--no-insert-timestamp", "--enable-auto-import --kill-at -O2 -nostdlib",
]
ONE_SIDED = {"i686": ["--large-address-aware", "--disable-large-address-aware"],
             "x86_64": ["--disable-high-entropy-va", "--high-entropy-va"]}

# Words that are wrong, and what is said of them.
REFUSED = {
    "--no-such-thing": "unknown option", "-T x.ld": "not supported: the layout of images", "--stack": "needs",
    "--stack 4K": "RESERVE", "--stack 1,2": "more is committed", "--image-base 0x12345": "64 KiB",
    "--section-alignment 3000": "power of two", "--file-alignment x": "no number", "--subsystem foo": "'foo'",
    "--subsystem console:x": "no version", "--defsym x": "SYMBOL=", "--defsym x=1*2": "no number",
    "--section-start .text": "SECTION=", "-Ttext xyz": "hexadecimal", "--pop-state": "--push-state",
    "--threads=0": "between", "--icf=some": "none, safe or all", "--unresolved-symbols=x": "no method",
    "--oformat nix": "no flavour", "-m nix": "no flavour", "--shared=1": "no value", "--pdb=x": "not supported",
    "--require-defined nix": "required symbol 'nix'", "nofile.o": "No such file", "-lnix": "cannot find -lnix",
    "--dis": "may be", "--noinhibit-exec": "not supported", "--defsym a=b --defsym b=a": "defined by itself",
}

INPUTS = {  # name: contents, what is said
    "empty.o": (b"", "file is empty"), "elf.o": (b"\x7fELF\2\1\1" + bytes(64), "ELF object"),
    "bitcode.o": (b"BC\xc0\xde" + bytes(64), "bitcode"), "words": (b"hello, world\n", "no list of files"),
    "sections": (b"SECTIONS { .text : { *(.text) } }", "no list of files: 'SECTIONS'"),
    "circle": (b"INPUT(circle)", "name each other"), "lost": (b"INPUT(nofile)", "No such file"),
    "foreign": (b"OUTPUT_FORMAT(nix)", "line 1: no flavour is called 'nix'"),
}

OURS = shlex.split(harness.command("coff-ld"))


def result(report, name, wrong):
    report.check(name, not wrong, *wrong)


# Not compared: IMAGE_FILE_DEBUG_STRIPPED, which GNU ld sets where the inputs had no debugging information; nothing reads it.
FIELDS = re.compile(r"^\s*(Machine|Magic|AddressOfEntryPoint|ImageBase|\w+Alignment|M\w+Version|Subsystem|SizeOf(?:Stack|Heap)\w+"
                    r"|Characteristics \[|IMAGE_(?!FILE_DEBUG_STRIPPED)\w+)\b.*$", re.M)


def header(path):
    text = linkers.run("llvm-readobj-19", "--file-headers", path)
    return sorted(m.group(0).strip() for m in FIELDS.finditer(text))


def ours(lab, *words):
    return linkers.run(*OURS, "-m", lab.emulation, *words, cwd=lab.folder, ok=False)


def gnu(lab, *words):
    return linkers.run(f"{lab.gnu}-ld", *words, cwd=lab.folder, ok=False)


def same_headers(lab, words):
    words = words.replace("-e g", "-e _g").replace("-eg", "-e_g").replace("=g", "=_g").replace("-entry g", "-entry _g").replace(
        "h=f", "_h=_f").replace("-e h", "-e _h") if lab.machine == "i686" else words
    wrong = []
    status, text = ours(lab, "in.o", "-o", "ours.exe", *words.split())
    if status != 0:
        return [text]
    status, text = gnu(lab, "in.o", "-o", "gnu.exe", *words.split())
    if status != 0:
        return [f"GNU ld: {text}"]
    a, b = header(lab.path("ours.exe")), header(lab.path("gnu.exe"))
    wrong += [f"ours: {x}" for x in a if x not in b] + [f"GNU's: {x}" for x in b if x not in a]
    return wrong


def headers(report):
    with tempfile.TemporaryDirectory() as folder:
        for machine in linkers.BOTH:
            lab = linkers.Lab(os.path.join(folder, machine), machine)
            linkers.run(f"{lab.gnu}-gcc", "-c", "-O1", lab.write("in.c", SOURCE), "-o", lab.path("in.o"))
            for words in SAME + ONE_SIDED[machine]:
                result(report, f"{machine}: {words or 'no options'}", same_headers(lab, words))


FIELD_SYMBOLS = [f"__{n}__" for n in (
    "section_alignment", "file_alignment", "major_os_version", "minor_os_version", "major_image_version",
    "minor_image_version", "major_subsystem_version", "minor_subsystem_version", "subsystem", "size_of_stack_reserve",
    "size_of_stack_commit", "size_of_heap_reserve", "size_of_heap_commit", "loader_flags")]


def field_symbols(report):
    """Symbols with values of the header."""
    words = "--stack 0x123000,0x4000 --heap 0x5000 --subsystem windows:6.1 --section-alignment 0x2000 --major-image-version 3"
    with tempfile.TemporaryDirectory() as folder:
        for machine in linkers.BOTH:
            lab = linkers.Lab(os.path.join(folder, machine), machine)
            source = ".globl start\n.data\nstart:\n" + "".join(f".long {n}\n" for n in FIELD_SYMBOLS)
            linkers.run(f"{lab.gnu}-as", lab.write("f.s", source), "-o", lab.path("f.o"))
            found = []
            for link in (ours, gnu):
                status, text = link(lab, "f.o", "-o", "f.exe", "-e", "start", *words.split())
                linkers.run(f"{lab.gnu}-objcopy", "-O", "binary", "-j", ".data", lab.path("f.exe"), lab.path("f.bin"))
                found.append((status, text, lab.path("f.bin").read_bytes()[:4 * len(FIELD_SYMBOLS)]))
            report.equal(f"{machine}: symbols with values of the header", *found)


def refusals(report):
    with tempfile.TemporaryDirectory() as folder:
        lab = linkers.Lab(folder, "x86_64")
        linkers.run(f"{lab.gnu}-gcc", "-c", lab.write("in.c", SOURCE), "-o", lab.path("in.o"))
        for words, said in REFUSED.items():
            status, text = ours(lab, "in.o", "-o", "out.exe", *words.split())
            wrong = [] if status != 0 and said in text else [f"status {status}: {text}"]
            result(report, f"refused: {words}", wrong + ["there is an output"] * lab.path("out.exe").exists())
        for name, (contents, said) in INPUTS.items():
            lab.path(name).write_bytes(contents)
            status, text = ours(lab, "in.o", name, "-o", "out.exe")
            result(report, f"input: {name}", [] if status != 0 and said in text else [text])
        linkers.run(f"{lab.gnu}-gcc", "-flto", "-c", lab.path("in.c"), "-o", lab.path("slim.o"))
        status, text = ours(lab, "slim.o", "-o", "out.exe")
        result(report, "input: object of gcc -flto", [] if status != 0 and "-ffat-lto-objects" in text else [text])


MESSAGES = r"""
int foo(int); extern "C" int bar(int); extern "C" int helo_world(void); int plain(int);
extern "C" int main() { return foo(1) + foo(2) + foo(3) + foo(4) + bar(1) + helo_world() + plain(1); }
"""
OTHERS = r"""
int bar(int x) { return x; }
extern "C" int hello_world(void) { return 1; }
extern "C" int plain(int x) { return x; }
"""
SAID = ["in function 'main': undefined reference to 'foo(int)'", "undefined reference to 'foo(int)'; and 1 more",
        "undefined reference to 'bar'; 'bar(int)' is defined, a name of C++", "'hello_world' is defined: did you mean that?",
        "'plain(int)'; 'plain' is defined, a name of C"]


def messages(report):
    with tempfile.TemporaryDirectory() as folder:
        lab = linkers.Lab(folder, "x86_64")
        for name, text in (("a", MESSAGES), ("b", OTHERS)):
            linkers.run(f"{lab.gnu}-g++", "-c", lab.write(name + ".cc", text), "-o", lab.path(name + ".o"))
        status, text = ours(lab, "a.o", "b.o", "-o", "out.exe", "--defsym", "__main=0x140001000")
        result(report, "undefined references", [x for x in SAID if x not in text] + [text] * (status == 0))
        result(report, "... three of each", [text] if text.count("'foo(int)'") != 3 else [])
        _, text = ours(lab, "a.o", "b.o", "-o", "out.exe", "--error-limit=1")
        result(report, "... up to a limit", [] if "more undefined symbols" in text else [text])
        _, text = ours(lab, "a.o", "b.o", "-o", "out.exe", "--no-demangle")
        result(report, "... not demangled", [] if "'_Z3fooi'" in text else [text])
        status, text = ours(lab, "b.o", "b.o", "-o", "out.exe")
        wanted = "b.o: .text+0x0: in function 'bar(int)': multiple definition of 'bar(int)'; the first is in b.o"
        result(report, "multiple definition", [] if status != 0 and wanted in text else [text])
        status, text = ours(lab, "b.o", "b.o", "-o", "out.exe", "-z", "muldefs")
        result(report, "... allowed", [text] * (status != 0))


COMMON = ("int one; int more[3]; int f(void) { return 0; }", "int one; int more[5]; int there = 3;", "int one = 4; int there;")


def common(report):
    """GNU ld's words are others; the files and symbols that it names are the same."""
    with tempfile.TemporaryDirectory() as folder:
        lab = linkers.Lab(folder, "x86_64")
        for i, text in enumerate(COMMON):
            linkers.run(f"{lab.gnu}-gcc", "-fcommon", "-c", lab.write(f"c{i}.c", text), "-o", lab.path(f"c{i}.o"))
        words = ("--warn-common", "-e", "f", "c0.o", "c1.o", "c2.o", "-o", "out.exe")
        told = [sorted(re.findall(r"(c\d\.o).*warning:.*[`'](\w+)'", linker(lab, *words)[1]))
                for linker in (ours, gnu)]
        result(report, "--warn-common", [] if told[0] == told[1] and len(told[0]) == 4 else told)
        status, text = ours(lab, *words[1:])
        result(report, "... only where it is asked for", [text] if status != 0 or "warning" in text else [])
        _, text = ours(lab, "--stats", *words[1:])
        size = lab.path("out.exe").stat().st_size
        result(report, "--stats", [x for x in ("objects      3, and 0 members of 0 libraries", f"output       {size} bytes",
                                               "contents  ", "all  ") if x not in text])


def map_symbols(path):
    found = {}
    for line in open(path, encoding="utf-8"):
        m = re.match(r" {16}0x([0-9a-f]{16}) {16}(\S+)$", line)
        if m:
            found[m.group(2)] = int(m.group(1), 16)
    return found


def files(report):
    with tempfile.TemporaryDirectory() as folder:
        lab = linkers.Lab(folder, "x86_64")
        linkers.run(f"{lab.gnu}-gcc", "-c", lab.write("a b.c", SOURCE), "-o", lab.path("a b.o"))
        lab.write("lib.a", 'GROUP("a b.o")')
        ours(lab, "lib.a", "-o", "x.exe", "-Map", "ours.map", "--cref", "--dependency-file=x.d")
        gnu(lab, "a b.o", "-o", "y.exe", "-Map", "gnu.map")
        a, b = map_symbols(lab.path("ours.map")), map_symbols(lab.path("gnu.map"))
        result(report, "map: addresses as GNU ld's", [f"{n}: {a.get(n)} and {b.get(n)}" for n in "fg" if a.get(n) != b.get(n)]
                      + ["no symbols"] * (not b))
        text = lab.path("ours.map").read_text()
        result(report, "map: files and references", [x for x in ("LOAD ./a b.o", "Cross Reference Table", "\nf  ")
                                                    if x not in text.replace("LOAD a b.o", "LOAD ./a b.o")])
        made = subprocess.run(["make", "-n", "-f", "x.d", "x.exe"], cwd=folder, capture_output=True, text=True, check=False)
        result(report, "make reads the rule", [made.stderr] if made.returncode != 0 else [])
        result(report, "... which names the inputs", [] if "a\\ b.o" in lab.path("x.d").read_text() else ["it does not"])
        status, text = ours(lab, "a b.o", "-o", "/dev/null")
        result(report, "-o /dev/null", [text] if status != 0 or not os.path.exists("/dev/null") else [])
        _, text = ours(lab, "--version")
        result(report, "--version", [] if "compatible with GNU linkers" in text.split("\n")[0] else [text])


def gnu_options(report):
    """Every option that GNU ld's help names is known."""
    names = set()
    for line in linkers.run("x86_64-w64-mingw32-ld", "--help").split("\n"):
        m = re.match(r"  (-\S.*?)(?:  |$)", line)
        for word in re.findall(r"--?[\w(][\w-]*", re.sub(r"\[disable-\]|\[no-\]", "", m.group(1))) if m else []:
            names.add(word)
    known = linkers.run(*OURS, "--help")
    known = set(re.findall(r"(?<![\w-])--?([\w(][\w-]*)", known))
    result(report, "options of GNU ld", sorted(n for n in names if n.lstrip("-") not in known))
    result(report, "... and they were found", [] if len(names) > 200 else [f"only {len(names)}"])


def main():
    report = harness.Suite()
    headers(report)
    field_symbols(report)
    refusals(report)
    messages(report)
    common(report)
    files(report)
    gnu_options(report)
    report.finish()


main()
