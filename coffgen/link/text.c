// Text files of a link, and the rule for make among them.
//
// Skip it unless such a file is not written.
#include "link/text.h"
#include "base/alloc.h"
#include "base/output.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static bool make_room(struct coff_link_text *t, size_t n)
{
  enum { FIRST = 16 * 1024 };
  if (t->bad)
    return false;
  if (n <= t->room - t->n)
    return true;
  size_t room = (t->room == 0 ? FIRST : t->room * 2) + n;
  char *grown = coff_realloc(t->ld->ctx, t->p, room);
  if (grown == NULL) {
    t->bad = true;
    return coff_link_out_of_memory(t->ld);
  }
  t->p = grown;
  t->room = room;
  return true;
}

void coff_link_add_str(struct coff_link_text *t, struct coff_str s)
{
  if (s.size == 0 || !make_room(t, s.size))
    return;
  memcpy(t->p + t->n, s.data, s.size);
  t->n += s.size;
}

void coff_link_add(struct coff_link_text *t, const char *fmt, ...)
{
  enum { LONGEST = 128 };
  va_list args;
  if (!make_room(t, LONGEST))
    return;
  va_start(args, fmt);
  int n = vsnprintf(t->p + t->n, LONGEST, fmt, args);
  va_end(args);
  if (n > 0)
    t->n += n < LONGEST ? (size_t)n : LONGEST - 1u;
}

static void print_lines(struct coff_link_text *t)
{
  const struct coff_link_options *opt = t->ld->opt;
  coff_link_add_str(t, (struct coff_str){"", 1});
  for (char *p = t->p, *end; !t->bad && opt->print != NULL && *p != 0; p = end + 1) {
    end = strchr(p, '\n');
    if (end == NULL)
      break;
    *end = 0;
    opt->print(opt->print_user, p);
  }
}

bool coff_link_text_write(struct coff_link_text *t, const char *path)
{
  enum { MODE = 0666 };
  bool ok = !t->bad;
  if (ok && strcmp(path, "-") == 0)
    print_lines(t);
  else if (ok)
    ok = coff_output_write(t->ld->ctx, path, t->p, t->n, MODE, false);
  t->ld->errors += !ok && !t->bad;
  ok = ok && !t->bad;
  coff_free(t->ld->ctx, t->p);
  return ok;
}

// ---- The rule for make ----------------------------------------------------------------------------

// As make reads names: GNU make's manual, "What Makefiles Contain" and "Using Variables".
static void add_name(struct coff_link_text *t, const char *name)
{
  for (const char *p = name; *p != 0; p++) {
    if (*p == ' ' || *p == '#' || *p == ':')
      coff_link_add_str(t, coff_link_str("\\"));
    else if (*p == '$')
      coff_link_add_str(t, coff_link_str("$"));
    coff_link_add_str(t, (struct coff_str){p, 1});
  }
}

bool coff_link_write_dependencies(struct coff_link *ld)
{
  struct coff_link_text t = {.ld = ld};
  if (ld->opt->dependencies == NULL)
    return true;
  add_name(&t, ld->opt->output);
  coff_link_add(&t, ":");
  for (uint32_t i = 0; i < ld->npaths; i++) {
    coff_link_add(&t, " \\\n  ");
    add_name(&t, ld->paths[i]);
  }
  coff_link_add(&t, "\n");
  // Rules without a command, so that a file that is gone is no error.
  for (uint32_t i = 0; i < ld->npaths; i++) {
    coff_link_add(&t, "\n");
    add_name(&t, ld->paths[i]);
    coff_link_add(&t, ":\n");
  }
  return coff_link_text_write(&t, ld->opt->dependencies);
}

// Each path once, in the order of reading.
bool coff_link_note_path(struct coff_link *ld, const char *path)
{
  struct coff_str copy;
  if (ld->opt->dependencies == NULL && ld->opt->map == NULL)
    return true;
  for (uint32_t i = 0; i < ld->npaths; i++)
    if (strcmp(ld->paths[i], path) == 0)
      return true;
  const char **grown = coff_link_grow(ld, ld->paths, ld->npaths, 1, &ld->room_paths, sizeof *grown);
  if (grown == NULL)
    return false;
  ld->paths = grown;
  if (!coff_link_join(ld, "", coff_link_str(path), "", &copy))
    return false;
  ld->paths[ld->npaths++] = copy.data;
  return true;
}
