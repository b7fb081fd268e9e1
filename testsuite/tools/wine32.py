# Programs of i386, run under a 32-bit wine in a Debian of its own.
#
# Skip this unless a test runs programs of i386. wine32 needs i386 twins of dozens of libraries, each at the
# version of its twin here; so it gets a folder with a Debian for i386 (debootstrap, 1.1 GB; minutes the first
# time), and runs there, as root.

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import harness
import wine

ROOT = Path(os.environ.get("COFFKIT_WINE32") or os.path.join(harness.BUILDDIR, "wine32"))
SUITE, MIRROR = "bookworm", "http://deb.debian.org/debian"
PLACE = "programs"  # below ROOT
# /proc, which wine reads, is mounted for these programs alone.
ENTER = 'mount -t proc proc "$1/proc" && exec chroot "$1" /bin/sh "/$2/run"'
HOME = "export WINEDEBUG=-all DISPLAY= HOME=/root LC_ALL=C WINEDLLOVERRIDES='mscoree,mshtml='"


def make_root():
    """The folder, complete. Raises CalledProcessError."""
    if not (ROOT / "usr/bin/wine").exists() or not (ROOT / ".complete").exists():
        shutil.rmtree(ROOT, ignore_errors=True)
        subprocess.run(["debootstrap", "--arch=i386", "--variant=minbase", "--include=wine32,wine", SUITE,
                        str(ROOT), MIRROR], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
        (ROOT / ".complete").touch()


def run(programs, timeout):
    """PROGRAMS are (image, arguments, files beside it). A list of wine.Run, in their order; those that came
    to no end have status OUT_OF_TIME. TIMEOUT is for one."""
    folder = ROOT / PLACE
    shutil.rmtree(folder, ignore_errors=True)
    # The first one makes wine's folders, which takes seconds.
    script = [HOME, "wineboot --init", "wineserver -p"]
    for i, (image, args, beside) in enumerate(programs):
        place = folder / str(i)
        place.mkdir(parents=True)
        for file in (image, *beside):
            shutil.copyfile(file, place / Path(file).name)
        words = shlex.join(["wine", Path(image).name, *args])
        script += [f"cd /{PLACE}/{i}", f"timeout {timeout} {words} >out 2>err </dev/null; echo $? >status"]
    (folder / "run").write_text("\n".join([*script, "wineserver -k", ""]), encoding="utf-8")
    subprocess.run(["unshare", "--mount", "sh", "-c", ENTER, "sh", str(ROOT), PLACE], stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return [result(folder / str(i)) for i in range(len(programs))]


def result(place):
    status = place / "status"
    if not status.exists():
        return wine.Run(wine.OUT_OF_TIME, b"", b"")
    number = int(status.read_text(encoding="ascii"))
    return wine.Run(wine.OUT_OF_TIME if number == 124 else number, (place / "out").read_bytes(),
                    (place / "err").read_bytes())
