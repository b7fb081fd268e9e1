// A link from the inside: what the passes hand on to each other.
//
// Skip it unless you work on the linker.
//
// Everything has an id: a number that counts up as things are read, in the order of the command line, so that
// the order of ids is the order of the output and no pointer or hash decides anything. Arrays move when
// something is added: nobody keeps a pointer into one across a call that adds.
//
// 1. Section N of file F is atom F.first_atom + N - 1. Atom 0 is where the image is loaded: its headers.
// 2. A reference (struct coff_link_file.refs) is the id of a global symbol, or COFF_REF_LOCAL and the number
//    of a section (0: absolute), or COFF_REF_NONE: there is no symbol of this index.
// 3. An atom without a state is placed, all others are not.
// 4. What the linker makes is of file 0, whose section N is atom N: it has relocations as objects have them (own.c).
#ifndef COFFGEN_LINK_LINK_H
#define COFFGEN_LINK_LINK_H
#include "coff/archive.h"
#include "coff/build.h"
#include "coff/link.h"
#include "coff/reloc.h"
#include "coff/symbols.h"
#include <pthread.h>
#include <stdatomic.h>

#define COFF_NO_ID     UINT32_MAX
#define COFF_REF_NONE  UINT32_MAX
#define COFF_REF_LOCAL 0x80000000u

struct coff_link_file {
  struct coff_file *file;          // NULL: the linker itself
  struct coff_str name;            // "crt2.o", "libmingw32.a(foo.o)"
  struct coff_str archive, member; // sections are sorted by them; ARCHIVE empty: MEMBER is a file
  const struct coff_target *target;
  struct coff_member_opened opened; // of a member: to be closed
  const struct coff_archive *from;
  uint32_t first_atom, natoms;
  uint32_t *refs; // by index of the symbol table
  // The records of the symbol table, if the value of each is a field of its own; else NULL.
  const uint8_t *symbols;
  uint32_t nlined, first_lines; // sections that have line numbers; their first entry in link->lines
  const struct coff_aux_layout *section_aux; // of section symbols; NULL: they have none
  uint32_t nrefs;
};

enum coff_atom_state {     // bits
  COFF_ATOM_REMOVED = 1,   // nothing of it gets into an image: options for the linker
  COFF_ATOM_DISCARDED = 2, // another copy of it was chosen
  COFF_ATOM_DEAD = 4,      // nothing needs it (--gc-sections)
  COFF_ATOM_FOLDED = 8,    // another one is the same, and stands for it (--icf)
  COFF_ATOM_GONE = 7       // nothing has its address
};

// The unit of placement: an input section, or what the linker makes.
struct coff_atom {
  struct coff_str name; // of the section
  const uint8_t *data;  // DATA_SIZE bytes, SIZE - DATA_SIZE zeroes behind them
  uint64_t size, data_size;
  uint64_t capacity;     // room in the image, at least SIZE
  uint64_t address;      // absolute
  const uint8_t *relocs; // NRELOCS records
  uint32_t nrelocs;
  uint32_t file, section; // number in FILE; 0: made by the linker
  uint32_t flags;         // enum coff_section_flag
  uint32_t out;           // output section, or COFF_NO_ID
  uint32_t parent;        // atom that it follows: what happens to that one happens to it
  uint32_t first_follower, next_follower;
  uint32_t leader;   // symbol of its COMDAT group
  uint8_t selection; // IMAGE_COMDAT_SELECT_*, 0: none
  uint8_t align_power;
  uint8_t state; // enum coff_atom_state
  bool keep;     // a root of --gc-sections
};

enum coff_link_state {
  COFF_LINK_UNKNOWN, // a name that nobody refers to
  COFF_LINK_UNDEFINED,
  COFF_LINK_WEAK, // undefined; FALLBACK is taken if nothing defines it
  COFF_LINK_COMMON,
  COFF_LINK_ABSOLUTE,
  COFF_LINK_DEFINED // in ATOM
};

