// One file: its parts in GNU's order, and what they have in common.
//
// Skip it unless you add a part.
#include "objdump/objdump.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

// ---- Common ground ----------------------------------------------------------------------------

void dump_address(const struct dump *d, uint64_t address)
{
  out_hex_bare(d->out, d->digits == 8 ? address & UINT32_MAX : address, (unsigned)d->digits);
}

void dump_bytes(const struct dump *d, struct coff_str name)
{
  tool_name(&d->opt->names, d->out, out_fit_name(d->out, name));
}

// What stands in front of a mangled name stays there, but for the flavour's prefix of C names, which goes
// in any case.
void dump_name(const struct dump *d, struct coff_str name)
{
  if (!d->opt->demangle) {
    dump_bytes(d, name);
    return;
  }
  size_t front = 0;
  if (name.size != 0 && d->target->leading_char != 0 && name.data[0] == d->target->leading_char)
    name = (struct coff_str){name.data + 1, name.size - 1};
  while (front < name.size && (name.data[front] == '.' || name.data[front] == '$'))
    front++;
  char *plain = demangled(&(struct options){.demangle = true},
                          (struct coff_str){name.data + front, name.size - front});
  if (plain == NULL) {
    dump_bytes(d, name);
    return;
  }
  dump_bytes(d, (struct coff_str){name.data, front});
  dump_bytes(d, (struct coff_str){plain, strlen(plain)});
  free(plain);
}

bool dump_wants(const struct dump *d, const struct coff_section *s)
{
  const struct objdump *opt = d->opt;
  for (size_t i = 0; i < opt->nsections; i++) {
    const char *name = opt->sections[i];
    if (s->name.size != strlen(name) || memcmp(s->name.data, name, s->name.size) != 0)
      continue;
    opt->found[i] = true;
    return true;
  }
  return opt->nsections == 0;
}

uint64_t dump_section_address(const struct dump *d, const struct coff_section *s)
{
  bool debug = (gnu_section_flags(d->file, s) & GNU_DEBUGGING) != 0;
  return debug ? s->address : s->address + d->opt->adjust;
}

bool dump_range(const struct dump *d, const struct coff_section *s, uint64_t size, uint64_t *from,
                uint64_t *to)
{
  const struct objdump *opt = d->opt;
  uint64_t address = dump_section_address(d, s), units = size / s->octets;
  *from = 0;
  *to = size;
  if (opt->has_start && opt->start > address)
    *from = opt->start - address < units ? (opt->start - address) * s->octets : size;
  if (opt->has_stop && opt->stop < address)
    *to = 0;
  else if (opt->has_stop && opt->stop - address < units)
    *to = (opt->stop - address) * s->octets;
  return *from < *to;
}

// ---- A file -----------------------------------------------------------------------------------

static void parts(const struct dump *d)
{
  unsigned show = d->opt->show;
  if ((show & SHOW_MEMBER) != 0)
    dump_member_header(d);
  if ((show & SHOW_FILE_HEADER) != 0)
    dump_file_header(d);
  if ((show & SHOW_PRIVATE) != 0)
    dump_private(d);
  if (d->opt->private_parts != NULL) {
    tool_say(d->tool, d->item->path, d->item->member,
             "option -P/--private not supported by this file");
    d->tool->failed = true;
  }
  out_char(d->out, '\n');
  if ((show & SHOW_SECTIONS) != 0)
    dump_sections(d);
  if ((show & SHOW_SYMBOLS) != 0)
    dump_symbols(d);
  if ((show & SHOW_DYNAMIC) != 0)
    dump_dynamic(d);
  if ((show & SHOW_STABS) != 0)
    dump_stabs(d);
  if ((show & SHOW_RELOCS) != 0 && (show & SHOW_DISASSEMBLY) == 0)
    dump_relocs(d);
  if ((show & SHOW_DYNAMIC_RELOCS) != 0)
    dump_dynamic_relocs(d);
  if ((show & SHOW_CONTENTS) != 0)
    dump_contents(d);
  if ((show & SHOW_DISASSEMBLY) != 0)
    dump_disassembly(d);
}

void dump_file(const struct objdump *opt, struct tool *t, const struct tool_item *item)
{
  const struct coff_target *target = coff_file_target(item->file);
  struct dump d = {.opt = opt,
                   .tool = t,
                   .out = &t->out,
                   .item = item,
                   .file = item->file,
                   .target = target,
                   .image = coff_file_kind(item->file) == COFF_KIND_IMAGE,
                   .digits = target->address_bits > 32 ? 16 : 8};
  out_char(d.out, '\n');
  out_text(d.out, item->member != NULL ? item->member : item->path);
  // GNU takes short imports for images.
  bool import = item->import != NULL && strncmp(target->name, "pe-", 3) == 0;
  out_printf(d.out, ":     file format %s%s\n", import ? "pei-" : "",
             target->name + (import ? 3 : 0));
  parts(&d);
}
