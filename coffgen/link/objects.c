// Objects enter the link: in the order of the command line, one after the other.
//
// Skip it unless an object is refused, or comes too early or too late. What it says is read by parse.c.
//
// In three steps, of which the second can be done for many objects at once: an object gets its ids and room for its atoms and
// references; it is parsed; its options act and its global symbols are resolved.
#include "base/alloc.h"
#include "base/pool.h"
#include "coff/debug.h"
#include "link/delay.h"
#include "link/link.h"
#include "object/file.h"
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

enum { RUN = 256 }; // objects that are parsed at once

// ---- Atoms --------------------------------------------------------------------------------------

static bool add_atoms(struct coff_link *ld, uint32_t n)
{
  struct coff_atom *grown =
      coff_link_grow(ld, ld->atoms, ld->natoms, n, &ld->room_atoms, sizeof *grown);
  if (grown == NULL)
    return false;
  ld->atoms = grown;
  memset(grown + ld->natoms, 0, (size_t)n * sizeof *grown);
  for (uint32_t i = ld->natoms; i < ld->natoms + n; i++) {
    struct coff_atom *a = &grown[i];
    a->out = a->parent = a->first_follower = a->next_follower = a->leader = COFF_NO_ID;
  }
  ld->natoms += n;
  return true;
}

uint32_t coff_link_add_atom(struct coff_link *ld, struct coff_str name, uint32_t flags,
                            const uint8_t *data, uint64_t size, uint8_t align_power)
{
  if (!add_atoms(ld, 1))
    return COFF_NO_ID;
  struct coff_atom *a = &ld->atoms[ld->natoms - 1];
  a->name = name;
  a->flags = flags;
  a->data = data;
  a->size = a->capacity = size;
  a->data_size = data == NULL ? 0 : size;
  a->align_power = align_power;
  a->keep = true;
  return ld->natoms - 1;
}

// The layout of a section symbol's auxiliary entry.
static const struct coff_aux_layout *section_aux_of(const struct coff_target *t)
{
  const struct coff_aux_rule *rule = t->records->aux_rules;
  while (rule != NULL && rule->layout != NULL && rule->layout->form != COFF_AUX_SECTION)
    rule++;
  return rule == NULL ? NULL : rule->layout;
}

// ---- The object -------------------------------------------------------------------------------

// F was taken for another flavour than that which is linked, whose object it may be as well.
bool coff_link_is_twin(const struct coff_link *ld, const struct coff_file *f)
{
  size_t n;
  if (ld->target == NULL || f == NULL || coff_file_target(f) == ld->target ||
      coff_file_kind(f) != COFF_KIND_OBJECT)
    return false;
  const struct coff_match *m = coff_file_candidates(f, &n);
  while (n > 0 && (m->target != ld->target || m->kind != COFF_KIND_OBJECT)) {
    m++;
    n--;
  }
  return n > 0;
}

// The first object says what is linked.
static bool agree(struct coff_link *ld, const struct coff_link_file *in)
{
  const struct coff_target *t = coff_file_target(in->file);
  if (coff_file_kind(in->file) != COFF_KIND_OBJECT)
    return coff_link_fail(ld, coff_file_place(in->file, COFF_NOWHERE),
                          "%s is no object to be linked", t->name);
  if (ld->target == NULL && !coff_link_choose_target(ld, t))
    return false;
  if (t == ld->target || (t->image_target != NULL && ld->target->image_target != NULL &&
                          strcmp(t->image_target, ld->target->image_target) == 0))
    return true;
  return coff_link_fail(ld, coff_file_place(in->file, COFF_NOWHERE),
                        "the object is of %s, those before it are of %s", t->name,
                        ld->target->name);
}

// ---- Getting ids --------------------------------------------------------------------------------

