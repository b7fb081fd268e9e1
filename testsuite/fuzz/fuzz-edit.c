// Fuzz target: files copied and edited.
//
// Skip it unless it finds something.
//
// Bytes of a known flavour are a file; of others the first byte chooses the target. What opens is copied to
// the same bytes. Then the last bytes say what is edited: what is written must be read again,
// and copied to the same bytes; of a sound file, what was not edited is still there.
#include "testsuite/unit/recopy.h"
#include "testsuite/unit/restrip.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST = 1 << 22, MOST_EDITS = 12, OPS = 96 };

// The edits: bytes of the input from its end on.
struct input {
  const uint8_t *begin, *p;
};

static unsigned take(struct input *in)
{
  return in->p > in->begin ? *--in->p : 0;
}

static struct coff_str take_name(struct input *in)
{
  size_t n = take(in) % 20;
  if (n > (size_t)(in->p - in->begin))
    n = (size_t)(in->p - in->begin);
  in->p -= n;
  return (struct coff_str){(const char *)in->p, n};
}

static uint32_t take_section(const struct coff_build *b, struct input *in)
{
  unsigned n = take(in);
  return b->nsections == 0 ? 0 : 1 + n % b->nsections;
}

static uint32_t take_symbol(const struct coff_build *b, struct input *in)
{
  unsigned n = take(in);
  return b->nsymbols == 0 ? COFF_BUILD_NONE : n % b->nsymbols;
}

static void drop_section(struct coff_build *b, struct input *in)
{
  uint32_t id = take_section(b, in);
  if (id == 0)
    return;
  b->sections[id - 1].dropped = true;
  if (take(in) % 4 != 0)
    coff_edit_follow_sections(b);
}

static void name_section(struct coff_build *b, struct input *in)
{
  uint32_t id = take_section(b, in);
  if (id != 0)
    b->sections[id - 1].name = take_name(in);
}

static void name_or_drop_symbol(struct coff_build *b, struct input *in)
{
  if (!coff_build_own_symbols(b))
    return;
  uint32_t id = take_symbol(b, in);
  if (id == COFF_BUILD_NONE)
    return;
  if (take(in) % 2 == 0)
    b->symbols[id].name = take_name(in);
  else
    b->symbols[id].dropped = true;
}

static void contents(struct coff_build *b, struct input *in)
{
  uint32_t id = take_section(b, in);
  struct coff_str s = take_name(in);
  struct coff_view v = {(const uint8_t *)s.data, s.size, 0};
  switch (take(in) % 3) {
  case 0: coff_edit_contents(b, id, v); return;
  case 1: coff_build_contents(b, id, v); return;
  default: coff_edit_add_section(b, take_name(in), v, take(in) << 3); return;
  }
}

static void add_symbol(struct coff_build *b, struct input *in)
{
  struct coff_str name = take_name(in);
  int32_t section = (int32_t)take_section(b, in);
  coff_edit_add_symbol(b, name, take(in) % 4 == 0 ? -1 : section, take(in),
                       (enum coff_binding)(take(in) % 3), take(in) % 2 != 0);
}

static void bind_symbol(struct coff_build *b, struct input *in)
{
  if (coff_build_own_symbols(b) && b->nsymbols != 0)
    coff_edit_bind(b, take_symbol(b, in), (enum coff_binding)(take(in) % 3));
}

static void tables(struct coff_build *b, struct input *in)
{
  uint32_t id = take_section(b, in);
  struct coff_reloc r = {.vaddr = take(in), .type = (uint16_t)take(in), .rsize = 31};
  switch (take(in) % 6) {
  case 0: coff_edit_remove_relocs(b, id); return;
  case 1: coff_edit_remove_lines(b); return;
  case 2: coff_build_own_relocs(b, id); return;
  case 3: coff_build_own_lines(b, id); return;
  case 4: coff_edit_remove_symbols(b); return;
  default: break;
  }
  if (!coff_build_own_symbols(b) || !coff_build_own_relocs(b, id))
    return;
  r.symndx = take_symbol(b, in);
  coff_build_reloc(b, id, &r);
}

