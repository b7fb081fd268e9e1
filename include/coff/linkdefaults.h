// What links make of a flavour's objects if nobody says otherwise: the layout of images, fields of their headers,
// the code that imports go through.
//
// Skip it unless you port a flavour that is to be linked.
#ifndef COFF_LINKDEFAULTS_H
#define COFF_LINKDEFAULTS_H
#include "coff/layout.h"

#ifdef __cplusplus
extern "C" {
#endif

// How an image is laid out without a script: statements in the order of the image. What stands between two
// SECTION statements goes into the first. An input section goes to the first statement that its name matches.
enum coff_layout_what {
  COFF_LAYOUT_SECTION, // an output section called TEXT begins, with native FLAGS (0: those of its contents)
  COFF_LAYOUT_INPUT,   // input sections called TEXT; "*" at its end stands for any characters
  COFF_LAYOUT_SYMBOL,  // the symbol TEXT is here
  COFF_LAYOUT_WORDS,   // COUNT numbers VALUE of WIDTH bytes (0: of an address)
  COFF_LAYOUT_ALIGN,   // what follows begins at a multiple of VALUE bytes
  COFF_LAYOUT_ORPHANS, // sections that match nothing, each with others of its name; what is loaded
  COFF_LAYOUT_DEBUG,   // ... and what is not
  COFF_LAYOUT_DISCARD, // input sections called TEXT are left out
  // Sections that follow lie from VALUE on and have FLAGS addressable units (0: no bound); TEXT is what
  // messages call that.
  COFF_LAYOUT_REGION
};

enum coff_layout_how {     // bits
  COFF_LAYOUT_KEEP = 1,    // roots of --gc-sections; of a SECTION: it is there even if it is empty
  COFF_LAYOUT_BY_NAME = 2, // ordered by their names
  COFF_LAYOUT_BY_FILE = 4, // ordered by archive and file
  COFF_LAYOUT_PROVIDE = 8, // only if nothing else defines the symbol, and something refers to it
  COFF_LAYOUT_DESCRIBES = 32, // says something about code, and is needed if that is
  // This statement, and those that follow and have it, are data directory DIR.
  COFF_LAYOUT_DIRECTORY = 16,
  COFF_LAYOUT_HEADERS = 64,  // REGION: the file's headers lie at VALUE, and sections behind them
  COFF_LAYOUT_PART = 64,     // INPUT: "*" stands in the first part of the name, as in ".ro*"
  COFF_LAYOUT_UNLOADED = 128 // SECTION: it has no place in memory, and address 0
};

struct coff_layout {
  uint8_t what, how;
  uint8_t dir; // enum coff_dir
  uint8_t width, count;
  uint32_t flags;
  int64_t value;
  const char *text;
};

// A field of the optional header, and what it holds by default.
struct coff_aout_setting {
  enum coff_aout_id id;
  uint64_t value;
};

// Where execution begins, by what Subsystem the image is for.
struct coff_link_entry {
  uint16_t subsystem;
  const char *name;
};

// Relocations of TYPE are branches if the SIZE bytes before the field are VALUE, of which MASK counts.
struct coff_link_branch {
  uint16_t type;
  uint8_t size, mask[2], value[2];
};

// What linkers say of an image of one machine if nobody says otherwise.
struct coff_link_image {
  const struct coff_aout_setting *settings; // behind those of coff_link_defaults
  uint8_t nsettings;
  const char *library_entry; // NULL: that of coff_link_defaults
  // Handlers of exceptions are listed; and what is relative to the place of a relocation is a call, and no
  // address.
  bool safe_seh;
  // A branch of one of these types that does not reach its target goes there by way of THUNK; NULL: none does.
  const struct coff_import_jump *thunk;
  uint8_t nbranches;
  uint16_t branches[3];
  uint8_t code_fill[2]; // as that of coff_link_defaults, if that has none
  // Types that are branches behind certain bytes only.
  const struct coff_link_branch *branch_codes;
  uint8_t nbranch_codes;
};

// Tables of the places that calls through pointers, and exceptions, may lead to (PE specification, section
// 5.7 "The Load Configuration Structure"; Microsoft's /GUARD and /SAFESEH). Objects have sections that hold indices of
// symbols, and say with bits of an absolute symbol whether these are all. The load configuration, which some object
// has, refers to symbols for a table, the number of its entries, and flags.
enum coff_guard_kind {
  COFF_GUARD_FUNCTIONS, // whose address is taken
  COFF_GUARD_IMPORTS,   // entries of the import address table of which this is so
  COFF_GUARD_JUMPS,     // where longjmp goes
  COFF_GUARD_EH,        // where handlers of exceptions go on
  COFF_GUARD_SAFESEH,   // handlers of exceptions on i386
  COFF_GUARD_KINDS
};

struct coff_guard_table {
  const char *section, *table, *count;
  uint32_t feature; // bit of the object's features
  uint32_t flag;
  uint8_t entry; // bytes: an RVA, and zeroes
};

struct coff_link_guards {
  struct coff_guard_table tables[COFF_GUARD_KINDS];
  const char *features, *flags, *config; // symbols; CONFIG is looked for in libraries
  const char *const *zeroes;             // other symbols that are 0; end with NULL
  uint32_t flags_on;                     // if there is any table
  uint8_t align_power;                   // of functions that are in a table
};

// An image's default layout.
struct coff_link_defaults {
  uint64_t image_base, dll_base;
  uint64_t high_image_base, high_dll_base; // where addresses have 64 bits
  // Where a DLL's name decides its address: one of SLOTS places of 64 KiB.
  uint64_t auto_base, high_auto_base;
  uint32_t auto_slots, high_auto_slots;
  const struct coff_aout_setting *settings; // other fields; edit/build.c
  uint8_t nsettings;
  uint32_t section_alignment, file_alignment; // page size; PE: the fields of that name
  const struct coff_layout *layout;
  uint16_t nlayout;
  // Symbols, as C spells them. Where execution begins, by kind of image; and of those that are data
  // directories.
  const char *entry, *library_entry;
  const struct coff_link_entry *entries; // for other subsystems
  uint8_t nentries;
  const struct coff_dir_symbol *dir_symbols;
  uint8_t ndir_symbols;
  const struct coff_link_guards *guards; // NULL: none
  bool no_section_symbols;               // those of the inputs are left out of images
  const char *const *base_symbols;       // have the address of the image; end with NULL
  bool headers_loaded;                   // the headers lie in memory, at the address of the image
  const char *plain_entry;               // instead of ENTRY: as symbol tables spell it
  const struct coff_section_power
      *powers;          // where a header says no alignment; ends with a NULL name
  uint8_t common_power; // the most that common symbols are aligned to
  // Between pieces of code, over and over; the last byte alone if only one is left.
  uint8_t code_fill[2];
  uint32_t file_flags; // bits of f_flags that images have
  // The global pointer if no symbol _gp says it: GP_OFFSET behind the first of these; ends with NULL.
  const char *const *gp_sections;
  uint32_t gp_offset;
  const struct coff_field_symbol *field_symbols; // as objects spell them
  uint8_t nfield_symbols;
};

// What becomes of bits of f_flags where objects meet that say different things.
enum coff_merge_how {
  COFF_MERGE_SAME, // they may not
  COFF_MERGE_ANY,  // set if any object has it
  COFF_MERGE_ALL,  // set if all have it
  COFF_MERGE_MOST  // the highest number
};

struct coff_flag_merge {
  uint32_t mask;
  uint8_t how;      // enum coff_merge_how
  const char *what; // it says of an object: "uses the APCS for 26 bits"; COFF_MERGE_SAME
};

// Objects for the machine of number PART are linked with those for WHOLE into an image for WHOLE.
struct coff_machine_part {
  uint8_t part, whole;
};

// Other machines do not go together.
struct coff_link_mixing {
  const struct coff_machine_part *parts;
  const struct coff_flag_merge *merges;
  uint8_t nparts, nmerges;
};

// Sections whose names begin like this are aligned to so many bytes.
struct coff_section_power {
  const char *name;
  uint8_t power;
};

// A symbol whose value is that of a field of the optional header, for those who refer to it.
struct coff_field_symbol {
  uint8_t field; // enum coff_aout_id
  const char *name;
};

// A data directory begins at this symbol. It has SIZE bytes, or SIZE_WIDTH bytes there hold its size.
struct coff_dir_symbol {
  uint8_t dir;          // enum coff_dir
  uint8_t address_bits; // of the targets that it is for
  uint8_t size, size_width;
  const char *name;
  // What section ALIGNED is aligned to goes into the word at ALIGN_AT, as in section flags; NULL: no such word.
  uint8_t align_at;
  const char *aligned;
};

// What a call of an imported function goes through: a jump by way of the function's entry in the import
// address table. Relocations are for the symbol of that entry, but for those of the flavour's PAIR_TYPE.
// The same for a branch that does not reach its target: relocations are for the target (coff_link_image.thunk).
struct coff_import_jump {
  const uint8_t *bytes;
  uint8_t size, nrelocs;
  struct {
    uint8_t at;
    uint16_t type;
  } relocs[3];
};

// What a delayed import is called through: a jump as above, whose entry is first the place behind that
// jump, where the function is asked for; and code that all imports of a DLL share, which saves what the call
// has in registers and calls HELPER (PE and COFF specification, section 5.8: __delayLoadHelper2).
enum coff_delay_symbol { // what a relocation is for
  COFF_DELAY_POINTER,
  COFF_DELAY_MERGE,
  COFF_DELAY_DESCRIPTOR,
  COFF_DELAY_HELPER,
  COFF_DELAY_SYMBOLS
};

struct coff_import_code {
  const uint8_t *bytes;
  uint8_t size, nrelocs;
  struct {
    uint8_t at, of; // enum coff_delay_symbol
    uint16_t type;
  } relocs[5];
};

struct coff_delay_code {
  struct coff_import_code stub, merge;
  uint8_t stub_later; // offset of the place behind the jump
  const char *helper;
  const uint8_t *unwind; // of MERGE, for .xdata with a .pdata of three words; NULL: none
  uint8_t unwind_size;
};

#ifdef __cplusplus
}
#endif
#endif
