// Fuzz target: a file built by calls that the input chooses, for a target that it chooses.
//
// Skip it unless it finds something.
//
// What is written must be read as a file of that target, and be written again.
#include "testsuite/unit/rewrite.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST = 1 << 20 };

struct input {
  const uint8_t *p, *end;
};

static uint64_t take(struct input *in, unsigned n)
{
  uint64_t v = 0;
  for (; n > 0 && in->p < in->end; n--)
    v = v << 8 | *in->p++;
  return v;
}

static struct coff_str take_name(struct input *in)
{
  size_t n = take(in, 1) % 48, room = (size_t)(in->end - in->p);
  struct coff_str s = {(const char *)in->p, n < room ? n : room};
  in->p += s.size;
  return s;
}

static void add_section(struct coff_build *b, struct input *in)
{
  struct coff_scnhdr h = {
      .flags = (uint32_t)take(in, 4), .vaddr = take(in, 4), .size = take(in, 1)};
  struct coff_str name = take_name(in);
  uint32_t id = coff_build_section(b, name, &h);
  if (id != 0)
    coff_build_align(b, id, (unsigned)take(in, 1) % 40);
}

static void add_contents(struct coff_build *b, struct input *in)
{
  struct coff_str s = take_name(in);
  coff_build_contents(b, (uint32_t)take(in, 1),
                      (struct coff_view){(const uint8_t *)s.data, s.size, 0});
}

static void add_reloc(struct coff_build *b, struct input *in)
{
  struct coff_reloc r = {.vaddr = take(in, 3), .type = (uint16_t)take(in, 2), .rsize = 31};
  uint32_t section = (uint32_t)take(in, 1);
  r.symndx = (uint32_t)take(in, 1);
  if (r.symndx == 255)
    r.symndx = COFF_BUILD_NONE;
  unsigned n = section % 7 == 6 ? 70000 : 1; // more than a header can count
  while (n-- > 0 && coff_build_reloc(b, section % 8, &r))
    ;
  coff_build_reloc_for(b, section % 8, (enum coff_reloc_code)take(in, 1), r.vaddr, r.symndx, 0);
}

static void add_line(struct coff_build *b, struct input *in)
{
  struct coff_lineno l = {.lnno = (uint32_t)take(in, 1)};
  if (l.lnno == 0)
    l.symndx = (uint32_t)take(in, 1);
  else
    l.addr = take(in, 2);
  coff_build_line(b, (uint32_t)take(in, 1), &l);
}

static void add_symbol(struct coff_build *b, struct input *in)
{
  struct coff_syment s = {.value = take(in, 3), .type = (uint32_t)take(in, 2)};
  s.scnum = (int32_t)take(in, 1) - 2;
  s.sclass = (uint32_t)take(in, 1);
  s.local = s.sclass % 3 == 1;
  if (s.sclass >= 64)
    coff_build_storage(b, s.scnum, s.value, &s.sclass);
  uint32_t id = coff_build_symbol(b, take_name(in), &s);
  if (id != COFF_BUILD_NONE && take(in, 1) % 8 == 0)
    b->symbols[id].what = COFF_BUILD_SYMBOL;
}

static void add_aux(struct coff_build *b, struct input *in)
{
  const struct coff_aux_rule *r = b->target->records->aux_rules;
  struct coff_auxent a = {.name = {"", 0}};
  uint8_t bytes[64] = {0};
  unsigned n = (unsigned)take(in, 1);
  for (unsigned i = 0; i < sizeof bytes; i++)
    bytes[i] = (uint8_t)take(in, 1);
  switch (n % 4) {
  case 0: coff_build_aux_bytes(b, bytes); return;
  case 1: coff_build_file_name(b, take_name(in)); return;
  case 2: coff_build_aux_section(b, n % 8, n % 3); return;
  default: break;
  }
  for (n /= 4; r != NULL && r->layout != NULL && n > 0; r++)
    n--;
  if (r == NULL || r->layout == NULL)
    return;
  a.layout = r->layout;
  for (unsigned i = 0; i < a.layout->nitems; i++)
    a.field[a.layout->items[i].id] = take(in, 1);
  if (a.layout->name.width != 0)
    a.name = take_name(in);
  coff_build_aux(b, &a);
}

static void change(struct coff_build *b, struct input *in)
{
  uint32_t id = (uint32_t)take(in, 1);
  switch (take(in, 1) % 6) {
  case 0:
    if (id < b->nsymbols)
      b->symbols[id].dropped = true;
    return;
  case 1:
    if (id < b->nsections)
      b->sections[id].dropped = true;
    return;
  case 2:
    if (id < b->nsections)
      b->sections[id].holds_names = b->target->debug_prefix != 0;
    return;
  case 3: coff_build_long_names(b, id % 2 == 0); return;
  case 4: coff_build_aux_set(b, id, 0, COFF_AUX_ENDNDX, take(in, 1)); return;
  default:
    coff_build_optional_header(b, NULL, id % 20);
    b->aout.field[COFF_AOUT_FILE_ALIGNMENT] = take(in, 2);
    b->aout.field[COFF_AOUT_STRIPPED_SIZE] = take(in, 2);
    return;
  }
}

// A file descriptor, or something of the last one.
static void add_fd(struct coff_build *b, struct input *in)
{
  struct coff_symbolic_numbers v = {{0}};
  unsigned n = (unsigned)take(in, 1);
  for (unsigned i = 0; i < COFF_FDR_FIELDS; i++)
    v.field[i] = take(in, 1);
  switch (n % 4) {
  case 0: coff_build_fd(b, take_name(in), &v); return;
  case 1: coff_build_fd_line(b, (int64_t)take(in, 2) - 100, (uint32_t)take(in, 1)); return;
  case 2: b->symbolic.only_externals = n / 4 % 4 == 0; return;
  default: coff_build_fd_record(b, (enum coff_symbolic_record)(n / 4 % 16), &v); return;
  }
}

static void (*const calls[])(struct coff_build *, struct input *) = {
    add_section, add_contents, add_reloc,  add_line, add_symbol,
    add_aux,     change,       add_symbol, add_fd};

static void check(const struct coff_build *b, struct rewritten made)
{
  static const struct coff_context quiet = {0};
  struct coff_open as = {.target = b->target->name};
  struct coff_file *f = coff_file_from_memory(&quiet, "made", made.bytes, made.size, &as);
  // Some are told by the Subsystem.
  if (f == NULL && b->target->subsystem != 0)
    return;
  if (f == NULL)
    abort();
  if (b->target->records->scnhdr != NULL && coff_section_count(f) != b->nscns)
    abort();
  if (coff_syment_count(f) != b->nentries)
    abort();
  struct rewritten again = rewrite_file(f, 4 * MOST);
  if (b->target->records->symbolic != NULL && made.size <= MOST &&
      (again.size != made.size || memcmp(again.bytes, made.bytes, made.size) != 0))
    abort();
  free(again.bytes);
  coff_file_close(f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static const struct coff_context quiet = {0};
  struct input in = {data, data + size};
  const struct coff_target *t = coff_target_at((size_t)take(&in, 1));
  if (t == NULL)
    return 0;
  enum coff_kind kind = (enum coff_kind)(1u << take(&in, 1) % 4);
  struct coff_build *b = coff_build_new(&quiet, "made", t, kind, 0);
  while (b != NULL && in.p < in.end)
    calls[take(&in, 1) % (sizeof calls / sizeof calls[0])](b, &in);
  struct rewritten made = write_build(b, MOST);
  if (made.bytes != NULL)
    check(b, made);
  free(made.bytes);
  coff_build_free(b);
  return 0;
}
