// Prints a section of an object with its relocations applied, for a script that knows what a
// linker made of it.
//
// Skip this unless you change test_relocated.py or test_linked.py.
//
// Usage: reloc-apply [-b TARGET] OBJECT SECTION
//        reloc-apply [-b TARGET] OBJECT SECTION IMAGE-BASE PLACE...
// A PLACE is WHAT=ADDRESS:BASE:NUMBER:BITS: a section of the object (its number), a symbol (@ and its
// index) or an undefined symbol (its name) is at ADDRESS, in the output section NUMBER that starts at
// BASE; BITS: 1 is Thumb code, and set in the addresses that point there; 2, code. $toc and $gp are anchors. Without
// places: coff_section_relocated().
#include "coff/reloc.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct place {
  uint64_t address, base, number, bits;
};

static void print_diag(void *user, const struct coff_diag *d)
{
  (void)user;
  fprintf(stderr, "0x%" PRIx64 ": %s\n", d->offset, d->text);
}

static uint64_t next_number(const char **text)
{
  char *end;
  uint64_t v = strtoull(*text, &end, 0);
  *text = *end == ':' ? end + 1 : end;
  return v;
}

static bool find_place(char **args, const char *what, size_t length, struct place *found)
{
  for (char **arg = args; *arg != NULL; arg++) {
    if (strncmp(*arg, what, length) != 0 || (*arg)[length] != '=')
      continue;
    const char *text = *arg + length + 1;
    found->address = next_number(&text);
    found->base = next_number(&text);
    found->number = next_number(&text);
    found->bits = next_number(&text);
    return true;
  }
  return false;
}

static bool place_of_number(char **args, const char *prefix, uint32_t number, struct place *found)
{
  char what[16];
  int length = snprintf(what, sizeof what, "%s%" PRIu32, prefix, number);
  return find_place(args, what, (size_t)length, found);
}

static uint64_t anchor(char **args, const char *name)
{
  struct place found = {0};
  return find_place(args, name, strlen(name), &found) ? found.address : 0;
}

// Where the symbol of R is in the output; HERE is the patched section, which relocations without a symbol
// are for (TI).
static bool place_of_symbol(const struct coff_file *f, char **args, const struct coff_reloc *r,
                            const struct coff_syment *sym, const struct place *here,
                            struct place *found)
{
  struct coff_section s;
  struct coff_str name;
  if (coff_reloc_is_bare(coff_file_target(f), r)) {
    *found = *here;
    return true;
  }
  if (!r->by_section && place_of_number(args, "@", r->symndx, found))
    return true;
  if (sym->scnum == 0)
    return coff_syment_name(f, sym, &name) && find_place(args, name.data, name.size, found);
  if (sym->scnum < 0) {
    *found = (struct place){.address = sym->value};
    return true;
  }
  if (!coff_section_get(f, (uint32_t)sym->scnum, &s) || !place_of_number(args, "", s.number, found))
    return false;
  found->address += r->by_section ? 0 : sym->value;
  found->address -= r->by_section || coff_file_target(f)->section_relative ? 0 : s.address;
  return true;
}

// Only addresses that may be called or stored carry the bits; offsets in a section do not.
static bool takes_bits(const struct coff_howto *h)
{
  return h->calc == COFF_CALC_S || h->calc == COFF_CALC_IMAGE || h->calc == COFF_CALC_PC;
}

// Where R's field is in the contents; false if not in them.
static bool field_of(const struct coff_section *s, const struct coff_howto *h,
                     const struct coff_reloc *r, uint64_t *at)
{
  *at = (r->vaddr - s->header.vaddr) * s->octets;
  return *at <= s->file_size && h->size <= s->file_size - *at;
}

static bool link_one(const struct coff_file *f, const struct coff_section *s, char **args,
                     struct coff_reloc *r, uint8_t *buf)
{
  const struct coff_target *t = coff_file_target(f);
  const struct coff_howto *h = coff_howto_find(t, r);
  struct coff_howto slotted;
  struct coff_syment sym = {0};
  struct place here, there;
  uint64_t at, v;
  if (r->is_number || (h != NULL && (h->size == 0 || h->calc == COFF_CALC_NONE)))
    return true;
  h = h == NULL ? NULL : coff_howto_in_slot(h, r, &slotted);
  if (h == NULL || (!coff_reloc_is_bare(t, r) && !coff_reloc_syment(f, r, &sym)) ||
      !place_of_number(args + 1, "", s->number, &here) ||
      !place_of_symbol(f, args + 1, r, &sym, &here, &there))
    return false;
  if (!field_of(s, h, r, &at)) // left alone, as coff_section_relocated() does
    return true;
  struct coff_reloc_input in = {.s = there.address | (takes_bits(h) ? there.bits & 1 : 0),
                                .p = here.address + (r->vaddr - s->header.vaddr),
                                .image_base = strtoull(args[0], NULL, 0),
                                .section_base = there.base,
                                .section = (uint32_t)there.number,
                                .code = (there.bits & 2) != 0,
                                .symndx = r->symndx,
                                .toc = anchor(args + 1, "$toc"),
                                .gp = anchor(args + 1, "$gp"),
                                .start = here.address,
                                .displacement = here.address - s->address};
  int64_t addend = coff_reloc_file_addend(f, h, r, &sym, buf + at);
  return coff_reloc_value(h, &in, addend, &v) && coff_reloc_put(h, t->data_order, buf + at, v);
}

static bool link_section(const struct coff_file *f, const struct coff_section *s, char **args,
                         uint8_t *buf)
{
  struct coff_reloc_table table;
  struct coff_reloc r;
  struct coff_view contents;
  if (!coff_section_contents(f, s, &contents) || !coff_section_relocs(f, s, &table))
    return false;
  memcpy(buf, contents.data, (size_t)contents.size);
  for (uint64_t i = 0; i < table.count; i++)
    if (coff_reloc_read(f, &table, i, 1, &r) != 1 || !link_one(f, s, args, &r, buf)) {
      fprintf(stderr, "relocation %" PRIu64 " (type 0x%x) cannot be applied\n", i, r.type);
      return false;
    }
  return true;
}

int main(int argc, char **argv)
{
  const struct coff_context ctx = {.sink = print_diag};
  struct coff_open as = {.target = NULL};
  struct coff_section s;
  if (argc > 4 && strcmp(argv[1], "-b") == 0) {
    as.target = argv[2];
    argv += 2;
    argc -= 2;
  }
  if (argc < 3)
    return 2;
  struct coff_file *f = coff_file_open(&ctx, argv[1], &as);
  if (f == NULL)
    return 2;
  if (!coff_section_find(f, argv[2], &s)) {
    fprintf(stderr, "no section %s\n", argv[2]);
    coff_file_close(f);
    return 2;
  }
  struct coff_view contents;
  coff_section_contents(f, &s, &contents);
  size_t size = (size_t)contents.size;
  uint8_t *buf = malloc(size + 1);
  bool ok = buf != NULL && (argc > 3 ? link_section(f, &s, argv + 3, buf)
                                     : coff_section_relocated(f, &s, buf, size));
  for (size_t i = 0; ok && i < size; i++)
    printf("%02x", buf[i]);
  printf("\n");
  free(buf);
  coff_file_close(f);
  return ok ? 0 : 1;
}
