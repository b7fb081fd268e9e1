// Which members of an archive are dumped, in which form and order.
//
// Skip it unless a member is left out, or a message stands in the wrong document.
//
// The archive comes first, then its members in their order, each as if it were a file. Messages about
// a member are held back while the archive itself is described if the member is dumped afterwards,
// for they belong there.
#include "coffdump/archive.h"
#include "coffdump/names.h"
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

static unsigned asked_for(const struct options *opt)
{
  return opt->parts & ~(unsigned)PART_SUMMARY;
}

static bool wants_members(const struct options *opt)
{
  if (opt->member != NULL || (asked_for(opt) & ~(unsigned)PART_ARCHIVE_INDEX) != 0)
    return true;
  return opt->json != JSON_NONE && asked_for(opt) == 0;
}

// A name with folders matches by its last part as well.
static bool matches(const struct options *opt, struct coff_str name)
{
  if (opt->member == NULL)
    return true;
  char *s = malloc(name.size + 1);
  if (s == NULL)
    return false;
  memcpy(s, name.data, name.size);
  s[name.size] = 0;
  const char *slash = strrchr(s, '/');
  bool found =
      fnmatch(opt->member, s, 0) == 0 || (slash != NULL && fnmatch(opt->member, slash + 1, 0) == 0);
  free(s);
  return found;
}

static void title(struct archive_dump *d, const struct coff_archive *a, const char *member)
{
  struct out *o = d->o;
  const char *name = coff_archive_name(a);
  out_text(o, d->begun ? "\n" : "");
  out_text(o, o->color ? "\033[1m==> " : "==> ");
  out_name(o, (struct coff_str){name, strlen(name)});
  out_char(o, '(');
  out_name(o, (struct coff_str){member, strlen(member)});
  out_text(o, o->color ? ") <==\033[0m\n" : ") <==\n");
  d->begun = true;
}

static void show_text(struct archive_dump *d, const struct coff_archive *a,
                      const struct coff_member *m, const struct coff_member_opened *o)
{
  title(d, a, o->name);
  if (o->file != NULL) {
    text_dump(o->file, d->opt, d->o);
    return;
  }
  archive_member_words(m, o, d->o);
  out_char(d->o, '\n');
}

static void show_json(struct archive_dump *d, const struct coff_archive *a,
                      const struct coff_member *m, const struct coff_member_opened *o)
{
  const char *name = o->name == NULL ? "" : o->name;
  uint64_t size = o->bytes.data == NULL ? m->size : o->bytes.size;
  if (o->file != NULL)
    json_dump(o->file, coff_archive_name(a), name, size, d->opt, &d->diags->list, d->o);
  else
    json_foreign(a, name, size, o->foreign, d->opt, &d->diags->list, d->o);
}

// Thin archives that name each other make a few small files a tree without end.
enum { ARCHIVES_MOST = 4096 };

static void dump_inner(const struct coff_archive *a, const struct coff_archive *inner,
                       struct archive_dump *d, bool shown)
{
  if (++d->archives <= ARCHIVES_MOST)
    archive_dump(inner, d, shown);
  else if (d->archives == ARCHIVES_MOST + 1)
    coff_fail(coff_archive_context(a),
              (struct coff_place){coff_archive_name(a), coff_archive_member(a), COFF_NOWHERE},
              "more than %d archives in archives; the others are left out", ARCHIVES_MOST);
}

static void dump_member(const struct coff_archive *a, const struct coff_member *m,
                        struct archive_dump *d, bool shown)
{
  struct coff_member_opened o;
  diag_next_member(d->diags, ++d->number);
  bool ok = coff_member_open(a, m, d->opt->target, &o);
  if (o.archive != NULL)
    dump_inner(a, o.archive, d, shown);
  else if (shown && d->opt->json != JSON_NONE)
    show_json(d, a, m, &o);
  else if (shown && ok)
    show_text(d, a, m, &o);
  coff_member_close(a, &o);
}

static void dump_members(const struct coff_archive *a, struct archive_dump *d, bool enclosed)
{
  struct coff_member_cursor c;
  struct coff_member m;
  diag_next_member(d->diags, 0);
  coff_member_first(a, &c);
  while (!d->o->failed && coff_member_next(&c, &m)) {
    if (m.special != COFF_MEMBER_ORDINARY)
      continue;
    bool shown = enclosed || matches(d->opt, m.name);
    d->matched |= shown;
    // One that is not asked for may be an archive with members that are.
    if (shown || coff_member_is_archive(a, &m))
      dump_member(a, &m, d, shown);
    diag_next_member(d->diags, 0);
  }
}

static void dump_itself(const struct coff_archive *a, struct archive_dump *d)
{
  const struct options *opt = d->opt;
  bool with_index = (asked_for(opt) & PART_ARCHIVE_INDEX) != 0;
  if (opt->json != JSON_NONE) {
    json_archive(a, opt, with_index || asked_for(opt) == 0, &d->diags->list, d->o);
    return;
  }
  bool summary = (opt->parts & PART_SUMMARY) != 0 && (opt->member == NULL || asked_for(opt) != 0);
  if ((summary || with_index) && coff_archive_member(a) != NULL)
    title(d, a, coff_archive_member(a));
  if (summary)
    text_archive(a, opt, d->o);
  if (with_index)
    text_archive_index(a, opt, d->o);
  d->begun |= summary || with_index;
}

void archive_dump(const struct coff_archive *a, struct archive_dump *d, bool enclosed)
{
  bool members = wants_members(d->opt);
  d->diags->about = members ? a : NULL;
  dump_itself(a, d);
  d->diags->about = NULL;
  if (members)
    dump_members(a, d, enclosed || d->opt->member == NULL);
}

void archive_member_words(const struct coff_member *m, const struct coff_member_opened *opened,
                          struct out *o)
{
  if (m->special != COFF_MEMBER_ORDINARY) {
    out_text(o, coff_member_special_name(m->special));
    return;
  }
  if (opened == NULL) {
    out_text(o, "cannot be read");
    return;
  }
  if (opened->archive != NULL) {
    out_text(o, coff_archive_dialect_name(coff_archive_dialect(opened->archive)));
    out_text(o, " archive");
    return;
  }
  if (opened->file == NULL) {
    out_text(o, opened->foreign == NULL ? "unknown contents" : opened->foreign);
    return;
  }
  out_text(o, coff_file_target(opened->file)->name);
  out_char(o, ' ');
  out_text(o, kind_name(coff_file_kind(opened->file)));
}
