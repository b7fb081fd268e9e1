// Writes a file of any registered flavour from a short text.
//
// Skip it unless you need such a file. Usage:
//   mkcoff TEXT FILE                 the text is described in mkcoff-text.c; "-" is standard input
//   mkcoff --sample TARGET [KIND]    prints the text of a sample of all that the target has
//   mkcoff --samples FOLDER          makes FOLDER/FILE of every sample that there is, and its text
//                                    FOLDER/FILE.txt; prints a line "TARGET KIND FILE NUMBER" for each: NUMBER
//                                    counts registered targets from 1; variants have that of their target
#include "testsuite/tools/mkcoff.h"
#include <stdlib.h>
#include <string.h>

static void print_diag(void *user, const struct coff_diag *d)
{
  (void)user;
  static const char *const words[] = {"note: ", "warning: ", ""};
  fprintf(stderr, "mkcoff: %s: %s%s\n", d->file, words[d->severity], d->text);
}

static char *read_all(FILE *f, size_t *size)
{
  size_t room = 1 << 16;
  char *text = malloc(room);
  *size = 0;
  while (text != NULL) {
    *size += fread(text + *size, 1, room - *size, f);
    if (*size < room)
      return text;
    room *= 2;
    char *grown = realloc(text, room);
    if (grown == NULL)
      free(text);
    text = grown;
  }
  return NULL;
}

static int make(const char *from, const char *to)
{
  struct coff_context ctx = {.sink = print_diag};
  FILE *f = strcmp(from, "-") == 0 ? stdin : fopen(from, "r");
  size_t size = 0;
  if (f == NULL) {
    perror(from);
    return 1;
  }
  char *text = read_all(f, &size);
  struct coff_build *b = text == NULL ? NULL : mkcoff_build(&ctx, from, text, size);
  bool ok = b != NULL && coff_write_file(b, to, NULL);
  coff_build_free(b);
  free(text);
  if (f != stdin)
    fclose(f);
  return ok ? 0 : 1;
}

static int sample(const char *name, const char *kind_name)
{
  const struct coff_target *t = coff_target_find(name);
  enum coff_kind kind = COFF_KIND_NONE;
  if (t == NULL) {
    fprintf(stderr, "mkcoff: no target is called %s\n", name);
    return 1;
  }
  if (kind_name == NULL)
    kind = (enum coff_kind)(t->kinds & (0u - t->kinds));
  else if (!mkcoff_kind_by_name(kind_name, &kind) || (t->kinds & kind) == 0) {
    fprintf(stderr, "mkcoff: %s has no files of kind %s\n", name, kind_name);
    return 1;
  }
  mkcoff_sample(t, kind, stdout);
  return fflush(stdout) == 0 ? 0 : 1;
}

static bool make_sample(const char *folder, const struct coff_target *t, enum coff_kind kind,
                        size_t number)
{
  char name[256], text[4096], file[4096];
  const char *kind_name = mkcoff_kind_name(kind);
  unsigned form = mkcoff_form(t);
  int length = snprintf(name, sizeof name, "%s.%s", t->name, kind_name);
  if (form != 0)
    snprintf(name + length, sizeof name - (size_t)length, ".%u", form);
  snprintf(text, sizeof text, "%s/%s.txt", folder, name);
  snprintf(file, sizeof file, "%s/%s", folder, name);
  FILE *f = fopen(text, "w");
  if (f == NULL) {
    perror(text);
    return false;
  }
  mkcoff_sample(t, kind, f);
  if (fclose(f) != 0 || make(text, file) != 0)
    return false;
  printf("%s %s %s %zu\n", t->name, kind_name, name, number);
  return true;
}

static bool make_samples(const char *folder, const struct coff_target *t, size_t number)
{
  bool ok = true;
  for (unsigned k = 1; k <= COFF_KIND_OPAQUE; k *= 2)
    if ((t->kinds & k) != 0 && !make_sample(folder, t, (enum coff_kind)k, number))
      ok = false;
  return ok;
}

// Those that cannot be made are not in the list.
static int samples(const char *folder)
{
  const struct coff_target *t;
  bool ok = true;
  for (size_t n = 0; (t = coff_target_at(n)) != NULL; n++) {
    ok &= make_samples(folder, t, n + 1);
    for (const struct coff_target *const *v = t->variants; v != NULL && *v != NULL; v++)
      ok &= make_samples(folder, *v, n + 1);
  }
  return fflush(stdout) == 0 && ok ? 0 : 1;
}

int main(int argc, char **argv)
{
  if (argc == 3 && strcmp(argv[1], "--samples") == 0)
    return samples(argv[2]);
  if ((argc == 3 || argc == 4) && strcmp(argv[1], "--sample") == 0)
    return sample(argv[2], argv[3]);
  if (argc == 3)
    return make(argv[1], argv[2]);
  fputs("usage: mkcoff TEXT FILE | mkcoff --sample TARGET [KIND] | mkcoff --samples FOLDER\n",
        stderr);
  return 2;
}
