#!/usr/bin/python3
# What objects and definition files say of the image: options in .drectve as lld-link does them, statements of .def files.
#
# Skip this unless it fails.

import re
import tempfile
from pathlib import Path

import pefile

import harness
import linkers
import wine

suite = harness.Suite()
FOLDER = Path(tempfile.mkdtemp())
RIGHTS = 0xFE000000  # discardable, not cached, not paged, shared, executable, readable, writable

SOURCE = """
.section .drectve,"yni"
.ascii " {options} "
.text
.globl start, other, mainCRTStartup
.def start; .scl 2; .type 32; .endef
start: ret
other: nop
ret
mainCRTStartup: nop
nop
ret
.section .first,"dw"
.globl number
number: .quad 0x1111111111111111
.section .second,"dr"
.quad number
.section .third,"dr"
.quad 0x3333333333333333
.data
.quad 0x4444444444444444
"""
# Options; and what else lld-link has to be told, which warns or needs it.
CASES = {
    "entry": "-entry:other", "subsystem": "-subsystem:windows,6.1", "console": "/SUBSYSTEM:CONSOLE",
    "stack": "-stack:0x300000,0x2000", "heap": "", "merge": "-merge:.first=.data",
    "merge-new": "-merge:.first=.fresh", "merge-chain": "-merge:.first=.second -merge:.second=.third",
    "merge-text": "-merge:.third=.text", "section": "-section:.first,rws", "section2": "/SECTION:.third,rd /section:.data,r",
    "agreed": "-failifmismatch:\\\"key=1\\\"", "guardsym": "-guardsym:start,S -editandcontinue -throwingnew",
}


class Image:
    def __init__(self, path):
        self.pe = pefile.PE(str(path))
        h = self.pe.OPTIONAL_HEADER
        self.header = {k: getattr(h, k) for k in ("Subsystem", "MajorSubsystemVersion", "MinorSubsystemVersion",
                                                  "SizeOfStackReserve", "SizeOfStackCommit")}
        self.sections = {s.Name.rstrip(b"\0").decode(): s for s in self.pe.sections}
        at = h.AddressOfEntryPoint
        self.entry = self.pe.get_data(at, 3).rstrip(b"\xcc\0\xff")[:3]
        self.entry = self.entry[:self.entry.find(b"\xc3") + 1]

    def rights(self):
        return {n: s.Characteristics & RIGHTS for n, s in self.sections.items()
                if n in (".first", ".second", ".third", ".data", ".text", ".fresh")}

    def holds(self):
        """Which numbers each section has."""
        rows = {}
        for name, s in self.sections.items():
            data = self.pe.get_data(s.VirtualAddress, s.Misc_VirtualSize)
            rows[name] = [n for n in (1, 3, 4) if bytes([n | n << 4]) * 8 in data]
        return {n: w for n, w in rows.items() if w}


def directives():
    lab = linkers.Lab(FOLDER, "x86_64")
    for title, options in CASES.items():
        obj = lab.compile(title, SOURCE.replace("{options}", options), clang=True)
        needs = [] if "ubsystem" in options.lower() else ["/subsystem:console"]
        ours = lab.link("ours", title + ".exe", *([] if "entry" in options else ["-e", "start"]), "-s", obj)
        theirs = lab.path(title + "-lld.exe")
        linkers.run("lld-link-19", "/nodefaultlib", "/opt:noref", *([] if "entry" in options else ["/entry:start"]), *needs,
                    f"/out:{theirs}", obj)
        a, b = Image(ours), Image(theirs)
        for field in a.header if title != "heap" else ():
            if ("Stack" in field) == ("stack" in title) and ("ubsys" in field) <= (title in ("subsystem", "console")):
                if "Version" in field and title == "console":
                    continue  # nothing is said of it, and defaults differ
                suite.equal(f"{title}: {field}", a.header[field], b.header[field])
        suite.equal(f"{title}: start", a.entry, b.entry)
        suite.equal(f"{title}: rights of sections", a.rights(), b.rights())
        suite.equal(f"{title}: what sections hold", a.holds(), b.holds())
    status, text = lab.link("ours", "windows.exe", lab.path("subsystem.o"), ok=False)
    suite.equal("subsystem: without a start-up symbol of its own, the code's beginning", (status, Image(
        lab.path("ours") / "windows.exe").entry), (0, b"\xc3"))
    said = lab.link("ours", "said.exe", "-e", "start", "--subsystem", "native", "--stack", "0x500000", lab.path("stack.o"),
                    lab.path("ours") / "../subsystem.o", "--allow-multiple-definition")
    header = Image(said).header
    suite.equal("the command line counts more", (header["Subsystem"], header["SizeOfStackReserve"]), (1, 0x500000))


