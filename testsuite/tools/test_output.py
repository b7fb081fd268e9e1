#!/usr/bin/python3
# Output that fails half-way leaves the old file and nothing else: coff-objcopy, coff-strip and coff-ar on full
# disks, in folders that may not be written, with signals in the middle; modes, links, devices, pipes.
#
# Skip it unless you change how files are written. faults.c, preloaded, makes the faults: a file system
# without nameless files, where signals have to wait, is one of them.

import errno
import os
import random
import resource
import shlex
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from pathlib import Path

import harness

suite = harness.Suite()
IMAGE = Path(harness.fixture("images-lld/exe-x64.exe"))
OBJECT = Path(harness.fixture("clang-x64-mingw/c-dwarf.obj"))
RUN = shlex.split(os.environ.get("COFFKIT_RUN", ""))
NOBODY = 65534
# Each rewrites FILE in place, or from OTHER.
TOOLS = {"coff-objcopy": ["--rename-section", ".text=.other", "OTHER", "FILE"],
         "coff-strip": ["-o", "FILE", "OTHER"],
         "coff-ar": ["rcs", "FILE", "OTHER"]}


def program(name):
    return [*RUN, os.path.join(harness.BUILDDIR, name)]


def build_faults(folder):
    library = folder / "faults.so"
    done = subprocess.run([*shlex.split(os.environ.get("CC", "cc")), "-shared", "-fPIC", "-o", str(library),
                           os.path.join(harness.SRCDIR, "testsuite/tools/faults.c")],
                          capture_output=True, text=True, check=False)
    suite.check("faults.c is compiled", done.returncode == 0, done.stderr)
    return library


