# Programs of testsuite/link, made by gcc and by clang for Windows, and linked by coff-ld, GNU ld and lld.
#
# Skip this unless a test links programs.
#
# Debian's gcc for Windows has its linker's path built in and ignores an ld in a folder of -B; but it takes
# collect2 from there, which is what runs the linker. So such a folder holds a linker under both names.

import json
import os
import subprocess
import tempfile
from pathlib import Path

import harness

SOURCES = Path(harness.SRCDIR) / "testsuite/link/sources"
ENV = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}
X86_64, I386 = "x86_64-w64-mingw32", "i686-w64-mingw32"
READERS = (("llvm-readobj-19", "--file-headers", "--sections", "--unwind", "--coff-imports", "--coff-exports",
            "--coff-basereloc", "--coff-load-config", "--coff-tls-directory", "--coff-debug-directory", "--coff-resources"),
           ("x86_64-w64-mingw32-objdump", "-x"))


class Program:
    """SOURCES without their folder; FLAGS of the compilers, LINK of the linkers; ARGS and STATUS of a run.
    Linkers in NOT_BY cannot do it; a comment says why. Each of DLLS, a source too, is linked as a DLL, for the
    others and the program: if it has a .def file beside it, all of these can need each other. ONCE: `make check` is
    content with the first of the compilers."""

    def __init__(self, name, sources, status, flags="", link="", args=(), compilers=("gcc", "clang"), not_by=(), dlls="",
                 once=False):
        self.name, self.sources, self.status = name, sources.split(), status
        self.not_by, self.dlls, self.once = not_by, dlls.split(), once
        self.flags, self.link, self.args, self.compilers = flags.split(), link.split(), args, compilers
        self.cxx = any(s.endswith(".cpp") for s in self.sources)


PROGRAMS = (
    Program("hello", "hello.c", 43, args=("a b", "c")),
    Program("hello-stripped", "hello.c", 41, flags="-O2", link="-s", once=True),
    Program("data", "data.c data2.c", 7, flags="-O2"),
    Program("weak", "weak.c weak2.c", 12),
    Program("common", "common.c common2.c", 0, flags="-fcommon"),
    Program("ctors", "ctors.c", 9),
    Program("setjmp", "setjmp.c", 4, flags="-O2"),
    # lld aligns sections to pages only, and what is in them from there.
    Program("align", "align.c", 3, not_by=("lld",)),
    Program("tls", "tlscallback.c tlscallback2.c", 4),
    Program("seh", "seh.c", 77, flags="-O1 -fno-omit-frame-pointer -fno-optimize-sibling-calls"),
    Program("window", "window.c", 30, link="-mwindows", args=("a", "b")),
    Program("wmain", "wmain.c", 3, link="-municode", args=("a", "bcd")),
    Program("threads", "threads.c", 3, flags="-O2"),
    Program("math", "math.c", 32),
    Program("sections", "data.c data2.c", 7, flags="-O2 -ffunction-sections -fdata-sections", once=True),
    Program("throw", "throw.cpp throw2.cpp", 21, flags="-O1", link="-static"),
    Program("inline", "inline.cpp inline2.cpp", 6, link="-static", once=True),
    Program("library", "library.cpp", 3, flags="-g", link="-static", once=True),
    Program("assembler", "asm.asm asm.c", 10, flags="-O2"),
    Program("plugin", "user.cpp", 19, flags="-O1", dlls="plugin.cpp"),
    Program("pair", "both.c", 2, flags="-O1", dlls="left.c right.c"),
    Program("many", "many.c", 0, dlls="many.s", compilers=("gcc",)),
)
# Sources that are made: 10,000 functions.
MADE = {"many.s": ".text\n" + "".join(
    f".globl f{i}\n.def f{i}; .scl 2; .type 32; .endef\nf{i}: movl ${i}, %eax\n ret\n" for i in range(10000))}


def tool(*command, cwd=None, timeout=300):
    return subprocess.run([str(c) for c in command], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          errors="backslashreplace", timeout=timeout, env=ENV, check=False, cwd=cwd)


def compiler(which, cxx, triple):
    if which == "gcc":
        return [f"{triple}-{'g++' if cxx else 'gcc'}"]
    return [f"clang{'++' if cxx else ''}-19", f"--target={triple}"]


def compile_source(which, program, source, folder, triple=X86_64):
    """The object, and what is wrong with it."""
    folder.mkdir(parents=True, exist_ok=True)
    obj, path = folder / (source + ".o"), SOURCES / source
    if source in MADE:
        path = folder / source
        path.write_text(MADE[source], encoding="utf-8")
    if source.endswith(".asm"):
        done = tool("nasm", "-f", "win64", "-o", obj, path)
    else:
        cxx = source.endswith(".cpp")
        done = tool(*compiler(which, cxx, triple), "-std=c++17" if cxx else "-std=gnu11", *program.flags, "-c", path,
                    "-o", obj)
    return obj, done.stderr if done.returncode else ""


def complaints(image):
    """What our dumper, llvm-readobj and GNU objdump have against an image: bytes that nothing claims, or two things;
    messages."""
    found = []
    done = harness.run("coffdump", "--map", "--json", str(image))
    found += [done.err] if done.status != 0 or done.err else []
    for r in json.loads(done.out)["map"] if done.out else ():
        if r["kind"] == "unclaimed" or r.get("overlaps"):
            found.append(f"{r['kind']}: {r['size']} bytes at {r['offset']:#x}")
    for words in READERS:
        done = tool(*words, image)
        found += [f"{words[0]}: {done.stderr[:500]}"] if done.returncode != 0 or done.stderr else []
    return found


class Linkers:
    """Linkers by name, each in a folder for -B."""

    def __init__(self, triple=X86_64):
        self.folder = tempfile.TemporaryDirectory()
        self.triple = triple
        self.add("ours", harness.command("coff-ld"))
        self.add("gnu", f"{triple}-ld")
        self.add("lld", "ld.lld-19")
        self.add("none", "false")

    def add(self, name, command):
        folder = Path(self.folder.name) / name
        folder.mkdir()
        for alias in ("ld", "collect2"):
            (folder / alias).write_text(f'#!/bin/sh\nexec {command} "$@"\n', encoding="utf-8")
            (folder / alias).chmod(0o755)

    def path(self, name):
        return Path(self.folder.name) / name / "ld"

    def dlls(self, name, which, program, objects, folder):
        """Makes the DLLs of PROGRAM of OBJECTS in FOLDER; what the program is linked with, and what is wrong."""
        libraries = []
        for source in program.dlls:
            definition = (SOURCES / source).with_suffix(".def")
            libraries.append(folder / f"lib{definition.stem}.dll.a")
            if definition.exists():
                tool("x86_64-w64-mingw32-dlltool", "-d", definition, "-l", libraries[-1])
        for source, obj, library in zip(program.dlls, objects, libraries):
            definition = (SOURCES / source).with_suffix(".def")
            words = [definition, *libraries] if definition.exists() else [f"-Wl,--out-implib,{library}"]
            dll = folder / (definition.stem + ".dll")
            done = self.link(name, which, [obj], dll, "-shared", *words, *program.link, cxx=program.cxx)
            if done.returncode != 0 or not dll.exists():
                return [], done.stderr or "no output"
        return libraries, ""

    def link(self, name, which, objects, output, *words, cxx=False):
        """Through the driver of the compiler."""
        path = self.path(name)
        how = [f"-B{path.parent}"] if which == "gcc" else [f"--ld-path={path}"]
        return tool(*compiler(which, cxx, self.triple), *how, *objects, "-o", output, *words)
