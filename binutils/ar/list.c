// Operations that leave the archive alone: t, p and x.
//
// Skip it unless their text differs from that of GNU ar.
#include "ar/ar.h"
#include "coff/build.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <utime.h>

static void mode_text(char text[10], unsigned mode)
{
  static const char letters[] = "rwxrwxrwx";
  for (unsigned i = 0; i < 9; i++)
    text[i] = (mode >> (8 - i) & 1) != 0 ? letters[i] : '-';
  if ((mode & S_ISUID) != 0)
    text[2] = text[2] == 'x' ? 's' : 'S';
  if ((mode & S_ISGID) != 0)
    text[5] = text[5] == 'x' ? 's' : 'S';
  if ((mode & 01000) != 0)
    text[8] = text[8] == 'x' ? 't' : 'T';
  text[9] = 0;
}

static void date_text(char *text, size_t size, int64_t date)
{
  time_t t = (time_t)date;
  struct tm tm;
  if (localtime_r(&t, &tm) == NULL || strftime(text, size, "%b %e %H:%M %Y", &tm) == 0)
    snprintf(text, size, "<time data corrupt>");
}

// What the member's row says: of another archive's member, that one is asked.
static void list_row(struct ar *r, struct out *o, const struct coff_member *m, bool verbose)
{
  char mode[10], date[64];
  if (verbose) {
    mode_text(mode, m->mode);
    date_text(date, sizeof date, m->date);
    out_printf(o, "%s %lu/%lu %6llu %s ", mode, (unsigned long)m->uid, (unsigned long)m->gid,
               (unsigned long long)m->size, date);
  }
  char *name = ar_shown_name(r, m);
  if (name != NULL)
    out_bytes(o, name, strlen(name));
  free(name);
  if (r->offsets)
    out_printf(o, " 0x%llx", (unsigned long long)(m->external ? m->origin : m->data_offset));
  out_char(o, '\n');
}

// The bytes of M, wherever they are. False after a report; to be closed in any case.
static bool contents(const struct ar *r, const struct coff_member *m, struct coff_member_opened *o,
                     struct coff_view *v)
{
  *o = (struct coff_member_opened){0};
  if (!m->external)
    return coff_view_table(coff_archive_bytes(r->archive), m->data_offset, m->size, 1, v);
  bool ok = coff_member_open(r->archive, m, NULL, o);
  *v = o->bytes;
  return ok;
}

static bool print(struct ar *r, const struct coff_member *m)
{
  struct out *out = &r->tool->out;
  struct coff_member_opened o;
  struct coff_view v;
  bool ok = contents(r, m, &o, &v);
  if (ok && r->verbose) {
    out_text(out, "\n<");
    out_bytes(out, m->name.data, m->name.size);
    out_text(out, ">\n\n");
  }
  if (ok && v.size != 0)
    out_bytes(out, (const char *)v.data, (size_t)v.size);
  coff_member_close(r->archive, &o);
  return ok;
}

// ---- Extracting -------------------------------------------------------------------------------

static char *printable(struct coff_str s)
{
  char *p = malloc(s.size + 1);
  if (p == NULL)
    return NULL;
  memcpy(p, s.data, s.size);
  p[s.size] = 0;
  return p;
}

// Where M goes: no name of an archive leads out of the folder. To be freed; NULL after a message.
static char *place_for(const struct ar *r, const struct coff_member *m)
{
  struct coff_str s = m->name;
  for (size_t i = s.size; i > 0; i--)
    if (s.data[i - 1] == '/') {
      s = (struct coff_str){s.data + i, s.size - i};
      break;
    }
  char *whole = printable(m->name);
  bool bad = s.size == 0 || ar_is_called(s, ".") || ar_is_called(s, "..") ||
             memchr(s.data, 0, s.size) != NULL;
  size_t folder = r->output == NULL ? 0 : strlen(r->output);
  char *path = bad ? NULL : malloc(folder + 1 + s.size + 1);
  if (bad)
    tool_say(r->tool, r->path, whole, "the member has no name that a file can have");
  else if (s.size != m->name.size)
    tool_say(r->tool, r->path, whole, "only the last part of the member's name is used");
  free(whole);
  if (path == NULL)
    return NULL;
  if (folder != 0) {
    memcpy(path, r->output, folder);
    path[folder++] = '/';
  }
  memcpy(path + folder, s.data, s.size);
  path[folder + s.size] = 0;
  return path;
}

