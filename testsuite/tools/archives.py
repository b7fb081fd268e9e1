# An archive's JSON document against what ar and nm say of the archive.
#
# Skip this unless an archive test reports a difference that is none.

import os
import re


def ordinary(doc):
    return [m for m in doc["archive"]["members"] if m["special"] is None]


def listing(text):
    """(mode, uid, gid, size, name) of each line of `ar tv`."""
    row = re.compile(r"^([-rwxsStT]{9}) +(\d+)/(\d+) +(\d+) \w{3} +\d+ [\d:]+ \d{4} (.*)$", re.M)
    return [(m[1], int(m[2]), int(m[3]), int(m[4]), m[5]) for m in row.finditer(text)]


def permissions(mode):
    return "".join(c if mode >> (8 - i) & 1 else "-" for i, c in enumerate("rwxrwxrwx"))


def compare_members(suite, name, doc, text, thin=False):
    ours = [(permissions(m["mode"]), m["uid"], m["gid"], m["size"],
             os.path.basename(m["name"]) if thin else m["name"]) for m in ordinary(doc)]
    theirs = [(*t[:4], os.path.basename(t[4])) if thin else t for t in listing(text)]
    suite.equal(f"{name}: members as ar lists them", ours, theirs)
    suite.check(f"{name}: there are members", ours)


def compare_index(suite, name, doc, text, member=lambda m: m["name"]):
    """`nm --print-armap` says "symbol in member" for each entry of the table that it reads. Returns
    how many symbols were compared."""
    theirs = sorted(re.findall(r"^(\S+) in (.*)$", text, re.M))
    by_offset = {m["header_offset"]: member(m) for m in doc["archive"]["members"]}
    tables = {t["kind"]: t for t in doc["archive"]["index"]}
    if "second linker member" in tables:  # which repeats the first
        tables.pop("symbol index", None)
    ours = sorted((e["symbol"], by_offset.get(e["member"]))
                  for t in tables.values() for e in t["entries"])
    suite.equal(f"{name}: index as nm prints it", ours, theirs)
    suite.equal(f"{name}: nothing is wrong with it", doc["archive"]["index_check"]["problems"], [])
    return len(ours)
