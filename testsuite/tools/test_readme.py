#!/usr/bin/python3
"""README's screenful is what the program prints: the console block is run and compared.

Skip this unless README.md and coffdump disagree. `test_readme.py --update` rewrites the block."""

import os
import re
import subprocess
import sys
from pathlib import Path

SRC = Path(os.environ.get("srcdir", "."))
BUILD = Path(os.environ.get("builddir", "build"))
RUN = os.environ.get("COFFKIT_RUN", "").split()
BLOCK = re.compile(r"^```console\n\$ coffdump ([^\n]*)\n(.*?)^```$", re.M | re.S)


def output(arguments):
    done = subprocess.run([*RUN, str(BUILD / "coffdump"), *arguments.split()], cwd=SRC,
                          capture_output=True, text=True)
    return done.stdout


def main():
    readme = SRC / "README.md"
    text = readme.read_text()
    if sys.argv[1:] == ["--update"]:
        readme.write_text(BLOCK.sub(
            lambda m: f"```console\n$ coffdump {m[1]}\n{output(m[1])}```", text))
        return 0
    blocks = BLOCK.findall(text)
    wrong = [a for a, shown in blocks if shown != output(a)]
    for arguments in wrong:
        print(f"README.md: `coffdump {arguments}` prints something else now")
    failed = len(wrong) + (not blocks)
    print(f"{len(blocks) - len(wrong)} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
