// An opened file from the inside. Immutable once opened, but for tables that are built on first use.
//
// Skip it unless you work inside of the library.
#ifndef COFFGEN_OBJECT_FILE_H
#define COFFGEN_OBJECT_FILE_H
#include "base/input.h"
#include "base/once.h"
#include "coff/object.h"

enum { COFF_MAX_MATCHES = 8 };

struct coff_symbolic_file;

struct coff_file {
  const struct coff_context *ctx;
  char *name, *member;
  struct coff_input input;
  struct coff_view bytes; // all of it
  struct coff_view coff;  // from the byte that the file's own offsets count from
  struct coff_match match[COFF_MAX_MATCHES];
  size_t nmatches;
  bool forced; // the target was asked for
  const struct coff_target *target;
  enum coff_kind kind;
  uint64_t base, header_at;
  uint64_t shift; // added to offsets of contents, modulo 2^64: headers in front are gone (TE)
  struct coff_filehdr header;
  const struct coff_machine *machine;
  const struct coff_aouthdr_layout *aout_layout;
  struct coff_aouthdr aout;
  struct coff_view aout_bytes;
  struct coff_view scnhdrs;
  uint32_t nscns;
  struct coff_view symbols;
  uint64_t nsyms;
  struct coff_view strings;
  struct coff_symbolic_file *symbolic; // ECOFF; SYMBOLS are then the external ones
  struct coff_view debug_names;        // names of symbols that XCOFF keeps in .debug
  uint64_t image_base;
  struct coff_once rvas;     // object/rva.c
  struct coff_once overflow; // object/overflow.c
  struct coff_once comdats;  // symbols/comdat.c
};

// object/open.c: as coff_file_open, for bytes that are had already. INPUT is taken over: it is closed
// with the file, or if that cannot be opened.
struct coff_file *coff_file_from_input(const struct coff_context *ctx, const char *name,
                                       struct coff_input *input, const struct coff_open *opt);

// object/open.c: as coff_file_from_memory, for one of many files that are alike; LIKE may be NULL.
struct coff_like;
struct coff_file *coff_file_from_alike(const struct coff_context *ctx, const char *name,
                                       struct coff_view bytes, const struct coff_open *opt,
                                       const struct coff_like *like);

// object/section.c: as coff_section_get, but NAME stays empty: names of many sections lie all over the string
// table, and reading each takes longer than the rest.
bool coff_section_get_unnamed(const struct coff_file *f, uint32_t number, struct coff_section *s);

// object/relocs.c: the relocations of section NUMBER, which exists; as coff_section_get and
// coff_section_relocs, for who wants nothing else of many sections.
bool coff_section_relocs_of(const struct coff_file *f, uint32_t number, struct coff_reloc_table *t);

// object/overflow.c: the number of the XCOFF overflow section that holds the counts of section
// NUMBER, or 0.
uint32_t coff_overflow_section(const struct coff_file *f, uint32_t number);

// object/syment.c: the form of auxiliary entry WHICH of SYM, the symbol at INDEX; NULL: unknown, or past
// the last.
const struct coff_aux_layout *coff_auxent_layout(const struct coff_file *f, uint64_t index,
                                                 const struct coff_syment *sym, unsigned which);

// object/file.c: the table in ONCE (a member of F, the one part of an opened file that changes), which the
// first caller builds. NULL, reported, if out of memory. BUILD allocates it with coff_alloc.
void *coff_file_table(const struct coff_file *f, const struct coff_once *once,
                      void *(*build)(const struct coff_file *));

// object/section.c: of section NUMBER, where coff_section_get costs too much: its address, and whether
// its flags mean MEANING (COFF_SEC_*). 0 and flags of 0 outside the range.
COFF_API uint64_t coff_section_address(const struct coff_file *f, uint32_t number);
bool coff_section_means(const struct coff_file *f, uint32_t number, uint32_t meaning);
#endif
