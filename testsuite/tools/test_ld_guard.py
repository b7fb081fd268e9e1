#!/usr/bin/python3
# The load configuration and its tables (control flow guard, SafeSEH): as lld-link makes them of the same objects.
#
# Skip this unless it fails.
#
# Addresses differ, so entries are named: by the symbol table, or as entries of the import address table. Microsoft's
# start-up code, which has the load configuration, is not here: an assembler source stands for it.

import re
import struct
import tempfile
from pathlib import Path

import pefile

import harness
import linkers

suite = harness.Suite()
FOLDER = Path(tempfile.mkdtemp())
LLD_MACHINES = {"x86_64": "x64", "i686": "x86", "aarch64": "arm64", "armv7": "arm"}
GUARD_CF, NO_SEH = 0x4000, 0x400

GUARDED = """
typedef int function(int);
int other(int), plain(int);
__declspec(dllimport) int imported(int);
__declspec(dllimport) int late(int);
int called(int a) { return a; }
static int taken(int a) { return a + 1; }
int taken2(int a) { return a + 2; }
int exported(int a) { return a + called(3); }
function *pointers[2] = {taken, taken2};
function *get(int a) { return a ? imported : late; }
int jump(void *) __attribute__((returns_twice));
"""
CALLS = "int start(void) { return pointers[0](1) + get(1)(2) + other(3) + plain(4); }\n"
SETJMP = """
int _setjmp(void *, void *) __attribute__((returns_twice));
void longjump(void);
int jumper(void *p) { if (_setjmp(p, 0)) return 3; longjump(); return 4; }
"""
PLAIN = """
typedef int function(int);
int only_called(int a) { return a * 3; }
int other(int a) { return only_called(a) + 1; }
int unguarded(int a) { return a - 1; }
function *more = unguarded;
int number = 3, *data = &number;
int plain(int a) { return more(a) + *data; }
"""
HANDLER = """
.def @feat.00; .scl 3; .type 0; .endef
.globl @feat.00
@feat.00 = 1
.def _handler; .scl 2; .type 32; .endef
.def _handler2; .scl 2; .type 32; .endef
.def _unlisted; .scl 2; .type 32; .endef
.globl _handler, _handler2, _unlisted, _other, _plain
.text
_other: ret
_plain: ret
_unlisted: ret
_handler: ret
_handler2: ret
.safeseh _handler2
.safeseh _handler
"""


def config(machine):
    """The load configuration in assembler."""
    lead = "_" if machine == "i686" else ""
    wide = machine in ("x86_64", "aarch64")
    word, size = (".quad", 280) if wide else (".long", 164)
    rows = [f".long {size}, 0, 0, 0, 0, 0"]
    rows += [f"{word} 0"] * (6 if wide else 7) + [".long 0"] * (2 if wide else 1) + [f"{word} 0, 0"]

    def pointers(*names):
        rows.extend(f"{word} {lead + n if n else 0}" for n in names)
    seh = machine == "i686"
    pointers("__safe_se_handler_table" if seh else "", "__safe_se_handler_count" if seh else "", "", "",
             "__guard_fids_table", "__guard_fids_count")
    rows.append(f".long {lead}__guard_flags, 0, 0, 0")
    pointers("__guard_iat_table", "__guard_iat_count", "__guard_longjmp_table", "__guard_longjmp_count", *[""] * 4)
    rows.append(".long 0, 0")
    pointers("")
    rows.append(".long 0, 0")
    pointers("__enclave_config", "", "__guard_eh_cont_table", "__guard_eh_cont_count")
    feat = "" if machine != "i686" else \
        ".def @feat.00; .scl 3; .type 0; .endef\n.globl @feat.00\n@feat.00 = 0x801\n"
    return f".section .rdata,\"dr\"\n.balign 8\n.globl {lead}_load_config_used\n{feat}{lead}_load_config_used:\n" + \
        "\n".join(rows) + "\n"


