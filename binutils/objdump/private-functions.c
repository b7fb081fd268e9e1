// Function tables and unwind records: -p.
//
// Skip it unless a line of them differs from GNU's, which has them for x86-64 alone; other processors'
// tables are listed in the same shape.
#include "coff/unwind.h"
#include "coffdump/budget.h"
#include "objdump/private.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct functions {
  const struct dump *d;
  struct coff_pdata table;
  uint64_t base, vma;      // of the image; of the table
  struct coff_str name;    // of the section that holds the table
  struct coff_str section; // that holds the records
  struct coff_view
      xdata; // its contents, of an object: there the records' addresses count from its start
  // RVAs of the unwind records, in order: each ends where the next begins.
  uint32_t *records;
  size_t nrecords;
};

static const char *const registers[] = {"rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi",
                                        "r8",  "r9",  "r10", "r11", "r12", "r13", "r14", "r15"};

static const char *register_name(uint64_t set)
{
  for (unsigned i = 0; i < COFF_COUNT(registers); i++)
    if ((set >> i & 1) != 0)
      return registers[i];
  return "unknown";
}

static unsigned lowest(uint64_t set)
{
  unsigned n = 0;
  while (n < 63 && (set >> n & 1) == 0)
    n++;
  return n;
}

// ---- The table --------------------------------------------------------------------------------

static void heads(const struct functions *f)
{
  const struct coff_pdata_layout *l = f->table.layout;
  out_text(f->d->out, "\nThe Function Table (interpreted ");
  dump_bytes(f->d, f->name);
  out_text(f->d->out, " section contents)\n");
  if (l->unwind == COFF_UNWIND_X64) {
    out_text(f->d->out, "vma:\t\t\tBeginAddress\t EndAddress\t  UnwindData\n");
    return;
  }
  out_text(f->d->out, "vma:\t");
  for (unsigned i = 0; i < l->nfields; i++)
    out_printf(f->d->out, "\t%s", l->fields[i].name);
  out_char(f->d->out, '\n');
}

static void function(const struct functions *f, const struct coff_pdata_entry *e, uint32_t *last)
{
  const struct dump *d = f->d;
  uint64_t add = f->table.layout->absolute ? 0 : f->base;
  out_char(d->out, ' ');
  dump_address(d, f->vma + e->at);
  out_text(d->out, ":\t");
  for (unsigned i = 0; i < f->table.layout->nfields; i++) {
    const struct coff_bits *b = &f->table.layout->fields[i];
    out_text(d->out, i == 0 ? "" : " ");
    dump_address(d, e->value[i] + (b->address && !e->is_packed ? add : 0));
  }
  out_char(d->out, '\n');
  if (e->at != 0 && e->value[0] <= *last)
    out_printf(d->out, "  has %s begin address as predecessor\n",
               e->value[0] < *last ? "smaller" : "same");
  *last = e->value[0];
}

static bool is_null(const struct functions *f, const struct coff_pdata_entry *e)
{
  uint32_t any = 0;
  for (unsigned i = 0; i < f->table.layout->nfields; i++)
    any |= e->value[i];
  return any == 0;
}

// ---- Records ----------------------------------------------------------------------------------

// Codes of version 2 that say where epilogs are. The function has LENGTH bytes.
static void epilogs(const struct functions *f, struct coff_unwind_codes *codes,
                    struct coff_unwind_code *c, uint32_t length, bool *more)
{
  out_printf(f->d->out, "\tv2 epilog (length: %02" PRIx32 ") at pc+:", c->amount);
  bool shown = c->is_at_end;
  do {
    if (shown)
      out_printf(f->d->out, " 0x%" PRIx32, length - c->amount);
    *more = coff_unwind_code_next(codes, c);
    shown = *more && c->op == COFF_UNWIND_EPILOG_AT && c->amount != 0;
  } while (*more && c->op == COFF_UNWIND_EPILOG_AT);
  out_char(f->d->out, '\n');
}

