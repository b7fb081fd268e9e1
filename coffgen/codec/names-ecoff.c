// ECOFF names: header flags, section flags, storage classes, basic types.
//
// Skip it unless you port a flavour. MIPS and Alpha headers filehdr.h, scnhdr.h, symconst.h.
#include "coff/format-ecoff.h"
#include "coff/format-sysv.h"
#include "coff/target.h"

enum {
  CODE = COFF_SEC_CODE | COFF_SEC_READ | COFF_SEC_EXEC,
  DATA = COFF_SEC_DATA | COFF_SEC_READ | COFF_SEC_WRITE,
  CONST = COFF_SEC_DATA | COFF_SEC_READ,
  BSS = COFF_SEC_BSS | COFF_SEC_READ | COFF_SEC_WRITE,
  // With STYP_EXTENDESC the bits below it say what the section is.
  EXTENDED = 0x2f00000,
  NOT_EXTENDED = STYP_EXTENDESC | STYP_CONFLICT
};

// clang-format off
static const struct coff_flag file_flags[] = {
  // mask,   value,    name,       meaning
  {F_RELFLG, F_RELFLG, "F_RELFLG", COFF_FILE_NO_RELOCS},
  {F_EXEC,   F_EXEC,   "F_EXEC",   COFF_FILE_EXECUTABLE},
  {F_LNNO,   F_LNNO,   "F_LNNO",   COFF_FILE_NO_LINES},
  {F_LSYMS,  F_LSYMS,  "F_LSYMS",  COFF_FILE_NO_LOCALS},
};
const struct coff_flags coff_file_flags_ecoff = {file_flags, COFF_COUNT(file_flags)};

static const struct coff_flag alpha_file_flags[] = {
  {F_RELFLG, F_RELFLG, "F_RELFLG", COFF_FILE_NO_RELOCS},
  {F_EXEC,   F_EXEC,   "F_EXEC",   COFF_FILE_EXECUTABLE},
  {F_LNNO,   F_LNNO,   "F_LNNO",   COFF_FILE_NO_LINES},
  {F_LSYMS,  F_LSYMS,  "F_LSYMS",  COFF_FILE_NO_LOCALS},
  {F_ALPHA_CALL_SHARED, F_ALPHA_NO_SHARED,   "F_NO_SHARED",   0},
  {F_ALPHA_CALL_SHARED, F_ALPHA_SHARABLE,    "F_SHARABLE",    0},
  {F_ALPHA_CALL_SHARED, F_ALPHA_CALL_SHARED, "F_CALL_SHARED", 0},
};
const struct coff_flags coff_file_flags_ecoff_alpha = {alpha_file_flags,
                                                       COFF_COUNT(alpha_file_flags)};

static const struct coff_flag section_flags[] = {
  {STYP_DSECT,      STYP_DSECT,      "STYP_DSECT",      COFF_SEC_DUMMY},
  {STYP_NOLOAD,     STYP_NOLOAD,     "STYP_NOLOAD",     COFF_SEC_NOLOAD},
  {STYP_GROUP,      STYP_GROUP,      "STYP_GROUP",      0},
  {STYP_PAD,        STYP_PAD,        "STYP_PAD",        0},
  {STYP_COPY,       STYP_COPY,       "STYP_COPY",       0},
  {STYP_TEXT,       STYP_TEXT,       "STYP_TEXT",       CODE},
  {STYP_DATA,       STYP_DATA,       "STYP_DATA",       DATA},
  {STYP_BSS,        STYP_BSS,        "STYP_BSS",        BSS},
  {STYP_RDATA,      STYP_RDATA,      "STYP_RDATA",      CONST},
  {STYP_SDATA,      STYP_SDATA,      "STYP_SDATA",      DATA},
  {STYP_SBSS,       STYP_SBSS,       "STYP_SBSS",       BSS},
  {STYP_GOT,        STYP_GOT,        "STYP_GOT",        DATA},
  {STYP_DYNAMIC,    STYP_DYNAMIC,    "STYP_DYNAMIC",    CONST},
  {STYP_DYNSYM,     STYP_DYNSYM,     "STYP_DYNSYM",     CONST},
  {STYP_RELDYN,     STYP_RELDYN,     "STYP_RELDYN",     CONST},
  {STYP_DYNSTR,     STYP_DYNSTR,     "STYP_DYNSTR",     CONST},
  {STYP_HASH,       STYP_HASH,       "STYP_HASH",       CONST},
  {STYP_LIBLIST,    STYP_LIBLIST,    "STYP_LIBLIST",    CONST},
  {NOT_EXTENDED,    STYP_CONFLICT,   "STYP_CONFLICT",   CONST},
  {EXTENDED,        STYP_COMMENT,    "STYP_COMMENT",    COFF_SEC_INFO},
  {EXTENDED,        STYP_RCONST,     "STYP_RCONST",     CONST},
  {EXTENDED,        STYP_XDATA,      "STYP_XDATA",      CONST},
  {EXTENDED,        STYP_PDATA,      "STYP_PDATA",      CONST},
  {STYP_ECOFF_FINI, STYP_ECOFF_FINI, "STYP_FINI",       CODE},
  {STYP_LITA,       STYP_LITA,       "STYP_LITA",       CONST},
  {STYP_LIT8,       STYP_LIT8,       "STYP_LIT8",       CONST},
  {STYP_LIT4,       STYP_LIT4,       "STYP_LIT4",       CONST},
  {STYP_ECOFF_LIB,  STYP_ECOFF_LIB,  "STYP_LIB",        COFF_SEC_INFO},
  {STYP_ECOFF_INIT, STYP_ECOFF_INIT, "STYP_INIT",       CODE},
};
const struct coff_flags coff_section_flags_ecoff = {section_flags, COFF_COUNT(section_flags)};

