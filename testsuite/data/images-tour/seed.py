#!/usr/bin/python3
# Makes a seed of fuzz-image from an image: a byte for its kind, where its directories lie, and its
# memory from 0x1000 on. The image base must be 0x400000, as in the images that the target makes.

import struct
import sys

import pefile


def main():
    pe = pefile.PE(sys.argv[1], fast_load=True)
    assert pe.OPTIONAL_HEADER.ImageBase == 0x400000
    out = b"\0"
    for directory in pe.OPTIONAL_HEADER.DATA_DIRECTORY:
        at = directory.VirtualAddress
        out += struct.pack("<HH", at - 0x1000 + 1 if at else 0, directory.Size)
    with open(sys.argv[2], "wb") as f:
        f.write(out + pe.get_memory_mapped_image()[0x1000:].rstrip(b"\0"))


main()
