#!/usr/bin/python3
# coff-dlltool against GNU dlltool and llvm-dlltool: the same symbols and names, for every option; what is made links
# with GNU ld and lld and runs.
#
# Skip this unless it fails, or coff-dlltool learns an option.

import os
import re
import tempfile
from pathlib import Path

import harness
import implibs
import wine
from implibs import GNU, dlltool, run, with_linker

suite = harness.Suite()

DEF = """; names of every kind
LIBRARY "peer.dll"
EXPORTS
plain
std@8
@fast@4
?cpp@@YAXXZ
dat DATA
ordn @7 NONAME
ren = inner
ren2@4 = inner2@4 @9
priv PRIVATE
fwd = other.func
ali == real
"""
# What our symbols of tables are called is our business; data and constants are checked apart.
OWN = re.compile(r"(_head_|_iname$|^hname$|^fthunk$|^\.|__IMPORT_DESCRIPTOR|NULL_)")


def symbols(nm, lib, where):
    text = run([nm, "-g", "--defined-only", lib], where).stdout.decode()
    return sorted(n for n in re.findall(r"^[0-9a-f]+ [A-Z] (.*)$", text, re.M) if not OWN.search(n))


def names(prefix, lib, where):
    """Strings of .idata$6 of all members. GNU dlltool's hints are ordinals; the loader wants places in the table."""
    folder = Path(where) / ("members-" + lib)
    folder.mkdir()
    run([prefix + "ar", "x", "../" + lib], folder)
    found = []
    for member in folder.iterdir():
        run([prefix + "objcopy", "--set-section-flags", ".idata$6=alloc,load", "-O", "binary", "-j", ".idata$6",
             member.name, "raw"], folder)
        raw = folder / "raw"
        data = raw.read_bytes() if raw.exists() else b""
        found += [data[2:].split(b"\0")[0]] if len(data) > 2 else []
        raw.unlink(missing_ok=True)
    return sorted(found)


def as_gnu(tmp):
    for prefix, machine in ((GNU, "i386:x86-64"), ("i686-w64-mingw32-", "i386")):
        for n, options in enumerate(([], ["-k"], ["-U"], ["--add-stdcall-underscore"], ["-A"], ["-p", "pre_"],
                                     ["--leading-underscore"], ["--no-leading-underscore"],
                                     ["-k", "-U"], ["--use-nul-prefixed-import-tables"])):
            where = Path(tmp) / f"{machine[-2:]}{n}"
            where.mkdir()
            (where / "x.def").write_text(DEF)
            a = run([prefix + "dlltool", "-d", "x.def", "-l", "gnu.a", *options], where)
            b = dlltool("-m", machine, "-d", "x.def", "-l", "ours.a", *options, cwd=where)
            what = f"{machine} {' '.join(options)}"
            suite.check(f"{what}: made", (a.returncode, b.returncode, b.stderr) == (0, 0, b""), a.stderr, b.stderr)
            suite.equal(f"{what}: symbols", symbols(prefix + "nm", "ours.a", where), symbols(prefix + "nm", "gnu.a", where))
            suite.equal(f"{what}: names", names(prefix, "ours.a", where), names(prefix, "gnu.a", where))


def as_llvm(tmp):
    """Short libraries, by what llvm-nm and llvm-readobj say of them."""
    for n, (machine, options) in enumerate((("i386:x86-64", []), ("i386", []), ("i386", ["-k"]), ("arm64", []), ("arm", []))):
        where = Path(tmp) / f"llvm{n}"
        where.mkdir()
        (where / "x.def").write_text("\n".join(l for l in DEF.splitlines() if "ali" not in l) + "\n")
        a = run(["llvm-dlltool-19", "-m", machine, "-d", "x.def", "-l", "llvm.a", *options], where)
        b = dlltool("-m", machine, "-d", "x.def", "-l", "ours.a", "--format=short", *options, cwd=where)
        what = f"short {machine} {' '.join(options)}"
        suite.check(f"{what}: made", (a.returncode, b.returncode) == (0, 0), a.stderr, b.stderr)
        texts = [run(["llvm-readobj-19", "--sections", "--symbols", "--relocations", lib], where).stdout.decode()
                 for lib in ("llvm.a", "ours.a")]
        facts = [sorted(re.findall(r"^(?:Name type: .*|Symbol: .*|Type: .*|Export name: .*)$", t, re.M)) for t in texts]
        suite.check(f"{what}: imports", len(facts[0]) > 10, facts[0])
        suite.equal(f"{what}: imports are the same", facts[1], facts[0])
        index = [sorted(run(["llvm-nm-19", "--print-armap", lib], where).stdout.decode().split("\n\n")[0].splitlines()[1:])
                 for lib in ("llvm.a", "ours.a")]
        suite.equal(f"{what}: index", index[1], index[0])


