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

// A run of BITS bits at bit SHIFT of the WIDTH bytes AT an offset of a record, which is number ID of
// it. Bit 0 is the lowest of a little-endian number. Big-endian flavours count from the other end, as
// their compilers lay out C's bit fields, so that one table does for both.
struct coff_bit_field {
  uint8_t id, at, width, shift, bits;
};

struct coff_bit_fields {
  const struct coff_bit_field *fields;
  size_t n;
};

// ---- File header ------------------------------------------------------------------------------

struct coff_filehdr_layout {
  uint8_t size; // FILHSZ
  struct coff_field magic, nscns, timdat, symptr, nsyms, opthdr, flags, target_id;
  // Headers that begin with 0x0000 0xffff (bigobj, anonymous and import objects) also have these.
  struct coff_field sig, version, class_id, data_size, meta_size, meta_offset, hint, flags2, flags3,
      float_type, // SX
      import_type;
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
  uint8_t flags2, flags3; // SX
  uint8_t float_type;     // SX: format of floating-point numbers
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
  COFF_AOUT_BLDREV, // Alpha ECOFF
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
  COFF_AOUT_SRI,       // Apollo
  COFF_AOUT_INLIB,     // Apollo
  COFF_AOUT_VID,       // Apollo
  COFF_AOUT_SSIZE,     // SX
  COFF_AOUT_PROC_TYPE, // PIC, with the widths of its memories
  COFF_AOUT_ROM_WIDTH,
  COFF_AOUT_RAM_WIDTH,
  COFF_AOUT_TEXT_END, // DSP56000, whose addresses come with the number of a memory space
  COFF_AOUT_DATA_END,
  COFF_AOUT_ENTRY_SPACE,
  COFF_AOUT_TEXT_START_SPACE,
  COFF_AOUT_DATA_START_SPACE,
  COFF_AOUT_TEXT_END_SPACE,
  COFF_AOUT_DATA_END_SPACE,
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
  const char *name;     // "a.out", "PE32+", ...
  uint16_t magic;       // the only accepted magic, or 0 for any
  uint16_t size;        // AOUTSZ
  uint16_t min_size;    // smallest f_opthdr that this layout explains
  uint16_t dirs_at;     // PE: data directories (RVA 4, size 4 each) start here; 0: none
  uint8_t address_bits; // PE32, PE32+: what it tells of the word size; 0: nothing
  uint16_t ndirs;       // TE: so many data directories, for no field counts them
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
  struct coff_field align, paddr_space, vaddr_space, page, mem_width;
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
  uint32_t flags;                    // STYP_*, IMAGE_SCN_*
  uint32_t align;                    // i960: alignment in bytes
  uint32_t paddr_space, vaddr_space; // DSP56000: memory spaces of the addresses
  uint16_t page;                     // TI memory page
  uint8_t mem_width;                 // TI
};

// ---- Symbol -----------------------------------------------------------------------------------

struct coff_syment_layout {
  uint8_t size;             // SYMESZ
  struct coff_field name;   // inline name, up to 16 bytes
  struct coff_field zeroes; // if all zero, STRX holds; width 0 with a STRX: names are never inline
  struct coff_field strx;   // offset in the string table (or .debug section)
  struct coff_field value, scnum, type, sclass, numaux, flags, misc;
  struct coff_field file;       // ECOFF
  uint32_t scnum_max;           // section numbers above it are negative (PE counts up to 0xfeff)
  struct coff_bit_fields parts; // ECOFF: fields of bits (enum coff_syment_part)
};

// Numbers of a symbol that fields of bits hold.
enum coff_syment_part {
  COFF_SYMENT_TYPE,
  COFF_SYMENT_SCLASS,
  COFF_SYMENT_INDEX,
  COFF_SYMENT_FLAGS // parts in a row are flags from bit 0 on
};

struct coff_syment {
  uint64_t value;
  uint64_t strx; // string-table offset of the name if NAME[0] is 0; 0: empty name
  int32_t scnum; // 1-based; 0 undefined or common, -1 absolute, -2 debug
  uint32_t type;
  uint32_t sclass; // C_*
  uint32_t numaux; // entries that follow and belong to this one
  uint32_t flags;  // i960; ECOFF: jmptbl, cobol_main, weakext from bit 0 on
  uint32_t index;  // ECOFF: of an auxiliary or a local symbol; 0xfffff: none
  uint32_t file;   // ECOFF: number of the file descriptor; all ones in the field's width: none
  uint16_t misc;   // SX
  bool local;      // ECOFF: of the local symbols, whose names lie in the strings of FILE
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
  COFF_AUX_BALNTRY,   // i960: address of a leaf procedure's other entry
  COFF_AUX_ACTSCNUM,  // PIC: section number of a function's locals
  COFF_AUX_INTERRUPT, // PIC: ... whether it is called by an interrupt
  COFF_AUX_STKSZ,     // SX: bytes of a function's stack
  COFF_AUX_SPAN,      // SX: Fortran's common blocks
  COFF_AUX_CSIZE,
  COFF_AUX_F90, // SX: attributes of Fortran 90
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
  struct coff_bit_fields parts; // ECOFF: fields of bits (enum coff_reloc_part)
};

