// Building files from nothing, and editing them: headers, sections, symbols, relocations and line numbers
// as native records, laid out by coff_place and written by coff_write. One builder for every flavour.
//
// Skip it unless you make or rewrite object files and images; edit.h has the usual edits ready.
//
// Everything refers to everything by id. A section's id counts from 1, a symbol's from 0, in the order
// in which they were added; ids never change. What becomes of them in the file (section numbers,
// indices of the symbol table that count auxiliary entries, offsets) is worked out when the file is
// placed, by one map. So in the native records given to a builder
//   - n_scnum is a section id (or 0, -1, -2),
//   - r_symndx, l_symndx and the fields of auxiliary entries that hold the index of a symbol are symbol
//     ids, and COFF_BUILD_NONE stands for no symbol,
//   - COFF_AUX_ASSOCIATED is a section id,
//   - offsets, counts and references to the string table are ignored: they are worked out.
// What is set `dropped` is left out of the file; whatever still refers to it is an error.
//
// Fields of the structs below may be read and changed at any time but for those said to be worked out;
// the arrays move when something is added. Memory comes from the context's allocator and is freed by
// coff_build_free. Names, records and directories are copied; contents and stub are views of bytes that
// must outlive the builder. The same calls give the same bytes: no clock and no address gets into a file.
//
// ECOFF's local symbols and what belongs to them are said file by file: see "Symbolic information" below.
#ifndef COFF_BUILD_H
#define COFF_BUILD_H
#include "coff/map.h"
#include "coff/object.h"

