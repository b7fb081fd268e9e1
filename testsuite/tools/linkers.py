# What our linker, GNU ld and lld make of the same objects, and how the tables of their images are read.
#
# Skip this unless a test links something.

import os
import re
import subprocess
from pathlib import Path

import harness

ENV = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}

# Our emulation, the triple of GNU's tools (None: Debian has none), clang's target, machine of llvm-dlltool.
MACHINES = {
    "x86_64": ("i386pep", "x86_64-w64-mingw32", "x86_64-w64-mingw32", "i386:x86-64"),
    "i686": ("i386pe", "i686-w64-mingw32", "i686-w64-mingw32", "i386"),
    "aarch64": ("arm64pe", None, "aarch64-w64-mingw32", "arm64"),
    "armv7": ("thumb2pe", None, "armv7-w64-mingw32", "arm"),
}
BOTH = ("x86_64", "i686")


class Failed(Exception):
    """A command that was to work did not. Its text is what it said."""


def run(*words, cwd=None, ok=True):
    done = subprocess.run([str(w) for w in words], cwd=cwd, env=ENV, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=300, check=False)
    text = done.stdout.decode("utf-8", "backslashreplace")
    if ok and done.returncode != 0:
        raise Failed(f"{' '.join(map(str, words))}: {text}")
    return text if ok else (done.returncode, text)


class Lab:
    """A folder in which things are compiled and linked for one machine."""

    def __init__(self, folder, machine):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.machine = machine
        self.emulation, self.gnu, self.clang, self.dlltool = MACHINES[machine]

    def path(self, name):
        return self.folder / name

    def write(self, name, text):
        self.path(name).write_text(text)
        return self.path(name)

    def compile(self, name, source, *flags, clang=False):
        """NAME.o of C, C++ (.cc) or assembler (.s) source."""
        end = ".cc" if "template" in source or "extern \"C\"" in source else ".c"
        if source.lstrip().startswith("."):
            end = ".s"
        text = self.write(name + end, source)
        use_clang = clang or self.gnu is None
        driver = ["clang-19", f"--target={self.clang}"] if use_clang else \
            [self.gnu + ("-g++" if end == ".cc" else "-gcc")]
        run(*driver, "-O1", *flags, "-c", text, "-o", self.path(name + ".o"))
        return self.path(name + ".o")

    def short_library(self, name, definition):
        text = self.write(name + ".def", definition)
        run("llvm-dlltool-19", "-m", self.dlltool, "-d", text, "-l", self.path(name + ".lib"))
        return self.path(name + ".lib")

    def long_library(self, name, definition):
        text = self.write(name + ".def", definition)
        run(self.gnu + "-dlltool", "-d", text, "-l", self.path(name + ".dll.a"))
        return self.path(name + ".dll.a")

    def linker(self, which):
        if which == "ours":
            return [os.path.join(harness.BUILDDIR, "coff-ld"), "-m", self.emulation]
        if which == "gnu":
            return [self.gnu + "-ld"]
        return ["ld.lld-19", "-m", self.emulation]

    def link(self, which, out, *words, ok=True):
        """A direct call of the linker (ours, gnu, lld) without start-up code. OUT is made in a folder of its own;
        its path, or, if not OK, (status, text)."""
        place = self.folder / which
        place.mkdir(exist_ok=True)
        done = run(*self.linker(which), "-o", place / out, *words, cwd=place, ok=ok)
        return place / out if ok else done

    def program(self, which, out, *words, driver="gcc", ok=True):
        """The same by way of gcc or g++, with start-up code and libraries."""
        tools = self.folder / ("bin-" + which)
        place = self.folder / which
        tools.mkdir(exist_ok=True)
        place.mkdir(exist_ok=True)
        for name in ("ld", "collect2"):
            script = tools / name
            if not script.exists():
                target = {"ours": os.path.join(harness.BUILDDIR, "coff-ld"), "gnu": f"/usr/bin/{self.gnu}-ld",
                          "lld": "/usr/bin/ld.lld-19", "none": "/bin/false"}[which]
                script.write_text(f'#!/bin/sh\nexec {target} "$@"\n')
                script.chmod(0o755)
        done = run(f"{self.gnu}-{driver}", f"-B{tools}/", "-o", place / out, *words, cwd=place, ok=ok)
        return place / out if ok else done


def imports(path, delayed=False):
    """[(DLL, [(name, ordinal or hint)])], in the order of the tables, as llvm-readobj reads them."""
    found = []
    text = run("llvm-readobj-19", "--coff-imports", path)
    for block in re.split(r"^(?=Import \{|DelayImport \{)", text, flags=re.M)[1:]:
        if block.startswith("DelayImport") != delayed:
            continue
        name = re.search(r"^  Name: (.*)$", block, re.M).group(1)
        found.append((name, [(m.group(1), int(m.group(2)))
                             for m in re.finditer(r"Symbol: (\S*) \((\d+)\)", block)]))
    return found


def by_name(tables):
    """What is imported from which DLL, whatever the order, names in lower case."""
    return sorted((dll.lower(), sorted(name or f"#{number}" for name, number in symbols)) for dll, symbols in tables)


def exports(path):
    """[(ordinal, name, RVA or forwarder)] as llvm-readobj reads them."""
    found = []
    text = run("llvm-readobj-19", "--coff-exports", path)
    for block in re.split(r"^Export \{", text, flags=re.M)[1:]:
        def field(name, block=block):
            m = re.search(rf"^  {name}: (.*)$", block, re.M)
            return m.group(1) if m else ""
        found.append((int(field("Ordinal")), field("Name"), field("ForwardedTo") or int(field("RVA"), 16)))
    return found


def header(path, name):
    m = re.search(rf"^ +{name}: (\S+)", run("llvm-readobj-19", "--file-headers", path), re.M)
    return m.group(1) if m else None


def symbols(path):
    """{name: address} of defined global symbols, as GNU nm reads them."""
    rows = [line.split() for line in run("nm", "-g", path).splitlines()]
    return {row[2]: int(row[0], 16) for row in rows if len(row) == 3}
