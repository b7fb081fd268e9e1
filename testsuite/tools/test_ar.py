#!/usr/bin/python3
# coff-ar against GNU ar and llvm-ar: the same commands on the same files give the same archive and the
# same text; archives of either are read by the other, by linkers, and by nm.
#
# Skip this unless it fails, or coff-ar learns an operation.

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import harness
import wine

suite = harness.Suite()
GNU = "x86_64-w64-mingw32-"
CC = GNU + "gcc"
ENV = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}


def run(words, cwd, stdin=None):
    done = subprocess.run([str(w) for w in words], cwd=cwd, env=ENV, input=stdin, capture_output=True, timeout=60,
                          check=False)
    return done


def ours(*words, cwd, stdin=None, tool="coff-ar"):
    return run([*os.environ.get("COFFKIT_RUN", "").split(), os.path.join(harness.BUILDDIR, tool), *words],
               cwd, stdin)


def make_inputs(folder):
    """Objects whose definitions are of every kind that an index has, and files that are no objects."""
    folder.mkdir(parents=True)
    for i in range(1, 5):
        (folder / f"f{i}.c").write_text(
            f"int f{i}(void) {{ return {i}; }} int data{i} = {i}; int common{i}; static int local{i};\n"
            f"int __attribute__((weak)) weak{i}(void) {{ return local{i} + data{i}; }}\n"
            f"int __attribute__((section(\".text$x\"))) other{i}(void) {{ return common{i}; }}\n")
        subprocess.run([CC, "-c", "-fcommon", f"f{i}.c"], cwd=folder, check=True)
    (folder / "sub").mkdir()
    for source, name in (("f1.o", "a_member_with_a_long_name.o"), ("f2.o", "fourteen_ch.o"),
                         ("f3.o", "sixteen_charac.o"), ("f4.o", "sub/inner.o"), ("f3.o", "fifteen_chara.o")):
        shutil.copy(folder / source, folder / name)
    (folder / "odd.txt").write_text("x")
    (folder / "empty.txt").write_text("")
    for i, path in enumerate(sorted(folder.rglob("*"))):
        os.utime(path, (1000000000 + i * 86400, 1000000000 + i * 86400))


# Commands on one archive, in order: after each, archive and text are those of GNU's.
COMMANDS = {
    "make": ["rcs x.a f1.o f2.o a_member_with_a_long_name.o odd.txt sixteen_charac.o", "t x.a", "tv x.a", "tO x.a",
             "p x.a odd.txt", "pv x.a odd.txt", "r x.a f2.o", "rv x.a f3.o f1.o", "s x.a"],
    "no objects": ["rc x.a odd.txt empty.txt", "tv x.a", "rcs x.a odd.txt"],
    "empty": ["rc x.a", "t x.a", "q x.a f1.o", "d x.a f1.o", "t x.a"],
    "delete": ["rc x.a f1.o f2.o f3.o f4.o odd.txt", "dv x.a f2.o odd.txt", "d x.a f1.o", "t x.a"],
    "move": ["rc x.a f1.o f2.o f3.o f4.o", "m x.a f1.o", "mv x.a f3.o f2.o", "mb f2.o x.a f1.o",
             "ma f1.o x.a f4.o", "mi f1.o x.a f3.o f2.o", "t x.a"],
    "positions": ["rc x.a f1.o f2.o", "ra f1.o x.a f3.o f4.o", "rb f1.o x.a odd.txt empty.txt", "ri f2.o x.a f1.o",
                  "t x.a"],
    "quick": ["qc x.a f1.o f1.o f2.o", "q x.a f1.o", "qv x.a odd.txt", "t x.a", "dN 2 x.a f1.o", "t x.a",
              "xvN 1 x.a f1.o"],
    "owners": ["rcU x.a f1.o f2.o", "tv x.a", "rU x.a f1.o", "ruUv x.a f1.o f2.o f3.o", "r x.a f2.o", "tv x.a"],
    "no index": ["rcS x.a f1.o f2.o", "q x.a f3.o", "s x.a"],
    "thin": ["rcT x.a f1.o sub/inner.o odd.txt", "t x.a", "tv x.a", "rT x.a f2.o", "t x.a",
             "rcT sub/y.a f1.o sub/inner.o", "t sub/y.a"],
    "thin of libraries": ["rc lib.a f1.o f2.o", "rcT x.a lib.a f3.o", "t x.a", "tv x.a", "s x.a"],
    "extract": ["rcU x.a f1.o a_member_with_a_long_name.o odd.txt", "xv x.a", "xo x.a f1.o", "x --output=sub x.a odd.txt"],
}