struct coff_link_symbol {
  struct coff_str name;
  uint64_t value; // counts from ATOM; of a common symbol: its size
  uint32_t atom;
  uint32_t file;     // that defines it, or refers to it first
  uint32_t index;    // there
  uint32_t fallback; // WEAK: reference of FILE; COFF_REF_NONE: 0
  uint32_t hash;
  uint8_t state;
  uint8_t align_power; // COMMON: what the object asks for
  bool weak;           // the definition gives way to others
  bool searched;       // WEAK: libraries are asked for it all the same
  bool used;           // some object refers to it
  bool root;           // of --gc-sections: it is exported, or asked for
  bool written;        // it is in the symbol table
  bool excluded;       // an object says that it is not to be exported
};

// Objects refer to it, and nothing defines it so far.
static inline bool coff_link_is_missing(const struct coff_link_symbol *s)
{
  return s->state == COFF_LINK_UNDEFINED || s->state == COFF_LINK_WEAK;
}

// What a reference leads to.
struct coff_link_target {
  uint64_t address; // absolute
  uint32_t atom;    // COFF_NO_ID: absolute
  bool missing;     // discarded or undefined: 0
};

// An output section.
struct coff_link_out {
  struct coff_str name;
  uint32_t flags;     // native; 0: what its atoms have
  uint32_t meaning;   // enum coff_section_flag bits of its atoms
  uint32_t first, n;  // its atoms: link->order[first] to [first + n - 1]
  uint32_t merged;    // the last of these, which are of sections that became part of this one
  uint64_t address;   // absolute
  uint64_t size;      // in memory
  uint64_t data_size; // in the file
  uint64_t file_offset;
  uint32_t number;             // in the image; 0: left out
  uint32_t build;              // id in the builder
  uint16_t region;             // statement of the layout that says where it lies, plus 1; 0: none
  uint8_t align_power, octets; // an addressable unit: addresses count units, sizes bytes
  bool keep, unloaded;         // even if it is empty; at address 0, and not in memory
};

struct coff_link_archive {
  struct coff_archive *archive;
  uint32_t *hashes; // of the names in the index
  struct coff_index_entry *entries;
  uint32_t nentries;
  uint64_t *taken; // header offsets of the members that are in, sorted
  uint32_t ntaken, room_taken;
  uint64_t device, inode;
};

// A type whose field is whole bytes that hold the addend, so that it is loaded, changed and stored as a number.
struct coff_link_plain {
  uint8_t size; // of the field; 0: the type is not one of these
  uint8_t calc, overflow;
  int8_t bias;
};

struct coff_link_slot {
  uint32_t hash, symbol; // id + 1; 0: free
};

struct coff_link_chunk {
  struct coff_link_chunk *next;
  size_t used, room;
  uint64_t align; // what follows is aligned as this is
};

// A function or variable of a DLL, of a short import or of the DLL's own table.
struct coff_link_import {
  struct coff_str dll, name; // NAME: that the loader looks up
  uint32_t file;             // that said so
  uint32_t symbol, pointer;  // X, COFF_NO_ID if there is only the pointer; and __imp_X
  uint32_t slot, thunk; // atoms: stands for the entry of the address table; the jump, or COFF_NO_ID
  uint16_t hint;        // or ordinal
  bool by_ordinal;
  uint32_t delayed; // number in link->delayed, plus 1
};

// A symbol that is taken for the entry of an import table. WHOLE: it is the pointer that the entry is.
struct coff_link_auto {
  uint32_t symbol, pointer;
  bool whole;
};

// What the image offers to others.
struct coff_link_export {
  struct coff_str name;        // that the loader looks up
  struct coff_str symbol_name; // C's name of it, with which the import library begins its symbols
  struct coff_str internal; // the symbol as it was said: C's name of it, or its own; or a forwarder
  struct coff_str import_name; // the import library has this one for NAME, if it is not empty
  uint32_t symbol;             // COFF_NO_ID: a forwarder
  uint32_t file;               // that said so, 0: an option or definition file
  uint32_t said;               // counts up
  uint32_t ordinal;            // if HAS_ORDINAL
  bool has_ordinal, noname, data, constant, is_private, is_forwarder;
  bool automatic; // nobody said so but --export-all-symbols
};

