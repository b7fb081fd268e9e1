// Where the fields of a record lie on disk, and the record as every flavour spells it in memory.
// A flavour is made of these layouts; swap.h turns one form into the other.
//
// Skip it unless you port a flavour or read native records. Field names are those of the System V
// headers; where PE or XCOFF give a field another name, the comment says so.
#ifndef COFF_LAYOUT_H
#define COFF_LAYOUT_H
#include "coff/bytes.h"

// WIDTH bytes AT an offset in the record. Width 0: the flavour has no such field; it reads as 0.
struct coff_field {
  uint8_t at, width;
};

// ---- File header ------------------------------------------------------------------------------

struct coff_filehdr_layout {
  uint8_t size; // FILHSZ
  struct coff_field magic, nscns, timdat, symptr, nsyms, opthdr, flags, target_id;
  // Headers that begin with 0x0000 0xffff (bigobj, anonymous and import objects) also have these.
  struct coff_field sig, version, class_id, data_size, meta_size, meta_offset, hint, import_type;
  struct coff_field aouthdr; // TE: these bytes of the one header are what others have as optional
};

struct coff_filehdr {
  uint64_t symptr, nsyms; // file offset and entry count of the symbol table
  uint32_t magic;         // PE: Machine
  uint32_t nscns;         // number of section headers
  uint32_t timdat;        // seconds since 1970, or a hash
  uint32_t opthdr;        // bytes of optional header
  uint32_t flags;         // F_*, PE: Characteristics
  uint32_t target_id;     // TI
  uint32_t sig, version, data_size, meta_size, meta_offset;
  uint16_t hint, import_type;
  uint8_t class_id[16];
};

// ---- Optional header --------------------------------------------------------------------------

// Every field that some flavour has. PE names in brackets where they differ.
enum coff_aout_id {
  COFF_AOUT_MAGIC,
  COFF_AOUT_VSTAMP,
  COFF_AOUT_LINKER_MAJOR, // PE: the two bytes of vstamp
  COFF_AOUT_LINKER_MINOR,
  COFF_AOUT_TSIZE,      // [SizeOfCode]
  COFF_AOUT_DSIZE,      // [SizeOfInitializedData]
  COFF_AOUT_BSIZE,      // [SizeOfUninitializedData]
  COFF_AOUT_ENTRY,      // [AddressOfEntryPoint]
  COFF_AOUT_TEXT_START, // [BaseOfCode]
  COFF_AOUT_DATA_START, // [BaseOfData]
  COFF_AOUT_BSS_START,
  COFF_AOUT_GPRMASK,
  COFF_AOUT_FPRMASK,
  COFF_AOUT_CPRMASK0,
  COFF_AOUT_CPRMASK1,
  COFF_AOUT_CPRMASK2,
  COFF_AOUT_CPRMASK3,
  COFF_AOUT_GP_VALUE,
  COFF_AOUT_TAGENTRIES,
  COFF_AOUT_IMAGE_BASE,
  COFF_AOUT_SECTION_ALIGNMENT,
  COFF_AOUT_FILE_ALIGNMENT,
  COFF_AOUT_OS_MAJOR,
  COFF_AOUT_OS_MINOR,
  COFF_AOUT_IMAGE_MAJOR,
  COFF_AOUT_IMAGE_MINOR,
  COFF_AOUT_SUBSYSTEM_MAJOR,
  COFF_AOUT_SUBSYSTEM_MINOR,
  COFF_AOUT_WIN32_VERSION,
  COFF_AOUT_SIZE_OF_IMAGE,
  COFF_AOUT_SIZE_OF_HEADERS,
  COFF_AOUT_CHECKSUM,
  COFF_AOUT_SUBSYSTEM,
  COFF_AOUT_DLL_CHARACTERISTICS,
  COFF_AOUT_STACK_RESERVE, // XCOFF: o_maxstack
  COFF_AOUT_STACK_COMMIT,
  COFF_AOUT_HEAP_RESERVE, // XCOFF: o_maxdata
  COFF_AOUT_HEAP_COMMIT,
  COFF_AOUT_LOADER_FLAGS,
  COFF_AOUT_NDIRS, // NumberOfRvaAndSizes
  COFF_AOUT_TOC,
  COFF_AOUT_SNENTRY,
  COFF_AOUT_SNTEXT,
  COFF_AOUT_SNDATA,
  COFF_AOUT_SNTOC,
  COFF_AOUT_SNLOADER,
  COFF_AOUT_SNBSS,
  COFF_AOUT_ALGNTEXT,
  COFF_AOUT_ALGNDATA,
  COFF_AOUT_MODTYPE,
  COFF_AOUT_CPUFLAG,
  COFF_AOUT_CPUTYPE,
  COFF_AOUT_DEBUGGER,
  COFF_AOUT_TEXTPSIZE,
  COFF_AOUT_DATAPSIZE,
  COFF_AOUT_STACKPSIZE,
  COFF_AOUT_FLAGS,
  COFF_AOUT_SNTDATA,
  COFF_AOUT_SNTBSS,
  COFF_AOUT_X64FLAGS,
  COFF_AOUT_STRIPPED_SIZE, // TE: bytes of headers that are no longer there
  COFF_AOUT_IDS
};