// AFTER_FRAME: the code that sets the frame register was listed before, so that it comes later in the
// prolog.
static void operation(const struct functions *f, const struct coff_unwind *u,
                      const struct coff_unwind_code *c, bool after_frame)
{
  struct out *o = f->d->out;
  out_printf(o, "\t  pc+0x%02x: ", c->prolog_offset);
  switch (c->op) {
  case COFF_UNWIND_PUSH: out_printf(o, "push %s", register_name(c->registers)); break;
  case COFF_UNWIND_ALLOC:
    out_printf(o, "alloc %s area: rsp = rsp - 0x%" PRIx32, (c->raw & 0xf) == 2 ? "small" : "large",
               c->amount);
    break;
  case COFF_UNWIND_SET_FRAME:
    out_printf(o, "FPReg: %s = rsp + 0x%" PRIx32 " (info = 0x%x)",
               registers[u->frame_register & 15], c->amount, c->raw >> 4);
    break;
  case COFF_UNWIND_SAVE:
    if (c->bank == COFF_BANK_XMM)
      out_printf(o, "save xmm%u at rsp + 0x%" PRIx32, lowest(c->registers), c->amount);
    else
      out_printf(o, "save %s at rsp + 0x%" PRIx32, register_name(c->registers), c->amount);
    break;
  case COFF_UNWIND_MACHINE_FRAME:
    out_printf(o, "interrupt entry (SS, old RSP, EFLAGS, CS, RIP%s)",
               c->amount == 1 ? ",ErrorCode" : "");
    break;
  default: out_text(o, c->name); break;
  }
  if (after_frame && c->op == COFF_UNWIND_SAVE)
    out_text(o, " [Unexpected!]");
  out_char(o, '\n');
}

static void flag_names(const struct functions *f, unsigned flags)
{
  static const char *const names[] = {"UNW_FLAG_EHANDLER", "UNW_FLAG_UHANDLER",
                                      "UNW_FLAG_CHAININFO"};
  const char *bar = "";
  if (flags == 0)
    out_text(f->d->out, "none");
  for (unsigned i = 0; i < 5; i++) {
    if ((flags >> i & 1) == 0)
      continue;
    out_text(f->d->out, bar);
    out_text(f->d->out, i < COFF_COUNT(names) ? names[i] : "unknown");
    bar = " | ";
  }
}

static void hex(const struct functions *f, const uint8_t *p, uint64_t n)
{
  enum { A_ROW = 16 };
  if (n == 0)
    return;
  out_text(f->d->out, "\tUser data:\n");
  for (uint64_t at = 0; at < n; at += A_ROW) {
    out_printf(f->d->out, "\t  %03" PRIx64 ":", at);
    for (uint64_t i = at; i < n && i < at + A_ROW; i++)
      out_printf(f->d->out, " %02x", p[i]);
    out_char(f->d->out, '\n');
  }
}

// Bytes from RVA to the next record, or to the end of the section.
static uint64_t room(const struct functions *f, uint32_t rva, const struct coff_view *v)
{
  size_t low = 0, high = f->nrecords;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (f->records[middle] <= rva)
      low = middle + 1;
    else
      high = middle;
  }
  uint64_t within = 0, n = v->size;
  struct coff_section s;
  if (coff_section_get(f->d->file, coff_rva_within(f->d->file, rva, &within), &s) &&
      s.memory_size - within < n)
    n = s.memory_size - within; // what the file has behind that is padding
  return low < f->nrecords && f->records[low] - rva < n ? f->records[low] - rva : n;
}

static void rest(const struct functions *f, uint32_t rva, const struct coff_view *v,
                 const struct coff_unwind *u)
{
  uint64_t end = room(f, rva, v), at = u->codes_at + (u->codes_size + 3) / 4 * 4;
  struct coff_pdata chained;
  struct coff_pdata_entry e;
  if (u->is_chained && coff_unwind_chained(f->d->target, *v, u, &chained, &e)) {
    out_text(f->d->out, "\tChain: start: ");
    dump_address(f->d, e.value[0]);
    out_text(f->d->out, ", end: ");
    dump_address(f->d, e.value[1]);
    out_text(f->d->out, "\n\t unwind data: ");
    dump_address(f->d, e.unwind);
    out_text(f->d->out, ".\n");
    at += 12;
  } else if (u->has_handler && at + 4 <= v->size) {
    out_text(f->d->out, "\tHandler: ");
    dump_address(f->d, coff_load(v->data + at, 4, f->d->target->data_order) + f->base);
    out_text(f->d->out, ".\n");
    at += 4;
  }
  if (at < end)
    hex(f, v->data + at, end - at);
}