def same_archives(a, b):
    names = {p.name for p in a.glob("*.a")} | {p.name for p in b.glob("*.a")}
    return [n for n in sorted(names) if not (a / n).exists() or not (b / n).exists()
            or (a / n).read_bytes() != (b / n).read_bytes()]


def compare(name, lines, tmp):
    theirs, mine = tmp / (name + "-gnu"), tmp / (name + "-ours")
    make_inputs(theirs)
    shutil.copytree(theirs, mine)
    for line in lines:
        a = run([GNU + "ar", *line.split()], theirs)
        b = ours(*line.split(), cwd=mine)
        text = b.stderr.replace(b"coff-ar: ", (GNU + "ar: ").encode())
        if "U" in line.split()[0]:
            # The index is as old as the moment; the rest is compared member by member.
            same = run(["ar", "tv", "x.a"], theirs).stdout == run(["ar", "tv", "x.a"], mine).stdout
        else:
            same = not same_archives(theirs, mine)
        suite.check(f"{name}: {line}", same and (a.stdout, a.returncode) == (b.stdout, b.returncode)
                    and a.stderr == text, same_archives(theirs, mine), a.stdout, b.stdout, a.stderr, text)
    files = [sorted((str(p.relative_to(d)), p.stat().st_size, p.stat().st_mode) for p in d.rglob("*")
                    if p.is_file() and "U" not in lines[0]) for d in (theirs, mine)]
    suite.equal(f"{name}: files", files[1], files[0])


def others_read(tmp):
    """What llvm-ar, llvm-lib, nm and three linkers make of our archives."""
    where = tmp / "others"
    make_inputs(where)
    files = ["f1.o", "a_member_with_a_long_name.o", "odd.txt", "f2.o", "f3.o"]
    listed = "".join(f + "\n" for f in files).encode()
    for form in ("gnu", "coff", "bsd", "bigarchive"):
        lib = f"{form}.a"
        suite.equal(f"{form}: made", ours("rcs", "--format=" + form, lib, *files, cwd=where).returncode, 0)
        suite.equal(f"{form}: llvm-ar t", run(["llvm-ar-19", "t", lib], where).stdout, listed)
        for f in files:
            suite.equal(f"{form}: llvm-ar p {f}", run(["llvm-ar-19", "p", lib, f], where).stdout,
                        (where / f).read_bytes())
        made = run(["llvm-ar-19", "rcs", "--format=" + form, "llvm-" + lib, *files], where)
        suite.equal(f"{form}: of llvm-ar, t", (made.returncode, ours("t", "llvm-" + lib, cwd=where).stdout),
                    (0, listed))
        index = harness.coffdump("--archive-index", str(where / lib))
        suite.check(f"{form}: index", index.status == 0 and index.err == "", index.out[-400:], index.err)
    for form in ("coff", "bigarchive"):
        a, b = (where / f"{form}.a").read_bytes(), (where / f"llvm-{form}.a").read_bytes()
        suite.check(f"{form}: as llvm-ar's", a == b or a == b + b"\0", len(a), len(b))
    suite.equal("gnu: GNU ar t", run([GNU + "ar", "t", "gnu.a"], where).stdout, listed)
    suite.equal("coff: llvm-lib /list", sorted(run(["llvm-lib-19", "/list", "coff.a"], where).stdout.split()),
                sorted(listed.split()))
    # With P, GNU ar 2.40 writes a short path into the header, and then reads only what stands before its first slash.
    ours("rcP", "paths.a", "sub/inner.o", "f1.o", cwd=where)
    suite.equal("names with a slash", [run([t, "t", "paths.a"], where).stdout for t in ("llvm-ar-19", GNU + "ar")] +
                [ours("t", "paths.a", cwd=where).stdout], [b"sub/inner.o\nf1.o\n"] * 3)
    (where / "main.c").write_text("int f2(void); int f3(void);\n"
                                  "int main(void) { return f2() * 20 + f3() - 1; }\n")
    programs = wine.Programs(suite)
    for form in ("gnu", "coff"):
        for linker in ("bfd", "lld"):
            exe = where / f"{form}-{linker}.exe"
            done = run([CC, "-B", tools(where, linker), "main.c", f"{form}.a", "-o", exe], where)
            suite.check(f"{form}: linked {linker}", done.returncode == 0, done.stderr)
            programs.add(f"{form}: {linker}", exe, status=42)
    programs.run()
    run([CC, "-c", "main.c"], where)
    done = run(["lld-link-19", "/entry:main", "/nodefaultlib", "/subsystem:console", "/out:m.exe", "/force:unresolved",
                "main.o", "coff.a"], where)
    suite.check("coff: lld-link", b"f2" not in done.stderr and (where / "m.exe").exists(), done.stderr)


