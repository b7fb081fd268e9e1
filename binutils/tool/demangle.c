// Demangling as GNU's tools do it: what the flavour and the assembler put around a name goes, or stays
// around what it means.
//
// Skip it unless -C shows another name than GNU does.
#include "config.h"
#include "tool/names.h"
#include <stdlib.h>
#include <string.h>
#ifdef HAVE_LIBIBERTY
#include <libiberty/demangle.h>
#endif

// Names from hostile files can be nested without end; the demangler allocates in proportion to their length.
enum { LONGEST = 1 << 16 };

// PRE, MIDDLE and POST (to its NUL) in one string; NULL if there is no memory.
static char *join(const char *pre, size_t npre, const char *middle, const char *post)
{
  size_t n = strlen(middle), npost = strlen(post);
  char *all = malloc(npre + n + npost + 1);
  if (all == NULL)
    return NULL;
  memcpy(all, pre, npre);
  memcpy(all + npre, middle, n);
  memcpy(all + npre + n, post, npost + 1);
  return all;
}

static char *demangle(char *name)
{
#ifdef HAVE_LIBIBERTY
  size_t npre = strspn(name, ".$");
  char *post = strchr(name + npre, '@'), *all;
  if (post != NULL)
    *post = 0;
  char *plain = cplus_demangle(name + npre, DMGL_ANSI | DMGL_PARAMS);
  if (post != NULL)
    *post = '@';
  if (plain == NULL || (npre == 0 && post == NULL))
    return plain;
  all = join(name, npre, plain, post == NULL ? "" : post);
  free(plain);
  return all;
#else
  (void)name;
  return NULL;
#endif
}

char *tool_demangled(const struct coff_target *t, struct coff_str name)
{
  bool leading = t->leading_char != 0 && name.size != 0 && name.data[0] == t->leading_char;
  if (name.size < 2 || name.size > LONGEST)
    return NULL;
  char *text = malloc(name.size + 1);
  if (text == NULL)
    return NULL;
  memcpy(text, name.data, name.size);
  text[name.size] = 0;
  char *plain = demangle(text + leading);
  if (plain == NULL && leading)
    plain = join("", 0, text + 1, "");
  free(text);
  return plain;
}