static bool find(const struct functions *f, const struct coff_pdata_entry *e, struct coff_view *v,
                 struct coff_unwind *u)
{
  if (f->d->image)
    return coff_unwind_at(f->d->file, e->unwind, f->table.bytes.origin + e->at, v, u);
  if (!coff_view_table(f->xdata, e->unwind, 0, 1, v))
    return false;
  v->size = f->xdata.size - e->unwind;
  return coff_unwind_read(coff_file_reporter(f->d->file), f->d->target, *v, 0, u);
}

// An entry without a record of its own.
static void shared(const struct functions *f, const struct coff_pdata_entry *e)
{
  struct coff_pdata_entry other;
  uint64_t at = (uint64_t)(e->unwind & ~(uint32_t)1) + f->base - f->vma;
  if (!coff_pdata_get(&f->table, at / f->table.layout->size, &other))
    return;
  out_text(f->d->out, "\t shares information with pdata element at 0x");
  dump_address(f->d, other.unwind + f->base);
  out_text(f->d->out, ".\n");
}

static void record(const struct functions *f, const struct coff_pdata_entry *e)
{
  struct coff_view v;
  struct coff_unwind u;
  struct coff_unwind_code c;
  struct out *o = f->d->out;
  out_char(o, ' ');
  dump_address(f->d, e->unwind + f->base);
  out_printf(o, " (rva: %08" PRIx32 "): ", e->unwind);
  dump_address(f->d, e->value[0] + f->base);
  out_text(o, " - ");
  dump_address(f->d, e->value[1] + f->base);
  out_char(o, '\n');
  if ((e->unwind & f->table.layout->indirect_mask) != 0) {
    shared(f, e);
    return;
  }
  if (!find(f, e, &v, &u))
    return;
  out_printf(o, "\tVersion: %u, Flags: ", u.version);
  flag_names(f, u.flags);
  out_printf(o,
             "\n\tNbr codes: %" PRIu32 ", Prologue size: 0x%02" PRIx32
             ", Frame offset: 0x%x, Frame reg: %s\n",
             u.codes, u.prolog_size, u.frame_offset / 16,
             u.frame_register == 0 ? "none" : registers[u.frame_register & 15]);
  struct coff_unwind_codes codes =
      coff_unwind_codes_open(coff_file_reporter(f->d->file), f->d->target, v, &u, 0);
  bool after_frame = false, more = coff_unwind_code_next(&codes, &c);
  if (more && c.op == COFF_UNWIND_EPILOG_SIZE)
    epilogs(f, &codes, &c, e->value[1] - e->value[0], &more);
  for (; more; more = coff_unwind_code_next(&codes, &c)) {
    operation(f, &u, &c, after_frame);
    after_frame = after_frame || c.op == COFF_UNWIND_SET_FRAME;
  }
  rest(f, e->unwind, &v, &u);
}

// ---- All --------------------------------------------------------------------------------------

static int by_value(const void *a, const void *b)
{
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return x < y ? -1 : x > y;
}

static bool list_records(struct functions *f)
{
  struct coff_pdata_entry e;
  f->records = malloc(((size_t)f->table.count + 1) * sizeof *f->records);
  if (f->records == NULL)
    return coff_fail(coff_file_context(f->d->file), coff_file_place(f->d->file, COFF_NOWHERE),
                     "out of memory");
  for (uint64_t i = 0; coff_pdata_get(&f->table, i, &e) && !is_null(f, &e); i++)
    f->records[f->nrecords++] = e.unwind;
  qsort(f->records, f->nrecords, sizeof *f->records, by_value);
  return true;
}

