// Constants of Texas Instruments' COFF where they differ from System V's, with the spelling of TI's
// header.
//
// Skip it: it is there to be searched for a name or a number.
#ifndef COFF_FORMAT_TI_H
#define COFF_FORMAT_TI_H
#include "coff/format-sysv.h"

enum { // f_magic
  COFF_MAGIC_0 = 0xc0,
  COFF_MAGIC_1 = 0xc1,
  COFF_MAGIC_2 = 0xc2
};

enum { // f_target_id; f_magic in COFF version 0
  TI_ID_GSP340 = 0x90,
  TI_ID_TMS370 = 0x91,
  TI_ID_C2X5X = 0x92,
  TI_ID_C3X4X = 0x93,
  TI_ID_380 = 0x94,
  TI_ID_C80 = 0x95,
  TI_ID_C16 = 0x96,
  TI_ID_TMS470 = 0x97,
  TI_ID_C5400 = 0x98,
  TI_ID_C6000 = 0x99,
  TI_ID_C8PLUS = 0x9a,
  TI_ID_C5400_ALGEBRAIC = 0x9b,
  TI_ID_C5500 = 0x9c,
  TI_ID_C2800 = 0x9d,
  TI_ID_TARANTULA = 0x9f,
  TI_ID_MSP430 = 0xa0,
  TI_ID_C5500PLUS = 0xa1
};

enum {             // f_flags
  F_VERS = 0x00f0, // version of the tools, or of the processor
  F_LITTLE = 0x0100,
  F_BIG = 0x0200,
  F_SYMMERGE = 0x1000,
  F_ICODE = 0x2000
};

enum {                        // s_flags
  STYP_TI_ALIGN = 0x00000f00, // log2 of the alignment
  STYP_BLOCK =
      0x00001000, // the alignment is a block size: the section may not cross that many bytes
  STYP_PASS = 0x00002000,
  STYP_CLINK = 0x00004000, // left out unless something refers to it
  STYP_VECTOR = 0x00008000,
  STYP_PADDED = 0x00010000,
  STYP_ICODE = 0x00020000,
  STYP_LGT = 0x00040000,
  STYP_COMMON = 0x00080000
};

enum { // n_sclass
  C_EXTREF = 5,
  C_UEXT = 19,
  C_STATLAB = 20,
  C_EXTLAB = 21,
  C_SYSTEM = 23,
  C_VARARG = 27
};
#endif
