// The load configuration of an image and the tables that it names.
//
// Skip it unless you read those.
//
// Structures that grew over the years (the load configuration itself, and those that it points to)
// are records: a list of fields, and the bytes that are there. A field that a record is too short
// for is absent, not zero. The names are those of winnt.h of the Windows SDK.
#ifndef COFF_LOADCONFIG_H
#define COFF_LOADCONFIG_H
#include "coff/image.h"

#ifdef __cplusplus
extern "C" {
#endif

// ---- Records ----------------------------------------------------------------------------------

enum coff_lc_style {
  COFF_LC_HEX,
  COFF_LC_DEC,
  COFF_LC_DATE,    // seconds since 1970
  COFF_LC_FLAGS,   // bits, which NAMES names
  COFF_LC_ENUM,    // a number, which NAMES names
  COFF_LC_ADDRESS, // with the image base in it; 0: none
  COFF_LC_RVA,     // 0: none
  COFF_LC_ID       // WIDTH bytes
};

struct coff_lc_field {
  const char *name;
  uint16_t at[2];   // offset where addresses have 32 bits, where they have 64
  uint8_t width[2]; // bytes
  uint8_t style;    // enum coff_lc_style
  const struct coff_flags *names;
};

struct coff_lc_fields {
  const char *name; // "IMAGE_ENCLAVE_CONFIG"
  const struct coff_lc_field *field;
  unsigned n;
};

struct coff_lc_record {
  const struct coff_file *file;
  const struct coff_lc_fields *fields;
  bool wide;              // addresses have 64 bits: the second of the offsets and widths
  struct coff_view bytes; // what is there of the record
};

// The bytes of field I. False, without a report, if the record ends before it does.
COFF_API bool coff_lc_bytes(const struct coff_lc_record *, unsigned i, struct coff_view *);
// The value of field I; of an identifier, nothing.
COFF_API bool coff_lc_value(const struct coff_lc_record *, unsigned i, uint64_t *value);

// ---- The load configuration -------------------------------------------------------------------

// Numbers of its fields.
enum coff_lc_id {
  COFF_LC_SIZE,
  COFF_LC_TIME_DATE_STAMP,
  COFF_LC_MAJOR_VERSION,
  COFF_LC_MINOR_VERSION,
  COFF_LC_GLOBAL_FLAGS_CLEAR,
  COFF_LC_GLOBAL_FLAGS_SET,
  COFF_LC_CRITICAL_SECTION_DEFAULT_TIMEOUT,
  COFF_LC_DE_COMMIT_FREE_BLOCK_THRESHOLD,
  COFF_LC_DE_COMMIT_TOTAL_FREE_THRESHOLD,
  COFF_LC_LOCK_PREFIX_TABLE,
  COFF_LC_MAXIMUM_ALLOCATION_SIZE,
  COFF_LC_VIRTUAL_MEMORY_THRESHOLD,
  COFF_LC_PROCESS_AFFINITY_MASK,
  COFF_LC_PROCESS_HEAP_FLAGS,
  COFF_LC_CSD_VERSION,
  COFF_LC_DEPENDENT_LOAD_FLAGS,
  COFF_LC_EDIT_LIST,
  COFF_LC_SECURITY_COOKIE,
  COFF_LC_SE_HANDLER_TABLE,
  COFF_LC_SE_HANDLER_COUNT,
  COFF_LC_GUARD_CF_CHECK_FUNCTION_POINTER,
  COFF_LC_GUARD_CF_DISPATCH_FUNCTION_POINTER,
  COFF_LC_GUARD_CF_FUNCTION_TABLE,
  COFF_LC_GUARD_CF_FUNCTION_COUNT,
  COFF_LC_GUARD_FLAGS,
  COFF_LC_CODE_INTEGRITY_FLAGS,
  COFF_LC_CODE_INTEGRITY_CATALOG,
  COFF_LC_CODE_INTEGRITY_CATALOG_OFFSET,
  COFF_LC_CODE_INTEGRITY_RESERVED,
  COFF_LC_GUARD_ADDRESS_TAKEN_IAT_ENTRY_TABLE,
  COFF_LC_GUARD_ADDRESS_TAKEN_IAT_ENTRY_COUNT,
  COFF_LC_GUARD_LONG_JUMP_TARGET_TABLE,
  COFF_LC_GUARD_LONG_JUMP_TARGET_COUNT,
  COFF_LC_DYNAMIC_VALUE_RELOC_TABLE,
  COFF_LC_CHPE_METADATA_POINTER,
  COFF_LC_GUARD_RF_FAILURE_ROUTINE,
  COFF_LC_GUARD_RF_FAILURE_ROUTINE_FUNCTION_POINTER,
  COFF_LC_DYNAMIC_VALUE_RELOC_TABLE_OFFSET,
  COFF_LC_DYNAMIC_VALUE_RELOC_TABLE_SECTION,
  COFF_LC_RESERVED2,
  COFF_LC_GUARD_RF_VERIFY_STACK_POINTER_FUNCTION_POINTER,
  COFF_LC_HOT_PATCH_TABLE_OFFSET,
  COFF_LC_RESERVED3,
  COFF_LC_ENCLAVE_CONFIGURATION_POINTER,
  COFF_LC_VOLATILE_METADATA_POINTER,
  COFF_LC_GUARD_EH_CONTINUATION_TABLE,
  COFF_LC_GUARD_EH_CONTINUATION_COUNT,
  COFF_LC_GUARD_XFG_CHECK_FUNCTION_POINTER,
  COFF_LC_GUARD_XFG_DISPATCH_FUNCTION_POINTER,
  COFF_LC_GUARD_XFG_TABLE_DISPATCH_FUNCTION_POINTER,
  COFF_LC_CAST_GUARD_OS_DETERMINED_FAILURE_MODE,
  COFF_LC_GUARD_MEMCPY_FUNCTION_POINTER,
  COFF_LC_UMA_FUNCTION_POINTERS,
  COFF_LC_IDS
};

// The load configuration: fields by enum coff_lc_id. How long it is, its first field says; the size
// in the data directory is what old loaders ask for (64 on x86, whatever the structure's). A
// structure that is longer than what the file holds is reported, and clipped. DIRECTORY_SIZE may be
// NULL. False, without a report, if the image has none; false, after one, if nothing can be read.
COFF_API bool coff_lc_open(const struct coff_file *, struct coff_lc_record *lc,
                           uint32_t *directory_size);
// The value of field ID; 0 if the structure is too short for it.
COFF_API uint64_t coff_lc_get(const struct coff_lc_record *lc, enum coff_lc_id id);
// What GuardFlags means, the size of table entries included.
COFF_API const struct coff_flags *coff_lc_guard_flags(void);

// ---- Tables of addresses ----------------------------------------------------------------------

enum coff_lc_table_id {
  COFF_LC_LOCK_PREFIXES, // x86: of lock prefixes that one processor needs not; ends with 0
  COFF_LC_SE_HANDLERS,   // x86: of exception handlers, all that may be called
  COFF_LC_GUARD_FUNCTIONS,
  COFF_LC_GUARD_IAT_ENTRIES,
  COFF_LC_GUARD_LONG_JUMPS,
  COFF_LC_GUARD_EH_CONTINUATIONS,
  COFF_LC_TABLES
};

struct coff_lc_table {
  const struct coff_file *file;
  enum coff_lc_table_id id;
  struct coff_view bytes;
  uint64_t count;  // entries that are there
  unsigned stride; // bytes of one
};
struct coff_lc_entry {
  uint64_t offset;           // of the entry, in the file
  uint64_t rva;              // of what it names
  struct coff_view metadata; // bytes behind the RVA, of guard tables
  uint8_t flags;             // the first of them; 0 if there is none
  bool has_hash;             // the function's type hash stands in front of it (XFG) ...
  uint64_t hash;             // ... and is this
};
// False, without a report, if the image has no such table; a table that is cut off is reported.
COFF_API bool coff_lc_table(const struct coff_lc_record *lc, enum coff_lc_table_id id,
                            struct coff_lc_table *);
COFF_API bool coff_lc_entry(const struct coff_lc_table *, uint64_t i, struct coff_lc_entry *);
COFF_API const char *coff_lc_table_name(enum coff_lc_table_id id); // "EH continuation targets"
// What the flags of an entry of a guard table mean.
COFF_API const struct coff_flags *coff_lc_entry_flags(void);

// ---- Structures that it points to -------------------------------------------------------------

enum coff_lc_part {
  COFF_LC_HYBRID,            // code for two processors: metadata of CHPE, ARM64EC, ARM64X
  COFF_LC_ENCLAVE,           // IMAGE_ENCLAVE_CONFIG
  COFF_LC_VOLATILE_METADATA, // accesses that an emulator must keep in order
  COFF_LC_HOT_PATCH,         // IMAGE_HOT_PATCH_INFO
  COFF_LC_PARTS
};
// False, without a report, if the image has no such part.
COFF_API bool coff_lc_part(const struct coff_lc_record *lc, enum coff_lc_part part,
                           struct coff_lc_record *out);
// How the image is hybrid, as its metadata says.
COFF_API enum coff_hybrid coff_lc_hybrid(const struct coff_file *);
COFF_API const char *coff_hybrid_name(enum coff_hybrid); // "ARM64X"; NULL for COFF_HYBRID_NONE

// Tables of 32-bit numbers that a part names.
enum coff_lc_rows_id {
  COFF_LC_CODE_MAP,     // which bytes are code of which processor
  COFF_LC_ENTRY_POINTS, // x64 code that calls ARM64EC code: where to go in instead
  COFF_LC_REDIRECTIONS, // x64 functions of which there is an ARM64EC version
  COFF_LC_VOLATILE_ACCESSES,
  COFF_LC_VOLATILE_RANGES,
  COFF_LC_ROWS
};
struct coff_lc_rows {
  const struct coff_file *file;
  enum coff_lc_rows_id id;
  bool x86; // a code map of CHPE: one bit tells the types apart
  struct coff_view bytes;
  uint64_t count;
  unsigned columns;     // numbers of a row
  const char *names[3]; // of the columns: "start", "end", "entry point"
};
struct coff_lc_row {
  uint64_t offset; // in the file
  uint32_t value[3];
  const char *type; // of a row of the code map: "ARM64EC"; NULL: unknown, or it is no code map
  uint8_t type_raw;
};
// False, without a report, if PART is none that has such a table, or has none.
COFF_API bool coff_lc_rows(const struct coff_lc_record *part, enum coff_lc_rows_id id,
                           struct coff_lc_rows *);
COFF_API bool coff_lc_row(const struct coff_lc_rows *, uint64_t i, struct coff_lc_row *);
COFF_API const char *coff_lc_rows_name(enum coff_lc_rows_id id); // "Code map"
// The function table of the other processor, of hybrid metadata: OUT as in its own .pdata, whose
// layout is the target's hybrid_pdata.
COFF_API bool coff_lc_extra_functions(const struct coff_lc_record *part, struct coff_view *out);

// Modules that an enclave may import.
struct coff_lc_enclave_imports {
  const struct coff_file *file;
  struct coff_view bytes;
  uint64_t count;
  uint32_t stride;
  uint64_t next;
  uint64_t left; // characters of names that may still be read: many entries can share a long one
};
struct coff_lc_enclave_import {
  struct coff_lc_record record;
  struct coff_str name;
};
// False, without a report, if PART is no enclave configuration or imports nothing; false, after one,
// if no import is in the file. Then false past the last; names that are not there are reported.
COFF_API bool coff_lc_enclave_imports(const struct coff_lc_record *part,
                                      struct coff_lc_enclave_imports *);
COFF_API bool coff_lc_enclave_import_next(struct coff_lc_enclave_imports *,
                                          struct coff_lc_enclave_import *);

#ifdef __cplusplus
}
#endif
#endif
