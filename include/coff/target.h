// The target: one flavour of COFF as data. Generic code asks the table "does this flavour have X",
// never "is this flavour Y".
//
// Skip it unless you port a flavour or work on the generic layers. A member that is left out is
// zero and means that the flavour has no such thing. Each member's comment says who differs and
// which file of the library reads it.
#ifndef COFF_TARGET_H
#define COFF_TARGET_H
#include "coff/layout.h"

#ifdef __cplusplus
extern "C" {
#endif

struct coff_target;

#define COFF_COUNT(a) (sizeof(a) / sizeof((a)[0]))

// ---- Identity ---------------------------------------------------------------------------------

enum coff_family {
  COFF_FAMILY_SYSV,
  COFF_FAMILY_TI,
  COFF_FAMILY_PE,
  COFF_FAMILY_XCOFF,
  COFF_FAMILY_ECOFF,
  COFF_FAMILY_OTHER
};

// What a file of this flavour may be; a target has one or more.
enum coff_kind {
  COFF_KIND_NONE = 0,
  COFF_KIND_OBJECT = 1, // relocatable
  COFF_KIND_IMAGE = 2,  // linked
  COFF_KIND_IMPORT = 4, // short import object
  COFF_KIND_OPAQUE = 8, // anonymous object: header known, payload not
  COFF_KIND_ARCHIVE = 16
};

// How the file header is found. Read by codec/recognise.c.
enum coff_container {
  COFF_AT_START,   // at byte 0
  COFF_AFTER_STUB, // go32: behind an MZ program, at e_cp pages; file offsets count from there
  COFF_AT_LFANEW,  // PE: "PE\0\0" at e_lfanew of an MZ header; file offsets count from byte 0
  COFF_ANONYMOUS,  // 0x0000 0xffff, version and perhaps a class id; machine is a later field
  COFF_TERSE       // TE: "VZ" at byte 0, then the machine
};

enum coff_arch {
  COFF_ARCH_UNKNOWN,
  COFF_ARCH_I386,
  COFF_ARCH_X86_64,
  COFF_ARCH_ARM,
  COFF_ARCH_THUMB,
  COFF_ARCH_ARM64,
  COFF_ARCH_H8300,
  COFF_ARCH_Z80,
  COFF_ARCH_SH,
  COFF_ARCH_M68K,
  COFF_ARCH_POWERPC,
  COFF_ARCH_POWERPC64,
  COFF_ARCH_TMS320C6000,
  COFF_ARCH_MIPS,
  COFF_ARCH_ALPHA,
  COFF_ARCH_SPARC
};

// A magic number that the flavour accepts. The first in the list is the one written.
struct coff_machine {
  uint32_t magic;
  uint32_t flags_mask, flags_value; // the variant holds if (f_flags & mask) == value
  enum coff_arch arch;
  const char *name; // processor, as people write it: "H8/300H"
  const char *spec; // constant in the specification: "IMAGE_FILE_MACHINE_AMD64", or NULL
};

// ---- Records ----------------------------------------------------------------------------------

// What must hold for an auxiliary entry to have a form. All stated conditions must hold.
enum coff_aux_when {
  COFF_AUX_ALWAYS = 0,
  COFF_AUX_IF_FUNCTION = 1,   // outermost derived type is function
  COFF_AUX_IF_ARRAY = 2,      // ... is array
  COFF_AUX_IF_UNTYPED = 4,    // type word is 0
  COFF_AUX_IF_LAST = 8,       // last auxiliary entry of its symbol
  COFF_AUX_IF_DEFINED = 16,   // section number above 0
  COFF_AUX_IF_END = 32,       // symbol name is .ef, .eb or .eos
  COFF_AUX_IF_FIRST = 64,     // first auxiliary entry of its symbol
  COFF_AUX_IF_UNDEFINED = 128 // section number 0 and value 0
};

#define COFF_ANY_CLASS   (-1)
#define COFF_ANY_AUXTYPE (-1)

// First match wins; a rule with a NULL layout ends the list.
struct coff_aux_rule {
  int16_t sclass;  // storage class, or COFF_ANY_CLASS
  uint16_t when;   // enum coff_aux_when bits
  int16_t auxtype; // x_auxtype, the entry's last byte (XCOFF64), or COFF_ANY_AUXTYPE
  const struct coff_aux_layout *layout;
};

// Swap hooks. The *_in functions decode N consecutive records at P; the *_out functions encode N
// and return false, having stored what fits, if some value does not fit its field. codec/swap.c
// has hooks that work from the layouts; a family whose records no layout can say brings its own.
struct coff_swap {
  void (*filehdr_in)(const struct coff_target *, const uint8_t *p, struct coff_filehdr *);
  void (*aouthdr_in)(const struct coff_target *, const struct coff_aouthdr_layout *,
                     const uint8_t *p, size_t size, struct coff_aouthdr *);
  void (*scnhdr_in)(const struct coff_target *, const uint8_t *p, size_t n, struct coff_scnhdr *);
  void (*syment_in)(const struct coff_target *, const uint8_t *p, size_t n, struct coff_syment *);
  void (*auxent_in)(const struct coff_target *, const struct coff_aux_layout *, const uint8_t *p,
                    struct coff_auxent *);
  void (*reloc_in)(const struct coff_target *, const uint8_t *p, size_t n, struct coff_reloc *);
  void (*lineno_in)(const struct coff_target *, const uint8_t *p, size_t n, struct coff_lineno *);
  bool (*filehdr_out)(const struct coff_target *, const struct coff_filehdr *, uint8_t *p);
  bool (*aouthdr_out)(const struct coff_target *, const struct coff_aouthdr_layout *,
                      const struct coff_aouthdr *, uint8_t *p, size_t size);
  bool (*scnhdr_out)(const struct coff_target *, const struct coff_scnhdr *, size_t n, uint8_t *p);
  bool (*syment_out)(const struct coff_target *, const struct coff_syment *, size_t n, uint8_t *p);
  bool (*auxent_out)(const struct coff_target *, const struct coff_auxent *, uint8_t *p);
  bool (*reloc_out)(const struct coff_target *, const struct coff_reloc *, size_t n, uint8_t *p);
  bool (*lineno_out)(const struct coff_target *, const struct coff_lineno *, size_t n, uint8_t *p);
};

// The record shapes that a family of flavours shares. Pointers to absent records are NULL (an
// import object has only a file header).
struct coff_records {
  const char *name; // "System V", "XCOFF64", ...
  const struct coff_filehdr_layout *filehdr;
  const struct coff_aouthdr_layout *const *aouthdrs; // tried in order; ends with NULL
  const struct coff_scnhdr_layout *scnhdr;
  const struct coff_syment_layout *syment;
  const struct coff_reloc_layout *reloc;
  const struct coff_lineno_layout *lineno;
  const struct coff_aux_rule *aux_rules;
  uint8_t auxesz;      // AUXESZ
  uint8_t filnmlen;    // E_FILNMLEN: inline characters of a file name
  bool file_aux_spans; // PE: a long file name runs on over several auxiliary entries
  bool share_tails;    // writing: a string that ends another one lies in it; edit/place-names.c
  const struct coff_symbolic *symbolic; // ECOFF: what f_symptr leads to; object/symbolic.c
  const struct coff_swap *swap;
};

// Layouts that most record sets are made of, for new sets to take what does not differ:
// codec/records-sysv.c.
extern const struct coff_filehdr_layout coff_layout_filehdr;           // 20 bytes
extern const struct coff_aouthdr_layout coff_layout_aouthdr;           // 28 bytes
extern const struct coff_aouthdr_layout *const coff_layout_aouthdrs[]; // that one, or none
extern const struct coff_scnhdr_layout coff_layout_scnhdr;             // 40 bytes
extern const struct coff_syment_layout coff_layout_syment;             // 18 bytes
extern const struct coff_reloc_layout coff_layout_reloc;               // 10 bytes
extern const struct coff_lineno_layout coff_layout_lineno;             // 6 bytes
extern const struct coff_aux_rule coff_aux_rules_sysv[];               // entries of 18 bytes
extern const struct coff_aux_layout coff_layout_aux_symbol, coff_layout_aux_array;
extern const struct coff_aux_layout coff_layout_aux_function, coff_layout_aux_tag;
extern const struct coff_aux_layout coff_layout_aux_block, coff_layout_aux_end;

// Shared record sets; codec/records-*.c.
extern const struct coff_records coff_records_sysv;     // i386, m68k, ...
extern const struct coff_records coff_records_sysv_ofs; // 16-byte relocations with an addend
extern const struct coff_records coff_records_sysv_arm; // ... of 14 bytes
extern const struct coff_records coff_records_sysv_maxq, coff_records_sysv_sparc;
extern const struct coff_records coff_records_sysv_apollo, coff_records_sysv_i860;
extern const struct coff_records coff_records_sysv_pic30;
extern const struct coff_records coff_records_i960, coff_records_m88k;
extern const struct coff_records coff_records_sx;  // NEC SX: 64 bits
extern const struct coff_records coff_records_dsp; // Motorola DSP56000: memory spaces
extern const struct coff_records coff_records_pic1, coff_records_pic2; // Microchip, two versions
extern const struct coff_records coff_records_pe;
extern const struct coff_records coff_records_pe_ofs; // 14-byte relocations, GNU tools
extern const struct coff_records coff_records_pe_rom;
extern const struct coff_records coff_records_bigobj;
extern const struct coff_records coff_records_xcoff32;
extern const struct coff_records coff_records_xcoff64;
extern const struct coff_records coff_records_ti0, coff_records_ti1; // versions of TI's COFF
extern const struct coff_records coff_records_ti2;
extern const struct coff_records coff_records_ecoff32; // MIPS
extern const struct coff_records coff_records_ecoff64; // Alpha
extern const struct coff_records coff_records_te;
extern const struct coff_records coff_records_import;
extern const struct coff_records coff_records_anon1;
extern const struct coff_records coff_records_anon2;
extern const struct coff_swap coff_swap_generic;
// The class id that makes an anonymous object of version 2 a bigobj.
extern const uint8_t coff_class_id_bigobj[16];

// ---- Names of numbers, with their meaning -----------------------------------------------------

// Canonical section properties; the same for all flavours.
enum coff_section_flag {
  COFF_SEC_CODE = 0x1,
  COFF_SEC_DATA = 0x2,
  COFF_SEC_BSS = 0x4, // occupies memory, not the file
  COFF_SEC_READ = 0x8,
  COFF_SEC_WRITE = 0x10,
  COFF_SEC_EXEC = 0x20,
  COFF_SEC_INFO = 0x40,   // comments, directives: not loaded
  COFF_SEC_REMOVE = 0x80, // the linker drops it
  COFF_SEC_COMDAT = 0x100,
  COFF_SEC_DISCARD = 0x200, // may be dropped once loaded
  COFF_SEC_SHARED = 0x400,
  COFF_SEC_NOLOAD = 0x800, // has an address, is not loaded
  COFF_SEC_DUMMY = 0x1000, // has no place in memory (DSECT)
  COFF_SEC_DEBUG = 0x2000,
  COFF_SEC_LOADER = 0x4000,   // XCOFF loader section
  COFF_SEC_OVERFLOW = 0x8000, // XCOFF: header holds counts of another section, no contents
  COFF_SEC_TLS = 0x10000,
  COFF_SEC_EXCEPT = 0x20000,
  COFF_SEC_COUNT_OVERFLOW = 0x40000 // true relocation count is in the first relocation
};

// (number & mask) == value has this name and, for sections, this meaning (coff_section_flag bits).
struct coff_flag {
  uint32_t mask, value;
  const char *name;
  uint32_t meaning;
};

struct coff_flags {
  const struct coff_flag *flags;
  size_t n;
};

// What a storage class makes of a symbol; symbols/canonical.c.
enum coff_class_kind {
  COFF_CLASS_OTHER,    // known by name only
  COFF_CLASS_NULL,     // deleted entry
  COFF_CLASS_EXTERNAL, // defined, undefined or common by section number and value
  COFF_CLASS_WEAK,     // external, weak
  COFF_CLASS_PE_WEAK,  // weak external with a default in its auxiliary entry
  COFF_CLASS_HIDDEN,   // external to the object only (XCOFF C_HIDEXT)
  COFF_CLASS_STATIC,   // local; names its section if it has a section auxiliary entry
  COFF_CLASS_LABEL,
  COFF_CLASS_SECTION, // section symbol
  COFF_CLASS_FILE,
  COFF_CLASS_SCOPE,        // .bf .ef .bb .eb: an address inside a function
  COFF_CLASS_DEBUG,        // types, members, variables on the stack
  COFF_CLASS_DEBUG_SYMBOL, // ... whose value is the index of a symbol (XCOFF C_BSTAT)
  COFF_CLASS_DEBUG_LINE    // ... the file offset of a line number (XCOFF C_BINCL, C_EINCL)
};

struct coff_class {
  uint8_t sclass;
  uint8_t kind; // enum coff_class_kind
  const char *name;
};

struct coff_classes {
  const struct coff_class *classes; // sorted by number
  size_t n;
};

// How the type word is put together; symbols/types.c.
struct coff_type_words {
  uint32_t btmask, tmask;
  uint8_t btshift, tshift;
  const char *const *basic; // names by number
  uint8_t nbasic;
  const struct coff_flags *more_basic; // DSP56000: those whose numbers are not small
  const char *const *more_derived;     // PIC: words for derived types 4 and up
  uint8_t nmore_derived;
  // XCOFF (AIX Files Reference): bits above the types, and what file symbols hold instead of a type.
  const struct coff_flags *visibility, *file;
};

// Where a section's alignment lies in its flags: log2 = ((flags & mask) >> shift) - bias.
struct coff_align_field {
  uint32_t mask;
  uint8_t shift, bias;
};

// ---- Policies ---------------------------------------------------------------------------------

enum coff_long_names { // long section names; codec/names.c
  COFF_LONG_NAMES_NONE,
  COFF_LONG_NAMES_READ, // understood, not written unless asked
  COFF_LONG_NAMES_ON
};

enum coff_name_scheme { // how a long section name is spelled
  COFF_NAME_INLINE,
  COFF_NAME_SLASH, // "/123" decimal or "//" and six base-64 digits: string-table offset
  COFF_NAME_ZEROES // four zero bytes, then the offset (TI COFF2)
};

enum coff_count_overflow { // more relocations than the header field can say; object/relocs.c
  COFF_OVERFLOW_NONE,
  COFF_OVERFLOW_FIRST_ENTRY, // flag COFF_SEC_COUNT_OVERFLOW; r_vaddr of the first entry
  COFF_OVERFLOW_SECTION      // XCOFF32: a section with COFF_SEC_OVERFLOW has the counts
};

// ---- Relocations ------------------------------------------------------------------------------

// WHAT a relocation computes; reloc/value.c. S symbol, A addend, P address of the field.
enum coff_calc {
  COFF_CALC_NONE,     // nothing is stored
  COFF_CALC_S,        // S + A
  COFF_CALC_PC,       // S + A - (P + bias)
  COFF_CALC_PC_DISP,  // the field holds A - (r_vaddr + n) already: S + field - displacement of P
  COFF_CALC_IMAGE,    // S + A - image base
  COFF_CALC_SECREL,   // S + A - start of the section of S
  COFF_CALC_SECTION,  // number of the section of S, plus A
  COFF_CALC_NEG,      // A - S
  COFF_CALC_TOC,      // S + A - TOC anchor
  COFF_CALC_TOC_HIGH, // ... + 0x8000, for a high half whose low half is signed
  COFF_CALC_GP,       // S + A - global pointer
  COFF_CALC_TOKEN,    // symbol index itself
  COFF_CALC_PAGE,     // page(S + A) - page(P), pages of 4096 (ADRP)
  COFF_CALC_BACK,     // P + bias - (S + A): distances that count backwards
  COFF_CALC_HIGH_ADJUSTED, // S + A + 0x8000, for a high half whose low half is signed;
                           // 0x80008000 if 32 bits are shifted out, and so on
  COFF_CALC_SECREL_HIGH, // ... less the start of the section of S
  COFF_CALC_GP_HIGH,     // ... less the global pointer
  COFF_CALC_PC_WORD,     // S + A - (P + bias), of which the low two bits are dropped first
  COFF_CALC_SECTION_START, // start of the section of S, plus A
  COFF_CALC_SEGMENTED, // S + A as a segmented pointer (Z8001); absolute S: plain
  COFF_CALC_CODE_WORDS, // S + A, in words if S is code (MAXQ)
  COFF_CALC_WINDOW,     // S + A, as seen through the upper 32 KB of 64 (dsPIC)
  COFF_CALC_PACKET_DISP, // as PC_DISP, with P rounded down to the 32 bytes of a fetch packet
  COFF_CALC_NOT,         // ~(S + A)
  // Operators on a stack; runs of relocations at one address. The order is relied on: reloc/expression.c.
  COFF_CALC_EXPR_ADD,
  COFF_CALC_EXPR_SUB,
  COFF_CALC_EXPR_NEG,
  COFF_CALC_EXPR_MPY,
  COFF_CALC_EXPR_DIV,
  COFF_CALC_EXPR_MOD,
  COFF_CALC_EXPR_SR,  // zeroes come in
  COFF_CALC_EXPR_ASR, // copies of the sign come in
  COFF_CALC_EXPR_SL,
  COFF_CALC_EXPR_AND,
  COFF_CALC_EXPR_OR,
  COFF_CALC_EXPR_XOR,
  COFF_CALC_EXPR_NOT,
  COFF_CALC_EXPR_DUP,
  COFF_CALC_EXPR_LOAD, // the field that the record describes
  COFF_CALC_EXPR_LOAD_SIGNED,
  COFF_CALC_EXPR_STORE,
  COFF_CALC_EXPR_STORE_UNSIGNED, // what does not fit overflows
  COFF_CALC_EXPR_STORE_SIGNED,
  COFF_CALC_EXPR_PUSH,        // S
  COFF_CALC_EXPR_PUSH_SIGNED, // the number that the record holds
  COFF_CALC_EXPR_PUSH_NUMBER,
  COFF_CALC_EXPR_PUSH_PC,    // ... counted from the start of the patched section
  COFF_CALC_EXPR_PUSH_BASED, // S - global pointer
  COFF_CALC_SPECIAL   // needs state (pairs, TLS, overlays): not computed without a link
};

// WHERE the result goes; reloc/place.c. FIELD is a run of bits, the others scatter them.
enum coff_put {
  COFF_PUT_FIELD,
  COFF_PUT_FIELD_BIG,    // a field with its high byte first, whatever the order of the data
  COFF_PUT_FIELD_SWAPPED, // a field in the other byte order than the data
  COFF_PUT_BITS, // the ones of the mask, lowest first: as many runs as it has
  COFF_PUT_BITS_SWAPPED, // ... the result's high half goes first, into the lowest ones
  COFF_PUT_BITS_WORDS,   // ... of 16-bit words in the order of the data, the highest one first
  COFF_PUT_ARM64_ADR,    // immlo, immhi
  COFF_PUT_ARM64_IMM12,  // ADD
  COFF_PUT_ARM64_LDST12, // load, store: scaled by the access size
  COFF_PUT_THUMB_MOV32,  // MOVW and MOVT
  COFF_PUT_ARM_MOV32,
  COFF_PUT_THUMB_BRANCH20, // conditional B.W
  COFF_PUT_THUMB_BRANCH24, // B.W, BL
  COFF_PUT_THUMB_BLX23,    // BL or BLX pair
  COFF_PUT_ARM_BRANCH24,
  COFF_PUT_ARM64_HIGH12, // ADD with LSL 12: bits 12 to 23
  COFF_PUT_C6000_LDST,   // offset of a load or store, scaled by its access size
  COFF_PUT_MIPS16_JAL,   // JAL and JALX of MIPS16
  // IA-64: immediates of a slot, by format of the Software Developer's Manual
  COFF_PUT_IA64_IMM14,   // A4
  COFF_PUT_IA64_IMM22,   // A5
  COFF_PUT_IA64_IMM64,   // X2: two slots
  COFF_PUT_IA64_BRANCH,  // B1
  COFF_PUT_IA64_CHECK,   // M20
  COFF_PUT_IA64_FCHECK,  // F14
  COFF_PUT_IA64_BRANCH60 // X3: two slots
};

enum coff_overflow {
  COFF_OVF_NONE,
  COFF_OVF_SIGNED,
  COFF_OVF_UNSIGNED,
  COFF_OVF_BITFIELD // fits signed or unsigned
};

enum coff_addend {
  COFF_ADDEND_NONE,
  COFF_ADDEND_FIELD, // in the bytes to be patched
  COFF_ADDEND_FIELD_LOW, // ... and the RIGHTSHIFT low bits, which the bytes have no room for, in r_stuff
  COFF_ADDEND_RELOC, // r_offset
  COFF_ADDEND_SPLIT, // r_offset is the high half of 32 bits; the low one, signed, in the bytes
  COFF_ADDEND_NEXT,  // the symbol index of the relocation that follows, a pair with this one
  COFF_ADDEND_NEXT_LOW // ... is the low half of 32 bits, signed; the high one is in the bytes
};

// Generic codes: what an assembler asks for. coff_howto_for_code() finds the flavour's type.
enum coff_reloc_code {
  COFF_RELOC_NONE,
  COFF_RELOC_8,
  COFF_RELOC_16,
  COFF_RELOC_24,
  COFF_RELOC_32,
  COFF_RELOC_64,
  COFF_RELOC_8_PCREL,
  COFF_RELOC_16_PCREL,
  COFF_RELOC_24_PCREL,
  COFF_RELOC_32_PCREL,
  COFF_RELOC_64_PCREL,
  COFF_RELOC_32_RVA,
  COFF_RELOC_32_SECREL,
  COFF_RELOC_16_SECIDX,
  COFF_RELOC_BRANCH26,
  COFF_RELOC_PAGE21,
  COFF_RELOC_LO12_ADD,
  COFF_RELOC_LO12_LDST,
  COFF_RELOC_TOC16,
  COFF_RELOC_MOV32,
  COFF_RELOC_CODES
};

struct coff_howto {
  uint16_t type;      // the flavour's number; tables are sorted by it and then by RSIZE
  const char *name;   // as the specification or the field's tools spell it
  uint8_t calc;       // enum coff_calc
  uint8_t put;        // enum coff_put
  uint8_t size;       // bytes of the patched field, 0 to 8, or 16: a bundle
  uint8_t bits;       // bits of the result that are stored
  uint8_t rightshift; // the result is shifted right by this before it is stored
  uint8_t bitpos;     // ... and left by this
  int8_t bias;        // COFF_CALC_PC: P is this far past the field's first byte; PC_DISP: n
  uint8_t overflow;   // enum coff_overflow
  uint8_t addend;     // enum coff_addend
  uint8_t code;       // enum coff_reloc_code, or COFF_RELOC_NONE
  uint8_t rsize;      // XCOFF: this row is for relocations with this r_size & 0x3f; 0: any
  uint64_t mask;      // bits of the field that the result replaces (and that hold the addend)
};

// ---- Linking (read by the linker; a flavour states it once) -----------------------------------

// How the contents of a section get their place in the file; edit/place.c.
enum coff_position {
  COFF_POSITION_PACKED, // one behind the other, at the next multiple of ALIGN bytes
  COFF_POSITION_CONGRUENT, // images: offset and address are the same modulo the page size (paged a.out)
  COFF_POSITION_ALIGNED // images: at multiples of the file alignment, sizes rounded up to it (PE)
};

// What is worked out from the finished file; edit/write.c.
enum coff_post_link { COFF_POST_NONE, COFF_POST_PE_CHECKSUM };

// One output section of an image that is linked without a script, and what goes into it, in order:
// patterns of input names, as in coff_special, of which a sorted one is ordered by what follows.
struct coff_out_section {
  const char *name;
  const char *const *inputs; // ends with NULL; "*" at the end of one stands for any characters
  const char *start, *end;   // symbols that the flavour's start-up code expects there; NULL: none
  uint64_t address;          // fixed, if AT_ADDRESS; else behind the section before
  bool at_address, new_page; // ... at the next page
  uint8_t align_power;
  uint32_t flags; // native section flags
};

// A field of the optional header, and what it holds by default.
struct coff_aout_setting {
  enum coff_aout_id id;
  uint64_t value;
};

// An image's default layout.
struct coff_link_defaults {
  uint64_t image_base, dll_base;
  uint64_t high_image_base, high_dll_base;  // where addresses have 64 bits
  const struct coff_aout_setting *settings; // other fields; edit/build.c
  uint8_t nsettings;
  uint32_t section_alignment, file_alignment; // page size; PE: the fields of that name
  const char *entry;                          // start-up symbol
  bool headers_in_memory;                     // the first section begins behind the headers
  const struct coff_out_section *sections;    // in order; others follow
  uint8_t nsections;
};

// ---- What names say ---------------------------------------------------------------------------

// What a section holds, or a symbol says, by convention of its name.
enum coff_special_kind {
  COFF_SPECIAL_NONE,
  COFF_SPECIAL_DIRECTIVES, // section: options for the linker (debug/directives.c)
  COFF_SPECIAL_PDATA,      // function table, entries as in coff_target.pdata (debug/pdata.c)
  COFF_SPECIAL_XDATA,      // unwind records that the function table points to
  COFF_SPECIAL_CV_SYMBOLS, // CodeView (debug/codeview.c)
  COFF_SPECIAL_CV_TYPES,
  COFF_SPECIAL_CV_PRECOMP, // types of a precompiled header
  COFF_SPECIAL_CV_HASHES,  // hashes of the types
  COFF_SPECIAL_ZDEBUG,     // compressed if it begins with "ZLIB" (debug/zdebug.c)
  COFF_SPECIAL_RESOURCES,  // of an object: the tree of resources, or their data (image/resources.c)
  COFF_SPECIAL_FEATURES,   // absolute symbol: value is bits of coff_feature_flags()
  COFF_SPECIAL_TOOL        // absolute symbol: value is build and product of a compiler
};

enum coff_name_match {
  COFF_MATCH_NAME,  // the whole name
  COFF_MATCH_GROUP, // the name, or the name followed by '$' and anything (PE section grouping)
  COFF_MATCH_PREFIX
};

struct coff_special {
  const char *name;
  enum coff_name_match match;
  enum coff_special_kind kind;
};

struct coff_specials {
  const struct coff_special *specials;
  size_t n;
};

// A run of BITS bits (1 to 32) at bit SHIFT of the WIDTH bytes AT an offset of a record. The number
// counts units of SCALE bytes (0: it is no count of bytes). ADDRESS: relocations apply here.
struct coff_bits {
  uint8_t at, width, shift, bits, scale;
  bool address;
  const char *name; // as the specification of the exception data spells it
};

enum coff_unwind_form { COFF_UNWIND_NONE, COFF_UNWIND_X64, COFF_UNWIND_ARM, COFF_UNWIND_ARM64 };

// Entries of the function table.
struct coff_pdata_layout {
  uint8_t size, nfields;
  const struct coff_bits *fields;
  enum coff_unwind_form unwind; // form of the records that field UNWIND_FIELD points to
  uint8_t unwind_field;
  // If FIELD has one of these bits, it does not point: it holds the unwind data itself.
  uint32_t packed_mask;
  uint8_t npacked;
  const struct coff_bits *packed;
  // Numbers of FIELDS that have an address behind the function's end, its length and what tells the
  // length's unit (if set, four bytes, else two), and of the one in PACKED that has its length; 0: none.
  uint8_t end_field, length_field, wide_field, packed_length;
  uint8_t early_handler_field; // if set, the handler's address lies before the function; 0: none
  uint32_t indirect_mask;      // a bit of UNWIND_FIELD: it points to another entry
  bool thumb;                  // bit 0 of BeginAddress says that the code is Thumb
  bool absolute;               // addresses in images have the image base in them
};

// What a data directory of an image is for. The numbers are those of the PE specification, section
// "Optional Header Data Directories"; flavours that have fewer say which (struct coff_dirs).
enum coff_dir {
  COFF_DIR_EXPORT,
  COFF_DIR_IMPORT,
  COFF_DIR_RESOURCE,
  COFF_DIR_EXCEPTION,
  COFF_DIR_CERTIFICATE, // holds a file offset, not an RVA: it is no part of the loaded image
  COFF_DIR_BASE_RELOC,
  COFF_DIR_DEBUG,
  COFF_DIR_ARCHITECTURE,
  COFF_DIR_GLOBAL_PTR,
  COFF_DIR_TLS,
  COFF_DIR_LOAD_CONFIG,
  COFF_DIR_BOUND_IMPORT,
  COFF_DIR_IMPORT_ADDRESS,
  COFF_DIR_DELAY_IMPORT,
  COFF_DIR_CLR,
  COFF_DIR_RESERVED,
  COFF_DIRS
};

// Data directory number I of the header is for KIND[I].
struct coff_dirs {
  uint8_t n;
  uint8_t kind[COFF_DIRS]; // enum coff_dir
};

// A type of base relocation of an image.
struct coff_base_reloc_type {
  uint8_t type;
  uint8_t size;   // bytes that it changes
  uint8_t params; // entries behind its own that belong to it
  uint8_t bits;   // of the address, if the bytes hold a whole one; else 0
  uint8_t put;    // enum coff_put: ... and how
  const char *name;
};

// The types that a processor has besides those that all have.
struct coff_base_reloc_types {
  const struct coff_base_reloc_type *types;
  size_t n;
};

// Images that hold code of two processors, and tell so in metadata.
enum coff_hybrid {
  COFF_HYBRID_NONE,
  COFF_HYBRID_CHPE_X86, // x86, with ARM64 code inside
  COFF_HYBRID_ARM64EC,  // x64, with ARM64 code that calls as x64 does
  COFF_HYBRID_ARM64X    // ARM64, becomes an ARM64EC image in an x64 process
};

// ---- The table --------------------------------------------------------------------------------

// The priority of flavours of which little more than the magic number is known.
enum { COFF_PRIORITY_ASSUMED = 255 };

struct coff_target {
  const char *name;
  const char *const *aliases; // ends with NULL
  enum coff_family family;
  unsigned kinds; // enum coff_kind bits
  enum coff_container container;
  const struct coff_machine *machines;
  uint8_t nmachines;
  enum coff_order order;      // of headers, symbols, relocations
  enum coff_order data_order; // of section contents
  uint8_t octets;             // octets per addressable unit, 1 if 0
  uint8_t address_bits;       // 16, 24, 32, 64
  uint8_t priority;           // recognition: the lower wins between equal evidence
  uint32_t image_flags;    // f_flags bits that make the file an image (F_EXEC); codec/recognise.c
  char leading_char;       // prefix of C names, 0 if none; tools
  // Recognition, codec/recognise.c:
  bool any_machine;       // the machine may be any number, if no other target has it
  bool twin;              // files of a better-known target, for which they are taken
  uint16_t subsystem;     // images: ... with this Subsystem; 0: any
  int8_t least_evidence;  // for magic numbers that say little; 0: as for others
  bool assumed;            // facts not seen in a real file; tools say so
  uint16_t target_id;      // TI: what f_target_id must be; 0: the flavour has none
  // TI: tools of the flavour leave f_target_id uninitialized: a number that is none of another
  // flavour's speaks neither for nor against it; codec/recognise.c
  bool target_id_unset;
  // Other forms of the flavour, which its tools choose by their host or an option: headers in the
  // other order, data in the other order, older records. Each is a target of its own, with this name
  // if its records are the same. Ends with NULL; codec/recognise.c, codec/target.c
  const struct coff_target *const *variants;
  const uint8_t *class_id; // COFF_ANONYMOUS: 16 bytes that must match, NULL: any
  uint16_t anon_version;   // COFF_ANONYMOUS: version field
  const uint8_t *const *other_class_ids; // COFF_ANONYMOUS with NULL class_id: ids of other targets

  const struct coff_records *records;

  // Evidence for recognition: section flag bits that files of this flavour may have, and those
  // that only it and its relatives have.
  uint32_t scn_flags_known, scn_flags_typical;
  bool scn_flags_needed; // some section of every file has a typical bit
  uint32_t filler;       // the instruction that compilers fill delay slots with, if that tells apart
                         // what no header does (Am29000 and OpenRISC); 0: none

  // Writing reads LONG_NAMES, LONG_FILENAMES, NAMES_IN_STRINGS and MAX_SECTIONS, a linker LINK;
  // reading takes what it finds.
  enum coff_long_names long_names;
  enum coff_name_scheme name_scheme;
  enum coff_count_overflow count_overflow;
  bool long_filenames;      // C_FILE names may lie in the string table
  bool names_in_strings;    // every symbol name is written to the string table
  bool section_relative;    // symbol values count from their section's start (PE)
  bool symbol_in_field;     // a field with an addend also holds its symbol's value in the object:
                            // all is in place for the header's addresses (System V, XCOFF)
  bool gp_in_field;         // fields relative to the global pointer have that of the object taken off
                            // (Alpha ECOFF; else only those by section); reloc/value.c
  bool common_in_field;     // ... and the size of a common symbol; reloc/relocated.c
  uint16_t pair_type; // relocations of this type hold no symbol index, but an addend for the one
                      // before them, which is for the same place; 0: none; object/relocs.c
  // Bits of a relocation's type that do not change what it computes, by name; reloc/howto.c
  const struct coff_flags *reloc_hints;
  bool symbol_in_offset;    // r_offset also holds the symbol's value (MAXQ); reloc/value.c
  bool line_high_in_nreloc; // images: high 16 bits of s_nlnno stand in s_nreloc
  bool vaddr_is_rva;        // addresses in headers count from the image base
  const struct coff_dirs *dirs; // images: data directories by number; object/rva.c
  const struct coff_base_reloc_types *base_relocs; // images: by processor; image/baserelocs.c
  enum coff_hybrid hybrid; // images: what metadata of a second processor makes them
  const struct coff_pdata_layout *hybrid_pdata; // ... its function table; image/loadconfig-parts.c
  bool virtual_size;                            // s_paddr is the size in memory (PE image)
  uint8_t debug_prefix;        // bytes of length before a name in .debug, 0: no such section
  uint8_t debug_name_classes;  // classes with one of these bits have their names in .debug
  const char *debug_section;   // ".debug"
  uint8_t section_align_power; // default
  uint32_t max_sections;
  struct coff_align_field align;

  // Names of numbers; NULL: none.
  const struct coff_flags *file_flags, *section_flags;
  const struct coff_flags *dll_flags; // for COFF_STYLE_FLAGS of the optional header
  const struct coff_flags *subsystems;
  const struct coff_classes *classes;
  const struct coff_type_words *types;

  const struct coff_howto *howtos; // sorted by type
  uint16_t nhowtos;
  // TI: relocations of this type and above hold numbers (coff_reloc.is_number), but for those in
  // STACK_SYMBOLS, which ends with 0: an expression in a run of relocations; object/relocs.c
  uint16_t stack_types;
  const uint16_t *stack_symbols;

  // Names with a meaning, by family; codec/specials.c.
  const struct coff_specials *special_sections, *special_symbols;
  const struct coff_pdata_layout *pdata;   // NULL: no function table; debug/pdata.c
  const struct coff_loader_layout *loader; // XCOFF, by word size: image/xcoffloader.c

  // Writing: edit/place.c, edit/write.c.
  enum coff_position position; // of images; objects are packed
  uint8_t contents_align;      // ... to multiples of so many bytes (0: 1)
  enum coff_post_link post_link;
  const struct coff_link_defaults *link;
};

// Shared name tables; codec/names-*.c.
extern const struct coff_flags coff_file_flags_ti, coff_section_flags_ti;
extern const struct coff_classes coff_classes_ti;
extern const struct coff_flags coff_file_flags_sysv, coff_file_flags_pe, coff_file_flags_xcoff;
extern const struct coff_flags coff_section_flags_sysv, coff_section_flags_pe;
extern const struct coff_flags coff_section_flags_xcoff, coff_section_flags_go32;
extern const struct coff_flags coff_dll_flags_pe, coff_subsystems_pe;
extern const struct coff_flags coff_file_flags_ecoff, coff_file_flags_ecoff_alpha;
extern const struct coff_flags coff_section_flags_ecoff;
extern const struct coff_classes coff_classes_ecoff;
extern const struct coff_type_words coff_types_ecoff;
extern const struct coff_flags coff_visibility_xcoff, coff_file_types_xcoff;
extern const struct coff_classes coff_classes_sysv, coff_classes_pe, coff_classes_xcoff;
extern const struct coff_type_words coff_types_sysv, coff_types_xcoff;
extern const struct coff_type_words coff_types_i960, coff_types_sx, coff_types_dsp;
extern const struct coff_type_words coff_types_pic1, coff_types_pic2;

extern const struct coff_specials coff_special_sections_pe, coff_special_sections_sysv;
extern const struct coff_specials coff_special_symbols_pe;
extern const struct coff_dirs coff_dirs_pe, coff_dirs_te; // codec/names-pe.c
// Types of base relocations; codec/names-baserelocs.c. PE: those that all processors have.
extern const struct coff_base_reloc_types coff_base_relocs_pe, coff_base_relocs_arm;
extern const struct coff_base_reloc_types coff_base_relocs_mips, coff_base_relocs_riscv;
extern const struct coff_base_reloc_types coff_base_relocs_loongarch32;
extern const struct coff_base_reloc_types coff_base_relocs_loongarch64, coff_base_relocs_ia64;
// Function tables; codec/pdata-layouts.c.
extern const struct coff_pdata_layout coff_pdata_x64;
extern const struct coff_pdata_layout coff_pdata_ia64;
extern const struct coff_pdata_layout coff_pdata_arm;   // Windows on ARM (Thumb-2)
extern const struct coff_pdata_layout coff_pdata_arm64; // also ARM64EC
extern const struct coff_pdata_layout coff_pdata_wince; // ARM, SH, PowerPC of Windows CE
extern const struct coff_pdata_layout coff_pdata_mips;  // also Alpha
// Default layouts of images; codec/link-defaults.c.
extern const struct coff_link_defaults coff_link_pe;
// Loader sections; codec/loader-layouts.c.
extern const struct coff_loader_layout coff_loader_xcoff32, coff_loader_xcoff64;

// ---- The registry -----------------------------------------------------------------------------

// Written by the build from the list of target files; ends with NULL. Only the recogniser and
// coff_target_* read it.
extern const struct coff_target *const *const coff_target_families[];

// The target of this name or alias, or NULL. Of a target and its variants with one name, the target.
COFF_API const struct coff_target *coff_target_find(const char *name);
// The Nth registered target (0, 1, ...), or NULL past the last.
COFF_API const struct coff_target *coff_target_at(size_t n);
// The machine entry for these header values, or NULL.
COFF_API const struct coff_machine *coff_target_machine(const struct coff_target *,
                                                        const struct coff_filehdr *);

// What base relocations of this number are in images of this target; NULL if it has no such type.
COFF_API const struct coff_base_reloc_type *coff_target_base_reloc(const struct coff_target *,
                                                                   unsigned type);
// What the section (symbol) of this name holds, in files of this target.
COFF_API enum coff_special_kind coff_target_special_section(const struct coff_target *,
                                                            struct coff_str name);
COFF_API enum coff_special_kind coff_target_special_symbol(const struct coff_target *,
                                                           struct coff_str name);

#ifdef __cplusplus
}
#endif
#endif
