// coff-strings: the text in files.
//
// Skip it unless its command line or what it reads differs from that of GNU strings.
#include "coff/object.h"
#include "strings/strings.h"
#include "tool/gnu.h"
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char usage[] =
    "Usage: coff-strings [OPTION]... [FILE]...\n"
    "Prints the text in files (in standard input if none is named).\n"
    "\n"
    "  -a, -, --all           in the whole file (default)\n"
    "  -d, --data             in sections that are loaded with contents\n"
    "  -f, --print-file-name  the file's name before each string\n"
    "  -n, --bytes=N, -N      strings of at least N characters (default: 4)\n"
    "  -t, --radix=o|d|x      its offset before each string; -o: -t o\n"
    "  -w, --include-all-whitespace  line ends and their like are characters, too\n"
    "  -e, --encoding=s|S|b|l|B|L  characters of 7 or 8 bits, of 16 and of 32 bits (big, little)\n"
    "  -U, --unicode=default|show|invalid|hex|escape|highlight  how UTF-8 is shown, if at all\n"
    "  -s, --output-separator=TEXT  TEXT behind each string instead of a line end\n"
    "  -T, --target=NAME      read the files as this flavour\n"
    "  -h, --help; -v, -V, --version  print this, or the version, and exit\n"
    "  @FILE                  the words in FILE as arguments\n";

// ---- Files ------------------------------------------------------------------------------------

static void scan_section(const struct strings *how, struct tool *t, const char *path,
                         const struct coff_file *f, const struct coff_section *s)
{
  struct strings_scan z;
  struct coff_view v;
  coff_section_contents(f, s, &v);
  uint64_t size = gnu_section_size(f, s) * s->octets;
  strings_begin(&z, how, &t->out, path, s->file_offset);
  strings_scan(&z, v.data, (size_t)(v.size < size ? v.size : size), true);
}

// False if the file is no object or image, or has no such section.
static bool scan_sections(const struct strings *how, struct tool *t, const char *path)
{
  const unsigned wanted = GNU_CONTENTS | GNU_ALLOC | GNU_LOAD;
  struct coff_open opt = {.target = how->target, .maybe = true};
  struct coff_file *f = coff_file_open(&t->ctx, path, &opt);
  struct coff_section s;
  bool any = false;
  for (uint32_t i = 1; f != NULL && coff_section_get(f, i, &s); i++) {
    if ((gnu_section_flags(f, &s) & wanted) != wanted || s.file_size == 0)
      continue;
    scan_section(how, t, path, f, &s);
    any = true;
  }
  coff_file_close(f);
  return any;
}

// Moves what is left behind DONE to the front; more room if nothing was done with.
static uint8_t *make_room(uint8_t *buf, size_t *size, size_t *have, size_t done)
{
  *have -= done;
  memmove(buf, buf + done, *have);
  if (*have < *size)
    return buf;
  uint8_t *grown = *size > SIZE_MAX / 2 ? NULL : realloc(buf, *size * 2);
  if (grown == NULL) {
    free(buf);
    return NULL;
  }
  *size *= 2;
  return grown;
}

// False, with errno, if reading failed.
static bool scan_stream(const struct strings *how, struct tool *t, const char *path, int fd)
{
  struct strings_scan z;
  size_t size = (size_t)1 << 18, have = 0;
  uint8_t *buf = malloc(size);
  ssize_t n = 1;
  strings_begin(&z, how, &t->out, path, 0);
  while (buf != NULL && n > 0 && !t->out.failed) {
    n = read(fd, buf + have, size - have);
    if (n < 0 && errno == EINTR) {
      n = 1;
      continue;
    }
    have += n > 0 ? (size_t)n : 0;
    buf = make_room(buf, &size, &have, strings_scan(&z, buf, have, n <= 0));
  }
  if (buf == NULL)
    errno = ENOMEM;
  bool ok = buf != NULL && n >= 0;
  free(buf);
  return ok;
}

static void scan_file(const struct strings *how, struct tool *t, const char *path)
{
  struct stat st;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  bool ok = fd >= 0 && fstat(fd, &st) == 0;
  if (ok && S_ISDIR(st.st_mode)) {
    errno = EISDIR;
    ok = false;
  }
  diag_next_file(&t->diags);
  out_begin_file(&t->out, ok ? (uint64_t)st.st_size : 0);
  if (ok && !(how->data_only && S_ISREG(st.st_mode) && scan_sections(how, t, path)))
    ok = scan_stream(how, t, path, fd);
  if (!ok) {
    tool_say(t, path, NULL, strerror(errno));
    t->failed = true;
  }
  if (fd >= 0)
    close(fd);
}

