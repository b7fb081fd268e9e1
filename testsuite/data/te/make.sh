#!/bin/sh
# Makes the TE images of this folder: lld links an image, terse.py cuts its headers down.
set -e
for machine in x86_64:x64 i686:x86 thumbv7:arm; do
  clang-19 --target=${machine%:*}-pc-windows-msvc -O1 -ffreestanding -w -c te.c -o te.obj
  lld-link-19 /subsystem:efi_boot_service_driver /entry:efi_main /nodefaultlib /debug \
    /pdbaltpath:te.pdb /brepro /dynamicbase /driver /align:32 /filealign:32 te.obj /out:te.efi
  PYTHONPATH=../../tools python3 -c 'import sys, terse
open(sys.argv[2], "wb").write(terse.convert(open(sys.argv[1], "rb").read()))' te.efi drv-${machine#*:}.te
  rm te.obj te.efi te.pdb
done