def messages():
    lab = linkers.Lab(FOLDER, "x86_64")
    def source(options, name):
        return f".section .drectve,\"yni\"\n.ascii \" {options} \"\n.text\n.globl {name}\n{name}: ret\n"
    one = lab.compile("one", source("-failifmismatch:\\\"runtime=static\\\"", "start"), clang=True)
    two = lab.compile("two", source("-failifmismatch:\\\"runtime=dynamic\\\"", "two"), clang=True)
    status, text = lab.link("ours", "m.exe", "-e", "start", one, two, ok=False)
    suite.check("failifmismatch: both are named", status != 0 and re.search(r"two\.o: runtime is 'dynamic' here, but "
                "'static' in .*one\.o", text), text)
    for options, wanted in (("-unheardof:3", "unknown option in the object: -unheardof:3"),
                            ("-section:.data,q", "rights are letters"), ("-merge:.data", "FROM=INTO"),
                            ("-merge:.data=.rsrc", "one by itself"), ("-subsystem:moon", "unknown subsystem"),
                            ("-manifestdependency:x", "no manifest is made")):
        obj = lab.compile("warned", source(options, "start"), clang=True)
        status, text = lab.link("ours", "w.exe", "-e", "start", obj, ok=False)
        suite.check(f"{options}: warned of", status == 0 and wanted in text, text)
    ring = lab.compile("ring", source("-merge:.data=.foo -merge:.foo=.data", "start") + ".data\n.quad 1\n", clang=True)
    status, text = lab.link("ours", "r.exe", "-e", "start", ring, ok=False)
    suite.check("-merge in a ring", status != 0 and "part of itself" in text, text)
    # Default libraries: one is found, and not asked for if another object does not want it.
    part = lab.compile("part", source("", "part"), clang=True)
    linkers.run("llvm-ar-19", "rcs", lab.path("some.lib"), part)
    user = lab.compile("user", source("-defaultlib:some.lib", "start") + "call part\n", clang=True)
    refuser = lab.compile("refuser", source("-nodefaultlib:SOME.lib", "refuser"), clang=True)
    lab.link("ours", "d.exe", "-e", "start", f"-L{lab.folder}", user)
    status, text = lab.link("ours", "n.exe", "-e", "start", f"-L{lab.folder}", user, refuser, ok=False)
    suite.check("nodefaultlib", status != 0 and "part" in text, text)
    words = lab.link("ours", "x.exe", "-e", "start", one, "-Xlink=-merge:.foo=.bar", "-Xlink=/stack:0x700000",
                     "-Xlink=-guard:no")
    suite.equal("-Xlink: stack", Image(words).header["SizeOfStackReserve"], 0x700000)
    status, text = lab.link("ours", "y.exe", "-e", "start", one, "-Xlink=-unheardof", ok=False)
    suite.check("-Xlink: unknown", status != 0 and "-unheardof" in text, text)


