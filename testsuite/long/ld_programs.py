#!/usr/bin/python3
# Programs of others, compiled for Windows, linked by coff-ld, GNU ld and lld, and run under wine: what they print is
# what they print if compiled for this machine.
#
# Skip this unless it fails. zlib, lua and sqlite3 come from Debian's source packages, GNU objdump from
# binutils-source, with all its targets and -g; compiled once, in 30 minutes for two processors, into `ld-programs` of the
# build directory or a folder of --cache=FOLDER. A program of Rust is linked by the same three.
#
# Usage: ld_programs.py [--cache=FOLDER] [WORD...]: only the programs whose names hold one of the words.

import concurrent.futures
import difflib
import gzip
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools"))
import harness
import linking
import wine

HERE = next((Path(a.split("=", 1)[1]) for a in sys.argv[1:] if a.startswith("--cache=")),
            Path(harness.BUILDDIR) / "ld-programs").absolute()
WORDS = [a for a in sys.argv[1:] if not a.startswith("-")]
ALL = ("gnu", "lld", "ours")
TRIPLE = "x86_64-w64-mingw32"
BINUTILS = Path("/usr/src/binutils")
CPUS = str(os.cpu_count())
suite = harness.Suite()
linkers = linking.Linkers()


class Failed(Exception):
    """A step without which nothing can be compared."""


def step(*words, cwd=None, timeout=3000):
    done = linking.tool(*words, cwd=cwd, timeout=timeout)
    if done.returncode != 0:
        raise Failed(f"{' '.join(map(str, words))[:300]}: {done.stdout[-500:]}{done.stderr[-1500:]}")
    return done.stdout


# ---- Sources --------------------------------------------------------------------------------------


def sources(package):
    """The folder of a Debian source package. apt keeps its lists and files here, not in the system's folders."""
    folder = HERE / package
    if folder.exists():
        return folder
    apt = HERE / "apt"
    for part in ("lists/partial", "cache/archives/partial"):
        (apt / part).mkdir(parents=True, exist_ok=True)
    words = ["apt-get", "-q", "-o", f"Dir::Etc::sourcelist={apt}/deb-src.list", "-o", "Dir::Etc::sourceparts=-",
             "-o", f"Dir::State::lists={apt}/lists", "-o", f"Dir::Cache={apt}/cache"]
    if not (apt / "deb-src.list").exists():
        release = re.search(r"VERSION_CODENAME=(\S+)", Path("/etc/os-release").read_text()).group(1)
        (apt / "deb-src.list").write_text(f"deb-src http://deb.debian.org/debian {release} main\n")
        step(*words, "update")
    step(*words, "source", "--download-only", package, cwd=apt)
    return unpack(next(t for t in sorted(apt.glob(f"{package}_*.orig.tar.*")) if not t.suffix == ".asc"), folder)


def unpack(tarball, folder):
    part = folder.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    step("tar", "-xf", tarball, "-C", part, "--strip-components=1")
    return part.rename(folder)


def compiled(how, folder, files, *flags):
    """Objects of FILES. HOW: a compiler of linking.py, or native."""
    command = ["gcc"] if how == "native" else linking.compiler(how, False, TRIPLE)
    folder.mkdir(parents=True, exist_ok=True)

    def one(file):
        out = folder / (file.stem + ".o")
        if not out.exists():
            step(*command, "-O1", "-w", *flags, "-c", file, "-o", folder / (file.stem + ".part"))
            (folder / (file.stem + ".part")).rename(out)
        return out
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(one, files))


# ---- Programs -------------------------------------------------------------------------------------
#
# Each is a function of a compiler ("native" too) and a linking function, and returns {name: program}.


def zlib(how, folder, link):
    src = sources("zlib")
    objects = compiled(how, folder / "lib", sorted(src.glob("*.c")), "-DHAVE_UNISTD_H", "-g")
    example, minigzip = compiled(how, folder, [src / "test/example.c", src / "test/minigzip.c"], "-g", f"-I{src}")
    library = folder / "libz.a"
    if not library.exists():
        step(Path(harness.BUILDDIR) / "coff-ar" if how != "native" else "ar", "rcs", library, *objects)
    made = {"zlib-example": link("zlib-example", [example, library]), "minigzip": link("minigzip", [minigzip, library])}
    if how != "native":
        dll = link("zlib1.dll", objects, "-shared", f"-Wl,--out-implib,{folder}/OUT/libzdll.a")
        made["zlib-dll"] = link("zlib-dll", [example, dll.parent / "libzdll.a"])
    return made