// Numbers of a relocation that fields of bits hold.
enum coff_reloc_part {
  COFF_RELOC_PART_SYMNDX,
  COFF_RELOC_PART_TYPE,
  COFF_RELOC_PART_TYPE_HIGH, // bits above those of TYPE
  COFF_RELOC_PART_EXTERN,    // 0: by_section
  COFF_RELOC_PART_OFFSET,
  COFF_RELOC_PART_SIZE // rsize
};

struct coff_reloc {
  uint64_t vaddr;  // address of the field: section address plus offset
  int64_t offset;  // the addend, in flavours whose relocations carry one
  uint32_t symndx; // symbol index; all ones in the field's width: none
  uint32_t type;
  uint16_t stuff; // "SC" in some flavours; kept
  uint8_t rsize;  // XCOFF r_size: sign 0x80, fixed up 0x40, bits - 1; Alpha ECOFF: bits to store
  bool
      is_number; // SYMNDX is no index, but a number: of an expression (coff/reloc.h), or an addend for
                 // the relocation before ...
  uint32_t
      pair; // ... and this is that number, in the relocation before; ECOFF: low half of the addend
  bool by_section; // ECOFF: SYMNDX is the code of a section, not the index of a symbol
};

// ---- Line number ------------------------------------------------------------------------------

struct coff_lineno_layout {
  uint8_t size; // LINESZ
  struct coff_field addr, symndx, lnno, srcndx, flags, space, fcnndx;
};