static bool add_file(struct coff_link *ld, const struct coff_link_file *file, uint32_t *id)
{
  struct coff_link_file *grown =
      coff_link_grow(ld, ld->files, ld->nfiles, 1, &ld->room_files, sizeof *grown);
  if (grown == NULL) {
    coff_member_close(file->from, &((struct coff_link_file *)(uintptr_t)file)->opened);
    return false;
  }
  ld->files = grown;
  *id = ld->nfiles++;
  ld->files[*id] = *file;
  return true;
}

static bool prepare(struct coff_link *ld, uint32_t id)
{
  struct coff_link_file *in = &ld->files[id];
  if (!agree(ld, in))
    return false;
  in = &ld->files[id]; // the linker's own may have come
  uint64_t n = coff_syment_count(in->file);
  in->target = coff_file_target(in->file);
  if (!coff_link_mix(ld, id))
    return false;
  in->section_aux = section_aux_of(in->target);
  if (in->target->records->symbolic == NULL && in->target->records->syment->value.width != 0)
    in->symbols = coff_syment_bytes(in->file, 0);
  in->first_atom = ld->natoms;
  in->natoms = coff_section_count(in->file);
  if (n >= COFF_REF_LOCAL)
    return coff_link_fail(ld, coff_file_place(in->file, COFF_NOWHERE), "%" PRIu64 " symbols", n);
  in->nrefs = (uint32_t)n;
  in->refs = coff_link_bytes(ld, (size_t)n * sizeof *in->refs);
  return in->refs != NULL && add_atoms(ld, in->natoms);
}

// ---- Taking part --------------------------------------------------------------------------------

static void read_directives(struct coff_link *ld, uint32_t file)
{
  const struct coff_link_file *in = &ld->files[file];
  for (uint32_t i = in->first_atom; i < in->first_atom + in->natoms; i++) {
    const struct coff_atom *a = &ld->atoms[i];
    // GNU as gives directives no flag that says what they are.
    if ((a->flags & (COFF_SEC_CODE | COFF_SEC_BSS | COFF_SEC_COMDAT)) != 0)
      continue;
    enum coff_special_kind kind = coff_target_special_section(in->target, a->name);
    if (kind == COFF_SPECIAL_RESOURCES)
      coff_link_note_resources(ld, file);
    if (kind != COFF_SPECIAL_DIRECTIVES)
      continue;
    struct coff_section s;
    struct coff_view v;
    coff_section_get(in->file, a->section, &s);
    if (coff_section_contents(in->file, &s, &v))
      coff_link_directives(ld, file, v);
  }
}

static uint32_t id_of(struct coff_link *ld, uint32_t file, const struct coff_link_global *g)
{
  struct coff_str name = g->symbol.name;
  bool wraps = ld->opt->nwraps != 0 && g->symbol.state <= COFF_LINK_WEAK;
  if (wraps)
    coff_link_wrap(ld, &name);
  if (ld->opt->traced.n != 0)
    coff_link_trace_symbol(ld, file, name, &g->symbol);
  return wraps ? coff_link_intern(ld, name) : coff_link_intern_hashed(ld, name, g->symbol.hash);
}

static bool merge(struct coff_link *ld, uint32_t file, const struct coff_link_parsed *p)
{
  read_directives(ld, file);
  for (uint32_t i = 0; i < p->nglobals; i++) {
    const struct coff_link_global *g = &p->globals[i];
    uint32_t id = id_of(ld, file, g);
    if (id == COFF_NO_ID)
      return false;
    ld->files[file].refs[g->symbol.index] = id;
    if (g->leads)
      ld->atoms[g->symbol.atom].leader = id;
    coff_link_resolve(ld, id, &g->symbol);
  }
  return true;
}

static bool take_long_import(struct coff_link *ld, uint32_t id, bool *taken)
{
  const struct coff_link_file f = ld->files[id];
  return agree(ld, &f) && coff_link_take_long_import(ld, &f, taken);
}