#ifdef __cplusplus
extern "C" {
#endif

#define COFF_BUILD_NONE UINT32_MAX

// ---- The parts --------------------------------------------------------------------------------

struct coff_build_section {
  struct coff_str name; // of any length
  uint32_t from;        // its number in the file that is edited; 0: made here
  // Its relocations and line numbers are still those of that file, and the arrays are empty.
  bool relocs_taken, lines_taken;
  // Set by coff_place: the section whose counts this header holds (XCOFF STYP_OVRFLO); 0: it is a section.
  uint32_t overflow_of;
  // vaddr, paddr, flags, align, page and mem_width are written as they stand. SIZE is written for
  // sections without contents, in the flavour's addressable units; else it is worked out. PADDR 0
  // becomes the size in memory where the flavour has that there (PE images).
  struct coff_scnhdr header;
  // Contents, one behind the other. DATA may be NULL: so many bytes are left to the caller, who writes them
  // into what coff_write has made, at PLACED.scnptr.
  struct coff_view *pieces;
  uint32_t npieces, room_pieces;
  struct coff_reloc *relocs;
  uint64_t nrelocs, room_relocs;
  struct coff_lineno *lines; // NULL: NLINES rows are left to the caller, at PLACED.lnnoptr
  uint64_t nlines, room_lines;
  bool dropped;
  // Contents are made when the file is placed: the names of symbols that stand in this section (XCOFF
  // .debug). Pieces are ignored.
  bool holds_names;
  // Worked out by coff_place: the header as it will be written, and the section's number (0: dropped).
  struct coff_scnhdr placed;
  uint32_t number;
  uint8_t parts;   // which of its parts the file that is edited has
  uint64_t strx;   // offset of its name in the string table
  bool name_stays; // it is spelled as in the file that is edited
};

// What the value of a symbol is.
enum coff_build_value {
  COFF_BUILD_VALUE,  // a number
  COFF_BUILD_SYMBOL, // a symbol's id, written as its index (C_FILE chains; XCOFF C_BSTAT)
  COFF_BUILD_LINE // row VALUE of the line numbers of section LINES_OF, written as its file offset
};

struct coff_build_symbol {
  struct coff_str name;       // of any length; of a file, see coff_build_file_name
  struct coff_syment native;  // but for its name, STRX and NUMAUX
  enum coff_build_value what; // ... of NATIVE.value
  uint32_t lines_of;
  uint32_t aux, naux; // auxiliary entries
  uint32_t from;      // its index in the file that is edited; COFF_BUILD_NONE: made here
  bool dropped;
  uint64_t strx;   // where its name lies, worked out, and ...
  bool name_stays; // ... whether that is where it lay in the file that is edited
};

struct coff_build_aux {
  const struct coff_aux_layout *layout; // NULL: BYTES are written as they are
  uint8_t *bytes;                       // the record, with ids for indices
  bool shared;          // ... is that of the file that is edited, and must not be written to
  bool plain;           // it refers to nothing: BYTES are good wherever it goes
  struct coff_str name; // COFF_AUX_FILE: name for the string table; empty: it is in BYTES
  uint64_t from_strx;   // ... where it lies in the file that is edited; 0: made here
  uint64_t strx;        // ... its offset, worked out
  // Section id: COFF_AUX_LNNOPTR is a row of its line numbers; 0: the field is written as it is.
  uint32_t lines_of;
  // Section id: COFF_AUX_EXPTR is an offset in its contents; 0: the field is written as it is.
  uint32_t contents_of;
  bool measure; // COFF_AUX_SECTION: length, counts and checksum are those of the symbol's section
};

// A data directory of an image.
struct coff_build_dir {
  uint32_t rva, size;
};

// ---- Symbolic information (ECOFF) -------------------------------------------------------------

// A file descriptor. Its shares of the tables grow with what is added while it is the last one. Those of
// one that was taken over from a file cannot: padding or others' shares may lie behind them.
struct coff_build_fd {
  struct coff_str name;                // empty: none
  struct coff_symbolic_numbers native; // COFF_FDR_*
  bool taken_over; // ISSBASE and RSS of NATIVE count in the strings taken over, where names stay
  struct coff_symbolic_numbers placed; // worked out, and ...
  bool named;                          // ... whether ISSBASE and RSS are
};

struct coff_build_table {
  uint8_t *bytes;
  uint64_t size, room;
};

struct coff_build_symbolic {
  bool present; // written even if it is empty
  // Leaves out all but the external symbols, which then belong to no file descriptor.
  bool only_externals;
  struct coff_symbolic_numbers header; // COFF_HDRR_VSTAMP, COFF_HDRR_ILINEMAX
  struct coff_build_fd *fds;
  uint32_t nfds, room_fds;
  // As they stand in the file: records, packed lines, strings that were taken over. Those of file
  // descriptors and symbols are empty.
  struct coff_build_table tables[COFF_SYMBOLIC_TABLES];
  uint64_t nlocals;
  int64_t line; // that the last row of packed line numbers was for
  // Worked out by coff_place.
  struct coff_symbolic_numbers placed;
  struct coff_build_table strings, external_strings;
};

// A range of the file that is edited, or of the one that is made: what an edit does not touch is emitted
// as it was.
struct coff_build_part {
  uint64_t was, length; // where it lies in the file that is edited; LENGTH 0: made here
  enum coff_range_kind kind;
  uint32_t section;  // id, or 0
  uint64_t at, size; // worked out; SIZE 0: left out
};

struct coff_build_strings; // coffgen/edit/strings.h
struct coff_build_chunk;   // coffgen/edit/memory.h
struct coff_kept_strings;  // coffgen/edit/kept.h

struct coff_build {
  const struct coff_context *ctx;
  const char *name; // for messages
  const struct coff_target *target;
  enum coff_kind kind;
  // magic, timdat, flags, target_id, sig, version, class_id, hint, import_type and meta_size are written
  // as they stand; coff_build_new has set what the flavour asks for. The rest is worked out.
  struct coff_filehdr header;
  // NULL: no optional header. Fields that are 0 and that the layout of the file decides
  // (SizeOfImage, SizeOfHeaders, SizeOfCode and their like, NumberOfRvaAndSizes) are worked out.
  const struct coff_aouthdr_layout *aout_layout;
  struct coff_aouthdr aout;
  uint32_t aout_size;          // bytes of it; 0: what layout and directories take
  bool aout_as_given;          // ... and none is worked out
  struct coff_view aout_bytes; // what the header's bytes are that no field names; may be shorter
  struct coff_build_dir dirs[COFF_DIRS];
  uint32_t ndirs;
  // What stands before the file header, in containers that have something there. Empty: a program for
  // MS-DOS that says what the file is.
  struct coff_view stub;
  struct coff_view payload; // of import and anonymous objects: what follows the header
  struct coff_build_symbolic symbolic;
  bool long_names; // see coff_build_long_names
  bool post_link;  // do what the flavour does to finished images (PE: the checksum)
  // The file that is edited; NULL: made from nothing.
  const struct coff_file *from;
  bool symbols_taken; // its symbols are still those of the file, and there are none here
  // Certificates stay though an edit makes them void; by default they go, with a warning.
  bool keep_certificates;
  // A symbol table that the caller writes: coff_write leaves room for so many entries at SYMBOLS_AT, and for so
  // many bytes of strings up to STRINGS_END, behind the names of sections. There are then no symbols here.
  uint64_t given_entries, given_strings;
  struct coff_build_section *sections; // section id I is sections[I - 1]
  uint32_t nsections, room_sections;
  struct coff_build_symbol *symbols; // by id
  uint32_t nsymbols, room_symbols;
  struct coff_build_aux *auxes;
  uint32_t nauxes, room_auxes;
  struct coff_build_chunk *chunks;
  struct coff_build_part *parts; // in the order of the file
  uint32_t nparts, room_parts;
  uint32_t *ids; // by index in the file that is edited: the symbol's id, or COFF_BUILD_NONE
  struct coff_view *taken; // contents of the sections of that file
  // Worked out by coff_place.
  bool placed;
  bool certificates_go, debug_names_stay;
  struct coff_filehdr placed_header;
  struct coff_aouthdr placed_aout;
  struct coff_build_dir placed_dirs[COFF_DIRS];
  uint64_t base;      // what offsets in headers count from
  uint64_t shift;     // added to them, modulo 2^64 (TE)
  uint64_t header_at; // of the file header
  uint64_t aout_at, scnhdrs_at, symbols_at, strings_at, strings_end, size;
  uint32_t nscns;    // section headers, those of overflowing counts included
  uint32_t *indices; // by symbol id: its index; one more for the end of the table
  uint64_t nentries; // of the symbol table
  struct coff_build_strings *strings, *debug_names; // string table; names in a section of their own
  struct coff_kept_strings *kept; // what is left of the string table of the file that is edited
};

// ---- Making one -------------------------------------------------------------------------------

// A file of TARGET and KIND (one of the target's), for its machine number MACHINE (0: the first). NAME is
// for messages, and copied. NULL after a report.
COFF_API struct coff_build *coff_build_new(const struct coff_context *ctx, const char *name,
                                           const struct coff_target *target, enum coff_kind kind,
                                           unsigned machine);
// Edits F: what is not touched is written as it was, byte for byte, and in its place unless something in
// front of it grew. Ids of sections are their numbers in F. Symbols, relocations and line numbers are those
// of F until they are asked for, see below. F must stay open as long as the builder is used. NULL, after a
// report, if headers or contents cannot be read.
COFF_API struct coff_build *coff_build_edit(const struct coff_file *f);
// Makes what is edited the builder's own, so that it can be looked at and changed: all symbols; relocations
// or line numbers of a section (and all symbols, for they refer to these by id). Once it is, nothing is done.
// False, after a report, if a part cannot be read.
COFF_API bool coff_build_own_symbols(struct coff_build *);
COFF_API bool coff_build_own_relocs(struct coff_build *, uint32_t section);
COFF_API bool coff_build_own_lines(struct coff_build *, uint32_t section);
COFF_API bool coff_build_own(struct coff_build *); // all of these
// All that F says, to be laid out anew: as coff_build_edit, but everything is the builder's own, and what
// no header leads to is not taken over.
COFF_API struct coff_build *coff_build_from_file(const struct coff_file *f);
COFF_API void coff_build_free(struct coff_build *);

// N bytes of the builder's, zeroed and valid as long as it is: room for contents. NULL after a report.
COFF_API uint8_t *coff_build_bytes(struct coff_build *, size_t n);

// Gives the file the optional header called LAYOUT ("PE32+"; NULL: the flavour's first), with NDIRS data
// directories. False, after a report, if the flavour has no such header.
COFF_API bool coff_build_optional_header(struct coff_build *, const char *layout, uint32_t ndirs);
// Whether section names that are too long for the header are spelled out (true) or cut. By default as the
// flavour does it; images are cut. False, after a report, if it cannot spell them.
COFF_API bool coff_build_long_names(struct coff_build *, bool on);

// Each adds one thing at the end. Ids: 0 or COFF_BUILD_NONE, after a report, if that failed.
COFF_API uint32_t coff_build_section(struct coff_build *, struct coff_str name,
                                     const struct coff_scnhdr *header);
COFF_API bool coff_build_contents(struct coff_build *, uint32_t section, struct coff_view bytes);
// Contents instead of what it has. Size in the header, and of an image the size in memory, follow.
COFF_API bool coff_build_set_contents(struct coff_build *, uint32_t section,
                                      struct coff_view bytes);
COFF_API bool coff_build_reloc(struct coff_build *, uint32_t section, const struct coff_reloc *);
// The same by what an assembler asks for; false, after a report, if the flavour has no such type. An
// addend that the field holds is in the contents.
COFF_API bool coff_build_reloc_for(struct coff_build *, uint32_t section, enum coff_reloc_code code,
                                   uint64_t vaddr, uint32_t symbol, int64_t addend);
COFF_API bool coff_build_line(struct coff_build *, uint32_t section, const struct coff_lineno *);
// Sets the alignment to 2^POWER where the flavour stores it; false, without a report, if it stores none or
// not this one.
COFF_API bool coff_build_align(struct coff_build *, uint32_t section, unsigned power);

COFF_API uint32_t coff_build_symbol(struct coff_build *, struct coff_str name,
                                    const struct coff_syment *native);
// Auxiliary entries of the symbol that was added last.
COFF_API bool coff_build_aux(struct coff_build *, const struct coff_auxent *);
COFF_API bool coff_build_aux_bytes(struct coff_build *, const uint8_t *bytes); // AUXESZ of them
// The entry of a section symbol: length, counts and checksum are worked out; SELECTION and ASSOCIATED (a
// section id) are those of a COMDAT, or 0.
COFF_API bool coff_build_aux_section(struct coff_build *, uint32_t selection, uint32_t associated);
// The name of a C_FILE symbol, in as many entries as it takes, or in the string table.
COFF_API bool coff_build_file_name(struct coff_build *, struct coff_str name);
// Sets FIELD of auxiliary entry WHICH (0, 1, ...) of SYMBOL: for ids that were not known when it was
// added. False, after a report, if the entry has no such field or VALUE does not fit.
COFF_API bool coff_build_aux_set(struct coff_build *, uint32_t symbol, unsigned which,
                                 enum coff_aux_id field, uint64_t value);

// ---- Symbolic information (ECOFF) -------------------------------------------------------------

// The file's symbols are external ones, and the local ones of file descriptors: coff_build_symbol takes
// both (LOCAL of the native symbol). Each call below, and coff_build_symbol for a local symbol, adds to
// the file descriptor that was added last. Indices inside of records and the INDEX of a symbol count as
// they do on disk: within the file descriptor, whose counts so far (COFF_FDR_CSYM, _CAUX and so on of
// symbolic.fds[ID].native) are the index that the next one gets. So nothing is renumbered, and a local
// symbol cannot be dropped by itself. FILE of an external symbol is the id of a file descriptor; a symbol
// that refers to nothing has the INDEX ECOFF_INDEX_NIL.

// A file descriptor, by its number (0, 1, ...); COFF_BUILD_NONE after a report. Of FDR the numbers that
// say what it is are taken (adr, lang, fMerge, fReadin, fBigendian, glevel).
COFF_API uint32_t coff_build_fd(struct coff_build *, struct coff_str name,
                                const struct coff_symbolic_numbers *fdr);
// A procedure (COFF_SYMBOLIC_PDR, whose ILINE and CBLINEOFFSET are worked out), an optimisation symbol, a
// dense number, a relative file descriptor or an auxiliary symbol (COFF_SYMBOLIC_TIR, _RNDX, _ISYM).
// False, after a report that names it, if a number does not fit.
COFF_API bool coff_build_fd_record(struct coff_build *, enum coff_symbolic_record,
                                   const struct coff_symbolic_numbers *);
// The next INSTRUCTIONS instructions of the procedure that was added last are for LINE.
COFF_API bool coff_build_fd_line(struct coff_build *, int64_t line, uint32_t instructions);
// The storage class of symbols in SECTION (an id; 0: undefined, or common if VALUE is their size; -1),
// which goes by its name. False, after a report, if symbols cannot be in that section.
COFF_API bool coff_build_storage(const struct coff_build *, int32_t section, uint64_t value,
                                 uint32_t *sclass);

// The payload of a short import object: symbol, DLL and export name of M, and header fields from the rest.
COFF_API bool coff_build_import(struct coff_build *, const struct coff_import *m);

// ---- Writing it -------------------------------------------------------------------------------

// Assigns every number and offset; false, after a report, if something cannot be said in this flavour.
// May be called again after changes. *SIZE (may be NULL): bytes of the file.
COFF_API bool coff_place(struct coff_build *, uint64_t *size);
// Writes a placed file into the SIZE bytes of BUF, which are as many as coff_place said. False, after a
// report that names record and field, if a value does not fit; BUF is then of no use.
COFF_API bool coff_write(const struct coff_build *, uint8_t *buf, uint64_t size);

struct coff_write_options {
  bool fsync;    // ask the system to have the bytes on the disk before the old file goes
  unsigned mode; // permissions of a file that does not exist yet, less the umask; 0: 0666
};

// Places and writes to PATH: a regular file by way of a temporary one beside it, so that a failure leaves
// the old file; its permissions are kept and symbolic links followed. What is no regular file (a device, a
// pipe) is written in place. OPT may be NULL. False after a report.
COFF_API bool coff_write_file(struct coff_build *, const char *path,
                              const struct coff_write_options *opt);
// The same for bytes that are had already.
COFF_API bool coff_write_bytes(const struct coff_context *, const char *path,
                               struct coff_view bytes, const struct coff_write_options *opt);

#ifdef __cplusplus
}
#endif
#endif
