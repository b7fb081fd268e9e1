# Images for tool tests: what is installed, and what is linked on the spot.
#
# Skip this unless you test what images hold.

import glob
import os
import subprocess

WINE = "/usr/lib/x86_64-linux-gnu/wine/{}-windows/*"


def wine(count):
    """COUNT images of libwine, spread evenly over both of its folders."""
    found = sorted(p for arch in ("x86_64", "i386") for p in glob.glob(WINE.format(arch)))
    return found[::max(1, len(found) // count)][:count]


def make(suite, *command, cwd=None):
    """Runs a compiler or linker; a failure is a failure of the test."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False,
                          cwd=cwd)
    return suite.check(" ".join(map(os.path.basename, command[:1])) + " works",
                       done.returncode == 0, " ".join(command), done.stdout[:500],
                       done.stderr[:500])


def output(*command):
    """What a peer prints, whatever it thinks of the file."""
    return subprocess.run(command, capture_output=True, timeout=300,
                          check=False).stdout.decode("utf-8", "replace")