def definitions():
    lab = linkers.Lab(FOLDER, "x86_64")
    obj = lab.compile("d", "int shared __attribute__((section(\".share\"))) = 3; int imported(int); int alias(int);\n"
                      "__declspec(dllimport) int third(int);\n"
                      "int f(int a) { return imported(a) + alias(a) + third(a); }\n"
                      "int DllMainCRTStartup(void *a, int b, void *c) { return 1; }\n")
    stub = bytearray(b"MZ" + b"\0" * 98)
    lab.path("own.stub").write_bytes(stub)
    lab.write("all.def", "LIBRARY fancy BASE=0x66600000\nSTUB 'own.stub'\nVERSION 3.7\nSTACKSIZE 0x340000,0x3000\n"
              "HEAPSIZE 0x120000\nSECTIONS\n.share READ WRITE SHARED\nIMPORTS\nimported = other.one\n"
              "alias = other.dll.5\nthird = last.three\nnever = last.never\nEXPORTS\nf @3\nshared @4 DATA\n"
              "gone = kernel32.Sleep\nrenamed == real\n")
    other = lab.compile("renamed", "int renamed(void) { return 1; }")
    image = Image(lab.link("ours", "fancy.dll", "-shared", obj, other, lab.path("all.def")))
    h = image.pe.OPTIONAL_HEADER
    suite.equal("definition file: header", (h.ImageBase, h.MajorImageVersion, h.MinorImageVersion, h.SizeOfStackReserve,
                h.SizeOfStackCommit, h.SizeOfHeapReserve), (0x66600000, 3, 7, 0x340000, 0x3000, 0x120000))
    suite.equal("definition file: SECTIONS", image.rights().get(".share", image.sections[".share"].Characteristics & RIGHTS),
                0xD0000000)
    suite.equal("definition file: STUB", (image.pe.__data__[:2], image.pe.DOS_HEADER.e_lfanew), (b"MZ", 104))
    suite.equal("definition file: IMPORTS", linkers.by_name(linkers.imports(lab.path("ours") / "fancy.dll")),
                [("last.dll", ["three"]), ("other.dll", ["#5", "one"])])
    exported = {(ordinal, name, place if isinstance(place, str) else "") for ordinal, name, place in
                linkers.exports(lab.path("ours") / "fancy.dll")}
    suite.equal("definition file: EXPORTS", exported, {(3, "f", ""), (4, "shared", ""), (1, "gone", "kernel32.Sleep"),
                                                       (2, "renamed", "")})
    suite.equal("definition file: name", image.pe.DIRECTORY_ENTRY_EXPORT.name, b"fancy.dll")
    lab.write("bad.def", "LIBRARY x\nSTUB 'all.def'\n")
    status, text = lab.link("ours", "x.dll", "-shared", obj, lab.path("bad.def"), ok=False)
    suite.check("definition file: a stub that is no program", status != 0 and "no program for MS-DOS" in text, text)


def headers():
    """What GNU ld says in the header, of the same objects; times."""
    for machine in linkers.BOTH:
        lab = linkers.Lab(FOLDER / machine, machine)
        obj = lab.compile("plain", "__declspec(dllexport) int f(void) { return 1; }\nint main(void) { return f(); }\n", "-g")
        for title, words in (("plain", []), ("s", ["-s"]), ("S", ["-Wl,-S"]), ("dll", ["-shared"]), ("sdll", ["-shared", "-s"])):
            a, b = (pefile.PE(str(lab.program(which, title + ".exe", obj, *words)), fast_load=True).FILE_HEADER.Characteristics
                    for which in ("ours", "gnu"))
            suite.equal(f"{machine}: characteristics, {words}", hex(a), hex(b))
    lab = linkers.Lab(FOLDER / "x86_64", "x86_64")
    obj = lab.compile("bare", "__declspec(dllexport) int f(void) { return 1; }\n")
    made = {}
    for when in (None, "1000000000", "1100000000"):
        linkers.ENV.pop("SOURCE_DATE_EPOCH", None)
        linkers.ENV.update({"SOURCE_DATE_EPOCH": when} if when else {})
        library = lab.path("out.dll.a")
        for option in ("--insert-timestamp", "--no-insert-timestamp"):
            pe = pefile.PE(str(lab.link("ours", "o.dll", "-shared", "-e", "f", option, f"--out-implib={library}", obj)))
            made[when, option] = (pe.FILE_HEADER.TimeDateStamp, pe.DIRECTORY_ENTRY_EXPORT.struct.TimeDateStamp,
                                  library.read_bytes())
    linkers.ENV.pop("SOURCE_DATE_EPOCH", None)
    for when in ("1000000000", "1100000000"):
        suite.equal(f"SOURCE_DATE_EPOCH={when}", made[when, "--insert-timestamp"][:2], (int(when), int(when)))
    suite.check("--insert-timestamp: now", made[None, "--insert-timestamp"][0] > 1700000000)
    suite.equal("--no-insert-timestamp", {m[:2] for (_, option), m in made.items() if option[2] == "n"}, {(0, 0)})
    suite.equal("import libraries are the same", len({m[2] for m in made.values()}), 1)


