// Opening a file: its target, its headers, and where its tables lie.
//
// Skip it unless a file is refused, or its tables are cut, wrongly.
//
// All sizes and counts of the headers are checked here, once; the functions that decode sections
// and symbols rely on it. Invariants after a successful open:
// (1) SCNHDRS holds NSCNS whole headers, SYMBOLS holds NSYMS whole entries;
// (2) STRINGS is empty or begins with its 4-byte length and is no longer than that length says.
#include "base/alloc.h"
#include "codec/names.h"
#include "codec/recognise.h"
#include "object/symbolic.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct coff_place coff_file_place(const struct coff_file *f, uint64_t offset)
{
  return (struct coff_place){f->name, f->member, offset};
}

static bool force_target(struct coff_file *f, const char *name)
{
  const struct coff_target *t = coff_target_find(name);
  if (t == NULL)
    return coff_fail(f->ctx, coff_file_place(f, COFF_NOWHERE), "no target is called '%s'", name);
  f->forced = true;
  f->target = t;
  if (coff_recognise_as(f->bytes, t, &f->match[0])) {
    f->nmatches = 1;
    f->target = f->match[0].target;
    f->base = f->match[0].base;
    f->header_at = f->match[0].header;
    f->kind = f->match[0].kind;
    return true;
  }
  return coff_fail(f->ctx, coff_file_place(f, 0), "the file has no header that %s could have",
                   t->name);
}

static const char *why_not(struct coff_view v)
{
  static const char *const archives[] = {"!<arch>\n", "!<thin>\n", "<bigaf>\n", "<aiaff>\n"};
  if (v.size == 0)
    return "file is empty";
  for (size_t i = 0; i < COFF_COUNT(archives); i++)
    if (v.size >= 8 && memcmp(v.data, archives[i], 8) == 0)
      return "file is an archive, not an object or image: open it as one";
  return "file format not recognised";
}

// Equal evidence: the bytes do not tell, and the tables' priority has chosen. That is a note; that
// not even the priority tells is a fault of the tables, and said as an error.
static void report_tie(const struct coff_file *f)
{
  char others[256] = "";
  size_t used = 0;
  const struct coff_match *best = &f->match[0];
  if (!coff_file_is_ambiguous(f))
    return;
  for (const struct coff_match *m = best + 1; m < best + f->nmatches; m++)
    if (m->evidence == best->evidence && used < sizeof others)
      used += (size_t)snprintf(others + used, sizeof others - used, "%s%s", used == 0 ? "" : ", ",
                               m->target->name);
  bool untold = f->match[1].target->priority == best->target->priority;
  coff_report(f->ctx, untold ? COFF_ERROR : COFF_NOTE, coff_file_place(f, f->header_at),
              "taken for %s; the bytes fit %s as well", best->target->name, others);
}

static bool find_target(struct coff_file *f, bool maybe, const struct coff_like *like)
{
  size_t n = coff_recognise_like(f->bytes, like, f->match, COFF_MAX_MATCHES);
  if (n == 0)
    return !maybe && coff_fail(f->ctx, coff_file_place(f, 0), "%s", why_not(f->bytes));
  f->nmatches = n < COFF_MAX_MATCHES ? n : COFF_MAX_MATCHES;
  f->target = f->match[0].target;
  f->base = f->match[0].base;
  f->header_at = f->match[0].header;
  f->kind = f->match[0].kind;
  report_tie(f);
  return true;
}

static void map_optional_header(struct coff_file *f, uint64_t at, uint32_t size)
{
  if (size == 0)
    return;
  if (coff_view_clip(f->coff, at, size, 1, &f->aout_bytes) != size)
    coff_fail(f->ctx, coff_file_place(f, f->base + at),
              "optional header of %" PRIu32 " bytes runs past the end of the file", size);
  size_t have = (size_t)f->aout_bytes.size;
  f->aout_layout = coff_aouthdr_layout_for(f->target, f->aout_bytes.data, have);
  if (f->aout_layout == NULL) {
    coff_fail(f->ctx, coff_file_place(f, f->base + at),
              "optional header of %" PRIu32 " bytes is none that %s has", size, f->target->name);
    return;
  }
  coff_swap_aouthdr_in(f->target, f->aout_layout, f->aout_bytes.data, have, &f->aout);
  f->image_base = f->target->vaddr_is_rva ? f->aout.field[COFF_AOUT_IMAGE_BASE] : 0;
  uint64_t stripped = f->aout.field[COFF_AOUT_STRIPPED_SIZE];
  if (stripped != 0) // the file header took the place of what was taken away
    f->shift = f->target->records->filehdr->size - stripped;
}

