# The members of archives, for the sweeps: enough of the ar format to get at the objects inside.
#
# Skip this unless a sweep misses members. Special members (symbol and name tables) and thin archives,
# which hold no contents, give nothing.

MAGIC = b"!<arch>\n"
HEADER = 60


def members(data):
    """(ordinal, contents) of each ordinary member."""
    at = len(MAGIC) if data.startswith(MAGIC) else len(data)
    ordinal = 0
    while at + HEADER <= len(data):
        head = data[at:at + HEADER]
        if head[58:60] != b"`\n":
            return
        size = int(head[48:58])
        name = head[:16].rstrip()
        start, end = at + HEADER, at + HEADER + size
        at = end + size % 2
        if name.startswith(b"#1/"):  # BSD: the name stands before the contents
            start += int(name[3:])
            name = data[start - int(name[3:]):start].rstrip(b"\0")
        if name in (b"/", b"//", b"/<ECSYMBOLS>/", b"/<HYBRIDMAP>/", b"__.SYMDEF",
                    b"__.SYMDEF SORTED", b"/SYM64/"):
            continue
        ordinal += 1
        yield ordinal, data[start:end]
