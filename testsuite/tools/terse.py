# Makes a terse executable (TE) of an image, as chapters 15 and 16 of the Platform Initialization
# specification, volume 1, say. No Debian package has a tool that does.
#
# Skip it unless you test TE images.

import struct

HEADER = 40
BASE_RELOCATIONS, DEBUG = 5, 6


class NotConvertible(Exception):
    """The original has more than the small fields can say: section 16.2."""


def convert(image):
    """The bytes of a PE image as TE image."""
    pe = struct.unpack_from("<I", image, 0x3c)[0]
    machine, sections = struct.unpack_from("<HH", image, pe + 4)
    optional_size = struct.unpack_from("<H", image, pe + 20)[0]
    optional = pe + 24
    plus = struct.unpack_from("<H", image, optional)[0] == 0x20b
    entry, base_of_code = struct.unpack_from("<II", image, optional + 16)
    base = struct.unpack_from("<Q" if plus else "<I", image, optional + (24 if plus else 28))[0]
    subsystem = struct.unpack_from("<H", image, optional + 68)[0]
    count = struct.unpack_from("<I", image, optional + (108 if plus else 92))[0]
    directories = b""
    for n in (BASE_RELOCATIONS, DEBUG):
        at = optional + (112 if plus else 96) + 8 * n
        directories += image[at:at + 8] if n < count else bytes(8)
    stripped = optional + optional_size  # all in front of the section headers
    if sections > 0xff or subsystem > 0xff or stripped > 0xffff:
        raise NotConvertible
    return struct.pack("<2sHBBHIIQ", b"VZ", machine, sections, subsystem, stripped, entry,
                       base_of_code, base) + directories + image[stripped:]


def position(stored, stripped):
    """Where a byte of the original file is in the TE image."""
    return stored - stripped + HEADER
