// The loader section of an XCOFF module: what the system loader of AIX reads of it (AIX Files
// Reference, "XCOFF Object File Format", "Loader Section").
//
// Skip it unless you read linked XCOFF files.
#ifndef COFF_XCOFFLOADER_H
#define COFF_XCOFFLOADER_H
#include "coff/image.h"

#ifdef __cplusplus
extern "C" {
#endif

// The opened section: its header, and the tables that the header names. Offsets count from the
// section's first byte; views hold whole records, as many as there are.
struct coff_xcoff_loader {
  const struct coff_file *file;
  const struct coff_loader_layout *layout;
  struct coff_view bytes;   // of the section
  uint32_t section;         // its number
  uint32_t version;         // l_version: 1, or 2 for 64 bits and where thread-local storage is used
  uint64_t nsyms, nreloc;   // counts as stored
  uint64_t istlen, nimpid;  // import file ids: bytes, count
  uint64_t impoff, stlen;   // where they begin; bytes of the string table
  uint64_t stoff;           // where that begins
  uint64_t symoff, rldoff;  // of the tables; 32 bits: behind the header, behind the symbols
  struct coff_view symbols; // loader symbols that are there
  struct coff_view relocs;
  struct coff_view imports;
  struct coff_view strings;
  uint64_t symbol_count, reloc_count; // records in these views
};

// Finds the loader section and decodes its header. False, without a report, if the file has none;
// false, after one, if its header is cut off. Tables that do not fit are reported and clipped.
COFF_API bool coff_xcoff_loader_open(const struct coff_file *, struct coff_xcoff_loader *);

// One import file id. Number 0 is not a file: its path is the list of folders to look in (LIBPATH).
struct coff_xcoff_import_file {
  uint32_t number;
  uint64_t offset; // of the path, in the file
  struct coff_str path, base, member;
};

struct coff_xcoff_import_files {
  const struct coff_xcoff_loader *loader;
  uint64_t at;
  uint32_t number; // of the next
};

// A cursor over the import file ids; LOADER outlives it. An id that is cut off is reported, given as
// far as it goes, and the last.
COFF_API struct coff_xcoff_import_files coff_xcoff_import_files(const struct coff_xcoff_loader *);
COFF_API bool coff_xcoff_import_file_next(struct coff_xcoff_import_files *,
                                          struct coff_xcoff_import_file *);

// Bits of l_smtype; the low three are XTY_ER, XTY_SD, XTY_CM (format-xcoff.h).
enum coff_xcoff_smtype {
  COFF_XCOFF_TYPE = 0x07,
  COFF_XCOFF_WEAK = 0x08,
  COFF_XCOFF_EXPORT = 0x10,
  COFF_XCOFF_ENTRY = 0x20,
  COFF_XCOFF_IMPORT = 0x40
};

struct coff_xcoff_symbol {
  struct coff_str name; // points into the file
  uint64_t value;       // l_value: address; of an import 0, or where it has to be (system calls)
  int32_t scnum;        // section number; 0: imported; -1: absolute
  uint8_t smtype;       // enum coff_xcoff_smtype
  uint8_t smclas;       // XMC_*; coff_aux_value_name has their names
  uint32_t ifile;       // number of the import file id; 0 of an import: resolved later ("deferred")
  uint32_t parm;        // offset of the parameter type-check string in the string table, 0: none
  struct coff_view
      check; // that string without its length: a hash, not text; empty if there is none
};

// Number of the first loader symbol in relocations: those below it are sections.
enum { COFF_XCOFF_FIRST_SYMBOL = 3 };

// Loader symbol INDEX (0, 1, ...). False past the last. A name that is out of reach and an import
// file that is not there are reported; the name is then empty.
COFF_API bool coff_xcoff_symbol_get(const struct coff_xcoff_loader *, uint64_t index,
                                    struct coff_xcoff_symbol *);

struct coff_xcoff_reloc {
  uint64_t vaddr;       // address of the field
  int32_t symndx;       // 0 .text, 1 .data, 2 .bss, -1 .tdata, -2 .tbss; from 3 on loader symbols
  uint8_t rsize, type;  // as r_rsize and r_rtype of other relocations
  uint16_t rsecnm;      // number of the section that holds the field
  struct coff_str name; // of the symbol or section; empty if SYMNDX names none
};

// Loader relocation INDEX. False past the last. An index of a symbol that is not there is reported.
COFF_API bool coff_xcoff_reloc_get(const struct coff_xcoff_loader *, uint64_t index,
                                   struct coff_xcoff_reloc *);

// Names of the flag bits of l_smtype.
COFF_API const struct coff_flags *coff_xcoff_smtype_flags(void);

#ifdef __cplusplus
}
#endif
#endif
