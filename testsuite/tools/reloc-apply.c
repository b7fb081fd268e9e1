// Prints a section of an object with its relocations applied, for a script that knows what a
// linker made of it.
//
// Skip this unless you change test_relocated.py.
//
// Usage: reloc-apply OBJECT SECTION
//        reloc-apply OBJECT SECTION IMAGE-BASE PLACE...
// A PLACE is WHAT=ADDRESS:BASE:NUMBER:BITS: a section of the object (its number) or an undefined
// symbol (its name) is at ADDRESS, in the output section NUMBER that starts at BASE; BITS are set
// in the addresses that point there (1: Thumb code). Without places: coff_section_relocated().
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

static bool place_of_section(char **args, uint32_t number, struct place *found)
{
  char what[16];
  int length = snprintf(what, sizeof what, "%" PRIu32, number);
  return find_place(args, what, (size_t)length, found);
}

// Where the symbol is in the output.
static bool place_of_symbol(const struct coff_file *f, char **args, const struct coff_syment *sym,
                            struct place *found)
{
  struct coff_section s;
  struct coff_str name;
  if (sym->scnum == 0)
    return coff_syment_name(f, sym, &name) && find_place(args, name.data, name.size, found);
  if (sym->scnum < 0) {
    *found = (struct place){.address = sym->value};
    return true;
  }
  if (!coff_section_get(f, (uint32_t)sym->scnum, &s) || !place_of_section(args, s.number, found))
    return false;
  found->address += sym->value - (coff_file_target(f)->section_relative ? 0 : s.address);
  return true;
}

// Only addresses that may be called or stored carry the bits; offsets in a section do not.
static bool takes_bits(const struct coff_howto *h)
{
  return h->calc == COFF_CALC_S || h->calc == COFF_CALC_IMAGE || h->calc == COFF_CALC_PC;
}

static bool link_one(const struct coff_file *f, const struct coff_section *s, char **args,
                     const struct coff_reloc *r, uint8_t *buf)
{
  const struct coff_target *t = coff_file_target(f);
  const struct coff_howto *h = coff_howto_find(t, r);
  struct coff_syment sym;
  struct place here, there;
  uint64_t v;
  if (h == NULL || coff_syment_read(f, r->symndx, 1, &sym) == 0 ||
      !place_of_section(args + 1, s->number, &here) || !place_of_symbol(f, args + 1, &sym, &there))
    return false;
  uint64_t at = r->vaddr - s->header.vaddr;
  if (at > s->file_size || h->size > s->file_size - at)
    return false;
  struct coff_reloc_input in = {.s = there.address | (takes_bits(h) ? there.bits : 0),
                                .p = here.address + at,
                                .image_base = strtoull(args[0], NULL, 0),
                                .section_base = there.base,
                                .section = (uint32_t)there.number,
                                .symndx = r->symndx,
                                .displacement = here.address - s->address};
  int64_t addend = coff_reloc_object_addend(t, h, r, &sym, buf + at);
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
  struct coff_section s;
  if (argc < 3)
    return 2;
  struct coff_file *f = coff_file_open(&ctx, argv[1], NULL);
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