static void map_sections(struct coff_file *f, uint64_t at)
{
  uint32_t claimed = f->header.nscns;
  f->nscns =
      (uint32_t)coff_view_clip(f->coff, at, claimed, f->target->records->scnhdr->size, &f->scnhdrs);
  if (f->nscns != claimed)
    coff_fail(f->ctx, coff_file_place(f, f->base + at),
              "table of %" PRIu32 " section headers runs past the end of the file; %" PRIu32
              " are there",
              claimed, f->nscns);
}

// The string table follows the symbols. Some writers leave it out, or its length word is 0.
static void map_strings(struct coff_file *f, uint64_t at)
{
  struct coff_view word;
  if (!coff_view_table(f->coff, at, 1, 4, &word))
    return;
  uint64_t claimed = coff_load(word.data, 4, f->target->order);
  if (claimed == 0)
    return;
  if (claimed < 4) {
    coff_fail(f->ctx, coff_file_place(f, f->base + at),
              "string table claims %" PRIu64 " bytes, less than its own length word", claimed);
    return;
  }
  if (coff_view_clip(f->coff, at, claimed, 1, &f->strings) != claimed)
    coff_fail(f->ctx, coff_file_place(f, f->base + at),
              "string table of %" PRIu64 " bytes runs past the end of the file; %" PRIu64
              " are there",
              claimed, f->strings.size);
}

static void map_symbols(struct coff_file *f)
{
  uint64_t at = f->header.symptr, claimed = f->header.nsyms;
  if (at == 0) {
    if (claimed != 0)
      coff_fail(f->ctx, coff_file_place(f, f->header_at),
                "%" PRIu64 " symbols are claimed, but no offset of a symbol table", claimed);
    return;
  }
  f->nsyms = coff_view_clip(f->coff, at, claimed, f->target->records->syment->size, &f->symbols);
  if (f->nsyms != claimed) {
    coff_fail(f->ctx, coff_file_place(f, f->base + at),
              "symbol table of %" PRIu64 " entries runs past the end of the file; %" PRIu64
              " are there",
              claimed, f->nsyms);
    return; // what follows the symbols is not the string table
  }
  if (at > f->coff.size)
    coff_fail(f->ctx, coff_file_place(f, f->base + at),
              "symbol table lies past the end of the file");
  else
    map_strings(f, at + f->symbols.size);
}

// A long name that cannot be resolved is damage that only the reader of that section would meet:
// said here, once, because coff_section_get reports nothing.
static void check_section_names(const struct coff_file *f)
{
  enum { WORD = 4 };
  size_t size = f->target->records->scnhdr->size;
  size_t at = f->target->records->scnhdr->name.at;
  uint64_t offset, end = f->strings.size; // behind the last NUL: strings in front of it have an end
  while (end > 0 && f->strings.data[end - 1] != 0)
    end--;
  for (uint32_t i = 0; i < f->nscns; i++) {
    const char *raw = (const char *)f->scnhdrs.data + i * size + at;
    if (coff_section_name_offset(f->target, raw, &offset) && (offset < WORD || offset >= end))
      coff_fail(f->ctx, coff_file_place(f, f->scnhdrs.origin + i * size),
                "name of section %" PRIu32 " lies outside of the string table", i + 1);
  }
}

// Names in .debug: found once, because every symbol may ask.
static void map_debug_names(struct coff_file *f)
{
  struct coff_section s;
  if (f->target->debug_prefix == 0 || f->target->debug_section == NULL)
    return;
  if (coff_section_find(f, f->target->debug_section, &s))
    coff_section_contents(f, &s, &f->debug_names);
}