// What a symbol is follows from its type (struct coff_symbolic_type), where it is from its class.
static const struct coff_class classes[] = {
  {scNil,         COFF_CLASS_OTHER, "scNil"},
  {scText,        COFF_CLASS_OTHER, "scText"},
  {scData,        COFF_CLASS_OTHER, "scData"},
  {scBss,         COFF_CLASS_OTHER, "scBss"},
  {scRegister,    COFF_CLASS_OTHER, "scRegister"},
  {scAbs,         COFF_CLASS_OTHER, "scAbs"},
  {scUndefined,   COFF_CLASS_OTHER, "scUndefined"},
  {scCdbLocal,    COFF_CLASS_OTHER, "scCdbLocal"},
  {scBits,        COFF_CLASS_OTHER, "scBits"},
  {scCdbSystem,   COFF_CLASS_OTHER, "scCdbSystem"},
  {scRegImage,    COFF_CLASS_OTHER, "scRegImage"},
  {scInfo,        COFF_CLASS_OTHER, "scInfo"},
  {scUserStruct,  COFF_CLASS_OTHER, "scUserStruct"},
  {scSData,       COFF_CLASS_OTHER, "scSData"},
  {scSBss,        COFF_CLASS_OTHER, "scSBss"},
  {scRData,       COFF_CLASS_OTHER, "scRData"},
  {scVar,         COFF_CLASS_OTHER, "scVar"},
  {scCommon,      COFF_CLASS_OTHER, "scCommon"},
  {scSCommon,     COFF_CLASS_OTHER, "scSCommon"},
  {scVarRegister, COFF_CLASS_OTHER, "scVarRegister"},
  {scVariant,     COFF_CLASS_OTHER, "scVariant"},
  {scSUndefined,  COFF_CLASS_OTHER, "scSUndefined"},
  {scInit,        COFF_CLASS_OTHER, "scInit"},
  {scBasedVar,    COFF_CLASS_OTHER, "scBasedVar"},
  {scXData,       COFF_CLASS_OTHER, "scXData"},
  {scPData,       COFF_CLASS_OTHER, "scPData"},
  {scFini,        COFF_CLASS_OTHER, "scFini"},
  {scRConst,      COFF_CLASS_OTHER, "scRConst"},
};
const struct coff_classes coff_classes_ecoff = {classes, COFF_COUNT(classes)};

// Of auxiliary symbols (TIR); symbols have no type word.
static const char *const basic[] = {
  [btNil]         = "nil",
  [btAdr]         = "address",
  [btChar]        = "char",
  [btUChar]       = "unsigned char",
  [btShort]       = "short",
  [btUShort]      = "unsigned short",
  [btInt]         = "int",
  [btUInt]        = "unsigned int",
  [btLong]        = "long",
  [btULong]       = "unsigned long",
  [btFloat]       = "float",
  [btDouble]      = "double",
  [btStruct]      = "struct",
  [btUnion]       = "union",
  [btEnum]        = "enum",
  [btTypedef]     = "typedef",
  [btRange]       = "range",
  [btSet]         = "set",
  [btComplex]     = "complex",
  [btDComplex]    = "double complex",
  [btIndirect]    = "indirect",
  [btFixedDec]    = "fixed decimal",
  [btFloatDec]    = "float decimal",
  [btString]      = "string",
  [btBit]         = "bit",
  [btPicture]     = "picture",
  [btVoid]        = "void",
  [btLongLong]    = "long long",
  [btULongLong]   = "unsigned long long",
  [29]            = "type 29",
  [btLong64]      = "long (64 bits)",
  [btULong64]     = "unsigned long (64 bits)",
  [btLongLong64]  = "long long (64 bits)",
  [btULongLong64] = "unsigned long long (64 bits)",
  [btAdr64]       = "address (64 bits)",
  [btInt64]       = "int (64 bits)",
  [btUInt64]      = "unsigned int (64 bits)",
};
const struct coff_type_words coff_types_ecoff = {
  .btmask = 0x3f,
  .tmask = 0xc0,
  .btshift = 6,
  .tshift = 2,
  .basic = basic,
  .nbasic = COFF_COUNT(basic),
};
// clang-format on