def lua(how, folder, link):
    src = sources("lua5.4") / "src"
    files = [f for f in sorted(src.glob("*.c")) if f.name not in ("lua.c", "luac.c")]
    flags = ("-DLUA_COMPAT_5_3", "-g")
    objects = compiled(how, folder / "lib", files, *flags)
    main, = compiled(how, folder, [src / "lua.c"], *flags)
    made = {"lua": link("lua", [main, *objects], "-lm")}
    if how != "native":
        objects = compiled(how, folder / "dll", [*files, src / "lua.c"], *flags, "-DLUA_BUILD_AS_DLL")
        program = objects.pop()
        dll = link("lua54.dll", objects, "-shared")
        made["lua-dll"] = link("lua-dll", [program, dll])
    return made


def sqlite(how, folder, link):
    src = sources("sqlite3")
    if not (src / "shell.c").exists():
        step("./configure", "--disable-tcl", "--disable-readline", cwd=src)
        step("make", "sqlite3.c", "shell.c", cwd=src)
    objects = compiled(how, folder, [src / "sqlite3.c", src / "shell.c"], "-DSQLITE_ENABLE_FTS5",
                       "-DSQLITE_ENABLE_MATH_FUNCTIONS", "-DSQLITE_THREADSAFE=1", "-ffunction-sections", f"-I{src}")
    words = ("-lm", "-lpthread", "-ldl") if how == "native" else ("-Wl,--gc-sections",)
    return {"sqlite3": link("sqlite3", objects, *words)}


def objdump(how, _folder, link):
    if how == "native":
        return {"objdump": Path(shutil.which(f"{TRIPLE}-objdump"))}
    if how != "gcc":
        return {}
    src, build = HERE / "binutils", HERE / "objdump"
    if not src.exists():
        unpack(max(BINUTILS.glob("binutils-*.tar.*")), src)
    if not (build / "done").exists():
        build.mkdir(exist_ok=True)
        without = [f"--disable-{what}" for what in "nls gdb gdbserver sim ld gas gprofng gprof werror plugins libctf".split()]
        step(src / "configure", f"--host={TRIPLE}", "--enable-targets=all", *without, "CFLAGS=-g -O1", cwd=build)
        step("make", f"-j{CPUS}", "MAKEINFO=true", "all-binutils", cwd=build, timeout=7000)
        (build / "done").touch()
    names = "objdump dwarf prdbg demanguse rddbg debug stabs rdcoff bucomm version filemode elfcomm od-xcoff".split()
    return {"objdump": link("objdump", [
        *(build / "binutils" / f"{n}.o" for n in names), build / "opcodes/.libs/libopcodes.a",
        build / "bfd/.libs/libbfd.a", build / "zlib/libz.a", build / "libsframe/.libs/libsframe.a",
        build / "libiberty/libiberty.a"], "-Wl,--stack,12582912")}


def rust(how, folder, _link):
    """rustc calls the linker itself, by way of gcc; so does _link's caller not need to."""
    if how == "clang":
        return {}
    folder.mkdir(parents=True, exist_ok=True)
    words = ["/usr/bin/rustc", linking.SOURCES / "program.rs", "-Cdebuginfo=1", "--edition=2021"]
    if how == "native":
        step(*words, "-o", folder / "program")
        return {"rust": folder / "program"}
    out = folder / _link.linker / "rust.exe"
    out.parent.mkdir(exist_ok=True)
    out.unlink(missing_ok=True)
    step(*words, "--target=x86_64-pc-windows-gnu", f"-Clinker={TRIPLE}-gcc",
         f"-Clink-arg=-B{linkers.path(_link.linker).parent}", "-o", out)
    return {"rust": out}


FAMILIES = (zlib, lua, sqlite, objdump, rust)


class Link:
    """Links with one linker, into a folder of its own; OUT in words is that folder's name."""

    def __init__(self, how, linker, folder):
        self.how, self.linker, self.folder = how, linker, folder

    def __call__(self, name, objects, *words):
        place = self.folder / self.linker
        place.mkdir(parents=True, exist_ok=True)
        out = place / (name if "." in name or self.how == "native" else name + ".exe")
        out.unlink(missing_ok=True)
        words = [w.replace("/OUT/", f"/{self.linker}/") for w in words]
        if self.how == "native":
            step("gcc", *objects, "-o", out, *words)
            return out
        done = linkers.link(self.linker, self.how, objects, out, *words)
        if done.returncode != 0 or not out.exists():
            raise Failed(f"{name} by {self.how}, {self.linker}: {done.stderr[-3000:]}")
        return out


# ---- Runs -----------------------------------------------------------------------------------------


def gzip_file(folder):
    (folder / "text.gz").write_bytes(gzip.compress(bytes(range(256)) * 400, mtime=0))


