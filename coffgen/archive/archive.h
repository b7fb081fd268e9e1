// An opened archive from the inside.
//
// Skip it unless you work on archives.
#ifndef COFFGEN_ARCHIVE_ARCHIVE_H
#define COFFGEN_ARCHIVE_ARCHIVE_H
#include "base/input.h"
#include "base/once.h"
#include "coff/archive.h"

enum {
  COFF_ARCHIVE_MAGIC = 8,     // bytes of every dialect's magic string
  COFF_MEMBER_HEADER = 60,    // struct ar_hdr, all dialects but AIX's
  COFF_ARCHIVE_TABLES = 4,    // of symbols, in one archive
  COFF_ARCHIVE_DEPTH = 16,    // archives in archives
  COFF_ARCHIVE_SPECIALS = 16, // special members that are looked at
  COFF_MEMBER_NAME = 4096     // longest name out of a table of names: PATH_MAX of most systems
};

// Where a symbol table's parts lie; index.c reads them. Invariant: ENTRIES holds COUNT whole
// records of the size that KIND says.
struct coff_archive_index {
  struct coff_index_table table;
  struct coff_view entries, strings;
};

struct coff_archive {
  const struct coff_context *ctx;
  char *name, *member;
  struct coff_input input;
  struct coff_view bytes;
  enum coff_dialect dialect;
  bool thin;
  bool on_disk;                      // NAME is a path, so that thin members can be found
  const struct coff_archive *parent; // of which this is a member
  unsigned depth;
  uint64_t device, inode;   // of NAME, if ON_DISK: no thin archive may hold itself
  uint64_t first;           // header of the first member; 0: none
  struct coff_view names;   // long names; empty if there are none
  struct coff_view members; // second linker member: header offsets, 4 bytes each
  uint64_t index_header;    // of the first member called `/`
  uint64_t second_header;   // of the second
  struct coff_archive_index indices[COFF_ARCHIVE_TABLES];
  unsigned nindices;
  // AIX: the fixed header's offsets; 0: none.
  uint64_t last, member_table, symbols, symbols_64;
  struct coff_once like; // struct coff_like of the first COFF member; members.c
};

// archive.c: an archive that is a member, or the file of one (PATH is then on disk).
struct coff_archive *coff_archive_open_inside(const struct coff_archive *parent, const char *name,
                                              const char *member, struct coff_input *input,
                                              bool on_disk);

// common.c: one header of the dialects that share `!<arch>`. END: offset behind the member and its
// padding. Reports if QUIET is not set.
bool coff_common_member(const struct coff_archive *a, uint64_t at, bool quiet,
                        struct coff_member *m, uint64_t *end);
// True if a header begins at AT: it ends as it should, and its size is a number.
bool coff_common_is_header(const struct coff_archive *a, uint64_t at);
// Number in a header field of N bytes. False if there is something else; blank is 0, *BLANK set.
bool coff_archive_number(const uint8_t *p, size_t n, unsigned base, bool *blank, uint64_t *v);
// Reads date, owner and mode of M, each LENGTH long, at P. Reports as coff_common_member does.
struct coff_owner_fields {
  uint8_t date, date_size, uid, gid, id_size, mode, mode_size;
};
void coff_archive_owner(const struct coff_archive *a, uint64_t at, const uint8_t *p,
                        const struct coff_owner_fields *fields, bool quiet, struct coff_member *m);

// aix.c
bool coff_aix_open(struct coff_archive *a);
bool coff_aix_member(const struct coff_archive *a, uint64_t at, bool quiet, struct coff_member *m,
                     uint64_t *next);
// The Nth of the members that stand outside of the chain; false past the last.
bool coff_aix_special(const struct coff_archive *a, unsigned n, struct coff_member *m);

// index.c: notes the symbol table that M is. Reports what is wrong with it.
void coff_archive_add_index(struct coff_archive *a, const struct coff_member *m);

// index.c: S without what marks names of ARM64EC's code, in two parts; false: it has no mark.
bool coff_archive_plain_name(struct coff_str s, struct coff_str parts[2]);

// archive.c: as coff_archive_or_file_open, for what was opened; INPUT is taken over in any case.
struct coff_input;
COFF_API bool coff_archive_or_file_from_input(const struct coff_context *ctx, const char *path,
                                              const struct coff_open *opt, struct coff_input *input,
                                              struct coff_archive **a, struct coff_file **f);
#endif