static void move(struct coff_build *b, struct input *in)
{
  uint32_t id = take_section(b, in);
  coff_edit_move(b, id, (uint64_t)take(in) << take(in) % 16);
}

static void flags(struct coff_build *b, struct input *in)
{
  uint32_t id = take_section(b, in);
  coff_edit_section_flags(b, id, take(in) | take(in) << 8);
}

static void settings(struct coff_build *b, struct input *in)
{
  unsigned n = take(in);
  switch (n % 6) {
  case 0: coff_build_long_names(b, n / 6 % 2 == 0); return;
  case 1: b->keep_certificates = true; return;
  case 2: b->post_link = true; return;
  case 3: b->aout.field[COFF_AOUT_SUBSYSTEM] ^= 1; return;
  case 4: b->aout.field[COFF_AOUT_FILE_ALIGNMENT] = (uint64_t)1 << take(in) % 13; return;
  default: coff_place(b, NULL); return;
  }
}

static void (*const edits[])(struct coff_build *,
                             struct input *) = {drop_section, name_section, name_or_drop_symbol,
                                                contents,     add_symbol,   bind_symbol,
                                                tables,       move,         flags,
                                                settings};

static void stop(const char *what, const char *words)
{
  fprintf(stderr, "%s: %s\n", what, words);
  abort();
}

// Tables that are the builder's own are held against the file over the fixtures (test-edit): in any file they
// may hold bits that no record says, which go with the records.
static void copy(const struct coff_file *f)
{
  char words[200];
  bool refused;
  const char *found = copy_fault(f, COPY_PLAIN, &refused, words, sizeof words);
  if (found != NULL)
    stop(copy_way_name(COPY_PLAIN), found);
}

static void strip(const struct coff_file *f)
{
  char words[200];
  for (unsigned way = 0; way < STRIP_WAYS; way++) {
    struct coff_view is;
    enum coff_stripped done = strip_in(f, way, &is);
    const char *found = done == COFF_STRIP_UNFIT || done == COFF_STRIP_FAILED
                            ? NULL
                            : strip_fault(f, way, is, words, sizeof words);
    if (found != NULL)
      stop("stripped", found);
    if (done == COFF_STRIP_DONE)
      coff_edit_strip_free(coff_file_context(f), is);
  }
}

static void check(const struct coff_build *b, struct rewritten made, bool sound)
{
  static const struct coff_context quiet = {0};
  char words[200];
  bool refused;
  struct coff_file *f = reopen(&quiet, b->target, made.bytes, made.size);
  if (f == NULL)
    stop("edited", "cannot be read");
  const char *found = copy_fault(f, COPY_PLAIN, &refused, words, sizeof words);
  if (found == NULL && sound)
    found = edit_fault(b, made, words, sizeof words);
  if (found != NULL)
    stop("edited", found);
  coff_file_close(f);
}

static void edit(const struct coff_file *f, bool sound, const uint8_t *data, size_t size)
{
  struct input in = {size > OPS ? data + (size - OPS) : data, data + size};
  struct coff_build *b = coff_build_edit(f);
  unsigned n = take(&in) % MOST_EDITS;
  if (b != NULL && b->target->records->scnhdr != NULL)
    for (; n > 0; n--)
      edits[take(&in) % (sizeof edits / sizeof edits[0])](b, &in);
  struct rewritten made = write_build(b, MOST);
  if (made.bytes != NULL)
    check(b, made, sound);
  free(made.bytes);
  coff_build_free(b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static const struct coff_context quiet = {0};
  struct coff_open as = {.maybe = true};
  struct coff_file *f = coff_file_from_memory(&quiet, "input", data, size, &as);
  const struct coff_target *t =
      f != NULL || size == 0 || data[0] == 0 ? NULL : coff_target_at(data[0] - 1u);
  if (t != NULL) {
    as.target = t->name;
    f = coff_file_from_memory(&quiet, "input", data + 1, size - 1, &as);
  }
  if (f == NULL)
    return 0;
  bool sound = is_sound(f);
  copy(f);
  strip(f);
  edit(f, sound, data, size);
  coff_file_close(f);
  return 0;
}
