// Constants of ECOFF, with the spelling of the MIPS and Alpha headers (sym.h, symconst.h, scnhdr.h).
//
// Skip it: it is there to be searched for a name or a number.
#ifndef COFF_FORMAT_ECOFF_H
#define COFF_FORMAT_ECOFF_H

enum { // f_flags, Alpha: may the file be part of a process with others
  F_ALPHA_NO_SHARED = 0x1000,
  F_ALPHA_SHARABLE = 0x2000,
  F_ALPHA_CALL_SHARED = 0x3000
};

// s_flags, beside STYP_TEXT, _DATA, _BSS; STYP_INIT does not fit an int
#define STYP_ECOFF_INIT 0x80000000u
enum {
  STYP_RDATA = 0x100,
  STYP_SDATA = 0x200,
  STYP_SBSS = 0x400,
  STYP_GOT = 0x1000,
  STYP_DYNAMIC = 0x2000,
  STYP_DYNSYM = 0x4000,
  STYP_RELDYN = 0x8000,
  STYP_DYNSTR = 0x10000,
  STYP_HASH = 0x20000,
  STYP_LIBLIST = 0x40000,
  STYP_CONFLICT = 0x100000,
  STYP_ECOFF_FINI = 0x1000000,
  STYP_EXTENDESC = 0x2000000,
  STYP_COMMENT = 0x2100000,
  STYP_RCONST = 0x2200000,
  STYP_XDATA = 0x2400000,
  STYP_PDATA = 0x2800000,
  STYP_LITA = 0x4000000,
  STYP_LIT8 = 0x8000000,
  STYP_LIT4 = 0x10000000,
  STYP_ECOFF_LIB = 0x40000000
};

enum { // symbol types
  stNil,
  stGlobal,
  stStatic,
  stParam,
  stLocal,
  stLabel,
  stProc,
  stBlock,
  stEnd,
  stMember,
  stTypedef,
  stFile,
  stRegReloc,
  stForward,
  stStaticProc,
  stConstant,
  stStaParam,
  stStruct = 26,
  stUnion,
  stEnum,
  stIndirect = 34,
  stStr = 60,
  stNumber,
  stExpr,
  stType
};

enum { // storage classes
  scNil,
  scText,
  scData,
  scBss,
  scRegister,
  scAbs,
  scUndefined,
  scCdbLocal,
  scBits,
  scCdbSystem,
  scRegImage,
  scInfo,
  scUserStruct,
  scSData,
  scSBss,
  scRData,
  scVar,
  scCommon,
  scSCommon,
  scVarRegister,
  scVariant,
  scSUndefined,
  scInit,
  scBasedVar,
  scXData,
  scPData,
  scFini,
  scRConst
};

enum { // basic types
  btNil,
  btAdr,
  btChar,
  btUChar,
  btShort,
  btUShort,
  btInt,
  btUInt,
  btLong,
  btULong,
  btFloat,
  btDouble,
  btStruct,
  btUnion,
  btEnum,
  btTypedef,
  btRange,
  btSet,
  btComplex,
  btDComplex,
  btIndirect,
  btFixedDec,
  btFloatDec,
  btString,
  btBit,
  btPicture,
  btVoid,
  btLongLong,
  btULongLong,
  btLong64 = 30,
  btULong64,
  btLongLong64,
  btULongLong64,
  btAdr64,
  btInt64,
  btUInt64
};

enum { // type qualifiers
  tqNil,
  tqPtr,
  tqProc,
  tqArray,
  tqFar,
  tqVol,
  tqConst
};

enum {
  ECOFF_INDEX_NIL = 0xfffff, // indexNil
  ECOFF_RFD_ESCAPE = 0xfff,  // the number of the file follows
  ECOFF_STAB_MARK = 0x8f300, // index of a symbol that is a stab: this plus its code
  ECOFF_STAB_MASK = 0xfff00,
  ECOFF_EXT_JMPTBL = 1, // flags of external symbols, as struct coff_syment has them
  ECOFF_EXT_COBOL_MAIN = 2,
  ECOFF_EXT_WEAKEXT = 4
};

#define ECOFF_NIL 0xffffffffu // issNil, isymNil, ifdNil, ilineNil
#endif
