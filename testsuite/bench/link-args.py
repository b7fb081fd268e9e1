#!/usr/bin/python3
"""Prints the arguments that a gcc driver hands to its linker, one a line: link-args.py DRIVER ARGUMENT... [--first N]

`-o`, `-m` and the plugin are left out, paths are absolute. With --first N only the first N of the objects
whose names are numbers (t00000.o) stay."""

import os
import re
import shlex
import subprocess
import sys

WITH_VALUE = {"-plugin", "-o", "-m"}


def passed(command):
    """The words after collect2 in what `-###` prints."""
    done = subprocess.run([*command, "-###"], capture_output=True, text=True, check=True)
    return shlex.split([line for line in done.stderr.splitlines() if "collect2" in line][-1])[1:]


def kept(words):
    words = iter(words)
    for word in words:
        if word in WITH_VALUE:
            next(words)
        elif word.startswith("-L"):
            if os.path.isdir(word[2:]):
                yield "-L" + os.path.realpath(word[2:])
        elif word.startswith("-"):
            if not word.startswith("-plugin-opt"):
                yield word
        else:
            yield os.path.abspath(word) if os.path.exists(word) else word


def main():
    command = sys.argv[1:]
    limit = None
    if "--first" in command:
        at = command.index("--first")
        limit = int(command[at + 1])
        del command[at:at + 2]
    for word in kept(passed(command)):
        number = re.search(r"/t(\d+)\.o$", word)
        if limit is None or not number or int(number[1]) < limit:
            print(word)


main()