def as_usual():
    """Who starts the tests in the background may have these ignored."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


class Place:
    """A folder with the file that is to be replaced, and one that it is made from."""

    def __init__(self, top, tool):
        self.folder = Path(tempfile.mkdtemp(dir=top))
        self.tool = tool
        self.other = self.folder / "other.obj"
        shutil.copyfile(OBJECT, self.other)
        self.file = self.folder / "file"
        self.reset()

    def reset(self):
        if self.tool == "coff-ar":
            self.file.unlink(missing_ok=True)
            harness.run("coff-ar", "rcs", str(self.file), str(OBJECT))
        else:
            shutil.copyfile(IMAGE, self.file)
        self.was = self.file.read_bytes()

    def command(self):
        names = {"OTHER": str(self.other), "FILE": str(self.file)}
        return program(self.tool) + [names.get(a, a) for a in TOOLS[self.tool]]

    def run(self, how=None, program=None, **env):
        """PROGRAM: run in place of the tool in the build directory."""
        command = self.command()
        if program is not None:
            command[len(RUN)] = str(program)
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=120, check=False, preexec_fn=how or as_usual, env={**os.environ, **env})

    def names(self):
        return sorted(os.listdir(self.folder))

    def untouched(self, what):
        suite.check(f"{self.tool}, {what}: the old file is whole", self.file.read_bytes() == self.was)
        suite.equal(f"{self.tool}, {what}: nothing is left over", self.names(), ["file", "other.obj"])


def full(where):
    """A limit on the size of files stands for a full disk."""
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))
    done = where.run(limit)
    suite.equal(f"{where.tool}, limit: status", done.returncode, 1)
    suite.has(f"{where.tool}, limit: words", done.stderr, str(where.file), os.strerror(errno.EFBIG))
    where.untouched("limit")


def faults(where, library):
    preload = {"LD_PRELOAD": str(library), "ASAN_OPTIONS": "verify_asan_link_order=0:detect_leaks=0"}
    ways = {"": {}, ", named": {"NAMELESS": "no"}, ", without links": {"LINKS": "no"}}
    where.reset()
    done = where.run()
    suite.check(f"{where.tool}: status", done.returncode == 0, done.stderr)
    wanted = where.file.read_bytes()
    suite.check(f"{where.tool}: the file is another one", wanted != where.was)
    for way, env in ways.items():
        for number in (errno.ENOSPC, errno.EIO):
            where.reset()
            done = where.run(FAULT=f"error {number}", **preload, **env)
            suite.equal(f"{where.tool}, error {number}{way}", done.returncode, 1)
            suite.has(f"{where.tool}, error {number}{way}: words", done.stderr, os.strerror(number))
            where.untouched(f"error {number}{way}")
        for fault in ("short", "interrupted", "none"):
            where.reset()
            done = where.run(FAULT=fault, **preload, **env)
            suite.equal(f"{where.tool}, {fault}{way}", done.returncode, 0)
            suite.check(f"{where.tool}, {fault}{way}: all is written", where.file.read_bytes() == wanted)
            suite.equal(f"{where.tool}, {fault}{way}: names", where.names(), ["file", "other.obj"])
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL):
            where.reset()
            done = where.run(FAULT=f"signal {int(number)}", **preload, **env)
            name = f"{where.tool}, {number.name}{way}"
            suite.check(f"{name}: status", done.returncode in (-number, 128 + number), done.returncode)
            # Where there is a name, the signal waits for the file to be whole.
            whole = where.file.read_bytes()
            suite.check(f"{name}: a whole file", whole in (where.was, wanted))
            if number != signal.SIGKILL or way == "":
                suite.equal(f"{name}: nothing is left over", where.names(), ["file", "other.obj"])
            shutil.rmtree(where.folder)
            where.folder.mkdir()
            shutil.copyfile(OBJECT, where.other)


def killed(where):
    """At no moment is there a part of a file."""
    random.seed(5)
    where.reset()
    where.run()
    wanted = where.file.read_bytes()
    for _ in range(25):
        where.reset()
        with subprocess.Popen(where.command(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL) as run:
            time.sleep(random.random() / 150)
            run.kill()
        # Between a name for what is written and the file's own there is a moment that nothing can guard.
        left = [where.folder / n for n in where.names() if n.startswith(".coffkit-")]
        if not suite.check(f"{where.tool}, killed", where.file.read_bytes() in (where.was, wanted) and
                           all(path.read_bytes() == wanted for path in left), where.names()):
            return
        for path in left:
            path.unlink()


def forbidden(where):
    """A folder, then a file, that may not be written, for whom that means something."""
    where.reset()
    def drop():
        if os.getuid() == 0:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
    if os.getuid() == 0:
        for path in (where.folder, where.file, where.other):
            os.chown(path, NOBODY, NOBODY)
    # The build directory may lie where only root comes.
    tool = where.folder.parent / where.tool
    shutil.copy(os.path.join(harness.BUILDDIR, where.tool), tool)
    where.folder.chmod(0o555)
    done = where.run(drop, tool)
    suite.equal(f"{where.tool}, read-only folder: status", done.returncode, 1)
    suite.has(f"{where.tool}, read-only folder: words", done.stderr, os.strerror(errno.EACCES))
    where.untouched("read-only folder")
    where.folder.chmod(0o755)
    where.file.chmod(0o444)
    done = where.run(drop, tool)
    suite.equal(f"{where.tool}, read-only file: status", done.returncode, 1)
    suite.has(f"{where.tool}, read-only file: words", done.stderr, os.strerror(errno.EACCES))
    where.untouched("read-only file")
    where.file.chmod(0o644)


def modes(where):
    for mode in (0o644, 0o755, 0o600, 0o4755, 0o2711):
        where.reset()
        where.file.chmod(mode)
        done = where.run()
        suite.equal(f"{where.tool}, mode {mode:o}", (done.returncode, stat.S_IMODE(where.file.stat().st_mode)),
                    (0, mode))
    if os.getuid() == 0:  # who replaces a file does not come to own it
        os.chown(where.file, NOBODY, NOBODY)
        where.file.chmod(0o4755)
        where.run()
        now = where.file.stat()
        suite.equal(f"{where.tool}, owner", (now.st_uid, now.st_gid, stat.S_IMODE(now.st_mode)),
                    (NOBODY, NOBODY, 0o4755))
    where.file.unlink()
    where.run(lambda: os.umask(0o027))
    suite.equal(f"{where.tool}, new file", stat.S_IMODE(where.file.stat().st_mode) & ~0o111, 0o640)


def links(where):
    """Symbolic links are followed, in chains and to nowhere; other hard links keep the old bytes."""
    folder, file = where.folder, where.file
    where.reset()
    where.run()
    wanted = file.read_bytes()
    where.reset()
    below = folder / "below"
    below.mkdir()
    real = below / "real"
    file.rename(real)
    (below / "second").symlink_to("real")
    file.symlink_to("below/second")
    done = where.run()
    suite.equal(f"{where.tool}, links: status", (done.returncode, done.stderr), (0, ""))
    suite.check(f"{where.tool}, links: stay", file.is_symlink() and (below / "second").is_symlink())
    suite.check(f"{where.tool}, links: are followed", real.read_bytes() == wanted)
    real.unlink()
    if where.tool != "coff-ar": # an archive that is not there is made of one member
        where.run()
        suite.check(f"{where.tool}, links to nowhere: are followed", real.read_bytes() == wanted)
    suite.equal(f"{where.tool}, links: names", where.names(), ["below", "file", "other.obj"])
    file.unlink()
    file.symlink_to("file")
    done = where.run()
    suite.equal(f"{where.tool}, link to itself", done.returncode, 1)
    suite.has(f"{where.tool}, link to itself: words", done.stderr, os.strerror(errno.ELOOP))
    file.unlink()
    shutil.rmtree(below)
    where.reset()
    twin = folder / "twin"
    os.link(file, twin)
    where.run()
    suite.check(f"{where.tool}, hard link", file.read_bytes() == wanted and twin.read_bytes() == where.was)
    twin.unlink()


def places(top, tool, options):
    """What is no file: devices, pipes, folders; the input as the output."""
    folder = Path(tempfile.mkdtemp(dir=top))
    wanted = folder / "wanted"

    def run(out, **how):
        return subprocess.run(program(tool) + [o.replace("OUT", str(out)) for o in options],
                              stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=120, check=False, **how)

    suite.equal(f"{tool}: status", run(wanted).returncode, 0)
    suite.equal(f"{tool}, pipe", run("/dev/stdout", stdout=subprocess.PIPE).stdout, wanted.read_bytes())
    with open(folder / "redirected", "wb") as out:
        run("/dev/stdout", stdout=out)
    suite.equal(f"{tool}, redirected", (folder / "redirected").read_bytes(), wanted.read_bytes())
    suite.equal(f"{tool}, /dev/null", run("/dev/null").returncode, 0)
    suite.check(f"{tool}, /dev/null stays", stat.S_ISCHR(os.stat("/dev/null").st_mode))
    done = run("/dev/full")
    suite.equal(f"{tool}, /dev/full", done.returncode, 1)
    suite.has(f"{tool}, /dev/full: words", done.stderr.decode(), os.strerror(errno.ENOSPC))
    os.mkfifo(folder / "fifo")
    with subprocess.Popen(["cat", str(folder / "fifo")], stdout=subprocess.PIPE) as reader:
        run(folder / "fifo")
        suite.equal(f"{tool}, named pipe", reader.communicate()[0], wanted.read_bytes())
    (folder / "folder").mkdir()
    done = run(folder / "folder")
    suite.equal(f"{tool}, folder", done.returncode, 1)
    suite.has(f"{tool}, folder: words", done.stderr.decode(), os.strerror(errno.EISDIR))
    suite.equal(f"{tool}, nothing else", sorted(os.listdir(folder)), ["fifo", "folder", "redirected", "wanted"])
    same = folder / "same"
    shutil.copyfile(options[-1] if options[-1] != "OUT" else options[-2], same)
    subprocess.run(program(tool) + [o for o in options if o not in ("OUT", "-o") and o not in
                                    (str(IMAGE), str(OBJECT))] + [str(same)], check=False)
    suite.equal(f"{tool}, input as output", same.read_bytes(), wanted.read_bytes())


def synced(top, library):
    log = top / "synced"
    env = {"LD_PRELOAD": str(library), "SYNCED": str(log),
           "ASAN_OPTIONS": "verify_asan_link_order=0:detect_leaks=0"}
    harness.run("coff-objcopy", str(OBJECT), str(top / "out"), env=env)
    suite.check("no fsync", not log.exists())
    harness.run("coff-objcopy", "--fsync", str(OBJECT), str(top / "out"), env=env)
    suite.equal("fsync of file and folder", log.read_text(), "xx")


def main():
    with tempfile.TemporaryDirectory() as name:
        top = Path(name)
        top.chmod(0o755)
        library = build_faults(top)
        for tool in TOOLS:
            where = Place(top, tool)
            where.folder.chmod(0o755)
            full(where)
            faults(where, library)
            where = Place(top, tool)
            where.folder.chmod(0o755)
            killed(where)
            forbidden(where)
            modes(where)
            links(where)
        places(top, "coff-objcopy", ["-R", ".rdata", str(IMAGE), "OUT"])
        places(top, "coff-strip", ["-g", "-o", "OUT", str(OBJECT)])
        synced(top, library)
    suite.finish()


main()
