// Constants of System V COFF and its descendants, with the spelling of the System V headers.
//
// Skip it: it is there to be searched for a name or a number.
#ifndef COFF_FORMAT_SYSV_H
#define COFF_FORMAT_SYSV_H

enum { // f_flags
  F_RELFLG = 0x0001,
  F_EXEC = 0x0002,
  F_LNNO = 0x0004,
  F_LSYMS = 0x0008,
  F_MINMAL = 0x0010,
  F_UPDATE = 0x0020,
  F_SWABD = 0x0040,
  F_AR16WR = 0x0080,
  F_AR32WR = 0x0100,
  F_AR32W = 0x0200,
  F_PATCH = 0x0400
};

enum { // s_flags
  STYP_REG = 0x0000,
  STYP_DSECT = 0x0001,
  STYP_NOLOAD = 0x0002,
  STYP_GROUP = 0x0004,
  STYP_PAD = 0x0008,
  STYP_COPY = 0x0010,
  STYP_TEXT = 0x0020,
  STYP_DATA = 0x0040,
  STYP_BSS = 0x0080,
  STYP_INFO = 0x0200,
  STYP_OVER = 0x0400,
  STYP_LIB = 0x0800,
  STYP_LIT = 0x8020
};

enum { // n_scnum
  N_UNDEF = 0,
  N_ABS = -1,
  N_DEBUG = -2,
  N_TV = -3,
  P_TV = -4
};

enum { // n_sclass
  C_NULL = 0,
  C_AUTO = 1,
  C_EXT = 2,
  C_STAT = 3,
  C_REG = 4,
  C_EXTDEF = 5,
  C_LABEL = 6,
  C_ULABEL = 7,
  C_MOS = 8,
  C_ARG = 9,
  C_STRTAG = 10,
  C_MOU = 11,
  C_UNTAG = 12,
  C_TPDEF = 13,
  C_USTATIC = 14,
  C_ENTAG = 15,
  C_MOE = 16,
  C_REGPARM = 17,
  C_FIELD = 18,
  C_AUTOARG = 19,
  C_LASTENT = 20,
  C_BLOCK = 100,
  C_FCN = 101,
  C_EOS = 102,
  C_FILE = 103,
  C_LINE = 104,
  C_ALIAS = 105,
  C_HIDDEN = 106,
  C_WEAKEXT = 127,
  C_EFCN = 255
};

enum { // derived types, two bits each
  DT_NON = 0,
  DT_PTR = 1,
  DT_FCN = 2,
  DT_ARY = 3
};
#endif