struct coff_lineno {
  uint64_t addr;           // address of the line's first instruction, if LNNO is not 0
  uint32_t symndx;         // the function's (PE: or file's) symbol, if LNNO is 0
  uint32_t lnno;           // 0 starts a function; else relative to its .bf line
  uint32_t srcndx, fcnndx; // PIC: symbols of the source file and of the function
  uint32_t space;          // DSP56000: memory space of ADDR
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

// ---- Symbolic information (ECOFF) -------------------------------------------------------------

// ECOFF keeps a symbol table of its own design: f_symptr leads to the symbolic header, which has
// count and offset of eleven tables. Names are those of the MIPS header sym.h.

enum coff_symbolic_table_id {
  COFF_SYMBOLIC_LINES, // packed line numbers, counted in bytes
  COFF_SYMBOLIC_DENSE, // dense numbers
  COFF_SYMBOLIC_PROCEDURES,
  COFF_SYMBOLIC_LOCALS, // local symbols of all file descriptors
  COFF_SYMBOLIC_OPTIMISATIONS,
  COFF_SYMBOLIC_AUXILIARIES, // 4 bytes each, in the byte order of their file descriptor
  COFF_SYMBOLIC_STRINGS,     // of the local symbols
  COFF_SYMBOLIC_EXTERNAL_STRINGS,
  COFF_SYMBOLIC_FILES,     // file descriptors
  COFF_SYMBOLIC_RELATIVES, // relative file descriptors: numbers of file descriptors
  COFF_SYMBOLIC_EXTERNALS,
  COFF_SYMBOLIC_TABLES
};

// Record kinds beside symbols, and their numbers.
enum coff_symbolic_record {
  COFF_SYMBOLIC_HDRR,
  COFF_SYMBOLIC_FDR,  // file descriptor
  COFF_SYMBOLIC_PDR,  // procedure descriptor
  COFF_SYMBOLIC_OPTR, // optimisation symbol
  COFF_SYMBOLIC_DNR,  // dense number
  COFF_SYMBOLIC_RFDT, // relative file descriptor
  COFF_SYMBOLIC_TIR,  // auxiliary symbol: type information
  COFF_SYMBOLIC_RNDX, // ... : relative index
  COFF_SYMBOLIC_ISYM, // ... : a number
  COFF_SYMBOLIC_RECORDS
};

enum { // HDRR; the counts and offsets are in the order of enum coff_symbolic_table_id
  COFF_HDRR_MAGIC,
  COFF_HDRR_VSTAMP,
  COFF_HDRR_ILINEMAX, // line numbers, unpacked
  COFF_HDRR_COUNT,
  COFF_HDRR_OFFSET = COFF_HDRR_COUNT + COFF_SYMBOLIC_TABLES
};
enum { // FDR
  COFF_FDR_ADR,
  COFF_FDR_RSS, // name: offset in the file's strings, all ones: none
  COFF_FDR_ISSBASE,
  COFF_FDR_CBSS,
  COFF_FDR_ISYMBASE,
  COFF_FDR_CSYM,
  COFF_FDR_ILINEBASE,
  COFF_FDR_CLINE,
  COFF_FDR_IOPTBASE,
  COFF_FDR_COPT,
  COFF_FDR_IPDFIRST,
  COFF_FDR_CPD,
  COFF_FDR_IAUXBASE,
  COFF_FDR_CAUX,
  COFF_FDR_RFDBASE,
  COFF_FDR_CRFD,
  COFF_FDR_LANG,
  COFF_FDR_FMERGE,
  COFF_FDR_FREADIN,
  COFF_FDR_FBIGENDIAN, // byte order of the file's auxiliary symbols
  COFF_FDR_GLEVEL,
  COFF_FDR_CBLINEOFFSET,
  COFF_FDR_CBLINE,
  COFF_FDR_FIELDS
};
enum { // PDR
  COFF_PDR_ADR,
  COFF_PDR_ISYM,
  COFF_PDR_ILINE,
  COFF_PDR_REGMASK,
  COFF_PDR_REGOFFSET,
  COFF_PDR_IOPT,
  COFF_PDR_FREGMASK,
  COFF_PDR_FREGOFFSET,
  COFF_PDR_FRAMEOFFSET,
  COFF_PDR_FRAMEREG,
  COFF_PDR_PCREG,
  COFF_PDR_LNLOW,
  COFF_PDR_LNHIGH,
  COFF_PDR_CBLINEOFFSET,
  COFF_PDR_GP_PROLOGUE, // the others: Alpha
  COFF_PDR_GP_USED,
  COFF_PDR_REG_FRAME,
  COFF_PDR_PROF,
  COFF_PDR_LOCALOFF,
  COFF_PDR_FIELDS
};
enum { COFF_OPTR_OT, COFF_OPTR_VALUE, COFF_OPTR_RFD, COFF_OPTR_INDEX, COFF_OPTR_OFFSET };
enum { COFF_DNR_RFD, COFF_DNR_INDEX };
enum { COFF_RFDT_IFD };
enum { // TIR; qualifiers from the innermost on
  COFF_TIR_FBITFIELD,
  COFF_TIR_CONTINUED,
  COFF_TIR_BT,
  COFF_TIR_TQ0,
  COFF_TIR_TQ1,
  COFF_TIR_TQ2,
  COFF_TIR_TQ3,
  COFF_TIR_TQ4,
  COFF_TIR_TQ5
};
enum { COFF_RNDX_RFD, COFF_RNDX_INDEX };
enum { COFF_ISYM_VALUE };
enum { COFF_SYMBOLIC_FIELDS = COFF_HDRR_OFFSET + COFF_SYMBOLIC_TABLES };

// One number of a record.
struct coff_symbolic_item {
  struct coff_bit_field place; // bits 0: all of its bytes
  bool is_signed;
  const char *name; // as sym.h spells it
};

struct coff_symbolic_layout {
  uint8_t size; // 0: the flavour has no such record
  uint8_t nitems;
  const struct coff_symbolic_item *items;
};

// A record: its numbers by id (COFF_FDR_ADR, ...). Signed ones are sign-extended.
struct coff_symbolic_numbers {
  uint64_t field[COFF_SYMBOLIC_FIELDS];
};

// Where symbols of a storage class are. PLACE of those that are in no section of their own:
enum {
  COFF_STORAGE_SECTION = 1, // in the section NAME
  COFF_STORAGE_UNDEFINED = 0,
  COFF_STORAGE_ABSOLUTE = -1,
  COFF_STORAGE_NOWHERE = -2 // not in memory
};
struct coff_storage {
  int8_t place;
  bool common; // undefined with its size as value
  const char *section;
};

// What a symbol type makes of a symbol: enum coff_class_kind (coff/target.h), and more.
struct coff_symbolic_type {
  uint8_t kind;
  bool is_function;
  uint8_t index; // enum coff_symbolic_index
  const char *name;
};

// What the index of a local symbol counts.
enum coff_symbolic_index {
  COFF_INDEX_NONE,
  COFF_INDEX_TYPE,  // auxiliary symbols that are its type
  COFF_INDEX_PROC,  // auxiliary symbols: the symbol behind its end, then its type
  COFF_INDEX_END,   // the symbol behind its end
  COFF_INDEX_BEGIN, // the symbol that it ends
};

// All that a flavour says of symbolic information.
struct coff_symbolic {
  uint16_t magic;      // of the symbolic header
  uint16_t vstamp;     // ... its version, in files that are made from nothing
  uint8_t instruction; // bytes of an instruction: the unit of line numbers
  uint8_t align;       // each table takes a multiple of so many bytes
  struct coff_symbolic_layout records[COFF_SYMBOLIC_RECORDS];
  const struct coff_syment_layout *local;
  const struct coff_storage *storage; // by storage class
  uint8_t nstorage;
  const struct coff_symbolic_type *types; // by symbol type
  uint8_t ntypes;
  const char *const *codes; // sections by the code that relocations by section have
  uint8_t ncodes;
  uint32_t number_types; // a bit for each type of relocations whose index is a number of their own
  // High half of an address whose low half stands in the field of the next relocation of type LOW_TYPE;
  // both 0: none.
  uint8_t high_type, low_type;
};
#endif