class Image:
    def __init__(self, path):
        self.pe = pefile.PE(str(path))
        self.base = self.pe.OPTIONAL_HEADER.ImageBase
        self.bits = self.pe.OPTIONAL_HEADER.DllCharacteristics
        self.names = {}
        for line in linkers.run("llvm-nm-19", path).splitlines():
            row = line.split()
            if len(row) == 3 and row[1] in "tT" and not row[2].startswith("."):
                self.names.setdefault(int(row[0], 16) - self.base, row[2])
        for kind in ("DIRECTORY_ENTRY_IMPORT", "DIRECTORY_ENTRY_DELAY_IMPORT"):
            for dll in getattr(self.pe, kind, ()):
                for i in dll.imports:
                    self.names[i.address - self.base] = "import of " + i.name.decode()
        place = self.pe.OPTIONAL_HEADER.DATA_DIRECTORY[10]
        self.place = place.VirtualAddress, place.Size
        self.fields = self.read() if place.Size else {}

    def read(self):
        wide = self.pe.OPTIONAL_HEADER.Magic == 0x20B
        data = self.pe.get_data(self.place[0], 280 if wide else 164)
        at = {"seh": 96, "fids": 128, "flags": 144, "iat": 160, "longjmp": 176, "enclave": 248, "eh": 264} if wide else \
             {"seh": 64, "fids": 80, "flags": 88, "iat": 104, "longjmp": 112, "enclave": 148, "eh": 156}
        word, size = ("<Q", 8) if wide else ("<I", 4)
        fields = {"flags": struct.unpack_from("<I", data, at["flags"])[0],
                  "enclave": struct.unpack_from(word, data, at["enclave"])[0]}
        for name in ("seh", "fids", "iat", "longjmp", "eh"):
            table, count = (struct.unpack_from(word, data, at[name] + i * size)[0] for i in (0, 1))
            if name == "seh" and wide:
                continue
            fields[name] = self.table(table, count, 5 if name == "eh" else 4)
        return fields

    def table(self, address, count, entry):
        if address == 0:
            return ("no table", count)
        raw = self.pe.get_data(address - self.base, count * entry)
        rvas = [struct.unpack_from("<I", raw, i * entry)[0] for i in range(count)]
        suite.check("a table is sorted", rvas == sorted(set(rvas)), rvas)
        suite.check("what is behind an RVA is 0", entry == 4 or not any(raw[4::5]), raw)
        return sorted(self.names.get(rva, "elsewhere") for rva in rvas)


def compare(machine, title, words, options, lld_options):
    lead = "_" if machine == "i686" else ""
    lab = linkers.Lab(FOLDER / machine, machine)
    ours = lab.link("ours", title + ".exe", "-e", lead + "start", *options, *words)
    theirs = lab.path("lld-" + title + ".exe")
    linkers.run("lld-link-19", f"/machine:{LLD_MACHINES[machine]}", "/entry:start", "/subsystem:console", "/opt:noref",
                "/opt:noicf", "/nodefaultlib", "/debug:symtab", *lld_options, f"/out:{theirs}", *words)
    a, b = Image(ours), Image(theirs)
    name = f"{machine} {title}"
    suite.equal(f"{name}: load configuration, as lld's", a.fields, b.fields)
    suite.equal(f"{name}: size of the directory", a.place[1], b.place[1])
    suite.equal(f"{name}: characteristics", a.bits & (GUARD_CF | NO_SEH), b.bits & (GUARD_CF | NO_SEH))
    suite.check(f"{name}: llvm-readobj reads it", "GuardCFFunctionCount" in
                linkers.run("llvm-readobj-19", "--coff-load-config", ours))
    return a


