// What a flavour's files hold by convention: sections and symbols with a meaning by their name, function
// tables, data directories, base relocations.
//
// Skip it unless you port a flavour that has them.
#ifndef COFF_CONVENTIONS_H
#define COFF_CONVENTIONS_H
#include "coff/layout.h"

#ifdef __cplusplus
extern "C" {
#endif

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

#ifdef __cplusplus
}
#endif
#endif
