// One run of a small tool: files one after another, archives member by member.
//
// Skip it unless you change how the tools open files or report.
#include "tool/tool.h"
#include "coff/shortimport.h"
#include "coffdump/budget.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct tool *tool_begin(const char *name)
{
  struct tool *t = calloc(1, sizeof *t);
  if (t == NULL) {
    fprintf(stderr, "%s: out of memory\n", name);
    return NULL;
  }
  t->name = name;
  t->ctx = (struct coff_context){.sink = diag_receive, .sink_user = &t->diags};
  out_init(&t->out, stdout, false);
  out_init(&t->err, stderr, false);
  t->diags.program = name;
  t->diags.err = &t->err;
  t->diags.shown = &t->out;
  return t;
}

int tool_end(struct tool *t)
{
  bool ok = out_flush(&t->out);
  // A reader that went away (head, a pager) has what it wanted.
  if (!ok && t->out.error != EPIPE)
    fprintf(stderr, "%s: cannot write the output: %s\n", t->name, strerror(t->out.error));
  int status = !ok || t->failed || t->diags.errors != 0;
  diag_free(&t->diags);
  free(t);
  return status;
}

void tool_say(struct tool *t, const char *path, const char *member, const char *words)
{
  out_flush(&t->out);
  out_text(&t->err, t->name);
  out_text(&t->err, ": ");
  out_name(&t->err, (struct coff_str){path, strlen(path)});
  if (member != NULL) {
    out_char(&t->err, '(');
    out_name(&t->err, (struct coff_str){member, strlen(member)});
    out_char(&t->err, ')');
  }
  out_text(&t->err, ": ");
  out_text(&t->err, words);
  out_char(&t->err, '\n');
  out_flush(&t->err);
}

// ---- Files and members ------------------------------------------------------------------------

// Thin archives that name each other make a few small files a tree without end.
enum { ARCHIVES_MOST = 4096 };

struct visit {
  struct tool *tool;
  const char *path, *target;
  tool_show *title, *show;
  void *user;
  unsigned archives;
};

static void visit_archive(struct visit *v, const struct coff_archive *a);

// Each file has its own share of long names.
static void show_file(const struct visit *v, const struct tool_item *item)
{
  struct out *o = &v->tool->out;
  out_begin_file(o, item->file == NULL ? 0 : coff_file_bytes(item->file).size);
  v->show(v->tool, item, v->user);
  if (item->file != NULL)
    budget_report_names(item->file, o);
}

static void show_import(const struct visit *v, const struct tool_item *item)
{
  struct coff_import_object o;
  struct tool_item as = *item;
  as.import = item->file;
  coff_import_object_open(item->file, &o);
  as.file = o.file;
  if (o.file != NULL)
    show_file(v, &as);
  coff_import_object_close(&v->tool->ctx, &o);
}

static void show_any(const struct visit *v, const struct tool_item *item)
{
  if (item->file != NULL && coff_file_kind(item->file) == COFF_KIND_IMPORT)
    show_import(v, item);
  else
    show_file(v, item);
}

static void visit_member(struct visit *v, const struct coff_archive *a, const struct coff_member *m)
{
  struct coff_member_opened o;
  bool ok = coff_member_open(a, m, v->target, &o);
  if (o.archive != NULL && ++v->archives <= ARCHIVES_MOST)
    visit_archive(v, o.archive);
  else if (o.archive == NULL && ok)
    show_any(v, &(struct tool_item){v->path, o.name, a, o.file, NULL, m});
  coff_member_close(a, &o);
}

static void visit_archive(struct visit *v, const struct coff_archive *a)
{
  struct coff_member_cursor c;
  struct coff_member m;
  if (v->title != NULL)
    v->title(v->tool, &(struct tool_item){v->path, coff_archive_member(a), a, NULL, NULL, NULL},
             v->user);
  coff_member_first(a, &c);
  while (!v->tool->out.failed && coff_member_next(&c, &m))
    if (m.special == COFF_MEMBER_ORDINARY)
      visit_member(v, a, &m);
  if (v->archives == ARCHIVES_MOST + 1) {
    coff_fail(&v->tool->ctx, (struct coff_place){v->path, NULL, COFF_NOWHERE},
              "more than %d archives in archives; the others are left out", ARCHIVES_MOST);
    v->archives++;
  }
}

void tool_each(struct tool *t, const char *path, const char *target, tool_show *title,
               tool_show *show, void *user)
{
  struct visit v = {t, path, target, title, show, user, 0};
  struct coff_open how = {.target = target};
  struct coff_archive *a;
  struct coff_file *f;
  diag_next_file(&t->diags);
  coff_archive_or_file_open(&t->ctx, path, &how, &a, &f);
  if (a != NULL)
    visit_archive(&v, a);
  else if (f != NULL)
    show_any(&v, &(struct tool_item){path, NULL, NULL, f, NULL, NULL});
  coff_file_close(f);
  coff_archive_close(a);
}

void tool_all(struct tool *t, int nfiles, char **files, const char *target, tool_show *title,
              tool_show *show, void *user)
{
  if (nfiles == 0)
    tool_each(t, "a.out", target, title, show, user);
  for (int i = 0; i < nfiles; i++)
    tool_each(t, files[i], target, title, show, user);
}
