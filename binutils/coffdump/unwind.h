// Function tables with all that they lead to, for the text and the JSON form alike.
//
// Skip it unless you show unwind data.
//
// In an object an address is what the relocation at its place says; in an image it counts from the
// image base. Here both are places. Memory grows with the symbols and exports of the file, and with
// the relocations of an object's function tables and unwind records.
#ifndef COFFDUMP_UNWIND_H
#define COFFDUMP_UNWIND_H
#include "coff/exports.h"
#include "coff/unwind.h"
#include "coffdump/budget.h"
#include "coffdump/disassemble.h"

// The names of places, read when they are asked for. NULL, after a report, if there is no memory: it
// has no names.
struct unwind_names;
struct unwind_names *unwind_names_open(const struct coff_file *);
void unwind_names_close(struct unwind_names *);
// The name of what begins at OFFSET of section SECTION; in an image, at the RVA OFFSET, which lies in
// SECTION or, if that is 0, in none. SYM is room for it. False if nothing does that has one.
bool unwind_name_at(struct unwind_names *, uint32_t section, uint64_t offset,
                    struct coff_syment *sym, struct coff_str *name);

struct unwind_data {
  const struct coff_file *file;
  const struct coff_target *target;
  bool is_image;
  struct unwind_names *names;
  struct unwind_fixup {
    uint32_t section;
    struct coff_reloc reloc;
  } * fixups; // of an object, sorted by section and address
  size_t nfixups;
  struct budget tables; // of an object, whose sections may share bytes
  uint64_t budget;      // bytes of records that may still be read
  bool spent;           // it was not enough, and that was said
};

// Where an address field leads.
struct unwind_place {
  bool is_known;    // false: an object's field that has no relocation, or one with a damaged symbol
  uint32_t section; // 0: outside of the file, or in an image: of the headers or nowhere
  uint64_t offset;  // in the section; in an image, the RVA
  struct coff_syment sym;
  bool has_name; // unwind_place_name gives it
  struct coff_str long_name;
  int64_t plus; // what the name is to be added to
};
struct coff_str unwind_place_name(const struct coff_file *, const struct unwind_place *);

// A table: all of an image's, or one section's of an object.
struct unwind_table {
  struct coff_section section; // NUMBER is 0 if it lies in none
  struct coff_pdata pdata;
};

// A record, and what it is in.
struct unwind_record {
  struct unwind_place place;
  uint32_t section;
  struct coff_view v; // U's offsets count from its start
  struct coff_unwind u;
};

struct unwind_function {
  struct coff_pdata_entry e;
  struct coff_pdata_function bounds; // size from the record, if that has it
  struct unwind_place begin, unwind;
  bool has_record;
  struct unwind_record record;
  bool has_early_handler;
  struct unwind_place handler, handler_data; // if HAS_EARLY_HANDLER
  uint32_t handler_raw, handler_data_raw;
};

void unwind_open(struct unwind_data *, const struct coff_file *);
void unwind_close(struct unwind_data *);
// The tables of the file, one after another: *SECTION is 0 at first. Damage is reported. False after
// the last.
bool unwind_next_table(struct unwind_data *, uint32_t *section, struct unwind_table *);
bool unwind_function(struct unwind_data *, const struct unwind_table *, uint64_t index,
                     struct unwind_function *);
// Where the address field at AT of record R's view leads, and the number in it.
uint32_t unwind_field(const struct unwind_data *, const struct unwind_record *r, uint64_t at,
                      struct unwind_place *);
// The function whose record chained record R continues.
bool unwind_parent(struct unwind_data *, const struct unwind_record *r,
                   struct unwind_function *parent);
// Where field I of entry E of a table leads.
uint32_t unwind_entry_field(const struct unwind_data *, const struct unwind_table *,
                            const struct coff_pdata_entry *e, unsigned i, struct unwind_place *);
// How many bytes of ARM's and ARM64's codes have a meaning: up to the end of the last epilog's.
uint64_t unwind_codes_used(const struct unwind_data *, const struct unwind_record *);
// The name of register N of BANK: "rbx", "x19". BUF has room for 8.
const char *unwind_register(enum coff_unwind_bank bank, unsigned n, char buf[8]);

// What a code means, in words: "push rbx".
void out_unwind_code(struct out *o, const struct coff_unwind_code *c);
#endif
