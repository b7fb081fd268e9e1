// Constants of XCOFF, with the spelling of AIX's headers.
//
// Skip it: it is there to be searched for a name or a number.
#ifndef COFF_FORMAT_XCOFF_H
#define COFF_FORMAT_XCOFF_H

enum { // f_flags
  F_FDPR_PROF = 0x0010,
  F_FDPR_OPTI = 0x0020,
  F_DSA = 0x0040,
  F_VARPG = 0x0100,
  F_DYNLOAD = 0x1000,
  F_SHROBJ = 0x2000,
  F_LOADONLY = 0x4000,
  F_NONEXEC = 0x8000
};

enum { // s_flags, beside STYP_PAD, _TEXT, _DATA, _BSS
  STYP_DWARF = 0x0010,
  STYP_EXCEPT = 0x0100,
  STYP_XINFO = 0x0200, // STYP_INFO
  STYP_TDATA = 0x0400,
  STYP_TBSS = 0x0800,
  STYP_LOADER = 0x1000,
  STYP_DEBUG = 0x2000,
  STYP_TYPCHK = 0x4000,
  STYP_OVRFLO = 0x8000
};

enum { // n_sclass, beside those of System V
  C_HIDEXT = 107,
  C_BINCL = 108,
  C_EINCL = 109,
  C_INFO = 110,
  C_AIX_WEAKEXT = 111,
  C_DWARF = 112,
  C_GSYM = 0x80,
  C_LSYM = 0x81,
  C_PSYM = 0x82,
  C_RSYM = 0x83,
  C_RPSYM = 0x84,
  C_STSYM = 0x85,
  C_TCSYM = 0x86,
  C_BCOMM = 0x87,
  C_ECOML = 0x88,
  C_ECOMM = 0x89,
  C_DECL = 0x8c,
  C_ENTRY = 0x8d,
  C_FUN = 0x8e,
  C_BSTAT = 0x8f,
  C_ESTAT = 0x90,
  C_GTLS = 0x97,
  C_STTLS = 0x98
};

enum { // n_type: visibility
  SYM_V_MASK = 0xf000,
  SYM_V_INTERNAL = 0x1000,
  SYM_V_HIDDEN = 0x2000,
  SYM_V_PROTECTED = 0x3000,
  SYM_V_EXPORTED = 0x4000
};

enum { // x_smtyp, low three bits
  XTY_ER = 0,
  XTY_SD = 1,
  XTY_LD = 2,
  XTY_CM = 3
};

enum { // x_smclas
  XMC_PR = 0,
  XMC_RO = 1,
  XMC_DB = 2,
  XMC_TC = 3,
  XMC_UA = 4,
  XMC_RW = 5,
  XMC_GL = 6,
  XMC_XO = 7,
  XMC_SV = 8,
  XMC_BS = 9,
  XMC_DS = 10,
  XMC_UC = 11,
  XMC_TI = 12,
  XMC_TB = 13,
  XMC_TC0 = 15,
  XMC_TD = 16,
  XMC_SV64 = 17,
  XMC_SV3264 = 18,
  XMC_TL = 20,
  XMC_UL = 21,
  XMC_TE = 22
};

enum { // x_auxtype of XCOFF64
  _AUX_SECT = 250,
  _AUX_CSECT = 251,
  _AUX_FILE = 252,
  _AUX_SYM = 253,
  _AUX_FCN = 254,
  _AUX_EXCEPT = 255
};
#endif