bool coff_link_add_object(struct coff_link *ld, const struct coff_link_file *file)
{
  struct coff_link_parsed p = {0};
  uint32_t id;
  bool taken = false;
  if (!add_file(ld, file, &id))
    return false;
  if (coff_file_kind(file->file) == COFF_KIND_IMPORT)
    return coff_link_add_short_import(ld, id);
  if (ld->opt->dll.delayed.n != 0 && !take_long_import(ld, id, &taken))
    return false;
  if (taken)
    return true;
  bool ok = prepare(ld, id) && coff_link_parse(ld, id, &p) && merge(ld, id, &p);
  coff_free(ld->ctx, p.globals);
  return ok;
}

// ---- Many at once -------------------------------------------------------------------------------

struct run {
  struct coff_link *ld;
  const struct coff_link_input *inputs;
  uint32_t first; // id of the first one's file
  struct coff_file *files[RUN];
  struct coff_link_parsed parsed[RUN];
};

// Says nothing: what is no object is read again, by those who say what is wrong with it.
static void open_one(void *user, uint32_t item)
{
  struct run *run = user;
  struct stat st;
  const char *path = run->inputs[item].name;
  if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
    return;
  struct coff_file *f = coff_file_open(run->ld->ctx, path, &(struct coff_open){.maybe = true});
  if (coff_link_is_twin(run->ld, f)) {
    coff_file_close(f);
    f = coff_file_open(run->ld->ctx, path, &(struct coff_open){.target = run->ld->target->name});
  }
  run->files[item] = f;
}

static void parse_one(void *user, uint32_t item)
{
  struct run *run = user;
  run->parsed[item].failed = !coff_link_parse(run->ld, run->first + item, &run->parsed[item]);
}

// The number of objects at the front; the files behind them are closed.
static uint32_t keep_objects(struct run *run, uint32_t n)
{
  uint32_t count = 0;
  while (count < n && run->files[count] != NULL &&
         coff_file_kind(run->files[count]) == COFF_KIND_OBJECT)
    count++;
  for (uint32_t i = count; i < n; i++)
    coff_file_close(run->files[i]);
  return count;
}

static bool prepare_run(struct run *run, uint32_t n)
{
  struct coff_link *ld = run->ld;
  struct coff_str name;
  bool ok = true;
  uint32_t id;
  run->first = ld->nfiles;
  for (uint32_t i = 0; i < n; i++) {
    struct coff_link_file file = {.file = run->files[i]};
    ok = ok && coff_link_note_path(ld, run->inputs[i].name) &&
         coff_link_join(ld, "", coff_link_str(run->inputs[i].name), "", &name);
    file.name = file.member = name;
    if (!ok || !add_file(ld, &file, &id)) {
      coff_file_close(run->files[i]);
      ok = false;
      continue;
    }
    ok = prepare(ld, id);
  }
  return ok;
}

static void merge_run(struct run *run, uint32_t n)
{
  for (uint32_t i = 0; i < n; i++) {
    if (run->ld->opt->trace)
      coff_link_print(run->ld, "%s", run->inputs[i].name);
    if (run->parsed[i].failed)
      run->ld->errors++;
    else
      merge(run->ld, run->first + i, &run->parsed[i]);
  }
}

size_t coff_link_add_objects(struct coff_link *ld, const struct coff_link_input *inputs, size_t n)
{
  struct run *run = n < 2 ? NULL : coff_alloc(ld->ctx, sizeof *run);
  if (run == NULL)
    return 0;
  run->ld = ld;
  run->inputs = inputs;
  uint32_t count = n < RUN ? (uint32_t)n : RUN;
  coff_pool_run(coff_link_threads(ld, count), count, open_one, run);
  count = keep_objects(run, count);
  if (prepare_run(run, count)) {
    coff_pool_run(coff_link_threads(ld, count), count, parse_one, run);
    merge_run(run, count);
  }
  for (uint32_t i = 0; i < count; i++)
    coff_free(ld->ctx, run->parsed[i].globals);
  coff_free(ld->ctx, run);
  return count;
}
