// Where the fields of a function table point, for the text and the JSON form alike.
//
// Skip it unless you print function tables.
#ifndef COFFDUMP_UNWIND_H
#define COFFDUMP_UNWIND_H
#include "coff/debug.h"

// In an object an address is what the relocation at its place says; in an image it counts from the
// image base.
struct unwind_table {
  const struct coff_file *file;
  const struct coff_section *section;
  struct coff_view contents;
  struct coff_reloc_table relocs;
  uint64_t next; // relocation expected next
};

// Where a field of the table points.
struct unwind_target {
  uint32_t section; // 0: nowhere
  uint64_t offset;  // in the section
  bool has_name;
  struct coff_syment sym; // whose name, plus ADDEND, is the place
  int64_t addend;
};

void unwind_table_open(struct unwind_table *, const struct coff_file *, const struct coff_section *,
                       struct coff_view contents);
// Where field I of entry E points; false if it is no address, or points nowhere. To be asked in the
// order of the table.
bool unwind_resolve(struct unwind_table *, const struct coff_pdata *,
                    const struct coff_pdata_entry *e, unsigned i, struct unwind_target *);
// The unwind record there.
bool unwind_record_at(const struct unwind_table *, const struct unwind_target *,
                      struct coff_unwind *);
#endif
