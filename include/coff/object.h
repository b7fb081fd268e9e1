// An opened COFF file: what flavour it is, its headers, sections, native symbols, relocations and
// line numbers.
//
// Skip the native records unless you need more than symbols.h says.
//
// An opened file never changes and may be read from many threads at once. Nothing is copied out of
// it: names and contents are views that live until coff_file_close. Memory does not grow with the
// number of sections, symbols or relocations; records are decoded when asked for.
//
// A damaged part makes that part an error, not the file: the functions below report through the
// context's sink (unless said otherwise), give what is there, and return what they could use.
#ifndef COFF_OBJECT_H
#define COFF_OBJECT_H
#include "coff/diag.h"
#include "coff/recognise.h"
#include "coff/swap.h"
#include "coff/target.h"
#include "coff/view.h"

#ifdef __cplusplus
extern "C" {
#endif

struct coff_file;

// ---- Opening ----------------------------------------------------------------------------------

struct coff_open {
  const char *target; // use this target whatever the bytes say; NULL: recognise
  const char *member; // name of the archive member that the bytes are, for messages; or NULL
  uint64_t offset;    // open only SIZE bytes at OFFSET of the file, which must be there
  uint64_t size;      // 0: to the end of the file
  bool read;          // read into memory instead of mapping: a mapped file that another process
                      // shortens meanwhile would stop this one with a signal
  bool maybe;         // say nothing if the bytes are of no known flavour
};

// Opens the file PATH. Files that cannot be mapped (pipes) are read. OPT may be NULL. Returns NULL
// after a diagnostic if the file cannot be read or is of no known flavour.
COFF_API struct coff_file *coff_file_open(const struct coff_context *ctx, const char *path,
                                          const struct coff_open *opt);
// The same for SIZE bytes at DATA, which stay the caller's and must outlive the file. NAME is for
// messages; it is copied, as PATH and the strings of OPT are.
COFF_API struct coff_file *coff_file_from_memory(const struct coff_context *ctx, const char *name,
                                                 const void *data, size_t size,
                                                 const struct coff_open *opt);
COFF_API void coff_file_close(struct coff_file *);

COFF_API const struct coff_context *coff_file_context(const struct coff_file *);
COFF_API const char *coff_file_name(const struct coff_file *);
COFF_API const char *coff_file_member(const struct coff_file *);
COFF_API const struct coff_target *coff_file_target(const struct coff_file *);
COFF_API enum coff_kind coff_file_kind(const struct coff_file *);
COFF_API struct coff_view coff_file_bytes(const struct coff_file *); // all of it, stub included
COFF_API uint64_t coff_file_base(const struct coff_file *);          // what its offsets count from
// Where the byte lies that headers and directories of the file call STORED: they may count from
// behind a stub, or from headers that are no longer there. May be past the end.
COFF_API uint64_t coff_file_offset_of(const struct coff_file *, uint64_t stored);
// A place in this file for coff_fail and coff_report; OFFSET counts from the file's first byte.
COFF_API struct coff_place coff_file_place(const struct coff_file *, uint64_t offset);
// The recogniser's candidates, best first; the first is the one in use unless one was asked for.
COFF_API const struct coff_match *coff_file_candidates(const struct coff_file *, size_t *n);
// True if the runner-up has the same evidence: the bytes do not tell.
COFF_API bool coff_file_is_ambiguous(const struct coff_file *);

// ---- Headers ----------------------------------------------------------------------------------

COFF_API const struct coff_filehdr *coff_file_header(const struct coff_file *);
COFF_API uint64_t coff_file_header_offset(const struct coff_file *);
// NULL if there is no optional header, or none that the flavour can explain.
COFF_API const struct coff_aouthdr *coff_file_aouthdr(const struct coff_file *);
COFF_API const struct coff_aouthdr_layout *coff_file_aouthdr_layout(const struct coff_file *);
COFF_API struct coff_view coff_file_aouthdr_bytes(const struct coff_file *);
// PE data directory N (0, 1, ...): false past the last.
COFF_API bool coff_file_directory(const struct coff_file *, unsigned n, uint32_t *rva,
                                  uint32_t *size);
// What directory N is for, as the specification names it; NULL if it names none.
COFF_API const char *coff_file_directory_name(const struct coff_file *, unsigned n);
// The directory for DIR, whatever its number. False, without a report, if the file has none or its
// address and size are both 0.
COFF_API bool coff_file_find_directory(const struct coff_file *, enum coff_dir dir, uint32_t *rva,
                                       uint32_t *size);
// The address that addresses in headers count from: PE ImageBase, else 0.
COFF_API uint64_t coff_file_image_base(const struct coff_file *);
// The processor, with its variant where the header names one; never NULL.
COFF_API const struct coff_machine *coff_file_machine(const struct coff_file *);

// ---- Sections ---------------------------------------------------------------------------------

struct coff_section {
  uint32_t number;      // 1-based, as symbols count
  uint32_t flags;       // enum coff_section_flag bits
  struct coff_str name; // long names resolved
  struct coff_scnhdr header;
  uint64_t header_offset; // file offset of the header
  uint64_t address;       // virtual address, image base included
  uint64_t memory_size;   // bytes in memory
  uint64_t file_offset;   // of the contents; meaningless if file_size is 0
  uint64_t file_size;     // bytes of contents in the file that the header claims
  uint64_t nreloc, nlnno; // true counts, overflow rules applied
  uint8_t octets;         // per addressable unit, at least 1: its addresses and header count these
  uint8_t align_power;    // log2 of the alignment
  bool align_stored;      // false: ALIGN_POWER is the flavour's default
  bool long_name;
  bool name_is_damaged; // a long name whose string is not there; NAME is then the raw field
  bool count_in_first;  // NRELOC comes from a first relocation, which is not one itself
};

// Sections whose headers are in the file; may be fewer than the file header claims.
COFF_API uint32_t coff_section_count(const struct coff_file *);
// Decodes section NUMBER (1 to count). Returns false, without a report, outside that range.
COFF_API bool coff_section_get(const struct coff_file *, uint32_t number, struct coff_section *);
// The name alone of section NUMBER, as coff_section_get gives it, for a fraction of its time.
COFF_API bool coff_section_name(const struct coff_file *, uint32_t number, struct coff_str *);
// The bytes of its header; NULL if there is none.
COFF_API const uint8_t *coff_section_header(const struct coff_file *, uint32_t number);
// The section of that name, or the first of several.
COFF_API bool coff_section_find(const struct coff_file *, const char *name, struct coff_section *);
// The contents as they lie in the file; empty for a section without. Reports, clips to what is
// there and returns false if they run past the end of the file.
COFF_API bool coff_section_contents(const struct coff_file *, const struct coff_section *,
                                    struct coff_view *);

// ---- Addresses of an image --------------------------------------------------------------------

// An RVA is an address in memory that counts from the image base. Below: false, without a report,
// for files whose addresses are none, and for RVAs where nothing is.

// Number of the section whose memory holds RVA; 0: none, or the headers. Of sections that overlap,
// which no loader takes, the one that begins last.
COFF_API uint32_t coff_rva_section(const struct coff_file *, uint64_t rva);
// Whether its section has no contents in this file: it is zeroes, or, as in what strip --only-keep-debug
// leaves, they are in another file. Nothing is wrong if a directory is there.
COFF_API bool coff_rva_is_elsewhere(const struct coff_file *, uint64_t rva);
// The same; *OFFSET counts from the section's start.
COFF_API uint32_t coff_rva_within(const struct coff_file *, uint64_t rva, uint64_t *offset);
// What the file holds from RVA on, to the end of its section's contents (or of the headers).
// False, too, where memory is zero-filled and the file holds nothing. OUT->origin is the offset.
COFF_API bool coff_rva_view(const struct coff_file *, uint64_t rva, struct coff_view *out);
COFF_API bool coff_rva_to_offset(const struct coff_file *, uint64_t rva, uint64_t *offset);
// The RVA at which the byte at OFFSET of the file is loaded.
COFF_API bool coff_rva_of_offset(const struct coff_file *, uint64_t offset, uint64_t *rva);
// An address with the image base in it, as TLS directory and load configuration hold, as RVA.
COFF_API bool coff_rva_of_address(const struct coff_file *, uint64_t address, uint64_t *rva);

// ---- Strings ----------------------------------------------------------------------------------

// The string table with its length word; empty if there is none.
COFF_API struct coff_view coff_file_strings(const struct coff_file *);
// The string at OFFSET of the table. False, without a report, if there is none.
COFF_API bool coff_file_string(const struct coff_file *, uint64_t offset, struct coff_str *);

// ---- Native symbols ---------------------------------------------------------------------------

// Entries in the symbol table, auxiliary entries included, that are in the file.
COFF_API uint64_t coff_syment_count(const struct coff_file *);
// ECOFF: the external symbols alone; the local ones, with indices behind theirs, lie elsewhere.
COFF_API struct coff_view coff_syment_table(const struct coff_file *);
// Decodes up to N consecutive entries from INDEX; returns how many. Whether one is auxiliary only
// the symbol before it tells.
COFF_API size_t coff_syment_read(const struct coff_file *, uint64_t index, size_t n,
                                 struct coff_syment *);
// The bytes of entry INDEX; NULL past the end.
COFF_API const uint8_t *coff_syment_bytes(const struct coff_file *, uint64_t index);
// Where entry INDEX lies in the file.
COFF_API uint64_t coff_syment_offset(const struct coff_file *, uint64_t index);
// The name of SYM. An inline name points into SYM itself, others into the file. False, and the raw
// field or nothing, if the name is out of reach; not reported.
COFF_API bool coff_syment_name(const struct coff_file *, const struct coff_syment *sym,
                               struct coff_str *);
// Auxiliary entry WHICH (0, 1, ...) of the symbol SYM at INDEX, in its form.
COFF_API bool coff_auxent_read(const struct coff_file *, uint64_t index,
                               const struct coff_syment *sym, unsigned which, struct coff_auxent *);
// The file name that the auxiliary entries of a C_FILE symbol spell, in any of the three ways.
COFF_API bool coff_auxent_file_name(const struct coff_file *, uint64_t index,
                                    const struct coff_syment *sym, struct coff_str *);

// ---- Relocations and line numbers -------------------------------------------------------------

// Relocations of a section; a count held in a first entry is not among them.
struct coff_reloc_table {
  struct coff_view bytes;
  uint64_t count;
  struct coff_view contents; // ECOFF: where low halves of addends stand; from address VADDR on
  uint64_t vaddr;
};
// Reports and clips if the table runs past the end of the file; false then.
COFF_API bool coff_section_relocs(const struct coff_file *, const struct coff_section *,
                                  struct coff_reloc_table *);
// Decodes up to N entries from FIRST; returns how many.
COFF_API size_t coff_reloc_read(const struct coff_file *, const struct coff_reloc_table *,
                                uint64_t first, size_t n, struct coff_reloc *);

// The symbol of a relocation. For one by section (ECOFF) it is made: the section's name, address and
// number. False, without a report, if there is none.
COFF_API bool coff_reloc_syment(const struct coff_file *, const struct coff_reloc *,
                                struct coff_syment *);
// True if R says that it has no symbol (all ones), or that it means no section.
COFF_API bool coff_reloc_is_bare(const struct coff_target *, const struct coff_reloc *r);

struct coff_lineno_table {
  struct coff_view bytes;
  uint64_t count;
};
COFF_API bool coff_section_linenos(const struct coff_file *, const struct coff_section *,
                                   struct coff_lineno_table *);
COFF_API size_t coff_lineno_read(const struct coff_file *, const struct coff_lineno_table *,
                                 uint64_t first, size_t n, struct coff_lineno *);

// ---- Short import objects ---------------------------------------------------------------------

// Fields Type and Name Type of the import header (PE and COFF specification, sections 8.2, 8.3).
enum { IMPORT_OBJECT_CODE, IMPORT_OBJECT_DATA, IMPORT_OBJECT_CONST };
enum {
  IMPORT_OBJECT_ORDINAL,
  IMPORT_OBJECT_NAME,
  IMPORT_OBJECT_NAME_NO_PREFIX,
  IMPORT_OBJECT_NAME_UNDECORATE,
  IMPORT_OBJECT_NAME_EXPORTAS
};

struct coff_import {
  uint8_t type;      // IMPORT_OBJECT_CODE, ...
  uint8_t name_type; // IMPORT_OBJECT_ORDINAL, ...
  uint16_t reserved; // the bits behind them, 0 by the specification
  uint16_t hint;     // by_ordinal: the ordinal; else where the loader looks for the name first
  bool by_ordinal;
  struct coff_str symbol;      // that it defines
  struct coff_str dll;         // file name of the library
  struct coff_str export_as;   // IMPORT_OBJECT_NAME_EXPORTAS: as stored; else empty
  struct coff_str import_name; // that the loader looks up; empty if by ordinal
};

// Decodes a file of kind COFF_KIND_IMPORT; false, without a report, for all others. Reports strings
// that are cut off and values that are not known, and returns false; what is there is in M.
COFF_API bool coff_import_get(const struct coff_file *, struct coff_import *m);
COFF_API const char *coff_import_type_name(unsigned type);           // NULL if unknown
COFF_API const char *coff_import_name_type_name(unsigned name_type); // NULL if unknown

#ifdef __cplusplus
}
#endif
#endif
