// Copies files, and the members of archives, by way of the builder, and says which copies differ.
//
// Skip it unless a copy differs. Prints a line for each that does; then how many copies there were, and how
// many the builder refused to make.
#include "testsuite/unit/recopy.h"
#include "coff/archive.h"
#include <stdio.h>

struct sums {
  unsigned long built, refused, wrong;
};

static void copy(const struct coff_file *f, const char *path, const char *member, struct sums *sums)
{
  char words[200];
  for (unsigned way = 0; way < COPY_WAYS; way++) {
    bool refused;
    const char *found = copy_fault(f, (enum copy_way)way, &refused, words, sizeof words);
    sums->refused += refused;
    sums->built += !refused;
    // The file's own bytes can always be copied; records of a sound file, too.
    if (refused && (way == COPY_PLAIN || is_sound(f)))
      found = "refused";
    if (found == NULL)
      continue;
    sums->wrong++;
    printf("%s(%s): %s: %s\n", path, member, copy_way_name((enum copy_way)way), found);
  }
}

static void copy_members(const struct coff_archive *a, const char *path, struct sums *sums)
{
  struct coff_member_cursor c;
  struct coff_member m;
  coff_member_first(a, &c);
  while (coff_member_next(&c, &m)) {
    struct coff_member_opened opened;
    if (m.special != COFF_MEMBER_ORDINARY)
      continue;
    if (coff_member_open(a, &m, NULL, &opened) && opened.file != NULL)
      copy(opened.file, path, coff_file_member(opened.file), sums);
    coff_member_close(a, &opened);
  }
}

int main(int argc, char **argv)
{
  static const struct coff_context quiet = {0};
  struct sums sums = {0};
  for (int i = 1; i < argc; i++) {
    struct coff_archive *a = NULL;
    struct coff_file *f = NULL;
    struct coff_open as = {0};
    coff_archive_or_file_open(&quiet, argv[i], &as, &a, &f);
    if (a != NULL)
      copy_members(a, argv[i], &sums);
    else if (f != NULL)
      copy(f, argv[i], "", &sums);
    coff_file_close(f);
    coff_archive_close(a);
  }
  printf("%lu %lu\n", sums.built, sums.refused);
  return sums.wrong != 0;
}