// What a field of an optional header is a number of; tools choose hex or names by it.
enum coff_style {
  COFF_STYLE_DEC,
  COFF_STYLE_HEX,
  COFF_STYLE_FLAGS,     // bits named by the target's table for this field
  COFF_STYLE_SUBSYSTEM, // one of the target's enumerators for this field
  COFF_STYLE_CHARS      // two characters
};

// One field. Names point to the specification: "SizeOfCode", "o_snentry".
struct coff_aout_item {
  uint8_t id; // enum coff_aout_id
  uint8_t at, width;
  uint8_t style; // enum coff_style
  const char *name;
};

// The optional header is decoded once a file, so this one is a list, not a struct of fields: swap
// and printing are loops. A file may carry fewer bytes than SIZE; fields past its f_opthdr are 0.
struct coff_aouthdr_layout {
  const char *name;  // "a.out", "PE32+", ...
  uint16_t magic;    // the only accepted magic, or 0 for any
  uint16_t size;     // AOUTSZ
  uint16_t min_size; // smallest f_opthdr that this layout explains
  uint16_t dirs_at;  // PE: data directories (RVA 4, size 4 each) start here; 0: none
  uint16_t ndirs;    // TE: so many data directories, for no field counts them
  uint16_t nitems;
  const struct coff_aout_item *items;
};

struct coff_aouthdr {
  uint64_t field[COFF_AOUT_IDS];
};

// ---- Section header ---------------------------------------------------------------------------

struct coff_scnhdr_layout {
  uint8_t size; // SCNHSZ
  struct coff_field name, paddr, vaddr, scnsize, scnptr, relptr, lnnoptr, nreloc, nlnno, flags;
  struct coff_field align, page, mem_width;
};

struct coff_scnhdr {
  char name[8];     // raw: padded with NUL, or a reference to the string table
  uint64_t paddr;   // PE image: VirtualSize
  uint64_t vaddr;   // PE image: RVA
  uint64_t size;    // s_size; PE: SizeOfRawData
  uint64_t scnptr;  // file offset of the contents, 0 if none
  uint64_t relptr;  // of the relocations
  uint64_t lnnoptr; // of the line numbers
  uint32_t nreloc;  // as stored: see coff_section for the true count
  uint32_t nlnno;
  uint32_t flags;    // STYP_*, IMAGE_SCN_*
  uint32_t align;    // i960: alignment in bytes
  uint16_t page;     // TI memory page
  uint8_t mem_width; // TI
};

// ---- Symbol -----------------------------------------------------------------------------------

struct coff_syment_layout {
  uint8_t size;             // SYMESZ
  struct coff_field name;   // inline name, up to 16 bytes
  struct coff_field zeroes; // if all zero, STRX holds; width 0 with a STRX: names are never inline
  struct coff_field strx;   // offset in the string table (or .debug section)
  struct coff_field value, scnum, type, sclass, numaux, flags, misc;
  uint32_t scnum_max; // section numbers above it are negative (PE counts up to 0xfeff)
};

struct coff_syment {
  uint64_t value;
  uint64_t strx; // string-table offset of the name if NAME[0] is 0; 0: empty name
  int32_t scnum; // 1-based; 0 undefined or common, -1 absolute, -2 debug
  uint32_t type;
  uint32_t sclass; // C_*
  uint32_t numaux; // entries that follow and belong to this one
  uint32_t flags;  // i960
  uint16_t misc;   // SX
  char name[16];   // inline name padded with NUL; the rest of the array is NUL
};

// ---- Auxiliary entry --------------------------------------------------------------------------

// What an auxiliary entry says. Which one follows which symbol is the flavour's aux_rules.
enum coff_aux_form {
  COFF_AUX_RAW,    // unknown: bytes only
  COFF_AUX_SYMBOL, // tag, line, size, dimensions
  COFF_AUX_FUNCTION,
  COFF_AUX_ARRAY,
  COFF_AUX_TAG,   // struct, union, enum tag; also .bb
  COFF_AUX_BLOCK, // .bf, .bb
  COFF_AUX_END,   // .ef, .eb, .eos
  COFF_AUX_FILE,
  COFF_AUX_SECTION,
  COFF_AUX_VECTOR, // transfer vector
  COFF_AUX_WEAK,
  COFF_AUX_CLR,
  COFF_AUX_CSECT,
  COFF_AUX_EXCEPT,
  COFF_AUX_DWARF,
  COFF_AUX_IDENT,
  COFF_AUX_LEAF, // i960 leaf or system procedure
  COFF_AUX_FORMS
};

