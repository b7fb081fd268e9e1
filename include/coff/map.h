// The byte map: which byte of a file means what, as a tree. Ranges of a file cover every byte.
//
// A child lies inside of its parent's bytes: the file holds headers and contents, contents may hold
// directories, those may hold tables. Contents, relocations and line numbers of one section lie
// apart in the file, with those of others between, so that no range encloses them: they are
// siblings, and SECTION says what belongs together.
//
// Skip it unless you ask for bytes that nothing explains.
#ifndef COFF_MAP_H
#define COFF_MAP_H
#include "coff/object.h"

#ifdef __cplusplus
extern "C" {
#endif

enum coff_range_kind {
  COFF_RANGE_FILE,
  COFF_RANGE_STUB,
  COFF_RANGE_SIGNATURE,
  COFF_RANGE_FILE_HEADER,
  COFF_RANGE_OPTIONAL_HEADER,
  COFF_RANGE_SECTION_HEADERS,
  COFF_RANGE_CONTENTS,
  COFF_RANGE_RELOCS,
  COFF_RANGE_LINENOS,
  COFF_RANGE_SYMBOLS,
  COFF_RANGE_STRINGS,
  COFF_RANGE_TABLE, // a table inside of a section or directory
  COFF_RANGE_DIRECTORY,
  COFF_RANGE_ITEM,    // a part of a table, or what an entry of one points to: names, data
  COFF_RANGE_PAYLOAD, // of an import or anonymous object
  COFF_RANGE_PADDING, // zeroes up to an alignment
  COFF_RANGE_OVERLAY, // behind everything that the headers name
  COFF_RANGE_UNCLAIMED
};

struct coff_range {
  uint64_t offset, size;
  enum coff_range_kind kind;
  uint32_t section; // number of the section that it belongs to, or 0
  uint32_t parent;  // index of the enclosing range; the root is its own parent
  bool overlaps;    // shares bytes with an earlier sibling
  const char *what; // of a directory, table or item: "import directory"; static; else NULL
};

struct coff_map {
  struct coff_range *ranges; // sorted by offset, parents before children; [0] is the file
  size_t count;
};

// Who reads what is inside of contents says so: a claimer hands each range that it understands to
// coff_claim. KIND is COFF_RANGE_DIRECTORY, _TABLE or _ITEM; WHAT a static string that names it.
// Items of one name that follow each other, but for zeroes up to an alignment, become one, and the
// same range claimed twice
// (a name that two entries share) is one. A directory holds tables, a table holds items.
struct coff_claims;
struct coff_claimer {
  void (*claim)(const struct coff_file *, struct coff_claims *);
};
COFF_API void coff_claim(struct coff_claims *, enum coff_range_kind kind, const char *what,
                         struct coff_view);
// As coff_map_build, with what N CLAIMERS understand (image.h, unwind.h).
COFF_API bool coff_map_build_with(const struct coff_file *, const struct coff_claimer *claimers,
                                  size_t n, struct coff_map *);

// Builds the map. Owned by the caller, freed by coff_map_free. Returns false if out of memory.
// Overlapping siblings are reported as warnings; the map has both.
COFF_API bool coff_map_build(const struct coff_file *, struct coff_map *);
COFF_API void coff_map_free(const struct coff_file *, struct coff_map *);
COFF_API const char *coff_range_kind_name(enum coff_range_kind);

#ifdef __cplusplus
}
#endif
#endif
