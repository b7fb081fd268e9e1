// The target: one flavour of COFF as data. Generic code asks the table "does this flavour have X",
// never "is this flavour Y".
//
// Skip it unless you port a flavour or work on the generic layers. A member that is left out is
// zero and means that the flavour has no such thing. Each member's comment says who differs and
// which file of the library reads it.
#ifndef COFF_TARGET_H
#define COFF_TARGET_H
#include "coff/conventions.h"
#include "coff/howto.h"
#include "coff/layout.h"
#include "coff/linkdefaults.h"

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

// What flags of the file header mean, the same for all flavours; edit/convert-flags.c.
enum coff_file_flag {
  COFF_FILE_NO_RELOCS = 0x1,
  COFF_FILE_EXECUTABLE = 0x2,
  COFF_FILE_NO_LINES = 0x4,
  COFF_FILE_NO_LOCALS = 0x8,
  COFF_FILE_32BIT = 0x10,   // words of 32 bits
  COFF_FILE_LIBRARY = 0x20, // a DLL
  COFF_FILE_LARGE = 0x40,   // addresses above 2 GiB are no surprise
  COFF_FILE_NO_DEBUG = 0x80 // debugging information was taken out
};

// (number & mask) == value has this name and, for sections and file headers, this meaning
// (coff_section_flag, coff_file_flag bits).
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

// ---- Linking (read by the linker; a flavour states it once) -----------------------------------

// How the contents of a section get their place in the file; edit/place.c.
enum coff_position {
  COFF_POSITION_PACKED, // one behind the other, at the next multiple of ALIGN bytes
  COFF_POSITION_CONGRUENT, // images: offset and address are the same modulo the page size (paged a.out)
  COFF_POSITION_ALIGNED // images: at multiples of the file alignment, sizes rounded up to it (PE)
};

// What is worked out from the finished file; edit/write.c.
enum coff_post_link { COFF_POST_NONE, COFF_POST_PE_CHECKSUM };

// ---- The table --------------------------------------------------------------------------------

// The priority of flavours of which little more than the magic number is known.
enum { COFF_PRIORITY_ASSUMED = 255 };

// The members that the recogniser asks every target for come first, so that they share a cache line.
struct coff_target {
  const char *name;
  const struct coff_machine *machines;
  const struct coff_records *records;
  // Other forms of the flavour, which its tools choose by their host or an option: headers in the
  // other order, data in the other order, older records. Each is a target of its own, with this name
  // if its records are the same. Ends with NULL; codec/recognise.c, codec/target.c
  const struct coff_target *const *variants;
  uint8_t nmachines;
  bool any_machine; // the machine may be any number, if no other target has it; codec/recognise.c
  enum coff_container container;
  enum coff_order order;      // of headers, symbols, relocations
  enum coff_order data_order; // of section contents
  enum coff_family family;
  unsigned kinds;             // enum coff_kind bits
  const char *const *aliases; // ends with NULL
  uint8_t octets;             // octets per addressable unit, 1 if 0
  uint8_t address_bits;       // 16, 24, 32, 64
  uint8_t priority;           // recognition: the lower wins between equal evidence
  uint32_t image_flags; // f_flags bits that make the file an image (F_EXEC); codec/recognise.c
  char leading_char;    // prefix of C names, 0 if none; tools
  // Recognition, codec/recognise.c:
  bool twin;             // files of a better-known target, for which they are taken
  uint16_t subsystem;    // images: ... with this Subsystem; 0: any
  int8_t least_evidence; // for magic numbers that say little, and a section; 0: as for others
  bool assumed;          // facts not seen in a real file; tools say so
  uint16_t target_id;    // TI: what f_target_id must be; 0: the flavour has none
  // TI: tools of the flavour leave f_target_id uninitialized: a number that is none of another
  // flavour's speaks neither for nor against it; codec/recognise.c
  bool target_id_unset;
  const uint8_t *class_id;               // COFF_ANONYMOUS: 16 bytes that must match, NULL: any
  uint16_t anon_version;                 // COFF_ANONYMOUS: version field
  const uint8_t *const *other_class_ids; // COFF_ANONYMOUS with NULL class_id: ids of other targets