// Where a data directory begins and ends, found when sections are binned.
struct coff_link_span {
  uint32_t first, last; // atoms
};

enum { COFF_LINK_HOWTOS = 256, COFF_LINK_BUCKETS = 256, COFF_LINK_CLASSES = 256 };

struct coff_link {
  const struct coff_context *ctx; // &GUARDED
  bool damaged;                // an error was reported, maybe by who read only a part of an input
  struct coff_context guarded; // the caller's hooks, one call at a time
  const struct coff_context *outer;
  pthread_mutex_t lock;
  const struct coff_link_options *opt;
  const struct coff_target *target; // of the objects; NULL until the first one is read
  const struct coff_target *image;  // of the output
  const struct coff_link_defaults *defaults;
  unsigned machine;                 // number in the objects' list
  uint32_t mixed_file, mixed_flags; // machine.c: of the objects; who says the machine
  uint64_t image_base, gp, toc;     // what fields count from
  uint32_t characteristics;         // bits of DllCharacteristics that passes found
  struct coff_link_number settings[COFF_AOUT_IDS]; // the options', and what inputs ask for
  atomic_uint errors;
  struct coff_link_stage *stages; // stats.h
  uint32_t nstages, room_stages;
  unsigned duplicates; // errors that were reported of symbols that are defined twice
  struct coff_link_chunk *chunks;
  struct coff_link_file *files;
  uint32_t nfiles, room_files;
  struct coff_atom *atoms;
  uint32_t natoms, room_atoms;
  struct coff_link_symbol *symbols;
  uint32_t nsymbols, room_symbols;
  struct coff_link_slot *slots; // of the hash table
  uint32_t nslots;
  struct coff_link_archive *archives;
  uint32_t narchives, room_archives;
  const char **folders; // of linker scripts, behind those of the options
  uint32_t nfolders, room_folders;
  unsigned scripts;   // that are being read
  const char **paths; // of the files that were read, for maps and rules
  uint32_t npaths, room_paths;
  uint32_t room_refs; // of files[0]
  struct coff_link_import *imports;
  uint32_t nimports, room_imports;
  struct coff_link_delayed *delayed; // DLLs; delay.h
  uint32_t ndelayed, room_delayed;
  struct coff_str *default_libraries; // that objects ask for
  uint32_t ndefault_libraries, room_default_libraries;
  unsigned library_hints; // that were looked for
  bool no_default_libraries, entry_said;
  struct coff_link_agreement *agreements; // directives.h
  uint32_t nagreements, room_agreements;
  struct coff_link_attribute *attributes; // attributes.h
  uint32_t nattributes, room_attributes;
  struct coff_view stub;             // of a definition file
  struct coff_link_auto *alternates; // POINTER is taken for SYMBOL if nothing defines that
  uint32_t nalternates, room_alternates;
  uint32_t *resource_files; // objects that have some
  uint32_t nresource_files, room_resource_files;
  struct coff_link_resource *resources; // resources.c
  uint32_t nresources, room_resources;
  struct coff_link_dll *dlls; // dlls.c
  uint32_t ndlls, room_dlls;
  struct coff_link_auto *autos;
  uint32_t nautos, room_autos;
  struct coff_link_export *exports;
  uint32_t nexports, room_exports;
  uint32_t ordinal_base;
  struct coff_input *texts; // inputs that are no COFF
  uint32_t ntexts, room_texts;
  struct coff_def *defs; // NDEFS definition files
  uint32_t ndefs, room_defs;
  struct coff_str image_name; // by which the image calls itself; empty: the output's
  uint32_t nfolded, *folded;  // by atom: the one that stands for it, or 0
  // Layout.
  struct coff_link_out *outs;
  uint32_t nouts, room_outs;
  uint32_t *order; // atoms that are placed
  uint32_t norder;
  struct coff_link_span dirs[COFF_DIRS];
  // Statements of the layout that take input: the first one for names whose first part has this hash, plus 1,
  // and the next one for each.
  uint16_t patterns[COFF_LINK_BUCKETS], *next_pattern;
  uint16_t part_patterns;         // the same for COFF_LAYOUT_PART
  uint32_t *statements;           // of the layout: the atom that each is, or COFF_NO_ID
  uint32_t nsections;             // of the image
  uint32_t build_id;              // atom of its record, or 0
  uint32_t base_relocs;           // the atom that holds them, or COFF_NO_ID
  uint32_t entry;                 // symbol, or COFF_NO_ID
  struct coff_link_guard *guard;  // guard.h; NULL: no tables
  struct coff_link_thunk *thunks; // thunks.h
  uint32_t nthunks, room_thunks, thunk_rounds;
  const struct coff_howto *howtos[COFF_LINK_HOWTOS]; // by type; NULL: see howtos.c
  struct coff_link_plain plain[COFF_LINK_HOWTOS];
  uint8_t base_types[COFF_LINK_HOWTOS];
  uint8_t classes[COFF_LINK_CLASSES]; // enum coff_class_kind, by storage class
  struct coff_link_target *places;    // of each symbol, once every address is final; NULL before
  struct coff_link_share *shares;     // of each file in the symbol table; symtab.c
  struct coff_link_lines *lines;      // lines.h, of NLINES input sections, by file
  uint32_t nlines;
  struct coff_build *build;
  uint8_t *buf;                      // the output, but for what is in the file already
  struct coff_output *output;        // the file; NULL: it cannot be written in any order
  struct coff_link_written *written; // contents.h; by offset
  uint32_t nwritten;
  uint64_t size;
};