// Of an object, the section whose name differs from that of the table in one letter.
static bool find_xdata(struct functions *f)
{
  struct coff_section s;
  for (uint32_t i = 1; coff_section_get(f->d->file, i, &s); i++) {
    if (s.name.size != f->name.size || s.name.size < 2 || s.name.data[1] != 'x' ||
        memcmp(s.name.data + 2, f->name.data + 2, s.name.size - 2) != 0)
      continue;
    f->section = s.name;
    return coff_section_contents(f->d->file, &s, &f->xdata);
  }
  return false;
}

// The section that the first record lies in.
static bool find_records(struct functions *f)
{
  struct coff_pdata_entry e;
  if (!f->d->image)
    return find_xdata(f);
  if (!coff_pdata_get(&f->table, 0, &e))
    return false;
  uint32_t number = coff_rva_section(f->d->file, e.unwind);
  return number != 0 && coff_section_name(f->d->file, number, &f->section);
}

// An entry with the record of the one in front of it.
static void again(const struct functions *f, const struct coff_pdata_entry *e)
{
  out_char(f->d->out, ' ');
  dump_address(f->d, e->unwind + f->base);
  out_text(f->d->out, " also used for function at ");
  dump_address(f->d, e->value[0] + f->base);
  out_char(f->d->out, '\n');
}

static void records(struct functions *f)
{
  struct coff_pdata_entry e;
  uint64_t last = UINT64_MAX;
  if (!coff_pdata_get(&f->table, 0, &e) || !find_records(f) || !list_records(f))
    return;
  out_text(f->d->out, "\nDump of ");
  dump_bytes(f->d, f->section);
  out_char(f->d->out, '\n');
  for (uint64_t i = 0; coff_pdata_get(&f->table, i, &e) && !is_null(f, &e); i++) {
    if (e.unwind == last)
      again(f, &e);
    else
      record(f, &e);
    last = e.unwind;
  }
}

static void table(struct functions *f)
{
  struct coff_pdata_entry e;
  uint32_t last = 0;
  heads(f);
  for (uint64_t i = 0; coff_pdata_get(&f->table, i, &e) && !is_null(f, &e); i++)
    function(f, &e, &last);
  if (f->table.layout->unwind == COFF_UNWIND_X64)
    records(f);
  free(f->records);
}

static void section(const struct dump *d, const struct coff_section *s)
{
  struct functions f = {.d = d, .vma = s->address, .name = s->name};
  struct coff_view v = coff_pdata_contents(d->file, s);
  if (v.size != 0 && coff_pdata_open(coff_file_reporter(d->file), d->target, v, &f.table))
    table(&f);
}

// The first of that name or, if there is none, those of single functions, whose names are longer.
static void object(const struct dump *d)
{
  struct coff_section s;
  struct budget b;
  if (coff_section_find(d->file, ".pdata", &s)) {
    section(d, &s);
    return;
  }
  budget_open(&b, d->file, SHARED_SPARE, "function tables");
  for (uint32_t i = 1; coff_section_get(d->file, i, &s); i++)
    if (coff_target_special_section(d->target, s.name) == COFF_SPECIAL_PDATA &&
        budget_spend(&b, &s, s.file_size))
      section(d, &s);
}

void private_functions(const struct dump *d)
{
  struct functions f = {.d = d, .base = coff_file_image_base(d->file), .name = {".pdata", 6}};
  if (!d->image) {
    object(d);
    return;
  }
  if (!coff_unwind_table(d->file, &f.table) || f.table.bytes.size == 0 ||
      !coff_rva_of_offset(d->file, f.table.bytes.origin, &f.vma))
    return;
  f.vma += f.base;
  if (f.table.bytes.size % f.table.layout->size != 0)
    out_printf(d->out, "Warning: .pdata section size (%" PRIu64 ") is not a multiple of %u\n",
               f.table.bytes.size, f.table.layout->size);
  table(&f);
}