  // Evidence for recognition: section flag bits that files of this flavour may have, and those
  // that only it and its relatives have.
  uint32_t scn_flags_known, scn_flags_typical;
  bool scn_flags_needed; // some section of every file has a typical bit
  uint32_t filler; // the instruction that compilers fill delay slots with, if that tells apart
                   // what no header does (Am29000 and OpenRISC); 0: none

  // Writing reads LONG_NAMES, LONG_FILENAMES, NAMES_IN_STRINGS and MAX_SECTIONS, a linker LINK;
  // reading takes what it finds.
  enum coff_long_names long_names;
  enum coff_name_scheme name_scheme;
  enum coff_count_overflow count_overflow;
  bool long_filenames;   // C_FILE names may lie in the string table
  bool names_in_strings; // every symbol name is written to the string table
  bool section_relative; // symbol values count from their section's start (PE)
  bool symbol_in_field;  // a field with an addend also holds its symbol's value in the object:
                         // all is in place for the header's addresses (System V, XCOFF, and
                         // GNU's PE for ARM)
  bool gp_in_field;      // fields relative to the global pointer have that of the object taken off
                         // (Alpha ECOFF; else only those by section); reloc/value.c
  bool common_in_field;  // ... and the size of a common symbol; reloc/relocated.c
  uint16_t pair_type;    // relocations of this type hold no symbol index, but an addend for the one
                         // before them, which is for the same place; 0: none; object/relocs.c
  // Bits of a relocation's type that do not change what it computes, by name; reloc/howto.c
  const struct coff_flags *reloc_hints;
  bool symbol_in_offset; // r_offset also holds the symbol's value (MAXQ); reloc/value.c
  uint8_t
      page_shift; // addresses of sections hold their page from this bit on, values of symbols do
                  // not (TI C54x, as GNU's linker writes it); 0: neither; symbols/canonical.c
  bool line_high_in_nreloc;     // images: high 16 bits of s_nlnno stand in s_nreloc
  bool vaddr_is_rva;            // addresses in headers count from the image base
  bool aix_archives;            // libraries are AIX's (XCOFF); archive/build.c, build-index.c
  const struct coff_dirs *dirs; // images: data directories by number; object/rva.c
  const struct coff_base_reloc_types *base_relocs; // images: by processor; image/baserelocs.c
  enum coff_hybrid hybrid; // images: what metadata of a second processor makes them
  const struct coff_pdata_layout *hybrid_pdata; // ... its function table; image/loadconfig-parts.c
  bool virtual_size;                            // s_paddr is the size in memory (PE image)
  // Objects: sections have no addresses, s_paddr and s_vaddr are 0 (PE); edit/convert-sections.c
  bool no_addresses;
  uint8_t debug_prefix;        // bytes of length before a name in .debug, 0: no such section
  uint8_t debug_name_classes;  // classes with one of these bits have their names in .debug
  const char *debug_section;   // ".debug"
  uint8_t section_align_power; // default
  uint32_t max_sections;
  // The flavour of the same objects that has room for more; NULL: none. PE has bigobj; edit/convert.c.
  const char *larger;
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
  // Other defaults of linked images: PE, by machine; link/image.c
  const struct coff_link_image *link_image;
  const struct coff_link_mixing *mixing; // link/machine.c; NULL: one machine, flags of the first
  // Objects: the target of the images that they are linked into, if that is another one; and what GNU ld's
  // option -m calls it; link/
  const char *image_target, *emulation;
  // Objects of Windows; edit/shortimport.c, edit/implib-long.c
  const struct coff_import_jump *import_jump;
  const struct coff_delay_code *delay_code; // edit/implib-long.c
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
extern const struct coff_link_image coff_link_image_i386, coff_link_image_x86_64;
extern const struct coff_link_image coff_link_image_arm64, coff_link_image_arm;
// ... codec/link-classic.c: as GNU ld's scripts have it; text, data and bss for all others.
extern const struct coff_link_defaults coff_link_go32, coff_link_h8300, coff_link_z80;
extern const struct coff_link_defaults coff_link_plain;
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