enum coff_aux_id {
  COFF_AUX_TAGNDX, // symbol index of a tag; of a weak external's default
  COFF_AUX_LNNO,
  COFF_AUX_SIZE,
  COFF_AUX_DIMEN0,
  COFF_AUX_DIMEN1,
  COFF_AUX_DIMEN2,
  COFF_AUX_DIMEN3,
  COFF_AUX_DIMEN4,
  COFF_AUX_TVNDX,
  COFF_AUX_FSIZE,
  COFF_AUX_LNNOPTR, // file offset of the function's line numbers
  COFF_AUX_ENDNDX,  // symbol index past the function, block or tag
  COFF_AUX_SCNLEN,
  COFF_AUX_NRELOC,
  COFF_AUX_NLINNO,
  COFF_AUX_CHECKSUM,
  COFF_AUX_ASSOCIATED, // section number of a COMDAT's parent
  COFF_AUX_SELECTION,  // IMAGE_COMDAT_SELECT_*
  COFF_AUX_CHARACTERISTICS,
  COFF_AUX_AUXTYPE,
  COFF_AUX_PARMHASH,
  COFF_AUX_SNHASH,
  COFF_AUX_SMTYP,
  COFF_AUX_SMCLAS,
  COFF_AUX_STAB,
  COFF_AUX_SNSTAB,
  COFF_AUX_FTYPE,
  COFF_AUX_EXPTR,
  COFF_AUX_STRX, // name in the string table instead of inline
  COFF_AUX_TVFILL,
  COFF_AUX_TVLEN,
  COFF_AUX_TVRAN0,
  COFF_AUX_TVRAN1,
  COFF_AUX_TIMESTAMP,
  COFF_AUX_STINDX,
  COFF_AUX_TYPE,
  COFF_AUX_LINE,
  COFF_AUX_FLAGS,
  COFF_AUX_IDS
};

// One field. Two items with one id and different SHIFT are the halves of a split number.
struct coff_aux_item {
  uint8_t id; // enum coff_aux_id
  uint8_t at, width;
  uint8_t shift; // bit of the value where this part begins
  const char *name;
};

struct coff_aux_layout {
  enum coff_aux_form form;
  uint8_t nitems;
  const struct coff_aux_item *items;
  struct coff_field name; // FILE, IDENT: the characters; STRX is used if the first 4 are zero
};

struct coff_auxent {
  const struct coff_aux_layout *layout; // NULL: COFF_AUX_RAW
  struct coff_str name;                 // points into the record; trailing NULs are not counted
  uint64_t field[COFF_AUX_IDS];
};

// ---- Relocation -------------------------------------------------------------------------------

struct coff_reloc_layout {
  uint8_t size; // RELSZ
  struct coff_field vaddr, symndx, type, rsize, offset, stuff;
};

struct coff_reloc {
  uint64_t vaddr;  // address of the field: section address plus offset
  int64_t offset;  // the addend, in flavours whose relocations carry one
  uint32_t symndx; // symbol index; all ones in the field's width: none
  uint16_t type;
  uint16_t stuff; // "SC" in some flavours; kept
  uint8_t rsize;  // XCOFF r_size: sign 0x80, fixed up 0x40, bits - 1
};

// ---- Line number ------------------------------------------------------------------------------

struct coff_lineno_layout {
  uint8_t size; // LINESZ
  struct coff_field addr, symndx, lnno, srcndx, flags, fcnndx;
};

struct coff_lineno {
  uint64_t addr;   // address of the line's first instruction, if LNNO is not 0
  uint32_t symndx; // the function's (PE: or file's) symbol, if LNNO is 0
  uint32_t lnno;   // 0 starts a function; else relative to its .bf line
  uint32_t srcndx, fcnndx;
  uint16_t flags;
};

// ---- Loader section (XCOFF) -------------------------------------------------------------------

// Where the parts of a loader section lie (XCOFF). Its symbols and relocations are not those of the
// rest of the file. A header without SYMOFF and RLDOFF has symbols right behind it and relocations
// behind those.
struct coff_loader_layout {
  uint8_t header_size, symbol_size, reloc_size;
  struct coff_field version, nsyms, nreloc, istlen, nimpid, impoff, stlen, stoff, symoff, rldoff;
  struct coff_field name, zeroes, strx; // as in struct coff_syment_layout
  struct coff_field value, scnum, smtype, smclas, ifile, parm;
  struct coff_field vaddr, symndx, rsize, rtype, rsecnm;
};
#endif
