// What the sections of an object say: linker directives, features, function tables and unwind
// records, CodeView, compressed contents.
//
// Skip it unless you read those. Which section holds what is a question to the target:
// coff_target_special_section(). The readers below work on views, so that they serve contents from
// anywhere: as they lie in the file, relocated, or decompressed.
//
// All readers are cursors: they keep no memory, end with the view, and report each damage once,
// with its offset; after it they give nothing more.
#ifndef COFF_DEBUG_H
#define COFF_DEBUG_H
#include "coff/format-codeview.h"
#include "coff/object.h"

#ifdef __cplusplus
extern "C" {
#endif

// Who is told about damage, and under which names. The offset is that of the view.
struct coff_reporter {
  const struct coff_context *ctx;
  const char *file, *member;
};
COFF_API struct coff_reporter coff_file_reporter(const struct coff_file *);

// ---- Directives -------------------------------------------------------------------------------

// One option of a .drectve section. All parts point into the view.
struct coff_directive {
  uint64_t offset;       // of RAW, in the file
  struct coff_str raw;   // as written, quotes included: -aligncomm:"_c",2
  struct coff_str name;  // without '-' or '/': aligncomm
  struct coff_str value; // behind the first ':' or '='; quotes around all of it are taken off
  bool has_value;
};

struct coff_directives {
  struct coff_reporter to;
  struct coff_view rest;
};

// Options are separated by white space or NULs; double quotes keep white space together. A UTF-8
// byte order mark is stepped over (PE and COFF specification, "The .drectve Section").
COFF_API struct coff_directives coff_directives_open(struct coff_reporter, struct coff_view);
// False after the last. A quote that nothing closes is reported; its option reaches to the end.
COFF_API bool coff_directives_next(struct coff_directives *, struct coff_directive *);

// ---- Features and tools -----------------------------------------------------------------------

// Names of the bits of @feat.00 (COFF_SPECIAL_FEATURES).
COFF_API const struct coff_flags *coff_feature_flags(void);

// The parts of @comp.id (COFF_SPECIAL_TOOL).
struct coff_tool_id {
  uint16_t product, build;
};
COFF_API struct coff_tool_id coff_tool_id(uint64_t value);

// ---- Function tables and unwind records -------------------------------------------------------

struct coff_pdata {
  const struct coff_pdata_layout *layout;
  struct coff_view bytes;
  enum coff_order order;
  uint64_t count;
};

enum { COFF_PDATA_FIELDS = 8 };

struct coff_pdata_entry {
  uint64_t at;                       // offset in the view
  uint32_t value[COFF_PDATA_FIELDS]; // by field of the layout
  bool is_packed;                    // the unwind field holds the data itself
  uint32_t unwind;                   // value of the unwind field
};

// What of a section is function table: in an image the part that the exception directory names, for
// images for two processors have the other one's entries beside it; else all contents that are in
// memory. Damaged contents are reported.
COFF_API struct coff_view coff_pdata_contents(const struct coff_file *,
                                              const struct coff_section *);
// False, without a report, if the target has no function tables. A size that is no multiple of the
// entry's is reported, and the whole entries are given.
COFF_API bool coff_pdata_open(struct coff_reporter, const struct coff_target *, struct coff_view,
                              struct coff_pdata *);
// False, without a report, past the last.
COFF_API bool coff_pdata_get(const struct coff_pdata *, uint64_t index, struct coff_pdata_entry *);
// The value of one run of bits in the record at P, in its unit (multiplied by the scale, if any).
COFF_API uint32_t coff_bits_load(const struct coff_bits *, const uint8_t *p, enum coff_order);

// The head of an unwind record, and where its parts lie. Offsets count from the view's start.
struct coff_unwind {
  uint8_t version;
  uint8_t flags;            // x64: UNW_FLAG_*; ARM: F
  uint8_t frame_register;   // x64; 0: none
  uint8_t frame_offset;     // x64, bytes
  bool has_handler;         // X; x64: EHANDLER or UHANDLER
  bool is_chained;          // x64: HANDLER_AT is a function table entry instead
  bool is_packed_epilog;    // E: one epilog, its codes begin at index EPILOGS
  uint32_t prolog_size;     // x64, bytes
  uint32_t function_length; // ARM, ARM64, bytes
  uint32_t epilogs;         // ARM, ARM64
  uint32_t codes;           // x64: slots of two bytes; ARM, ARM64: bytes
  uint64_t codes_at, codes_size;
  uint64_t handler_at; // of the handler's address; its data follow
  uint64_t size;       // of the record, handler's data not included
};

// Decodes the record at OFFSET of the contents of an unwind section. Reports and returns false if
// it runs past the end, or has a version that is not known; false, without a report, if the target
// has no such records.
COFF_API bool coff_unwind_read(struct coff_reporter, const struct coff_target *, struct coff_view,
                               uint64_t offset, struct coff_unwind *);
// Names of the bits of FLAGS in this target's unwind records; empty if it has none.
COFF_API const struct coff_flags *coff_unwind_flags(const struct coff_target *);

// ---- CodeView ---------------------------------------------------------------------------------

struct coff_cv {
  struct coff_reporter to;
  struct coff_view rest;
  uint32_t signature; // CV_SIGNATURE_*; 0: bare records
};

struct coff_cv_subsection {
  uint64_t offset;       // of its header, in the file
  uint32_t kind;         // DEBUG_S_*, without the high bit
  bool ignored;          // the high bit: the linker is to drop it
  struct coff_view data; // behind the header
};

// Reads the signature of a .debug$S. Reports and returns false if there is none that is known.
// Sections of the time before C13 hold symbol records without subsections: they are given as one
// DEBUG_S_SYMBOLS. Of those, the COMDAT ones may lack the signature as well.
COFF_API bool coff_cv_open(struct coff_reporter, struct coff_view, struct coff_cv *);
COFF_API bool coff_cv_next(struct coff_cv *, struct coff_cv_subsection *);
COFF_API const char *coff_cv_subsection_name(uint32_t kind); // "DEBUG_S_LINES"; NULL if unknown
COFF_API const char *coff_cv_signature_name(uint32_t signature);

struct coff_cv_record {
  uint64_t offset;       // of its length, in the file
  uint16_t kind;         // S_* or LF_*
  const char *kind_name; // "S_GPROC32_ID"; NULL if unknown
  uint32_t index;        // of a type; 0 for symbols, and for LF_PRECOMP, which takes no index
  struct coff_view data; // behind the kind
  bool has_name;
  struct coff_str name; // the record's name, version or string, if its kind has one
};

struct coff_cv_records {
  struct coff_reporter to;
  struct coff_view rest;
  bool types;
  uint32_t next_index;
};

// The symbol records of a DEBUG_S_SYMBOLS subsection.
COFF_API struct coff_cv_records coff_cv_symbols(struct coff_reporter, struct coff_view);
// The type records of a .debug$T or .debug$P. Reports and returns false if there is no signature.
COFF_API bool coff_cv_types(struct coff_reporter, struct coff_view, struct coff_cv_records *);
COFF_API bool coff_cv_record_next(struct coff_cv_records *, struct coff_cv_record *);
COFF_API const char *coff_cv_symbol_name(uint16_t kind); // "S_END"; NULL if unknown
COFF_API const char *coff_cv_type_name(uint16_t kind);   // "LF_POINTER"; NULL if unknown

// Lines of one function: DEBUG_S_LINES.
struct coff_cv_lines {
  struct coff_reporter to;
  struct coff_view rest;  // blocks not begun yet
  struct coff_view lines; // rows of this block not given yet
  struct coff_view columns;
  uint64_t start_at;      // offset of the address in the file: where its relocations apply
  uint32_t start, length; // function's offset in its section (before relocation), bytes
  uint16_t segment, flags;
  uint32_t file; // of the current block
};

struct coff_cv_line {
  uint32_t file;   // offset in DEBUG_S_FILECHKSMS
  uint32_t offset; // of the code, from START
  uint32_t line, end_line;
  uint16_t column, end_column; // 0: not known
  bool is_statement;
};

COFF_API bool coff_cv_lines_open(struct coff_reporter, struct coff_view, struct coff_cv_lines *);
COFF_API bool coff_cv_line_next(struct coff_cv_lines *, struct coff_cv_line *);

// Source files: DEBUG_S_FILECHKSMS.
struct coff_cv_file {
  uint32_t at;           // offset in the subsection: what lines refer to
  uint32_t name;         // offset in DEBUG_S_STRINGTABLE
  uint8_t checksum_kind; // CHKSUM_TYPE_*
  struct coff_view checksum;
};

struct coff_cv_files {
  struct coff_reporter to;
  struct coff_view all;
  uint64_t at;
};

COFF_API struct coff_cv_files coff_cv_files(struct coff_reporter, struct coff_view);
COFF_API bool coff_cv_file_next(struct coff_cv_files *, struct coff_cv_file *);
// The source file AT this offset of FILES, with its name in STRINGS (DEBUG_S_STRINGTABLE). False,
// without a report, if it is not there.
COFF_API bool coff_cv_file_name(struct coff_view files, struct coff_view strings, uint32_t at,
                                struct coff_str *name);
COFF_API const char *coff_cv_checksum_name(uint8_t kind); // NULL if unknown
// Finds the DEBUG_S_FILECHKSMS and DEBUG_S_STRINGTABLE that serve all of an object's sections;
// empty if it has none. Reports nothing.
COFF_API void coff_cv_source_tables(const struct coff_file *, struct coff_view *files,
                                    struct coff_view *strings);

// Hashes of types: .debug$H, one a record of .debug$T.
struct coff_cv_hashes {
  uint16_t version, algorithm;
  uint8_t size; // bytes a hash
  uint64_t count;
  struct coff_view hashes;
};
COFF_API bool coff_cv_hashes(struct coff_reporter, struct coff_view, struct coff_cv_hashes *);
COFF_API const char *coff_cv_hash_name(uint16_t algorithm); // NULL if unknown

// ---- Compressed sections ----------------------------------------------------------------------

// True if the section's name and first bytes say that its contents are compressed. No report.
COFF_API bool coff_section_is_compressed(const struct coff_file *, const struct coff_section *);
// The size that the section claims to have decompressed; false, without a report, if it is not
// compressed. Do not allocate that much before coff_section_decompress has agreed.
COFF_API bool coff_section_decompressed_size(const struct coff_file *, const struct coff_section *,
                                             uint64_t *size);
// The contents decompressed, to be freed with coff_contents_free. Reports and returns false if
// they are damaged, do not have the size that they claim, or memory runs out. Never holds much
// more memory than the contents really fill, whatever they claim.
COFF_API bool coff_section_decompress(const struct coff_file *, const struct coff_section *,
                                      uint8_t **contents, uint64_t *size);
// The same for contents in a view, GNU header ("ZLIB", size) included.
COFF_API bool coff_decompress(struct coff_reporter, struct coff_view, uint8_t **contents,
                              uint64_t *size);
COFF_API void coff_contents_free(const struct coff_context *, uint8_t *contents);

#ifdef __cplusplus
}
#endif
#endif