LIBRARY = """
#define API __declspec(dllexport)
API int answer(int a) { return a + 1; }
API double sum(double a, double b, double c, double d) { return a + b * 2 + c * 4 + d * 8; }
API int value = 40;
API int __stdcall standard(int a, int b) { return a - b; }
API int __fastcall fast(int a, int b) { return a * b; }
API int numbered(void) { return 5; }
"""
MAIN = """
int answer(int); double sum(double, double, double, double);
int __stdcall standard(int, int); int __fastcall fast(int, int); int numbered(void);
#ifdef LATER
static int value = 40;
#else
extern __declspec(dllimport) int value;
#endif
int main(void) {
  volatile double one = 1, two = 2, three = 3, four = 4;
  int bad = 0;
  if (answer(1) != 2) bad |= 1;
  if (sum(one, two, three, four) != 49) bad |= 2;
  if (value != 40) bad |= 4;
  if (standard(5, 3) != 2) bad |= 8;
  if (fast(5, 3) != 15) bad |= 16;
  if (numbered() != 5 || numbered() != 5) bad |= 32;
  return bad == 0 ? 42 : bad;
}
"""


def own_dll(tmp, programs):
    """Calls, data and ordinals of a DLL; delayed imports with arguments in vector registers, which GNU's code loses."""
    for prefix, machine, emulation in ((GNU, "i386:x86-64", "i386pep"), ("i686-w64-mingw32-", "i386", "i386pe")):
        where = Path(tmp) / ("own" + machine[-2:])
        where.mkdir()
        wide = machine != "i386"
        text = "LIBRARY own\nEXPORTS\nanswer\nsum\nvalue DATA\nnumbered @77 NONAME\n" + \
            ("standard\nfast\n" if wide else "standard@8\n@fast@8\n")
        (where / "x.def").write_text(text)
        (where / "later.def").write_text(text.replace("value DATA\n", ""))
        (where / "lib.c").write_text(LIBRARY)
        (where / "main.c").write_text(MAIN)
        done = run([prefix + "gcc", "-shared", "-o", "own.dll", "lib.c", "x.def"], where)
        suite.equal(f"{machine}: DLL", done.returncode, 0)
        tables = set()
        for form in ("long", "short"):
            dlltool("-m", machine, "-d", "x.def", "-l", form + ".a", "--format=" + form, cwd=where)
            for linker in ("bfd", "lld"):
                exe = f"{form}-{linker}.exe"
                done = run([prefix + "gcc", "-B", with_linker(where, linker, emulation), "main.c", form + ".a", "-o", exe],
                           where)
                suite.check(f"{machine}: {exe}", done.returncode == 0, done.stderr[-500:])
                listed = run([prefix + "objdump", "-p", exe], where).stdout.decode()
                part = listed.partition("DLL Name: own.dll")[2].partition("\n\n")[0]
                tables.add(tuple(sorted(line.split()[-1] if "<none>" not in line else line.split()[1]
                                        for line in part.splitlines()[2:])))
                if wide:
                    programs.add(f"{machine}: {exe}", where / exe, beside=[where / "own.dll"], status=42)
        suite.check(f"{machine}: all import the same", len(tables) == 1 and len(next(iter(tables))) == 6, tables)
        dlltool("-m", machine, "-d", "later.def", "-y", "later.a", cwd=where)
        done = run([prefix + "gcc", "-DLATER", "main.c", "later.a", "-ldelayimp", "-o", "later.exe"], where)
        suite.check(f"{machine}: delayed", done.returncode == 0, done.stderr[-500:])
        if wide:
            programs.add(f"{machine}: delayed", where / "later.exe", beside=[where / "own.dll"], status=42)
        done = dlltool("-m", machine, "-d", "x.def", "-y", "data.a", cwd=where)
        suite.check(f"{machine}: data cannot be delayed", done.returncode == 1 and b"value" in done.stderr, done.stderr)
        done = dlltool("-m", machine, "-d", "x.def", "-e", "x.exp", cwd=where)
        made = run([prefix + "gcc", "-shared", "-o", "exp.dll", "lib.c", "x.exp"], where)
        suite.check(f"{machine}: export file", (done.returncode, made.returncode) == (0, 0), done.stderr, made.stderr)