def tools(where, linker):
    """A folder in which gcc finds LINKER as its ld: this gcc has no -fuse-ld for lld."""
    folder = where / ("with-" + linker)
    if not folder.exists():
        folder.mkdir()
        (folder / "ld").write_text("#!/bin/sh\nexec " + ("ld.lld-19 -m i386pep" if linker == "lld" else GNU + "ld") +
                                   ' "$@"\n')
        (folder / "ld").chmod(0o755)
    return str(folder) + "/"


def unchanged(tmp):
    """What is not changed stays as it was; a failure leaves the old file and nothing beside it."""
    where = tmp / "kept"
    make_inputs(where)
    ours("rcs", "x.a", "f1.o", "f2.o", cwd=where)
    old = (where / "x.a").read_bytes()
    for words in (["r", "x.a", "f3.o", "missing.o"], ["rb", "nosuch.o", "x.a", "f3.o"], ["q", "x.a", "sub"],
                  ["x", "x.a", "missing.o"], ["m", "x.a", "missing.o"], ["d", "x.a", "missing.o"],
                  ["rT", "x.a", "f3.o"], ["r", "--format=bsd", "--thin", "x.a", "f1.o"]):
        done = ours(*words, cwd=where)
        suite.check(f"failed: {' '.join(words)}", done.returncode == 1 and done.stderr != b""
                    and (where / "x.a").read_bytes() == old, done.returncode, done.stderr)
    for words in (["rd", "x.a"], [], ["t"], ["tz", "x.a"], ["tu", "x.a"], ["ruD", "x.a", "f1.o"],
                  ["qN", "1", "x.a", "f1.o"], ["dN", "0", "x.a", "f1.o"], ["--format=none", "t", "x.a"],
                  ["rl", "deps", "x.a", "f1.o"], ["--plugin=x", "t", "x.a"], ["--record-libdeps=y", "r", "x.a"]):
        done = ours(*words, cwd=where)
        suite.check(f"refused: {' '.join(words)}", done.returncode == 2 and done.stderr != b"", done.returncode)
    os.chmod(where / "x.a", 0o640)
    os.symlink("x.a", where / "link.a")
    suite.equal("by way of a link", ours("r", "link.a", "f3.o", cwd=where).returncode, 0)
    suite.check("mode and link stay", (where / "x.a").stat().st_mode & 0o777 == 0o640
                and (where / "link.a").is_symlink() and (where / "x.a").read_bytes() != old)
    suite.equal("to a device", ours("r", "/dev/full", "f1.o", cwd=where).returncode, 1)
    suite.equal("nothing is left over", [p.name for p in where.iterdir() if p.name.startswith(".")], [])
    (where / "words").write_text("rcs 'y.a'\n f1.o \"f2.o\"")
    suite.equal("words of a file", (ours("@words", cwd=where).returncode,
                                    ours("t", "y.a", cwd=where).stdout), (0, b"f1.o\nf2.o\n"))


def thin(tmp):
    """GNU ar 2.40 deletes nothing from a thin archive whose member is named as t shows it."""
    where = tmp / "thin-changes"
    make_inputs(where)
    ours("rcT", "x.a", "f1.o", "sub/inner.o", "odd.txt", cwd=where)
    done = ours("dv", "x.a", "sub/inner.o", cwd=where)
    suite.equal("thin: d", (done.stdout, ours("t", "x.a", cwd=where).stdout), (b"d - sub/inner.o\n", b"f1.o\nodd.txt\n"))
    suite.equal("thin: r without T", (ours("r", "x.a", "f2.o", cwd=where).returncode,
                                      run([GNU + "ar", "t", "x.a"], where).stdout), (0, b"f1.o\nodd.txt\nf2.o\n"))
    done = ours("x", "x.a", cwd=where)
    suite.check("thin: x", done.returncode == 1 and b"thin" in done.stderr, done)
    (where / "f1.o").unlink()
    old = (where / "x.a").read_bytes()
    done = ours("s", "x.a", cwd=where)
    suite.check("thin: a member's file is gone", done.returncode == 1 and (where / "x.a").read_bytes() == old, done)