static bool keep_date(const struct ar *r, const struct coff_member *m, const char *path)
{
  struct utimbuf when = {(time_t)m->date, (time_t)m->date};
  if (utime(path, &when) == 0)
    return true;
  tool_say(r->tool, path, NULL, strerror(errno));
  return false;
}

bool ar_extract(struct ar *r, const struct coff_member *m)
{
  struct coff_member_opened o;
  struct coff_view v;
  char *path = place_for(r, m);
  if (path == NULL)
    return false;
  if (r->verbose) {
    out_text(&r->tool->out, "x - ");
    out_bytes(&r->tool->out, path, strlen(path));
    out_char(&r->tool->out, '\n');
  }
  unsigned mode = (m->has & COFF_MEMBER_HAS_MODE) != 0 ? m->mode & 0777 : 0644;
  bool ok = contents(r, m, &o, &v) &&
            coff_write_bytes(&r->tool->ctx, path, v, &(struct coff_write_options){.mode = mode}) &&
            (!r->dates || keep_date(r, m, path));
  coff_member_close(r->archive, &o);
  free(path);
  return ok;
}

// ---- All or some members ----------------------------------------------------------------------

static bool act(struct ar *r, const struct coff_member *m)
{
  switch (r->operation) {
  case AR_PRINT: return print(r, m);
  case AR_EXTRACT: return ar_extract(r, m);
  default: list_row(r, &r->tool->out, m, r->verbose); return true;
  }
}

bool ar_list_all(struct ar *r, struct out *o, const struct coff_archive *a, bool verbose)
{
  struct coff_member_cursor c;
  struct coff_member m;
  coff_member_first(a, &c);
  while (coff_member_next(&c, &m))
    if (m.special == COFF_MEMBER_ORDINARY)
      list_row(r, o, &m, verbose);
  return true;
}

static bool all_members(struct ar *r)
{
  struct coff_member_cursor c;
  struct coff_member m;
  bool ok = true;
  coff_member_first(r->archive, &c);
  while (!r->tool->out.failed && coff_member_next(&c, &m))
    if (m.special == COFF_MEMBER_ORDINARY)
      ok &= act(r, &m);
  return ok;
}

// All members of that name; with N, only that one of them.
static bool named_members(struct ar *r, const char *file)
{
  struct coff_member_cursor c;
  struct coff_member m;
  bool ok = true;
  unsigned long found = 0, done = 0;
  char *wanted = ar_member_name(r, file);
  coff_member_first(r->archive, &c);
  while (wanted != NULL && coff_member_next(&c, &m)) {
    if (m.special != COFF_MEMBER_ORDINARY || !ar_is_called(m.name, wanted))
      continue;
    if (r->count != 0 && ++found != r->count)
      continue;
    done++;
    ok &= act(r, &m);
  }
  free(wanted);
  if (done != 0)
    return ok;
  out_flush(&r->tool->out);
  out_printf(&r->tool->err, "no entry %s in archive\n", file);
  out_flush(&r->tool->err);
  return false;
}

bool ar_read(struct ar *r, int nfiles, char **files)
{
  bool ok = true;
  if (!ar_open(r, false))
    return false;
  if (r->operation == AR_EXTRACT && coff_archive_is_thin(r->archive)) {
    ar_say(r, "`x' cannot be used on thin archives.", NULL);
    return false;
  }
  if (nfiles == 0)
    return all_members(r);
  for (int i = 0; i < nfiles; i++)
    ok &= named_members(r, files[i]);
  return ok;
}
