// Exports of an image: names, ordinals, forwarders.
//
// Skip it unless you read those. PE and COFF specification, "The .edata Section".
#ifndef COFF_EXPORTS_H
#define COFF_EXPORTS_H
#include "coff/image.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { COFF_EXPORT_NO_NAME = -1 };

// The export directory and the three tables that it names, clipped to what is in the file.
struct coff_exports {
  const struct coff_file *file;
  struct coff_view directory;
  uint32_t characteristics, timdat;
  uint16_t major, minor;
  uint32_t ordinal_base;       // ordinal of function 0
  struct coff_str dll;         // the name that the image gives itself
  uint32_t nfunctions, nnames; // entries that are there
  // As stored: numbers of entries, and where the name and the tables stand.
  uint32_t stated_functions, stated_names;
  uint32_t dll_rva, addresses_rva, names_rva, ordinals_rva;
  struct coff_view addresses, names, ordinals;
  int32_t *first_name; // of function I: number of its first name, or COFF_EXPORT_NO_NAME
  int32_t *next_name;  // of name N: the next name of the same function
};

// Reads the directory. False, without a report, if the image has none; false, after one, if the
// directory itself is not there or memory runs out. Tables that are cut off or names that lead
// nowhere are reported; the rest can be asked for. To be closed. Memory: 4 bytes a function, 4 a name.
COFF_API bool coff_exports_open(const struct coff_file *, struct coff_exports *);
COFF_API void coff_exports_close(struct coff_exports *);

struct coff_export {
  uint32_t ordinal;
  uint32_t rva;    // 0: the ordinal is not in use
  uint64_t offset; // of its entry in the address table, in the file
  bool is_forwarder;
  struct coff_str forwarder; // "NTDLL.RtlAllocateHeap", "OTHER.#12"; RVA is where it stands
  int32_t first_name;        // as in coff_exports
};

// Function I (0 to nfunctions - 1). False, without a report, past the last.
COFF_API bool coff_export_get(const struct coff_exports *, uint32_t i, struct coff_export *);

struct coff_export_name {
  struct coff_str name;
  uint32_t function; // number of the function; at least nfunctions if the name leads nowhere
  int32_t next;      // name of the same function, or COFF_EXPORT_NO_NAME
};

// Name N (0 to nnames - 1), which is also its hint. False, without a report, past the last.
COFF_API bool coff_export_name_get(const struct coff_exports *, uint32_t n,
                                   struct coff_export_name *);

#ifdef __cplusplus
}
#endif
#endif