def object_file(folder):
    """The same for all, for it names the folder it was compiled in."""
    made = HERE / "in.o"
    if not made.exists():
        step(f"{TRIPLE}-g++", "-g", "-c", linking.SOURCES / "inline.cpp", "-o", made, cwd=HERE)
    shutil.copyfile(made, folder / "in.o")


def library_file(folder):
    shutil.copyfile(f"/usr/{TRIPLE}/lib/libmingw32.a", folder / "in.a")


# Name of the program, its words, what is made in its folder first, files to compare afterwards.
RUNS = (
    ("zlib-example", (), None, ()), ("zlib-dll", (), None, ()),
    ("minigzip", ("-d", "text.gz"), gzip_file, ("text",)),
    ("lua", (linking.SOURCES / "script.lua",), None, ()), ("lua-dll", (linking.SOURCES / "script.lua",), None, ()),
    ("sqlite3", ("file.db", f".read {linking.SOURCES}/script.sql"), None, ()),
    ("objdump", ("-x", "-d", "-r", "-C", "in.o"), object_file, ()), ("objdump", ("-W", "in.o"), object_file, ()),
    ("objdump", ("-f", "-d", "in.a"), library_file, ()), ("objdump", ("-i",), None, ()),
    ("rust", (), None, ()),
)
# What the same program of this machine is called. Of objdump the native one has fewer targets.
NATIVE = {"zlib-dll": "zlib-example", "lua-dll": "lua"}
NO_NATIVE = {("objdump", "-i")}
# What differs natively: the sizes of types, and how the C library writes days.
DIFFERS = re.compile(r"compile flags = 0x[0-9a-f]+|(?<=Jan)[ 0]+1\b")


def difference(got, wanted):
    """The first lines of it."""
    got, wanted = (str(x).replace("\\n", "\n").splitlines() for x in (got, wanted))
    return list(difflib.unified_diff(got, wanted, "got", "wanted", n=0, lineterm=""))[:20]


def run_all(programs, native):
    """Each run of each program: as the native one, and all linkers' as one another."""
    queue, rows = wine.Programs(suite), []
    for name, words, make, files in RUNS:
        if name not in programs:
            continue
        wanted = None
        folder = HERE / "run"
        for key, image in (("native", native.get(NATIVE.get(name, name))), *programs[name].items()):
            here = folder / f"{len(rows)}-{key}"
            shutil.rmtree(here, ignore_errors=True)
            here.mkdir(parents=True)
            if make:
                make(here)
            if key == "native":
                if (name, *words) not in NO_NATIVE:
                    done = subprocess.run([image, *words], cwd=here, env=linking.ENV, stdin=subprocess.DEVNULL,
                                          capture_output=True, timeout=300, check=False)
                    wanted = (done.returncode, done.stdout.decode("utf-8", "backslashreplace").replace("\r\n", "\n"),
                              [(here / f).read_bytes() for f in files])
                continue
            rows.append((f"{name} {' '.join(map(str, words))[-40:]}, {key}", here, files, wanted, len(rows)))
            queue.add(rows[-1][0], image, *words, beside=sorted(image.parent.glob("*.dll")), cwd=here,
                      status=wanted[0] if wanted else 0, timeout=600)
    first = {}
    for (name, here, files, wanted, _), done in zip(rows, queue.run()):
        got = (done.status, done.out, [(here / f).read_bytes() if (here / f).exists() else None for f in files])
        key = name.rsplit(",", 1)[0]
        suite.check(f"{name}: prints something", done.out or files)
        suite.check(f"{name}: as linked by others", got == first.setdefault(key, got), *difference(got, first[key]))
        if wanted:
            got, wanted = ((DIFFERS.sub("", text), files) for _, text, files in (got, wanted))
            suite.check(f"{name}: as the native program", got == wanted, *difference(got, wanted))


def main():
    HERE.mkdir(parents=True, exist_ok=True)
    programs, native = {}, {}
    for family in FAMILIES:
        if WORDS and not any(w in family.__name__ for w in WORDS):
            continue
        for how in ("native", "gcc", "clang"):
            for linker in ALL if how != "native" else ("native",):
                folder = HERE / f"{family.__name__}-{how}"
                try:
                    made = family(how, folder, Link(how, linker, folder))
                except Failed as problem:
                    suite.check(f"{family.__name__} by {how}, {linker}", False, problem)
                    continue
                for name, image in made.items():
                    if how == "native":
                        native[name] = image
                        continue
                    programs.setdefault(name, {})[f"by {how}, {linker}"] = image
                    if linker == "ours":
                        suite.equal(f"{name} by {how}: structure", linking.complaints(image), [])
    run_all(programs, native)
    suite.finish()


main()
