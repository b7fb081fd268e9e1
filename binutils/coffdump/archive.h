// Archives: which members are dumped, and what is said of the archive itself.
//
// Skip it unless you change how archives are shown.
#ifndef COFFDUMP_ARCHIVE_H
#define COFFDUMP_ARCHIVE_H
#include "coff/archive.h"
#include "coffdump/coffdump.h"
#include "coffdump/diag.h"

struct archive_dump {
  const struct options *opt;
  struct diag_sink *diags;
  struct out *o;
  uint64_t number;   // of the member last dumped, over all archives
  uint64_t archives; // in archives, that were opened
  bool begun;        // something was shown, so that a title stands apart from it
  bool matched;      // a member has the name that --member asks for
};

// Shows A and its members, archives in it as well. ENCLOSED: --member asks for the archive that A is.
void archive_dump(const struct coff_archive *a, struct archive_dump *d, bool enclosed);

// What the contents of M are, in words: "pe-x86-64 object", "ELF object". OPENED: as what it opened,
// or NULL if it did not.
void archive_member_words(const struct coff_member *m, const struct coff_member_opened *opened,
                          struct out *o);

void text_archive(const struct coff_archive *a, const struct options *opt, struct out *o);
void text_archive_index(const struct coff_archive *a, const struct options *opt, struct out *o);
// The document of the archive. WITH_INDEX: symbols and what is wrong with the index, too.
void json_archive(const struct coff_archive *a, const struct options *opt, bool with_index,
                  const struct diag_list *diags, struct out *o);
// The document of a member that is no COFF: FOREIGN says what it is, or is NULL.
void json_foreign(const struct coff_archive *a, const char *member, uint64_t size,
                  const char *foreign, const struct options *opt, const struct diag_list *diags,
                  struct out *o);
#endif