def hostile_names(tmp):
    """Names that lead elsewhere are taken for their last part."""
    where = tmp / "names"
    make_inputs(where)
    inner = where / "sub"
    ours("rcP", "x.a", "../names/odd.txt", cwd=where)
    done = ours("xv", "--output=sub", "x.a", cwd=where)
    suite.check("out of the folder", (inner / "odd.txt").read_text() == "x" and b"last part" in done.stderr, done)
    ours("rc", "y.a", "odd.txt", cwd=where)
    data = (where / "y.a").read_bytes().replace(b"odd.txt/", b"../     ")
    (where / "y.a").write_bytes(data)
    done = ours("x", "--output=sub", "y.a", cwd=where)
    suite.check("no name", done.returncode == 1 and b"no name that a file can have" in done.stderr, done)


SCRIPT = b"""* makes a library
CREATE m.a
ADDLIB lib.a (f4.o)
ADDMOD f1.o, f2.o +
  (f3.o) ; three
DELETE f2.o
REPLACE f3.o
SAVE
OPEN m.a
EXTRACT f4.o
LIST
END
never reached
"""


def scripts(tmp):
    theirs, mine = tmp / "script-gnu", tmp / "script-ours"
    make_inputs(theirs)
    run([GNU + "ar", "rc", "lib.a", "f4.o", "odd.txt"], theirs)
    shutil.copytree(theirs, mine)
    # GNU's grammar is narrower, and it puts what comes after a library before it.
    plain = SCRIPT.replace(b"OPEN m.a\nEXTRACT f4.o\nLIST\n", b"").replace(b" +\n  (f3.o) ; three", b", f3.o")
    plain = plain.replace(b"ADDLIB lib.a (f4.o)\n", b"")
    a, b = run([GNU + "ar", "-M"], theirs, plain), ours("-M", cwd=mine, stdin=plain)
    suite.check("script: as GNU's", (mine / "m.a").read_bytes() == (theirs / "m.a").read_bytes()
                and (a.returncode, b.returncode) == (0, 0), a, b)
    (mine / "f4.o").unlink()
    done = ours("-M", cwd=mine, stdin=SCRIPT)
    suite.check("script: open, extract, list", done.returncode == 0 and (mine / "f4.o").exists() and
                done.stdout.endswith(b"m.a\nf4.o\nf1.o\nf3.o\n"), done)
    for bad in (b"FROB x\n", b"ADDMOD f1.o\n", b"CREATE\n", b"OPEN none.a\nSAVE\n",
                b"OPEN m.a\nADDMOD none.o\nSAVE\n", b"OPEN m.a\nADDLIB lib.a(none.o)\nSAVE\n"):
        old = (mine / "m.a").read_bytes()
        done = ours("-M", cwd=mine, stdin=bad)
        suite.check(f"script: {bad}", done.returncode == 1 and done.stderr != b"" and
                    (mine / "m.a").read_bytes() == old, done)


def ranlib(tmp):
    where = tmp / "ranlib"
    make_inputs(where)
    ours("rcS", "x.a", "f1.o", "f2.o", cwd=where)
    shutil.copy(where / "x.a", where / "gnu.a")
    run([GNU + "ranlib", "gnu.a"], where)
    done = ours("x.a", cwd=where, tool="coff-ranlib")
    suite.check("ranlib: as GNU's", done.returncode == 0 and (where / "x.a").read_bytes() ==
                (where / "gnu.a").read_bytes(), done)
    ours("-t", "x.a", cwd=where, tool="coff-ranlib")
    suite.equal("ranlib -t", (where / "x.a").read_bytes(), (where / "gnu.a").read_bytes())
    done = ours("none.a", "f1.o", "x.a", cwd=where, tool="coff-ranlib")
    suite.check("ranlib: what is none", done.returncode == 1 and done.stderr.count(b"\n") == 2, done)
    suite.equal("ranlib: nothing", ours(cwd=where, tool="coff-ranlib").returncode, 2)