// ---- memory.c ----------------------------------------------------------------------------------

// Reports and counts an error; always false.
bool coff_link_fail(struct coff_link *ld, struct coff_place at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
bool coff_link_out_of_memory(struct coff_link *ld);
void coff_link_warn(struct coff_link *ld, struct coff_place at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
// N zeroed bytes that live as long as the link; NULL after a report.
void *coff_link_bytes(struct coff_link *ld, size_t n);
// The same for a copy of the parts, one behind the other.
bool coff_link_join(struct coff_link *ld, const char *a, struct coff_str b, const char *c,
                    struct coff_str *joined);
// Room for ADD more elements of SIZE bytes behind COUNT; the array, or NULL after a report.
void *coff_link_grow(struct coff_link *ld, void *array, uint32_t count, uint32_t add,
                     uint32_t *room, size_t size);
struct coff_place coff_link_at(const char *file);
struct coff_place coff_link_in(const struct coff_link *ld, uint32_t file);
struct coff_str coff_link_str(const char *s);
bool coff_link_same(struct coff_str a, struct coff_str b);
bool coff_link_is(struct coff_str a, const char *b);
bool coff_link_is_caseless(struct coff_str a, const char *b); // as names of DLLs and options are
// How many threads N pieces of work are worth.
unsigned coff_link_threads(const struct coff_link *ld, uint32_t n);
void coff_link_print(const struct coff_link *ld, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

// ---- names.c -----------------------------------------------------------------------------------

uint32_t coff_link_hash(struct coff_str name);
// The symbol of this name, which is added if there is none; COFF_NO_ID after a report.
uint32_t coff_link_intern(struct coff_link *ld, struct coff_str name);
uint32_t coff_link_intern_hashed(struct coff_link *ld, struct coff_str name, uint32_t hash);
// COFF_NO_ID if there is none.
uint32_t coff_link_find(const struct coff_link *ld, struct coff_str name, uint32_t hash);
uint32_t coff_link_find_text(const struct coff_link *ld, const char *name);

// ---- inputs.c, archives.c, objects.c ------------------------------------------------------------

bool coff_link_read_inputs(struct coff_link *ld);
// Searches the libraries from number FIRST on until none gives anything.
void coff_link_search_again(struct coff_link *ld, uint32_t first);
bool coff_link_read_path(struct coff_link *ld, const char *path, const struct coff_link_input *how);
// ARCHIVE: id. Takes members that define what is undefined; false if there were none.
bool coff_link_search_archive(struct coff_link *ld, uint32_t archive);
bool coff_link_add_archive(struct coff_link *ld, struct coff_archive *a, bool whole, uint32_t *id);
// A file that is no COFF, told by the end of its name; false if it is none of those. texts.c
bool coff_link_read_text(struct coff_link *ld, const char *path);
// The program that STUB of a definition file at PATH names; NAME may be empty.
bool coff_link_read_stub(struct coff_link *ld, const char *path, struct coff_str name);
// FILE is a new file whose members FILE, NAME and so on are set.
bool coff_link_add_object(struct coff_link *ld, const struct coff_link_file *file);
bool coff_link_is_twin(const struct coff_link *ld, const struct coff_file *f);
// Of N inputs that are files, adds those that are objects, up to the first that is not, or some of them; their
// number.
size_t coff_link_add_objects(struct coff_link *ld, const struct coff_link_input *inputs, size_t n);

// What an object says of a global symbol.
struct coff_link_global {
  struct coff_link_symbol symbol;
  bool leads; // the COMDAT group of its section
};

struct coff_link_parsed {
  struct coff_link_global *globals;
  uint32_t nglobals, room;
  bool failed;
};

// parse.c: reads sections and symbols of FILE, whose atoms and references have room; P is zeroed. False after a report.
bool coff_link_parse(struct coff_link *ld, uint32_t file, struct coff_link_parsed *p);
// What the linker makes counts as from file 0.
uint32_t coff_link_add_atom(struct coff_link *ld, struct coff_str name, uint32_t flags,
                            const uint8_t *data, uint64_t size, uint8_t align_power);
// Options in a section of FILE.
void coff_link_directives(struct coff_link *ld, uint32_t file, struct coff_view bytes);
bool coff_link_take_alternates(struct coff_link *ld);

// machine.c: whether FILE goes with the objects before it; bits of f_flags that they say. Global pointer and TOC.
bool coff_link_mix(struct coff_link *ld, uint32_t file);
uint32_t coff_link_mixed_flags(const struct coff_link *ld);
void coff_link_find_anchors(struct coff_link *ld);

// link.c: decides what is linked, by the first object or by an option.
bool coff_link_choose_target(struct coff_link *ld, const struct coff_target *t);
// Asks them for the start-up symbol, which the subsystem decides.
void coff_link_want_entry(struct coff_link *ld);
// Asks libraries for NAME, as an object that refers to it does. The symbol; COFF_NO_ID after a report.
uint32_t coff_link_want(struct coff_link *ld, struct coff_str name);
// The symbol that C calls NAME, or COFF_NO_ID.
uint32_t coff_link_find_c(struct coff_link *ld, const char *name);

// ---- own.c -------------------------------------------------------------------------------------

// A relocation of what the linker makes: of native type TYPE at AT, for a global symbol or COFF_REF_LOCAL and an
// atom's id.
struct coff_link_fix {
  uint64_t at;
  uint16_t type;
  uint32_t ref;
};

// Makes file 0 the object that it is; the target is known.
bool coff_link_begin_own(struct coff_link *ld);
// ATOM is of file 0 and has none yet. FIXES may go afterwards.
bool coff_link_set_relocs(struct coff_link *ld, uint32_t atom, const struct coff_link_fix *fixes,
                          uint32_t n);
// Native types; 0, after a report, if the flavour has none.
uint16_t coff_link_type_for(struct coff_link *ld, enum coff_reloc_code code);
uint16_t coff_link_pointer_type(struct coff_link *ld);
// Bytes of an address, and the alignment of one.
unsigned coff_link_word(const struct coff_link *ld);
uint8_t coff_link_word_power(const struct coff_link *ld);

// ---- imports.c ---------------------------------------------------------------------------------

// The short import that is file FILE.
bool coff_link_add_short_import(struct coff_link *ld, uint32_t file);
// NEW.name and so on are set; IS_CODE: there is a jump; IS_BOTH: X is the pointer as well.
bool coff_link_add_import(struct coff_link *ld, const struct coff_link_import *new,
                          struct coff_str symbol, bool is_code, bool is_both);
// The same, if there is no such pointer yet.
bool coff_link_add_import_once(struct coff_link *ld, const struct coff_link_import *new,
                               struct coff_str symbol, bool is_code);
void coff_link_make_imports(struct coff_link *ld);

// ---- buildid.c ---------------------------------------------------------------------------------
void coff_link_make_build_id(struct coff_link *ld);
// DIGEST: of all other bytes, the checksum being 0.
void coff_link_set_build_id(struct coff_link *ld, const uint8_t digest[16]);

// ---- resources.c -------------------------------------------------------------------------------

// A .res file; BYTES live as long as the link.
bool coff_link_read_res(struct coff_link *ld, const char *path, struct coff_view bytes);
bool coff_link_note_resources(struct coff_link *ld, uint32_t file); // FILE is an object with some
void coff_link_make_resources(struct coff_link *ld);

// ---- dlls.c ------------------------------------------------------------------------------------

// F is an image, and the link's from now on.
bool coff_link_add_dll(struct coff_link *ld, struct coff_file *f, struct coff_str name);
// DLL: number. Imports what is undefined and it offers; false if that is nothing.
bool coff_link_search_dll(struct coff_link *ld, uint32_t dll);
bool coff_link_search_definitions(struct coff_link *ld); // the same for IMPORTS

// ---- autoimport.c ------------------------------------------------------------------------------

// Undefined symbols that are a DLL's data, or pointers to what is linked in.
void coff_link_auto_import(struct coff_link *ld);
void coff_link_move_auto_imports(struct coff_link *ld); // after entries got their places
void coff_link_make_pseudo_relocs(struct coff_link *ld);

// ---- resolve.c ---------------------------------------------------------------------------------

// What an object says of a global symbol; NEW.name need not be set.
void coff_link_resolve(struct coff_link *ld, uint32_t symbol, const struct coff_link_symbol *new);
// Leaves out an atom, and all that follow it.
void coff_link_discard(struct coff_link *ld, uint32_t atom, enum coff_atom_state why);
// Defines NAME at OFFSET of ATOM for the linker itself.
uint32_t coff_link_define_at(struct coff_link *ld, const char *name, uint32_t atom,
                             uint64_t offset);
void coff_link_settle(struct coff_link *ld);           // weak symbols, common symbols
void coff_link_report_undefined(struct coff_link *ld); // undefined.c

struct coff_link_target coff_link_locate(const struct coff_link *ld,
                                         const struct coff_link_file *file, uint32_t index);
// From here on coff_link_locate and coff_link_locate_symbol look up what they worked out until then.
bool coff_link_settle_places(struct coff_link *ld);
struct coff_link_target coff_link_locate_symbol(const struct coff_link *ld, uint32_t symbol);

// ---- defines.c ---------------------------------------------------------------------------------

void coff_link_begin_defines(struct coff_link *ld);
void coff_link_finish_defines(struct coff_link *ld); // from here on no symbol is --defsym's
// NAME as a reference to it is meant.
void coff_link_wrap(struct coff_link *ld, struct coff_str *name);
// Prints that FILE says S of NAME, if the user asked for it.
void coff_link_trace_symbol(struct coff_link *ld, uint32_t file, struct coff_str name,
                            const struct coff_link_symbol *s);

// ---- text.c, linkmap.c ---------------------------------------------------------------------------

bool coff_link_note_path(struct coff_link *ld, const char *path);
bool coff_link_write_dependencies(struct coff_link *ld);
bool coff_link_write_map(struct coff_link *ld);

// ---- messages.c, hints.c -------------------------------------------------------------------------

enum { COFF_LINK_NAME = 512 }; // what messages have room for

// NAME as the source has it, in TEXT.
const char *coff_link_shown(const struct coff_link *ld, struct coff_str name, char *text,
                            size_t room);
// "x.c:12: .text+0x4: in function 'f'", for OFFSET in the section that ATOM is.
void coff_link_where(const struct coff_link *ld, uint32_t atom, uint64_t offset, char *text,
                     size_t room);
// Why an undefined symbol may be undefined; false: no idea.
bool coff_link_hint(struct coff_link *ld, uint32_t symbol, char *text, size_t room);

// ---- Later passes -------------------------------------------------------------------------------

void coff_link_begin_layout(struct coff_link *ld); // layout.c: symbols and words of the layout
// Bits of enum coff_layout_how for input sections of this name.
unsigned coff_link_layout_how(const struct coff_link *ld, struct coff_str name);
// How far sections of this name are aligned if their headers do not say it.
uint8_t coff_link_usual_power(const struct coff_link *ld, struct coff_str name, uint8_t otherwise);
void coff_link_mark_live(struct coff_link *ld); // gc.c
void coff_link_bin(struct coff_link *ld);
void coff_link_sort_by_name(struct coff_link *ld, uint32_t *atoms, uint32_t n); // sort.c
void coff_link_sort_by_file(struct coff_link *ld, uint32_t *atoms, uint32_t n);
void coff_link_assign_addresses(struct coff_link *ld); // addresses.c
void coff_link_make_base_relocs(struct coff_link *ld); // baserelocs.c
bool coff_link_begin_image(struct coff_link *ld);      // image.c
void coff_link_define_fields(struct coff_link *ld);    // fields.c: those that are asked for
void coff_link_fill_fields(struct coff_link *ld);      // ... get their values
// The output section of this name that is in the image, or NULL. image.c
const struct coff_link_out *coff_link_find_placed(const struct coff_link *ld, const char *name);
uint64_t coff_link_headers_size(const struct coff_link *ld, uint32_t nsections);
bool coff_link_place(struct coff_link *ld);
void coff_link_set_alignments(struct coff_link *ld);    // image.c
void coff_link_sort_functions(struct coff_link *ld);    // functions.c
bool coff_link_commit(struct coff_link *ld);            // commit.c
bool coff_link_has_symbols(const struct coff_link *ld); // symtab.c
bool coff_link_count_symbols(struct coff_link *ld);     // symtab.c
void coff_link_write_symbols(struct coff_link *ld);

bool coff_link_merge(struct coff_link *ld); // relocatable.c: all that makes one object of many

// ---- howtos.c -----------------------------------------------------------------------------------

// Whether bit 0 of the address of code says what instructions it has (Thumb).
static inline bool coff_link_marks_code(const struct coff_link *ld)
{
  return ld->image->pdata != NULL && ld->image->pdata->thumb;
}
// What ATOM was folded into, or itself.
static inline uint32_t coff_link_stands_for(const struct coff_link *ld, uint32_t atom)
{
  return atom < ld->nfolded && ld->folded[atom] != 0 ? ld->folded[atom] : atom;
}
// What symbol INDEX of F is: a reference (2).
static inline uint32_t coff_link_ref(const struct coff_link_file *f, uint32_t index)
{
  return index < f->nrefs ? f->refs[index] : COFF_REF_NONE;
}

enum { COFF_LINK_BATCH = 128 };

// A cursor over the relocations of an atom.
struct coff_link_relocs {
  const struct coff_link_file *file;
  struct coff_reloc_table table;
  uint64_t read;  // so far
  size_t n, next; // in BATCH
  struct coff_reloc batch[COFF_LINK_BATCH];
};

void coff_link_relocs_open(const struct coff_link *ld, const struct coff_atom *a,
                           struct coff_link_relocs *c);
// NULL past the last one.
static inline const struct coff_reloc *coff_link_relocs_next(struct coff_link_relocs *c)
{
  if (c->next == c->n) {
    c->next = 0;
    c->n = coff_reloc_read(c->file->file, &c->table, c->read, COFF_LINK_BATCH, c->batch);
    c->read += c->n;
  }
  return c->next < c->n ? &c->batch[c->next++] : NULL;
}

void coff_link_learn_howtos(struct coff_link *ld);
const struct coff_howto *coff_link_howto(const struct coff_link *ld, const struct coff_reloc *r);
// Number of the base relocation that R needs if the image may be moved, or 0.
uint8_t coff_link_base_type(const struct coff_link *ld, const struct coff_reloc *r,
                            const struct coff_howto *h);

#endif