def arm(tmp, machine, target, helper):
    """No program of these processors can be run here: they are linked, and read back."""
    where = Path(tmp) / machine
    where.mkdir()
    (where / "x.def").write_text("LIBRARY x.dll\nEXPORTS\nanswer\nother @3 NONAME\n")
    (where / "main.c").write_text("int answer(int); int other(void); int start(void) { return answer(other()); }\n")
    run(["clang-19", "-target", target, "-c", "main.c"], where)
    for form, option in (("short", "-l"), ("long", "-l"), ("delayed", "-y")):
        how = [] if form == "delayed" else ["--format=" + form]
        dlltool("-m", machine, "-d", "x.def", option, form + ".a", *how, cwd=where)
        (where / "helper.s").write_text(".globl __delayLoadHelper2\n__delayLoadHelper2: " + helper + "\n")
        run(["clang-19", "-target", target, "-c", "helper.s"], where)
        done = run(["lld-link-19", "/entry:start", "/subsystem:console", "/nodefaultlib", "/out:x.exe", "/debug:symtab",
                    "main.o", "helper.o", form + ".a"], where)
        suite.check(f"{machine}: {form} links", done.returncode == 0, done.stderr, done.stdout)
        listed = run(["llvm-readobj-19", "--coff-imports", "x.exe"], where).stdout
        suite.check(f"{machine}: {form} imports", form == "delayed" or (b"x.dll" in listed and b"answer" in listed), listed)
    # The jump's second half asks for the function; what it shares with the others calls the helper and jumps there.
    code = run(["llvm-objdump-19", "-d", "--no-show-raw-insn", "x.exe"], where).stdout.decode()
    stub = re.search(r"<later>:\n((?:.+\n)+)", code)
    merge = re.search(r"<__tailMerge_delayed_a>:\n((?:.+\n)+)", code)
    suite.check(f"{machine}: both parts", stub and merge, code)
    branch = re.search(r"\tb(?:\.w)?\t.*<__tailMerge_delayed_a>", stub[1] if stub else "")
    suite.check(f"{machine}: the jump goes on in the common part", branch, stub and stub[1])
    call = re.search(r"\tbl\t.*<__delayLoadHelper2>", merge[1] if merge else "")
    suite.check(f"{machine}: which calls the helper", call, merge and merge[1])


def nameless(tmp):
    """A definition file that names no DLL: the library does. Without anything to make it is only checked."""
    where = Path(tmp) / "nameless"
    where.mkdir()
    (where / "x.def").write_text("EXPORTS\nf\n")
    for library, dll in (("libfoo.dll.a", "foo.dll"), ("libfoo.a", "foo.dll"), ("foo.lib", "foo.dll"), ("foo", "foo.dll"),
                         ("libcrypto.lib", "libcrypto.dll")):
        done = dlltool("-d", "x.def", "-l", library, cwd=where)
        named = dlltool("-I", library, cwd=where).stdout.decode()
        suite.equal(f"{library}: DLL", (done.returncode, done.stderr, named), (0, b"", dll + "\n"))
    (where / "i686-w64-mingw32-dlltool").symlink_to(os.path.abspath(os.path.join(harness.BUILDDIR, "coff-dlltool")))
    done = run(["./i686-w64-mingw32-dlltool", "-d", "x.def", "-p", "also", "-l", "libx.a"], where)
    listed = run(["i686-w64-mingw32-nm", "libx.a"], where).stdout.decode()
    suite.check("a processor by the program's name, other names first", done.returncode == 0 and
                re.search("T _also_f.*T _f$", listed, re.S | re.M), listed)
    done = dlltool("-d", "x.def", cwd=where)
    suite.equal("nothing to make", (done.returncode, done.stdout, done.stderr), (0, b"", b""))
    (where / "bad.def").write_text("FROB x\n")
    suite.equal("... but the file is checked", dlltool("-d", "bad.def", cwd=where).returncode, 1)