def guard(machine):
    lab = linkers.Lab(FOLDER / machine, machine)
    triple = {"x86_64": "x86_64", "i686": "i686", "aarch64": "aarch64", "armv7": "thumbv7"}[machine] + "-windows-msvc"
    lab.clang = triple
    flags = ["-Xclang", "-cfguard", "-fno-inline"]
    if machine == "x86_64":
        flags += ["-Xclang", "-ehcontguard"]
    jump = SETJMP if machine in ("x86_64", "aarch64") else ""
    guarded = lab.compile("guarded", GUARDED + CALLS + jump, *flags, clang=True)
    plain = lab.compile("plain", PLAIN + ("void longjump(void) {}\nint _setjmp(void *a, void *b) { return 0; }\n"
                                          "int _setjmpex(void *a, void *b) { return 0; }\n"), "-fno-inline", clang=True)
    config_o = lab.compile("config", config(machine), clang=True)
    lead = "_" if machine == "i686" else ""
    check = lab.compile("check", f".section .rdata,\"dr\"\n.balign 8\n.globl {lead}__guard_check_icall_fptr, "
                        f"{lead}__guard_dispatch_icall_fptr\n{lead}__guard_check_icall_fptr:\n"
                        f"{lead}__guard_dispatch_icall_fptr:\n.quad 0\n", clang=True)
    helper = "___delayLoadHelper2@8" if machine == "i686" else "__delayLoadHelper2"
    loader = lab.compile("loader", f".text\n.globl {helper}\n.def {helper}; .scl 2; .type 32; .endef\n"
                         + (".thumb\n" if machine == "armv7" else "") + f"{helper}: nop\n", clang=True)
    soon = lab.short_library("soon", "LIBRARY soon.dll\nEXPORTS\nimported\n")
    late = lab.short_library("late", "LIBRARY late.dll\nEXPORTS\nlate\n")
    words = [guarded, plain, config_o, check, loader, soon, late]
    no_seh = ["/safeseh:no"] if machine == "i686" else []
    off = compare(machine, "off", words, ["--no-safeseh"], no_seh)
    suite.check(f"{machine} off: no tables", off.fields["flags"] == 0 and off.fields["fids"] == ("no table", 0), off.fields)
    on = compare(machine, "guard", words, ["--guard-cf", "--no-safeseh"], ["/guard:cf", *no_seh])
    wanted = {lead + n for n in ("taken", "taken2", "unguarded", "start")}
    suite.check(f"{machine}: functions whose address is taken", wanted <= set(on.fields["fids"]) and
                lead + "called" not in on.fields["fids"], on.fields["fids"])
    if machine != "armv7":  # for which clang lists none
        suite.equal(f"{machine}: imports whose address is taken", on.fields["iat"],
                    ["import of imported", "import of late"])
    compare(machine, "nolongjmp", words, ["--guard-cf", "--no-guard-longjmp", "--no-safeseh"],
            ["/guard:cf,nolongjmp", *no_seh])
    if machine == "x86_64":
        compare(machine, "ehcont", words, ["--guard-cf", "--guard-ehcont"], ["/guard:cf,ehcont"])
    delayed = compare(machine, "delay", words, ["--guard-cf", "--delayload=late.dll", "--no-safeseh"],
                      ["/guard:cf", "/delayload:late.dll", *no_seh])
    suite.check(f"{machine}: a delayed import's stub may be called", machine == "armv7" or
                len(delayed.fields["fids"]) == len(on.fields["fids"]) + 1, delayed.fields)
    ours = lab.link("ours", "gc.exe", "-e", lead + "start", "--gc-sections", "--guard-cf", "--no-safeseh", *words)
    suite.check(f"{machine}: a list keeps nothing", not [n for n in Image(ours).fields["fids"] if "exported" in n])
    _, text = lab.link("ours", "none.exe", "-e", lead + "start", "--guard-cf", *(w for w in words if w != config_o), ok=False)
    suite.check(f"{machine}: no load configuration: said", "_load_config_used" in text, text)


def folded():
    """Functions that became one are one entry."""
    lab = linkers.Lab(FOLDER / "x86_64", "x86_64")
    lab.clang = "x86_64-windows-msvc"
    twins = lab.compile("twins", "int one(int a) { return a * 5 + 2; }\nint two(int a) { return a * 5 + 2; }\n"
                        "int (*volatile pointers[2])(int) = {one, two};\n"
                        "int start(void) { return pointers[0](1) + pointers[1](2); }\n", "-Xclang", "-cfguard",
                        "-ffunction-sections", clang=True)
    out = lab.link("ours", "twins.exe", "-e", "start", "--guard-cf", "--icf=all", twins, lab.path("config.o"),
                   lab.path("check.o"))
    rows = [line.split() for line in linkers.run("llvm-nm-19", out).splitlines()]
    places = {row[2]: int(row[0], 16) for row in rows if len(row) == 3}
    suite.equal("--icf: the functions are one", places["one"], places["two"])
    names = {"two": "one"}
    suite.equal("--icf: it is an entry", sorted({names.get(n, n) for n in Image(out).fields["fids"]}), ["one", "start"])


def safe_seh():
    lab = linkers.Lab(FOLDER / "i686", "i686")
    lab.clang = "i686-windows-msvc"
    handler = lab.compile("handler", HANDLER, clang=True)
    start = lab.compile("start", "int other(void); int start(void) { return other(); }", clang=True)
    config_o = lab.path("config.o")
    a = compare("i686", "safeseh", [start, handler, config_o], [], ["/safeseh"])
    suite.equal("SafeSEH: handlers", a.fields["seh"], ["_handler", "_handler2"])
    nothing = lab.compile("nothing", "int other(void) { return 3; }", clang=True)
    a = compare("i686", "nohandlers", [start, nothing, config_o], ["--safeseh"], ["/safeseh"])
    suite.check("SafeSEH: no handlers", a.bits & NO_SEH, a.bits)
    old = lab.compile("old", ".text\n.globl _old\n_old: ret\n", clang=True)
    image = Image(lab.link("ours", "old.exe", "-e", "_start", start, handler, config_o, old))
    suite.equal("SafeSEH: not all objects can: no table", image.fields["seh"], ("no table", 0))
    status, text = lab.link("ours", "bad.exe", "-e", "_start", "--safeseh", start, handler, config_o, old, ok=False)
    suite.check("SafeSEH: the object that cannot is named", status != 0 and re.search(r"old\.o.*handlers", text), text)


for which in LLD_MACHINES:
    guard(which)
folded()
safe_seh()
suite.finish()
