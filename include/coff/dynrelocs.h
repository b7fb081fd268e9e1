// Dynamic value relocations: what a loader changes for reasons other than the image's address.
//
// Skip it unless you read those. The load configuration names the table. It holds one entry for each
// reason (the symbol), and the fixups of an entry stand in blocks of a page, as base relocations do.
// Structures: winnt.h of the Windows SDK, IMAGE_DYNAMIC_RELOCATION_TABLE and what follows it.
#ifndef COFF_DYNRELOCS_H
#define COFF_DYNRELOCS_H
#include "coff/loadconfig.h"

#ifdef __cplusplus
extern "C" {
#endif

// Symbols below 256 are reasons; others are addresses that move (the kernel's page tables).
enum {
  IMAGE_DYNAMIC_RELOCATION_GUARD_RF_PROLOGUE = 1,
  IMAGE_DYNAMIC_RELOCATION_GUARD_RF_EPILOGUE,
  IMAGE_DYNAMIC_RELOCATION_GUARD_IMPORT_CONTROL_TRANSFER,
  IMAGE_DYNAMIC_RELOCATION_GUARD_INDIR_CONTROL_TRANSFER,
  IMAGE_DYNAMIC_RELOCATION_GUARD_SWITCHTABLE_BRANCH,
  IMAGE_DYNAMIC_RELOCATION_ARM64X,
  IMAGE_DYNAMIC_RELOCATION_FUNCTION_OVERRIDE,
  IMAGE_DYNAMIC_RELOCATION_ARM64_KERNEL_IMPORT_CALL_TRANSFER
};

// A cursor over the entries.
struct coff_dynrelocs {
  const struct coff_file *file;
  struct coff_view bytes; // the table, its header included
  struct coff_view rest;  // entries not given yet
  uint32_t version;       // 1 or 2
};
struct coff_dynreloc {
  const struct coff_file *file;
  uint64_t offset; // in the file
  uint64_t symbol;
  uint32_t group, flags;        // version 2; else 0
  struct coff_view header;      // version 2: what the header has behind its own fields
  struct coff_lc_record detail; // ... as a record, if SYMBOL has one; else without fields
  struct coff_view fixups;
};
// False, without a report, if the image has no such table; false, after one, if it is not there or of
// a version that is not known. One that is cut off is reported, and read as far as it goes.
COFF_API bool coff_dynrelocs_open(const struct coff_lc_record *lc, struct coff_dynrelocs *);
// False behind the last. An entry that does not fit is reported, and ends the list.
COFF_API bool coff_dynreloc_next(struct coff_dynrelocs *, struct coff_dynreloc *);
// The constant's name, without what all have in front: "ARM64X"; NULL if it is none.
COFF_API const char *coff_dynreloc_symbol_name(uint64_t symbol);

// ---- Fixups -----------------------------------------------------------------------------------

enum coff_dynfixup_form {
  COFF_DYNFIXUP_BASE,         // as a base relocation
  COFF_DYNFIXUP_IMPORT_CALL,  // a call or jump through the import address table
  COFF_DYNFIXUP_INDIRECT,     // a call or jump through a register or memory
  COFF_DYNFIXUP_SWITCH,       // a jump through a register, to a case
  COFF_DYNFIXUP_ARM64X,       // bytes that an x64 process sees otherwise
  COFF_DYNFIXUP_ARM64_IMPORT, // IMPORT_CALL of ARM64
  COFF_DYNFIXUP_OVERRIDE,     // an instruction that leads to the function
  COFF_DYNFIXUP_FORMS
};
enum {
  IMAGE_DVRT_ARM64X_FIXUP_TYPE_ZEROFILL,
  IMAGE_DVRT_ARM64X_FIXUP_TYPE_VALUE,
  IMAGE_DVRT_ARM64X_FIXUP_TYPE_DELTA
};

// Blocks of fixups.
struct coff_dynfixups {
  const struct coff_file *file;
  enum coff_dynfixup_form form;
  struct coff_view rest;  // blocks not begun yet
  struct coff_view block; // what is left of the one that was
  uint32_t page;
};
struct coff_dynfixup {
  uint64_t offset; // of the entry, in the file
  uint32_t rva;    // of what it changes
  uint32_t raw;    // the entry, without the value behind it
  // What else it says, by form; what the form does not have is 0.
  uint8_t type;           // BASE, OVERRIDE, ARM64X
  uint8_t size;           // ARM64X: bytes that it changes
  uint8_t register_index; // SWITCH, ARM64_IMPORT
  bool indirect_call;     // a call, not a jump: IMPORT_CALL, INDIRECT, ARM64_IMPORT
  bool rex_w, cfg_check;  // INDIRECT
  bool delay_load;        // ARM64_IMPORT: of a delay-loaded import
  bool has_iat_index;     // IMPORT_CALL; ARM64_IMPORT, unless it names none
  uint32_t iat_index;
  uint64_t value; // ARM64X: what a VALUE stores
  int64_t delta;  // ARM64X: what a DELTA adds
};
// The fixups of an entry. An entry for FUNCTION_OVERRIDE has none of its own: its overrides do.
COFF_API struct coff_dynfixups coff_dynfixups(const struct coff_dynreloc *);
// False behind the last. A block or an entry that does not fit is reported, and ends the list or the
// block. The zeroes that fill a block up to four bytes are not given.
COFF_API bool coff_dynfixup_next(struct coff_dynfixups *, struct coff_dynfixup *);
// The name of a fixup's type; NULL if it has none or is not known.
COFF_API const char *coff_dynfixup_type_name(const struct coff_dynfixups *,
                                             const struct coff_dynfixup *);

// ---- Function overrides -----------------------------------------------------------------------

// A function for which others may stand in, chosen by a decision diagram over the processor's
// abilities.
struct coff_dynoverrides {
  const struct coff_file *file;
  struct coff_view rest;     // overrides not given yet
  struct coff_view diagrams; // not given yet
  uint64_t diagrams_at;      // file offset that BDD_OFFSET counts from
};
struct coff_dynoverride {
  uint64_t offset; // in the file
  uint32_t original_rva;
  uint32_t bdd_offset;     // of its diagram, from the first one
  struct coff_view rvas;   // of the functions that may stand in: 4 bytes each
  struct coff_view fixups; // of the instructions that lead to the function
};
// False, without a report, if the entry is for something else.
COFF_API bool coff_dynoverrides_open(const struct coff_dynreloc *, struct coff_dynoverrides *);
COFF_API bool coff_dynoverride_next(struct coff_dynoverrides *, struct coff_dynoverride *);
COFF_API struct coff_dynfixups coff_dynoverride_fixups(const struct coff_file *,
                                                       const struct coff_dynoverride *);

struct coff_dyndiagram {
  uint32_t at; // what overrides name it by
  uint32_t version;
  struct coff_view nodes; // 8 bytes each
};
struct coff_dynnode {
  uint16_t left, right; // numbers of nodes
  uint32_t value;
};
// The diagrams one after another, whether an override names them or not.
COFF_API bool coff_dyndiagram_next(struct coff_dynoverrides *, struct coff_dyndiagram *);
COFF_API bool coff_dynnode_get(const struct coff_file *, const struct coff_dyndiagram *, uint64_t i,
                               struct coff_dynnode *);

#ifdef __cplusplus
}
#endif
#endif
