// Names from files, as GNU's tools print them: as they are, or with their UTF-8 shown in another way.
//
// Skip it unless a name is printed in another way than GNU does.
//
// Into a file or a pipe a name goes as it is, for what reads it compares names. On a terminal control
// characters are escaped, so that no file can write to it. Where UTF-8 is shown in another way they are ^A
// and the like, everywhere.
#ifndef TOOL_NAMES_H
#define TOOL_NAMES_H
#include "coff/target.h"
#include "coffdump/out.h"

enum tool_unicode {
  TOOL_UNICODE_DEFAULT,  // bytes
  TOOL_UNICODE_SHOW,     // characters as they are
  TOOL_UNICODE_INVALID,  // {0xe282ac}: as if they had no business there
  TOOL_UNICODE_HEX,      // <0xe282ac>
  TOOL_UNICODE_ESCAPE,   // \u20ac
  TOOL_UNICODE_HIGHLIGHT // the same in red, on a terminal
};

struct tool_names {
  enum tool_unicode unicode;
  bool terminal;
};

// The meaning of --unicode=WORD. False if it has none.
bool tool_unicode_find(const char *word, enum tool_unicode *u);
// Bytes of the UTF-8 character, of two bytes or more, that P begins with; 0: N bytes hold none.
unsigned tool_utf8(const char *p, size_t n);
// Prints that character of SIZE bytes.
void tool_put_character(const struct tool_names *, struct out *, const char *p, unsigned size);
void tool_name_shown(const struct tool_names *, struct out *, struct coff_str);

// demangle.c: NAME as it is in the source, without what files of T put in front of C names. NULL if that is
// the same. To be freed.
char *tool_demangled(const struct coff_target *t, struct coff_str name);

static inline void tool_name(const struct tool_names *n, struct out *o, struct coff_str s)
{
  enum { SHORT = 256 };
  if (n->terminal || n->unicode != TOOL_UNICODE_DEFAULT || s.size >= SHORT)
    tool_name_shown(n, o, s);
  else
    out_run(o, s.data, s.size);
}
#endif
