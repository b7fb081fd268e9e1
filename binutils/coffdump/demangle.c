// Demangling, through libiberty: it holds globals and can exit, so only programs use it.
//
// Skip it unless a mangled name is shown as it is.
#include "coffdump/coffdump.h"
#include "config.h"
#include <stdlib.h>
#include <string.h>
#ifdef HAVE_LIBIBERTY
#include <libiberty/demangle.h>
#endif

#ifdef HAVE_LIBIBERTY
// Names from hostile files can be nested without end; the demangler recurses on them unless told
// its limit (the default) and allocates in proportion to their length.
enum { MAX_NAME = 1 << 16 };

char *demangled(const struct options *opt, struct coff_str name)
{
  const int style = DMGL_PARAMS | DMGL_ANSI | DMGL_VERBOSE;
  if (!opt->demangle || name.size < 2 || name.size > MAX_NAME)
    return NULL;
  char *text = malloc(name.size + 1);
  if (text == NULL)
    return NULL;
  memcpy(text, name.data, name.size);
  text[name.size] = '\0';
  char *plain = cplus_demangle(text, style | DMGL_AUTO);
  // C names of some flavours begin with an underscore, and so do mangled names on them.
  if (plain == NULL && text[0] == '_')
    plain = cplus_demangle(text + 1, style | DMGL_AUTO);
  // XCOFF marks a function's code with a dot in front of the descriptor's name.
  if (plain == NULL && text[0] == '.')
    plain = cplus_demangle(text + 1, style | DMGL_AUTO);
  free(text);
  return plain;
}
#else
char *demangled(const struct options *opt, struct coff_str name)
{
  (void)opt;
  (void)name;
  return NULL;
}
#endif