static int run(void *user, int nfiles, char **files)
{
  struct strings *how = user;
  if (how->least == 0) {
    fprintf(stderr, "coff-strings: strings have at least 1 character\n");
    return 2;
  }
  struct tool *t = tool_begin("coff-strings");
  if (t == NULL)
    return 1;
  how->names.terminal = isatty(STDOUT_FILENO);
  int named = 0;
  for (int i = 0; i < nfiles && !t->out.failed; i++)
    if (strcmp(files[i], "-") != 0) {
      named++;
      scan_file(how, t, files[i]);
    }
  if (named == 0 && !scan_stream(how, t, "{standard input}", STDIN_FILENO)) {
    tool_say(t, "{standard input}", NULL, strerror(errno));
    t->failed = true;
  }
  return tool_end(t);
}

// ---- The command line -------------------------------------------------------------------------

static bool set_least(struct strings *how, const char *text)
{
  char *end;
  errno = 0;
  unsigned long long n = strtoull(text, &end, 0);
  how->least = (size_t)n;
  if (*end == 0 && end != text && errno == 0 && n != 0 && n <= PTRDIFF_MAX && text[0] != '-')
    return true;
  fprintf(stderr, "coff-strings: strings cannot have at least '%s' characters\n", text);
  return false;
}

static bool set_radix(struct strings *how, const char *text)
{
  how->radix = text[0] == 'o' ? 8 : text[0] == 'd' ? 10 : text[0] == 'x' ? 16 : 0;
  if (how->radix != 0 && text[1] == 0)
    return true;
  fprintf(stderr, "coff-strings: radix '%s' is none of o, d and x\n", text);
  return false;
}

static bool set_encoding(struct strings *how, const char *text)
{
  static const struct {
    char letter;
    uint8_t width;
    bool big, eight_bit;
  } all[] = {{'s', 1, false, false}, {'S', 1, false, true}, {'b', 2, true, false},
             {'l', 2, false, false}, {'B', 4, true, false}, {'L', 4, false, false}};
  for (size_t i = 0; i < COFF_COUNT(all); i++)
    if (text[0] == all[i].letter && text[1] == 0) {
      how->width = all[i].width;
      how->big = all[i].big;
      how->eight_bit = all[i].eight_bit;
      return true;
    }
  fprintf(stderr, "coff-strings: no encoding is called '%s'\n", text);
  return false;
}

static bool set_unicode(struct strings *how, const char *word)
{
  if (tool_unicode_find(word, &how->names.unicode))
    return true;
  fprintf(stderr, "coff-strings: there is no way '%s' to show UTF-8\n", word);
  return false;
}

// The digits of -N come one by one.
static bool add_digit(struct strings *how, int c)
{
  how->digits = how->digits > SIZE_MAX / 100 ? how->digits : how->digits * 10 + (size_t)(c - '0');
  how->least = how->digits;
  return true;
}

static bool option(void *user, int c, const char *argument)
{
  struct strings *how = user;
  if (c >= '0' && c <= '9')
    return add_digit(how, c);
  switch (c) {
  case 'a': how->data_only = false; return true;
  case 'd': how->data_only = true; return true;
  case 'f': how->file_names = true; return true;
  case 'n': return set_least(how, argument);
  case 't': return set_radix(how, argument);
  case 'o': how->radix = 8; return true;
  case 'w': how->white_space = true; return true;
  case 'e': return set_encoding(how, argument);
  case 'U': return set_unicode(how, argument);
  case 's': how->separator = argument; return true;
  case 'T': how->target = argument; return true;
  default: return false;
  }
}

int main(int argc, char **argv)
{
  static const struct option all[] = {{"all", no_argument, NULL, 'a'},
                                      {"data", no_argument, NULL, 'd'},
                                      {"print-file-name", no_argument, NULL, 'f'},
                                      {"bytes", required_argument, NULL, 'n'},
                                      {"radix", required_argument, NULL, 't'},
                                      {"include-all-whitespace", no_argument, NULL, 'w'},
                                      {"encoding", required_argument, NULL, 'e'},
                                      {"unicode", required_argument, NULL, 'U'},
                                      {"output-separator", required_argument, NULL, 's'},
                                      {"target", required_argument, NULL, 'T'},
                                      {"help", no_argument, NULL, 'h'},
                                      {"version", no_argument, NULL, 'V'},
                                      {NULL, 0, NULL, 0}};
  static const struct tool_command command = {
      "coff-strings", usage, "adfhHn:ot:e:T:s:U:vVw0123456789", all, option, run};
  return tool_main(&command, &(struct strings){.least = 4, .width = 1}, argc, argv);
}
