// Constants of CodeView in object files, with the spelling of Microsoft's cvinfo.h.
//
// Skip it unless you read CodeView (debug.h) or grep for a constant.
#ifndef COFF_FORMAT_CODEVIEW_H
#define COFF_FORMAT_CODEVIEW_H

// First word of a .debug$S, .debug$T or .debug$P section.
enum { CV_SIGNATURE_C7 = 1, CV_SIGNATURE_C11 = 2, CV_SIGNATURE_C13 = 4 };

// Kinds of subsections.
#define DEBUG_S_IGNORE               0x80000000u
#define DEBUG_S_SYMBOLS              0xf1u
#define DEBUG_S_LINES                0xf2u
#define DEBUG_S_STRINGTABLE          0xf3u
#define DEBUG_S_FILECHKSMS           0xf4u
#define DEBUG_S_FRAMEDATA            0xf5u
#define DEBUG_S_INLINEELINES         0xf6u
#define DEBUG_S_CROSSSCOPEIMPORTS    0xf7u
#define DEBUG_S_CROSSSCOPEEXPORTS    0xf8u
#define DEBUG_S_IL_LINES             0xf9u
#define DEBUG_S_FUNC_MDTOKEN_MAP     0xfau
#define DEBUG_S_TYPE_MDTOKEN_MAP     0xfbu
#define DEBUG_S_MERGED_ASSEMBLYINPUT 0xfcu
#define DEBUG_S_COFF_SYMBOL_RVA      0xfdu

enum { CV_LINES_HAVE_COLUMNS = 1 }; // flags of DEBUG_S_LINES

// Type records that change how the others are counted.
enum { LF_ENDPRECOMP = 0x0014, LF_PRECOMP_ST = 0x100e, LF_PRECOMP = 0x1509 };

enum { CV_FIRST_TYPE = 0x1000 }; // lower indices are built-in types

// CHKSUM_TYPE_*
enum { CHKSUM_TYPE_NONE, CHKSUM_TYPE_MD5, CHKSUM_TYPE_SHA1, CHKSUM_TYPE_SHA_256 };

#define CV_HASHES_MAGIC 0x133c9c5u // first word of .debug$H
#endif
