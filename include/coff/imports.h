// Imports of an image: by name or ordinal, delayed, bound.
//
// Skip it unless you read those. PE and COFF specification, "The .idata Section", "Delay-Load Import
// Tables"; bound imports are only in the Windows SDK (IMAGE_BOUND_IMPORT_DESCRIPTOR).
#ifndef COFF_IMPORTS_H
#define COFF_IMPORTS_H
#include "coff/image.h"

#ifdef __cplusplus
extern "C" {
#endif

// A cursor over the libraries that an image imports from: at once, or when it first calls them.
// Keeps no memory.
//
// Tables and names that many libraries share could make a small file say gigabytes. All lookup
// entries together are no more than the file has room for, all names together at most twice as long
// as the file; what goes beyond is reported and left out.
struct coff_imports {
  const struct coff_file *file;
  bool delayed;
  bool ended;
  struct coff_view rest;      // descriptors not given yet, to the end of the section's contents
  uint64_t stated;            // offset in the file at which the directory ends, by its size field
  uint64_t thunks_left, left; // lookup entries, and bytes of names, that may still be given
};

// One library. Addresses are RVAs, 0: none. The fields behind TIMDAT are of delayed ones only.
struct coff_import_library {
  const struct coff_file *file;
  uint64_t offset;          // of the descriptor, in the file
  struct coff_str name;     // file name; empty if it is not there
  uint32_t name_rva;        // ... and where it stands
  uint32_t lookup;          // OriginalFirstThunk; delayed: name table
  uint32_t addresses;       // FirstThunk: where the loader stores what it found
  uint32_t forwarder_chain; // not delayed: first entry that is forwarded, -1: none (old binding)
  uint32_t timdat;          // of the library that it was bound to; 0: not bound; not delayed, and
                            // -1: bound as the bound import directory says
  uint32_t attributes;
  bool by_address; // descriptor and name table held addresses (before Visual C++ 7), not RVAs
  uint32_t module_handle; // where the handle of the library is stored
  uint32_t bound;         // table of addresses that were found before, valid for TIMDAT
  uint32_t unload;        // table that ADDRESSES is reset from
  // What was read of them.
  bool delayed;
  bool lookup_is_addresses;         // there is no lookup table: ADDRESSES holds its entries
  uint64_t count;                   // entries
  struct coff_view lookups;         // COUNT of them, and the null one if it is there
  struct coff_view slots;           // at ADDRESSES: as many of COUNT as there are in the file
  struct coff_view bounds, unloads; // the same at BOUND and UNLOAD
};

enum coff_import_by {
  COFF_IMPORT_BY_NAME,
  COFF_IMPORT_BY_ORDINAL,
  COFF_IMPORT_UNKNOWN // bound, and no lookup table: the address took the name's place
};

struct coff_import_entry {
  uint64_t offset; // of the lookup entry, in the file
  uint64_t lookup; // the entry as stored
  enum coff_import_by by;
  struct coff_str name; // empty if it is not there
  uint16_t hint;        // where in the library's name table the loader looks first
  uint16_t ordinal;
  uint64_t name_at; // offset of hint and name in the file, or COFF_NOWHERE
  uint64_t slot;    // RVA at which the address is stored
  // What is there in the file: of an import that is bound the address in the library; of a delayed one
  // the address of the code that loads the library; else a copy of LOOKUP, as a rule.
  bool has_value;
  uint64_t value;
  bool is_bound; // BOUND_TO is the address that was found when the image was bound
  uint64_t bound_to;
};

// False, without a report, if the image imports nothing (at once; when needed).
COFF_API bool coff_imports_open(const struct coff_file *, struct coff_imports *);
COFF_API bool coff_delay_imports_open(const struct coff_file *, struct coff_imports *);
// False after the last library. As the loader does, goes on to the null descriptor even if the
// directory's size says otherwise, which is reported. Reports what is wrong with the library and
// all of its entries.
COFF_API bool coff_import_library_next(struct coff_imports *, struct coff_import_library *);
// The fields of the descriptor behind the last library, whose OFFSET it has. False, without a report, if
// it is not in the file.
COFF_API bool coff_import_null_get(const struct coff_imports *, struct coff_import_library *);
// Entry I (0 to count - 1). False, without a report, past the last.
COFF_API bool coff_import_entry_get(const struct coff_import_library *, uint64_t i,
                                    struct coff_import_entry *);

// Bound imports: the versions of libraries whose addresses were put into the image beforehand.
struct coff_bound_imports {
  const struct coff_file *file;
  struct coff_view all; // from the directory to the end of what holds it
  uint64_t at;          // of the next record in ALL
  uint64_t end;         // of the directory in ALL
  uint16_t forwarders;  // ... of the last module that were not given yet
  uint64_t left;        // bytes of names that may still be given
};

struct coff_bound_import {
  uint64_t offset;     // in the file
  bool is_forwarder;   // of the module before it, which forwards exports to this one
  uint32_t timdat;     // of the library when the image was bound to it
  uint16_t name_at;    // offset from the start of the directory
  uint16_t forwarders; // records behind that are forwarders of this one; of a forwarder: reserved
  struct coff_str name;
};

// False, without a report, if the image has no such directory.
COFF_API bool coff_bound_imports_open(const struct coff_file *, struct coff_bound_imports *);
// False after the last. Reports records and names that are not there.
COFF_API bool coff_bound_import_next(struct coff_bound_imports *, struct coff_bound_import *);

#ifdef __cplusplus
}
#endif
#endif
