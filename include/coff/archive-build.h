// Building archives: from nothing, from files, from another archive; written in every dialect that is read.
//
// Skip it unless you write libraries.
//
// A builder is an array of entries in the order of the archive. Contents are views of bytes that must outlive it;
// those of files that it opened itself it holds. The same calls give the same bytes: no clock gets in.
//
// An entry that was taken over from an archive keeps its date, owner and mode as they are spelled there. An
// archive whose entries are all taken over, in their order and unchanged, is written byte for byte as it was.
//
// Layouts: see coff/archive.h.
#ifndef COFF_ARCHIVE_BUILD_H
#define COFF_ARCHIVE_BUILD_H
#include "coff/archive.h"

#ifdef __cplusplus
extern "C" {
#endif

struct coff_archive_chunk;
struct coff_archive_hold;

struct coff_archive_entry {
  struct coff_str name; // of a thin archive: a path from the archive's folder
  // Without DATA, of a member that was taken over from a thin archive: opened when the index is made.
  struct coff_view bytes;
  uint64_t
      origin; // thin: NAME is an archive with the member's header at this offset; 0: NAME is the member
  int64_t date; // seconds since 1970
  uint32_t uid, gid, mode;
  // The member that it was taken over from; 0: none. HEADER: its spelling there, NULL: none.
  uint64_t source;
  const uint8_t *header;
};

enum coff_archive_index_choice {
  COFF_ARCHIVE_INDEX_AUTO, // one, if a member has symbols for it
  COFF_ARCHIVE_INDEX_NONE,
  COFF_ARCHIVE_INDEX_ALWAYS // even an empty one
};

struct coff_archive_build {
  const struct coff_context *ctx;
  const char *name; // for messages
  // COFF_ARCHIVE_COMMON: what the members ask for (AIX's for XCOFF, else GNU's).
  enum coff_dialect dialect;
  bool thin;
  enum coff_archive_index_choice index;
  bool index_64;      // the index has 64-bit offsets, whatever the size
  bool rewrite;       // even if nothing has changed
  int64_t index_date; // of the special members
  const char *target; // as which members are read; NULL: recognise
  struct coff_archive_entry *entries;
  uint32_t count, room;
  // Of coff_archive_build_from.
  const struct coff_archive *source;
  struct coff_archive_chunk *chunks;
  struct coff_archive_hold *holds;
};

// An empty one. NAME is for messages and copied; NULL after a report.
COFF_API struct coff_archive_build *coff_archive_build_new(const struct coff_context *,
                                                           const char *name, enum coff_dialect);
// All ordinary members of A, which must stay open as long as the builder is used. NULL after a report. The
// index is made anew: AUTO if A has one, NONE if not.
COFF_API struct coff_archive_build *coff_archive_build_from(const struct coff_archive *a);
COFF_API void coff_archive_build_free(struct coff_archive_build *);

// Puts E, whose name is copied, before entry AT (COUNT: at the end). False after a report.
COFF_API bool coff_archive_build_insert(struct coff_archive_build *, uint32_t at,
                                        const struct coff_archive_entry *e);
COFF_API void coff_archive_build_remove(struct coff_archive_build *, uint32_t at);
// Moves entry FROM to before the one that is now AT.
COFF_API void coff_archive_build_move(struct coff_archive_build *, uint32_t from, uint32_t at);
// Fills E from the file at PATH: contents, date, owner and mode; the name is left alone. The builder
// holds the contents. False after a report.
COFF_API bool coff_archive_build_read(struct coff_archive_build *, const char *path,
                                      struct coff_archive_entry *e);
// A copy of S with a NUL behind it, which lives as long as the builder; NULL after a report.
COFF_API char *coff_archive_build_keep(struct coff_archive_build *, struct coff_str s);

// N uninitialized bytes that live as long as the builder: room for contents. NULL after a report.
COFF_API uint8_t *coff_archive_build_bytes(struct coff_archive_build *, size_t n);

// The dialect that it will be written in; COFF_ARCHIVE_COMMON, after a report, if out of memory.
COFF_API enum coff_dialect coff_archive_build_dialect(const struct coff_archive_build *);
// Whether it is what its source is.
COFF_API bool coff_archive_build_is_unchanged(const struct coff_archive_build *);

// Works out the archive and writes it to memory: *BYTES is to be freed by coff_archive_build_release. False after
// a report.
COFF_API bool coff_archive_build_write(struct coff_archive_build *, uint8_t **bytes,
                                       uint64_t *size);
COFF_API void coff_archive_build_release(const struct coff_archive_build *, uint8_t *bytes);
// The same to the file PATH, as coff_write_file does it: a failure leaves the old file. FSYNC: see there. MODE: of
// a file that does not exist yet, less the umask; 0: 0666.
COFF_API bool coff_archive_build_write_file(struct coff_archive_build *, const char *path,
                                            unsigned mode, bool fsync);

#ifdef __cplusplus
}
#endif
#endif
