// Writes a file of any registered flavour from a short text.
//
// Skip it unless you need such a file. Usage:
//   mkcoff TEXT FILE                 the text is described in mkcoff-text.c; "-" is standard input
//   mkcoff --sample TARGET [KIND]    prints the text of a sample of all that the target has
//   mkcoff --samples FOLDER          makes FOLDER/TARGET.KIND of every sample that there is, and its text
//                                    FOLDER/TARGET.KIND.txt; prints a line "TARGET KIND" for each
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

static bool make_sample(const char *folder, const struct coff_target *t, enum coff_kind kind)
{
  char text[4096], file[4096];
  snprintf(file, sizeof file, "%s/%s.%s", folder, t->name, mkcoff_kind_name(kind));
  snprintf(text, sizeof text, "%s/%s.%s.txt", folder, t->name, mkcoff_kind_name(kind));
  FILE *f = fopen(text, "w");
  if (f == NULL) {
    perror(text);
    return false;
  }
  mkcoff_sample(t, kind, f);
  if (fclose(f) != 0 || make(text, file) != 0)
    return false;
  printf("%s %s\n", t->name, mkcoff_kind_name(kind));
  return true;
}

// Those that cannot be made are not in the list.
static int samples(const char *folder)
{
  int status = 0;
  for (size_t n = 0; coff_target_at(n) != NULL; n++)
    for (unsigned k = 1; k <= COFF_KIND_OPAQUE; k *= 2)
      if ((coff_target_at(n)->kinds & k) != 0 &&
          !make_sample(folder, coff_target_at(n), (enum coff_kind)k))
        status = 1;
  return fflush(stdout) == 0 ? status : 1;
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