def definitions(tmp):
    where = Path(tmp) / "definitions"
    where.mkdir()
    (where / "a.c").write_text("__declspec(dllexport) int shown(void) { return 1; }\n__declspec(dllexport) int data = 1;\n"
                               "int hidden(void) { return 2; }\nint more;\n")
    run([GNU + "gcc", "-c", "a.c"], where)
    wanted = {"": ["shown", "data DATA"],
              "--export-all-symbols": ["shown", "data DATA", "hidden", "more DATA"],
              "--export-all-symbols --exclude-symbols=hidden,more": ["shown", "data DATA"]}
    for options, names_wanted in wanted.items():
        done = dlltool("-z", "a.def", "-D", "a.dll", *options.split(), "a.o", cwd=where)
        text = (where / "a.def").read_text()
        got = sorted(set(line.strip() for line in text.splitlines()[2:]))
        suite.check(f"objects: {options}", done.returncode == 0 and text.startswith("LIBRARY a.dll\nEXPORTS\n") and
                    got == sorted(names_wanted), text)
    bad = {"EXPORTS\nf @x\n": None, "EXPORTS\nf NONAME\n": b"without an ordinal", "FROB x\n": b"no statement begins with 'FROB'",
           "EXPORTS\n\"f\n": b"not closed", "EXPORTS\nf @70000\n": b"no ordinal is '70000'", "VERSION x\n": b"no version",
           "STACKSIZE\n": b"no size", "IMPORTS\nx\n": b"no module and name", "LIBRARY x BASE 5\n": b"'=' is missing"}
    for text, words in bad.items():
        (where / "bad.def").write_text(text)
        done = dlltool("-d", "bad.def", "-D", "x.dll", "-l", "bad.a", cwd=where)
        suite.check(f"definition file {text!r}", words is None or (done.returncode == 1 and words in done.stderr and
                    not (where / "bad.a").exists() and b"line " in done.stderr), done.stderr)
        (where / "bad.a").unlink(missing_ok=True)
    for words in ([], ["x.o"], ["-l", "x.a", "y.o"], ["-m", "none", "-l", "x.a"], ["-b", "x"],
                  ["-N", "x.def"], ["--format=none"], ["--frob"]):
        suite.equal(f"refused: {words}", dlltool(*words, cwd=where).returncode, 2)
    for words in (["-l", "x.a"], ["-d", "missing.def", "-l", "x.a"], ["-I", "a.o"], ["-z", "no/such/folder.def", "a.o"],
                  ["-z", "x.def", "missing.o"]):
        done = dlltool(*words, cwd=where)
        suite.check(f"fails: {words}", done.returncode == 1 and done.stderr != b"", done)


def main():
    with tempfile.TemporaryDirectory() as tmp:
        as_gnu(tmp)
        as_llvm(tmp)
        programs = wine.Programs(suite)
        own_dll(tmp, programs)
        arm(tmp, "arm64", "aarch64-windows-gnu", "ret")
        arm(tmp, "thumb", "thumbv7-windows-gnu", "bx lr")
        nameless(tmp)
        definitions(tmp)
        # Of winspool.drv, GNU ld makes a table without an end if its short library's members have its own name.
        for name in ("version.dll", "shlwapi.dll", "ws2_32.dll", "dbghelp.dll", "winmm.dll", "winspool.drv"):
            path = implibs.WINE.format("x86_64")[:-1] + name
            implibs.check_dll(suite, path, tmp, programs, all_runs=name.endswith(".drv"))
        programs.run()
    suite.finish()


if __name__ == "__main__":
    main()
