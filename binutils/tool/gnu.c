// What GNU binutils say of sections.
//
// Skip it unless a tool's text differs from theirs.
#include "tool/gnu.h"
#include "coff/format-ecoff.h"
#include "coff/format-sysv.h"
#include "coff/target.h"
#include <string.h>

static bool begins(struct coff_str name, const char *with)
{
  size_t n = strlen(with);
  return name.size >= n && memcmp(name.data, with, n) == 0;
}

static bool is_debug(struct coff_str name)
{
  return begins(name, ".debug") || begins(name, ".zdebug") || begins(name, ".stab") ||
         begins(name, ".gnu_debuglink") || begins(name, ".gnu_debugaltlink") ||
         begins(name, ".gnu.linkonce.wi.");
}

static bool is_dwarf(struct coff_str name)
{
  return begins(name, ".dw");
}

// Windows: every section is read-only unless it says that it is written to.
static unsigned by_access(const struct coff_section *s)
{
  unsigned f = 0;
  bool debug = is_debug(s->name);
  if ((s->flags & COFF_SEC_WRITE) == 0)
    f |= GNU_READONLY;
  if ((s->flags & COFF_SEC_CODE) != 0)
    f |= GNU_CODE | GNU_ALLOC | GNU_LOAD;
  if ((s->flags & COFF_SEC_DATA) != 0)
    f |= debug ? GNU_DEBUGGING : GNU_DATA | GNU_ALLOC | GNU_LOAD;
  if ((s->flags & COFF_SEC_BSS) != 0)
    f |= GNU_ALLOC;
  if ((s->flags & COFF_SEC_EXEC) != 0)
    f |= GNU_CODE;
  if ((s->flags & COFF_SEC_INFO) != 0)
    f |= GNU_DEBUGGING;
  if ((s->flags & COFF_SEC_REMOVE) != 0 && !debug)
    f |= GNU_EXCLUDE;
  return f;
}

// Flavours whose images are not paged: there STYP_INFO says nothing of debugging to GNU.
static bool is_unpaged(const struct coff_target *t)
{
  static const char *const all[] = {"coff-a29k", "coff-or32", "coff-h8",  "coff-m88k",
                                    "coff-maxq", "coff-sh",   "coff-shl", "coff-tic30",
                                    "coff-w65",  "coff-z8"};
  for (size_t i = 0; i < COFF_COUNT(all); i++)
    if (strncmp(t->name, all[i], strlen(all[i])) == 0)
      return true;
  return false;
}

// The others: what the type says.
static unsigned by_type(const struct coff_target *t, const struct coff_section *s)
{
  const unsigned most = COFF_SEC_CODE | COFF_SEC_DATA | COFF_SEC_BSS | COFF_SEC_INFO |
                        COFF_SEC_DEBUG | COFF_SEC_DUMMY;
  unsigned f = (s->flags & COFF_SEC_NOLOAD) != 0 ? GNU_NEVER_LOAD : 0;
  if (strcmp(t->name, "coff-tic80") == 0 && (s->header.flags & STYP_LIT) == STYP_LIT)
    return f | GNU_LOAD | GNU_ALLOC | GNU_READONLY; // GNU as has System V's flags there
  if ((s->flags & COFF_SEC_CODE) != 0)
    return f | GNU_CODE | GNU_LOAD | GNU_ALLOC;
  if ((s->header.flags & ~t->align.mask) == 0) // STYP_REG
    return GNU_ALLOC | GNU_LOAD;
  bool read_only = (s->flags & (COFF_SEC_READ | COFF_SEC_WRITE)) == COFF_SEC_READ;
  if ((s->flags & COFF_SEC_DATA) != 0) // STYP_LIT is no data to GNU
    return f | GNU_LOAD | GNU_ALLOC | (read_only ? GNU_READONLY : GNU_DATA);
  if ((s->flags & COFF_SEC_BSS) != 0)
    return f | GNU_ALLOC;
  if ((s->flags & (COFF_SEC_LOADER | COFF_SEC_EXCEPT)) != 0)
    return f | GNU_LOAD;
  if ((s->flags & COFF_SEC_DEBUG) != 0 && t->family == COFF_FAMILY_XCOFF && !is_dwarf(s->name))
    return f;
  if ((s->flags & (COFF_SEC_INFO | COFF_SEC_DEBUG)) != 0)
    return is_unpaged(t) ? f : f | GNU_DEBUGGING;
  return (s->flags & most) == 0 ? f | GNU_ALLOC | GNU_LOAD : f;
}

// ECOFF: the type alone. What the dynamic linker reads is code to GNU, exception data is written to.
static unsigned by_ecoff_type(uint32_t type)
{
  const uint32_t code = STYP_TEXT | STYP_ECOFF_INIT | STYP_ECOFF_FINI | STYP_DYNAMIC |
                        STYP_LIBLIST | STYP_RELDYN | STYP_DYNSTR | STYP_DYNSYM | STYP_HASH;
  const unsigned there = GNU_ALLOC | GNU_LOAD;
  unsigned f = (type & STYP_NOLOAD) != 0 ? GNU_NEVER_LOAD : 0, placed = f != 0 ? 0 : there;
  bool constant = (type & STYP_RDATA) != 0 || type == STYP_PDATA || type == STYP_RCONST;
  if ((type & code) != 0 || type == STYP_CONFLICT)
    return f | GNU_CODE | placed;
  if ((type & (STYP_DATA | STYP_SDATA | STYP_GOT)) != 0 || constant || type == STYP_XDATA) {
    f |= GNU_DATA | placed | (constant ? GNU_READONLY : 0);
    return (type & STYP_SDATA) != 0 ? f | GNU_SMALL_DATA : f;
  }
  if ((type & STYP_SBSS) != 0)
    return f | GNU_ALLOC | GNU_SMALL_DATA;
  if ((type & STYP_BSS) != 0)
    return f | GNU_ALLOC;
  if (type == STYP_COMMENT)
    return GNU_NEVER_LOAD;
  if ((type & (STYP_LITA | STYP_LIT8 | STYP_LIT4)) != 0)
    return f | GNU_DATA | GNU_SMALL_DATA | GNU_READONLY | there;
  return (type & STYP_ECOFF_LIB) != 0 ? f : f | there;
}

static unsigned by_family(const struct coff_target *t, const struct coff_section *s)
{
  if (t->section_relative)
    return by_access(s);
  return t->records->symbolic != NULL ? by_ecoff_type(s->header.flags) : by_type(t, s);
}

unsigned gnu_section_flags(const struct coff_file *f, const struct coff_section *s)
{
  unsigned flags = by_family(coff_file_target(f), s);
  return s->header.scnptr != 0 ? flags | GNU_CONTENTS : flags;
}

uint64_t gnu_section_size(const struct coff_file *f, const struct coff_section *s)
{
  const struct coff_scnhdr *h = &s->header;
  bool image = coff_file_kind(f) == COFF_KIND_IMAGE;
  bool empty = (s->flags & COFF_SEC_BSS) != 0 && (!image || h->size == 0);
  if (coff_file_target(f)->virtual_size && h->paddr != 0 &&
      (empty || (image && h->size > h->paddr)))
    return h->paddr;
  return h->size;
}
