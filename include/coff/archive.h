// Archives: members and symbol indices, in every dialect; import libraries, short and long.
//
// Skip it unless you read libraries.
//
// An opened archive never changes and may be read from many threads at once. Members are views of
// its mapping; only those of thin archives are files of their own. Cursors keep no memory. Damage
// is reported once a walk, with the offset of the header or table that is wrong; the rest is shown.
//
// Layouts: System V and GNU (ar.h, `/` index, `//` names), BSD (ranlib.h, __.SYMDEF, #1/ names),
// Microsoft (PE and COFF specification, section 7), AIX (ar.h: small and big format).
#ifndef COFF_ARCHIVE_H
#define COFF_ARCHIVE_H
#include "coff/object.h"

#ifdef __cplusplus
extern "C" {
#endif

struct coff_archive;

enum coff_dialect {
  COFF_ARCHIVE_COMMON, // no index, short names: what all dialects but AIX's would write
  COFF_ARCHIVE_GNU,    // and System V
  COFF_ARCHIVE_BSD,    // and Darwin
  COFF_ARCHIVE_MICROSOFT,
  COFF_ARCHIVE_ECOFF,
  COFF_ARCHIVE_AIX_SMALL,
  COFF_ARCHIVE_AIX_BIG
};

// ---- Opening ----------------------------------------------------------------------------------

// Opens the archive PATH; OPT (may be NULL) as for coff_file_open. NULL after a diagnostic if it
// cannot be read or is none. Close what was opened out of it first.
COFF_API struct coff_archive *coff_archive_open(const struct coff_context *, const char *path,
                                                const struct coff_open *opt);
// The same for SIZE bytes at DATA, which stay the caller's. The members of a thin archive are then
// nowhere.
COFF_API struct coff_archive *coff_archive_from_memory(const struct coff_context *,
                                                       const char *name, const void *data,
                                                       size_t size, const struct coff_open *opt);
// Opens PATH once, as what it is: *A is set if it is an archive, else *F; the other is NULL. False
// after a diagnostic. Of an archive, OPT->target is not looked at.
COFF_API bool coff_archive_or_file_open(const struct coff_context *, const char *path,
                                        const struct coff_open *opt, struct coff_archive **a,
                                        struct coff_file **f);
COFF_API void coff_archive_close(struct coff_archive *);

// Whether BYTES begin with an archive's magic string.
COFF_API bool coff_archive_is(struct coff_view bytes);

COFF_API const struct coff_context *coff_archive_context(const struct coff_archive *);
COFF_API const char *coff_archive_name(const struct coff_archive *);
COFF_API const char *coff_archive_member(const struct coff_archive *); // of an archive, or NULL
COFF_API enum coff_dialect coff_archive_dialect(const struct coff_archive *);
COFF_API const char *
    coff_archive_dialect_name(enum coff_dialect); // "GNU/System V"; NULL if unknown
COFF_API bool coff_archive_is_thin(const struct coff_archive *);
COFF_API struct coff_view coff_archive_bytes(const struct coff_archive *);
// OFFSET counts from the archive's first byte.
COFF_API struct coff_place coff_archive_place(const struct coff_archive *, uint64_t offset);

// ---- Members ----------------------------------------------------------------------------------

enum coff_member_special {
  COFF_MEMBER_ORDINARY,
  COFF_MEMBER_INDEX,        // `/`: System V, GNU; Microsoft's first linker member
  COFF_MEMBER_INDEX_SECOND, // `/` again: Microsoft's second linker member
  COFF_MEMBER_INDEX_64,     // /SYM64/
  COFF_MEMBER_INDEX_BSD,    // __.SYMDEF, __.SYMDEF SORTED
  COFF_MEMBER_INDEX_BSD_64, // __.SYMDEF_64
  COFF_MEMBER_INDEX_EC,     // /<ECSYMBOLS>/
  COFF_MEMBER_INDEX_ECOFF,  // __________E
  COFF_MEMBER_INDEX_AIX,    // global symbols of 32-bit members (small format: of all)
  COFF_MEMBER_INDEX_AIX_64, // of 64-bit members
  COFF_MEMBER_NAMES,        // `//`, ARFILENAMES/
  COFF_MEMBER_TABLE,        // AIX: offsets and names of the members
  COFF_MEMBER_XFG_MAP,      // /<XFGHASHMAP>/
  COFF_MEMBER_HYBRID_MAP,   // /<HYBRIDMAP>/
  COFF_MEMBER_UNKNOWN       // another name that begins with a slash
};

// Fields of struct coff_member that the header has; those that it leaves blank are 0.
enum {
  COFF_MEMBER_HAS_DATE = 1,
  COFF_MEMBER_HAS_UID = 2,
  COFF_MEMBER_HAS_GID = 4,
  COFF_MEMBER_HAS_MODE = 8
};

struct coff_member {
  struct coff_str name; // resolved; of a thin archive: a path from the archive's folder
  enum coff_member_special special;
  uint64_t header_offset; // what indices name
  uint64_t data_offset;   // of the contents; meaningless if EXTERNAL
  uint64_t size;          // of the contents, name excluded, clipped to what is there
  uint64_t origin;        // EXTERNAL: header offset in the archive NAME, or 0: NAME is the member
  int64_t date;           // seconds since 1970
  uint32_t uid, gid, mode;
  unsigned has;    // COFF_MEMBER_HAS_*
  bool external;   // the contents are a file beside the archive
  bool is_damaged; // something in the header was reported
};

struct coff_member_cursor {
  const struct coff_archive *archive;
  uint64_t next;   // offset of the next header; 0: none
  uint64_t budget; // bytes that members may still take: chains cannot go round for ever
  unsigned stage;
};

COFF_API void coff_member_first(const struct coff_archive *, struct coff_member_cursor *);
// False after the last member. Special members are members, too.
COFF_API bool coff_member_next(struct coff_member_cursor *, struct coff_member *);
// The member whose header is at OFFSET. False, without a report, if there is none.
COFF_API bool coff_member_at(const struct coff_archive *, uint64_t offset, struct coff_member *);
// Whether the contents of M are an archive, without opening it: the file of a thin archive's member is
// not looked at, only its name's end.
COFF_API bool coff_member_is_archive(const struct coff_archive *, const struct coff_member *);
COFF_API const char *coff_member_special_name(enum coff_member_special);

// What a member is. FILE is set for COFF of any flavour, ARCHIVE for an archive; of all else FOREIGN
// says what it is ("ELF object"), or is NULL if nobody knows.
struct coff_member_opened {
  char *name; // in messages: MEMBER of FILE(MEMBER); NULL if memory ran out
  struct coff_view bytes;
  struct coff_file *file;
  struct coff_archive *archive;
  const char *foreign;
  // Who holds the bytes of a member that is a file of its own; for coff_member_close.
  struct coff_archive *via;
  void *mapping, *buffer;
  size_t mapped;
};

// Opens a member where it lies. TARGET (may be NULL): as which it is read. False after a diagnostic:
// the file of a thin archive's member is not there, or the member is not of TARGET. Messages name
// FILE(MEMBER); MEMBER is "OUTER)(INNER" in an archive that is a member. Close it in any case.
COFF_API bool coff_member_open(const struct coff_archive *, const struct coff_member *,
                               const char *target, struct coff_member_opened *);
COFF_API void coff_member_close(const struct coff_archive *, struct coff_member_opened *);
// What bytes are that are no COFF, by their first few: "ELF object"; NULL if unknown.
COFF_API const char *coff_foreign_name(struct coff_view bytes);

// ---- Symbol index -----------------------------------------------------------------------------

// One table of symbols. Microsoft's archives have several.
struct coff_index_table {
  enum coff_member_special kind;
  uint64_t header_offset; // of the member that it is
  uint64_t count;         // entries
  enum coff_order order;
};

struct coff_index_entry {
  struct coff_str symbol;
  uint64_t member; // header offset; UINT64_MAX: the table gives a number that no member has
};

struct coff_index_cursor {
  const struct coff_archive *archive;
  unsigned table;
  uint64_t next, string, budget;
};

COFF_API unsigned coff_index_count(const struct coff_archive *); // of tables
// Table N (0 to coff_index_count - 1), and a cursor before its first entry. False, without a report,
// past the last.
COFF_API bool coff_index_get(const struct coff_archive *, unsigned n, struct coff_index_table *);
COFF_API void coff_index_first(const struct coff_archive *, unsigned n, struct coff_index_cursor *);
// False past the last entry, and after a report where no string is left for one.
COFF_API bool coff_index_next(struct coff_index_cursor *, struct coff_index_entry *);

enum coff_index_problem_kind {
  COFF_INDEX_NO_MEMBER,   // the entry leads to no member
  COFF_INDEX_NOT_DEFINED, // its member does not define the symbol
  COFF_INDEX_MISSING,     // a member defines the symbol, no table has it
  COFF_INDEX_ONE_TABLE    // one of the two linker members has it, the other has not
};

struct coff_index_problem {
  enum coff_index_problem_kind kind;
  struct coff_str symbol;
  enum coff_member_special table; // that has it; of COFF_INDEX_MISSING: COFF_MEMBER_ORDINARY
  uint64_t member;                // header offset
};

struct coff_index_check {
  uint64_t entries; // of all tables
  uint64_t symbols; // of the first
  uint64_t problems;
  uint64_t unchecked; // entries of members that are no objects of a known flavour
};

// Compares the index with what the members define. PROBLEM (may be NULL) is called for each
// disagreement, in the order of the tables, and must copy what it keeps. Memory: 48 bytes an entry,
// for as long as it runs. False, after a diagnostic, if that is not to be had.
COFF_API bool coff_index_compare(const struct coff_archive *,
                                 void (*problem)(void *user, const struct coff_index_problem *),
                                 void *user, struct coff_index_check *);
COFF_API const char *coff_index_problem_name(enum coff_index_problem_kind);

// ---- Import libraries -------------------------------------------------------------------------

enum coff_import_kind {
  COFF_IMPORT_NONE,            // an ordinary object
  COFF_IMPORT_SHORT,           // header and strings: coff_import_get has more
  COFF_IMPORT_DESCRIPTOR,      // the entry of one DLL in the import directory, and its name
  COFF_IMPORT_NULL_DESCRIPTOR, // what ends the directory
  COFF_IMPORT_NULL_THUNK,      // what ends the tables of one DLL
  COFF_IMPORT_HEAD,            // GNU: the entry of one DLL, which begins its tables
  COFF_IMPORT_TAIL,            // GNU: ends the tables of one DLL, and has its name
  COFF_IMPORT_LONG             // one import as an object: entries in the tables, perhaps a jump
};

struct coff_import_member {
  enum coff_import_kind kind;
  bool delayed;    // the tables of delayed imports
  bool by_ordinal; // SHORT, LONG
  bool has_code;   // a jump through the address table
  bool has_number; // NUMBER was found
  uint16_t number; // ordinal, or hint
  // Empty where the member does not say. Owned by the file. NAME: that the loader looks up.
  struct coff_str dll, symbol, name;
  // Symbol that leads to the DLL's name: of LONG, that of its head; of HEAD, that of its tail.
  struct coff_str link;
};

// What part of an import library the object is. False, and COFF_IMPORT_NONE, if it is none.
COFF_API bool coff_import_classify(const struct coff_file *, struct coff_import_member *);
COFF_API const char *coff_import_kind_name(enum coff_import_kind);

// One DLL that an import library stands for.
struct coff_import_dll {
  struct coff_str dll; // empty: of long imports whose head or tail is not there
  uint64_t short_count, long_count, ordinal_count; // the last are among the others
};

struct coff_import_list {
  struct coff_import_dll *dlls; // in the order of their names
  size_t count;
};

// Counts the imports of an archive by DLL. Freed by coff_import_list_free. False, after a
// diagnostic, if memory runs out.
COFF_API bool coff_import_list_build(const struct coff_archive *, struct coff_import_list *);
COFF_API void coff_import_list_free(const struct coff_archive *, struct coff_import_list *);

#ifdef __cplusplus
}
#endif
#endif