def two_processors(tmp):
    """Libraries for ARM64 and ARM64EC: which symbol is in which index, as llvm-ar has it, to the byte."""
    where = tmp / "ec"
    where.mkdir()
    names = {"x": "x86_64", "e": "arm64ec", "a": "aarch64"}
    for letter, target in names.items():
        for i in (1, 2):
            (where / "s.c").write_text(f"int f{i}(void) {{ return {i}; }} int shared(void) {{ return {i}; }} "
                                       f"int data{i} = {i};")
            subprocess.run(["clang-19", f"--target={target}-pc-windows-msvc", "-c", "s.c", "-o", f"{letter}{i}.obj"],
                           cwd=where, check=True)
    for files in ("x1 a2", "x1 e2", "e1 a1", "a1 e1", "e1 e2 x1 a2", "x1 x2", "a1 a2", "e1"):
        words = [f"{f}.obj" for f in files.split()]
        lib = files.replace(" ", "-") + ".lib"
        run(["llvm-ar-19", "rcsD", "--format=coff", "llvm.lib", *words], where)
        suite.equal(f"{lib}: made", ours("rcs", "--format=coff", lib, *words, cwd=where).returncode, 0)
        suite.check(f"{lib}: as llvm-ar's", (where / lib).read_bytes() == (where / "llvm.lib").read_bytes())
        (where / "llvm.lib").unlink()
    # Short imports: taken out and put back, the library is what it was.
    lib = Path(harness.SRCDIR) / "testsuite/data/archives/dlltool-arm64ec.lib"
    shutil.copyfile(lib, where / "i.lib")
    for words in (["rcs", "i.lib", "a1.obj"], ["d", "i.lib", "a1.obj"]):
        done = ours(*words, cwd=where)
        suite.check(f"imports: {words[0]}", (done.returncode, done.stderr) == (0, b""), done.stderr)
    suite.check("imports: index", (where / "i.lib").read_bytes() == lib.read_bytes())


def ecoff(tmp):
    """Archives of ECOFF are GNU ar's to the byte but for the date of the index, which is that moment's there."""
    where = tmp / "ecoff"
    where.mkdir()
    for prefix, target, flavour in (("alpha", "ecoff-littlealpha", "alpha"), ("mips", "ecoff-bigmips", "mips-be"),
                                    ("mips", "ecoff-littlemips", "mips-le")):
        files = sorted((Path(harness.SRCDIR) / f"testsuite/data/ecoff-{flavour}").glob("*.*o"))
        suite.check(f"{target}: objects", files, flavour)
        names = []
        for i, f in enumerate(files):
            for name in (f"{i}.o", f"fifteen_char{i}.o", f"sixteen_chars{i}.o", f"a_name_of_more_than_sixteen{i}.o"):
                shutil.copy(f, where / name)
                names.append(name)
        (where / "odd.txt").write_text("x")
        for words in ([names[0]], names[:4], [*names[:2], "odd.txt", *names]):
            a, b = where / "a.a", where / "b.a"
            run([f"{prefix}-linux-gnu-ar", "--target=" + target, "qcsD", a, *words], where)
            suite.equal(f"{target}: made", ours("qcs", "--format=ecoff", b, *words, cwd=where).returncode, 0)
            theirs, mine = a.read_bytes(), b.read_bytes()
            suite.check(f"{target}: {len(words)} members",
                        theirs[:24] + theirs[36:] == mine[:24] + mine[36:], len(theirs), len(mine))
            index = harness.coffdump("--archive-index", str(a))
            suite.check(f"{target}: index", index.status == 0 and " 0 disagreements" in index.out, index.out[-400:])
            # An archive of that dialect stays one.
            ours("d", a, words[0], cwd=where)
            suite.check(f"{target}: dialect stays", len(words) == 1 or a.read_bytes()[18:21] == theirs[18:21])
            a.unlink()
            b.unlink()


def libraries():
    """Real ones, of toolchains: rewritten they are GNU's to the byte, and untouched they stay."""
    found = sorted(Path("/usr/x86_64-w64-mingw32/lib").glob("libm*.a"))[:12] + \
        sorted(Path("/usr/i686-w64-mingw32/lib").glob("libw*.a"))[:12]
    suite.check("libraries are there", len(found) > 10, len(found))
    with tempfile.TemporaryDirectory() as tmp:
        for lib in found:
            machine = lib.parts[2]
            a, b = Path(tmp) / "a.a", Path(tmp) / "b.a"
            shutil.copy(lib, a)
            shutil.copy(lib, b)
            run([machine + "-ranlib", a], tmp)
            ours(b, cwd=tmp, tool="coff-ranlib")
            suite.check(f"{lib}: index as GNU's", a.read_bytes() == b.read_bytes())


def main():
    with tempfile.TemporaryDirectory() as tmp:
        tmp = Path(tmp)
        for name, lines in COMMANDS.items():
            compare(name, lines, tmp)
        others_read(tmp)
        unchanged(tmp)
        thin(tmp)
        hostile_names(tmp)
        scripts(tmp)
        ranlib(tmp)
        two_processors(tmp)
        ecoff(tmp)
    libraries()
    suite.finish()


sys.exit(main())
