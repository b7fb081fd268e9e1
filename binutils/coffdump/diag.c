// Diagnostics of the library, made lines.
//
// Skip it unless a message is missing or comes twice. Several parts of a dump read the same damaged
// table and each is told so; a small set of hashes keeps the second report back. The set forgets, so
// memory is bounded however bad the file is.
#include "coffdump/diag.h"
#include <stdlib.h>
#include <string.h>

// FNV-1a.
static uint64_t hash(const struct coff_diag *d, uint64_t member)
{
  uint64_t h = 0xcbf29ce484222325u ^ d->offset ^ member << 40;
  for (const char *s = d->member; s != NULL && *s != 0; s++)
    h = (h ^ (unsigned char)*s) * 0x100000001b3u;
  for (const char *s = d->text; *s != 0; s++)
    h = (h ^ (unsigned char)*s) * 0x100000001b3u;
  return h == 0 ? 1 : h;
}

static bool is_repeated(struct diag_sink *s, const struct coff_diag *d)
{
  uint64_t h = hash(d, s->member), *slot = &s->seen[h % DIAG_SEEN];
  bool repeated = *slot == h;
  *slot = h;
  return repeated;
}

static bool same(const char *a, const char *b)
{
  return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool is_about(const struct coff_archive *a, const struct coff_diag *d)
{
  return same(d->file, coff_archive_name(a)) && same(d->member, coff_archive_member(a));
}

static void print(const struct diag_sink *s, const struct coff_diag *d)
{
  struct out *o = s->err;
  out_text(o, s->program);
  out_text(o, ": ");
  out_name(o, (struct coff_str){d->file, strlen(d->file)});
  if (d->member != NULL) {
    out_char(o, '(');
    out_name(o, (struct coff_str){d->member, strlen(d->member)});
    out_char(o, ')');
  }
  out_text(o, ": ");
  if (d->offset != COFF_NOWHERE) {
    out_hex(o, d->offset, 0);
    out_text(o, ": ");
  }
  if (d->severity == COFF_WARNING)
    out_text(o, "warning: ");
  out_name(o, (struct coff_str){d->text, strlen(d->text)});
  out_char(o, '\n');
  out_flush(o);
}

static void keep(struct diag_list *l, const struct coff_diag *d)
{
  if (l->count == l->room) {
    size_t room = l->room == 0 ? 16 : l->room * 2;
    struct diag_entry *bigger =
        room > DIAG_KEPT ? NULL : realloc(l->entries, room * sizeof *l->entries);
    if (bigger == NULL) {
      l->dropped++;
      return;
    }
    l->entries = bigger;
    l->room = room;
  }
  size_t n = strlen(d->text) + 1;
  char *text = malloc(n);
  if (text == NULL) {
    l->dropped++;
    return;
  }
  memcpy(text, d->text, n);
  l->entries[l->count++] = (struct diag_entry){d->severity, d->offset, text};
}

void diag_receive(void *user, const struct coff_diag *d)
{
  struct diag_sink *s = user;
  if (s->about != NULL && !is_about(s->about, d))
    return;
  if (d->severity == COFF_ERROR)
    s->errors++;
  if (is_repeated(s, d))
    return;
  if (s->keep)
    keep(&s->list, d);
  if (d->severity == COFF_NOTE || s->printed == DIAG_PRINTED)
    return;
  if (s->shown != NULL && s->shown->column == 0)
    out_flush(s->shown);
  print(s, d);
  struct coff_diag last = {COFF_ERROR, d->file, NULL, COFF_NOWHERE,
                           "there is more to say of this file, which is left out"};
  if (++s->printed == DIAG_PRINTED)
    print(s, &last);
}

static void clear_list(struct diag_sink *s)
{
  for (size_t i = 0; i < s->list.count; i++)
    free(s->list.entries[i].text);
  s->list.count = s->list.dropped = 0;
}

void diag_next_member(struct diag_sink *s, uint64_t number)
{
  clear_list(s);
  s->member = number;
}

void diag_next_file(struct diag_sink *s)
{
  diag_next_member(s, 0);
  memset(s->seen, 0, sizeof s->seen);
  s->printed = 0;
}

void diag_free(struct diag_sink *s)
{
  diag_next_file(s);
  free(s->list.entries);
  s->list = (struct diag_list){0};
}