static bool map_headers(struct coff_file *f)
{
  const struct coff_records *r = f->target->records;
  struct coff_view p;
  if (!coff_view_table(f->bytes, f->header_at, 1, r->filehdr->size, &p))
    return coff_fail(f->ctx, coff_file_place(f, f->header_at), "file header is cut off");
  coff_swap_filehdr_in(f->target, p.data, &f->header);
  f->machine = coff_target_machine(f->target, &f->header);
  if (f->machine == NULL)
    f->machine = &f->target->machines[0];
  if (r->scnhdr == NULL)
    return true;
  uint64_t at = f->header_at - f->base;
  if (r->filehdr->aouthdr.width != 0)
    map_optional_header(f, at + r->filehdr->aouthdr.at, r->filehdr->aouthdr.width);
  at += r->filehdr->size;
  map_optional_header(f, at, f->header.opthdr);
  map_sections(f, at + f->header.opthdr);
  if (r->symbolic == NULL)
    map_symbols(f);
  else if (!coff_symbolic_map(f))
    return false;
  if (f->target->name_scheme != COFF_NAME_INLINE)
    check_section_names(f);
  map_debug_names(f);
  return true;
}

static struct coff_file *new_file(const struct coff_context *ctx, const char *name,
                                  const struct coff_open *opt)
{
  struct coff_file *f = coff_alloc(ctx, sizeof *f);
  const char *member = opt == NULL ? NULL : opt->member;
  if (f != NULL) {
    f->ctx = ctx;
    f->name = coff_copy_string(ctx, name);
    f->member = member == NULL ? NULL : coff_copy_string(ctx, member);
    if (f->name != NULL && (member == NULL || f->member != NULL))
      return f;
    coff_file_close(f);
  }
  coff_fail(ctx, (struct coff_place){name, member, COFF_NOWHERE}, "out of memory");
  return NULL;
}

// Takes F over: it is closed if the bytes cannot be used.
static struct coff_file *open_bytes(struct coff_file *f, const struct coff_open *opt,
                                    const struct coff_like *like)
{
  bool ok = opt != NULL && opt->target != NULL ? force_target(f, opt->target)
                                               : find_target(f, opt != NULL && opt->maybe, like);
  if (ok && coff_view_table(f->bytes, f->base, 1, f->bytes.size - f->base, &f->coff) &&
      map_headers(f))
    return f;
  coff_file_close(f);
  return NULL;
}

struct coff_file *coff_file_from_input(const struct coff_context *ctx, const char *name,
                                       struct coff_input *input, const struct coff_open *opt)
{
  struct coff_file *f = new_file(ctx, name, opt);
  if (f == NULL) {
    coff_input_close(ctx, input);
    return NULL;
  }
  f->input = *input;
  f->bytes = input->bytes;
  return open_bytes(f, opt, NULL);
}

struct coff_file *coff_file_from_alike(const struct coff_context *ctx, const char *name,
                                       struct coff_view bytes, const struct coff_open *opt,
                                       const struct coff_like *like)
{
  struct coff_file *f = new_file(ctx, name, opt);
  if (f == NULL)
    return NULL;
  f->bytes = bytes;
  f->bytes.origin = 0;
  return open_bytes(f, opt, like);
}

struct coff_file *coff_file_open(const struct coff_context *ctx, const char *path,
                                 const struct coff_open *opt)
{
  struct coff_input input;
  if (!coff_input_open(ctx, path, opt == NULL ? 0 : opt->offset, opt == NULL ? 0 : opt->size,
                       opt != NULL && opt->read, &input))
    return NULL;
  return coff_file_from_input(ctx, path, &input, opt);
}

struct coff_file *coff_file_from_memory(const struct coff_context *ctx, const char *name,
                                        const void *data, size_t size, const struct coff_open *opt)
{
  struct coff_view all = {data, size, 0};
  struct coff_file *f = new_file(ctx, name, opt);
  if (f == NULL)
    return NULL;
  f->bytes = all;
  if (opt != NULL && (opt->offset != 0 || opt->size != 0) &&
      !coff_view_table(all, opt->offset, 1,
                       opt->size != 0 || opt->offset > size ? opt->size : size - opt->offset,
                       &f->bytes)) {
    coff_fail(ctx, coff_file_place(f, opt->offset), "the part asked for runs past the end");
    coff_file_close(f);
    return NULL;
  }
  f->bytes.origin = 0;
  return open_bytes(f, opt, NULL);
}

void coff_file_close(struct coff_file *f)
{
  if (f == NULL)
    return;
  const struct coff_context *ctx = f->ctx;
  coff_input_close(ctx, &f->input);
  coff_symbolic_free(f);
  coff_free(ctx, coff_once_get(&f->rvas));
  coff_free(ctx, coff_once_get(&f->overflow));
  coff_free(ctx, coff_once_get(&f->comdats));
  coff_free(ctx, f->name);
  coff_free(ctx, f->member);
  coff_free(ctx, f);
}