def left_behind():
    """A link that fails leaves what was there, and makes nothing new beside it."""
    lab = linkers.Lab(FOLDER / "x86_64", "x86_64")
    obj = lab.path("bare.o")
    place = lab.path("ours")
    image, library, definition = place / "kept.dll", place / "kept.a", place / "kept.def"
    words = ["-shared", "-e", "f", f"--out-implib={library}", f"--output-def={definition}", f"-Map={place / 'kept.map'}"]
    lab.link("ours", "kept.dll", *words, obj)
    before = [p.read_bytes() for p in (image, library, definition)]
    broken = lab.compile("broken", "int g(void) { int nowhere(void); return nowhere(); }\n")
    status, _ = lab.link("ours", "kept.dll", *words, obj, broken, ok=False)
    suite.equal("a failed link", (status != 0, [p.read_bytes() for p in (image, library, definition)]), (True, before))
    for p in (library, definition):
        p.unlink()
    status, _ = lab.link("ours", "no folder/kept.dll", *words, obj, ok=False)
    suite.equal("an image that cannot be written: nothing beside it", (status != 0, library.exists(), definition.exists()),
                (True, False, False))
    needed = lab.compile("needed", "int nowhere(void) { return 1; }")
    linkers.run("ar", "rcs", lab.path("libneeded.a"), needed)
    status, text = lab.link("ours", "h.exe", "-e", "f", f"-L{lab.folder}", obj, broken, ok=False)
    suite.check("a library that was forgotten", status != 0 and "-lneeded would define it" in text, text)


def out_of_reach():
    """A field that cannot hold every distance to a DLL is said at once, not when the program starts."""
    lab = linkers.Lab(FOLDER / "x86_64", "x86_64")
    library = lab.long_library("far", "LIBRARY far.dll\nEXPORTS\nnumber DATA\n")
    near = lab.compile("near", "extern int number; int main(void) { return number; }", "-mcmodel=small")
    medium = lab.compile("medium", "extern int number; int main(void) { return number; }", "-mcmodel=medium")
    for name, obj, said in (("near", near, True), ("medium", medium, False)):
        status, text = lab.program("ours", name + ".exe", obj, library, ok=False)
        suite.equal(f"a DLL's data, {name}: said with the fix", (status, "a field of 32 bits refers to number" in text and
                    "-mcmodel=medium" in text), (0, said))


def tls():
    """The alignment of the template, as lld writes it; and a program that asks for it."""
    lab = linkers.Lab(FOLDER, "x86_64")
    used = lab.compile("used", ".section .tls$AAA,\"dw\"\n.p2align 6\nstart_of: .quad 7\n.section .rdata,\"dr\"\n.p2align 3\n"
                       ".globl _tls_used\n_tls_used: .quad start_of, start_of+8, index, 0\n.long 0, 0\n.data\nindex: .quad 0\n"
                       ".text\n.globl start\nstart: ret\n", clang=True)
    ours = lab.link("ours", "tls.exe", "-e", "start", used)
    theirs = lab.path("tls-lld.exe")
    linkers.run("lld-link-19", "/nodefaultlib", "/entry:start", "/subsystem:console", "/opt:noref", f"/out:{theirs}", used)
    fields = [pefile.PE(str(p)).DIRECTORY_ENTRY_TLS.struct.Characteristics for p in (ours, theirs)]
    suite.equal("TLS directory: alignment, as lld's", fields[0], fields[1])
    suite.equal("TLS directory: 64 bytes", fields[0], 7 << 20)
    programs = wine.Programs(suite)
    main = lab.compile("main", "_Thread_local _Alignas(64) int a = 3; _Thread_local char c = 1; int main(void) "
                       "{ return ((unsigned long long) &a % 64 == 0) * 4 + a + c; }", clang=True)
    programs.add("thread-local variable", lab.program("ours", "local.exe", main), status=8)
    programs.run()


directives()
messages()
definitions()
tls()
headers()
left_behind()
out_of_reach()
suite.finish()
