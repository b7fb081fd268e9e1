// --output: writes one resource to a file, as it is or as the file that it was made from.
//
// Skip it unless a file is written wrongly.
//
// Icons stand in resources one by one, and a group lists them; a bitmap lacks the header of its
// file. For a name that ends in .ico, .cur or .bmp they are put together again.
#include "coffdump/resources.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

struct extraction {
  const struct coff_file *f;
  const struct coff_resources *all;
  const struct options *opt;
  struct coff_resource_data data; // of the one that matches
  struct coff_resource_entry path[COFF_RESOURCE_LEVELS];
  unsigned level;
  uint32_t type;
  uint64_t found;
};

static bool fail(const struct extraction *x, const char *text)
{
  return coff_fail(coff_file_context(x->f), coff_file_place(x->f, COFF_NOWHERE), "%s: %s",
                   x->opt->output, text);
}

// ---- Files ------------------------------------------------------------------------------------

// A file appears whole or not at all: it is written beside its place and then renamed. Devices and
// links are written to as they are.
struct target {
  const char *path;
  char *temporary; // NULL: written to PATH itself
  FILE *file;
};

static bool open_target(const char *path, struct target *t)
{
  struct stat st;
  *t = (struct target){.path = path};
  // By its name, standard output would be cut off and begun anew if it is a file.
  if (strcmp(path, "-") == 0 || strcmp(path, "/dev/stdout") == 0) {
    int fd = dup(STDOUT_FILENO);
    t->file = fd < 0 ? NULL : fdopen(fd, "wb");
    return t->file != NULL;
  }
  if (lstat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
    t->file = fopen(path, "wb");
    return t->file != NULL;
  }
  size_t n = strlen(path);
  t->temporary = malloc(n + sizeof ".XXXXXX");
  if (t->temporary == NULL)
    return false;
  memcpy(t->temporary, path, n);
  memcpy(t->temporary + n, ".XXXXXX", sizeof ".XXXXXX");
  int fd = mkstemp(t->temporary);
  if (fd < 0)
    return false;
  // mkstemp makes it private; it gets the mode that any new file would have.
  mode_t mask = umask(0);
  umask(mask);
  t->file = fchmod(fd, 0666 & ~mask) == 0 ? fdopen(fd, "wb") : NULL;
  if (t->file != NULL)
    return true;
  close(fd);
  unlink(t->temporary);
  return false;
}

// KEEP: all was written. False if it is not there.
static bool close_target(struct target *t, bool keep)
{
  bool good = fclose(t->file) == 0 && keep;
  int error = errno;
  if (good && t->temporary != NULL)
    good = rename(t->temporary, t->path) == 0;
  if (!good && t->temporary != NULL) {
    error = keep ? errno : error;
    unlink(t->temporary);
  }
  errno = error;
  return good;
}

static bool put(FILE *out, const void *p, size_t n)
{
  return n == 0 || fwrite(p, 1, n, out) == n;
}

// ---- Forms ------------------------------------------------------------------------------------

static bool put_raw(struct extraction *x, FILE *out)
{
  return put(out, x->data.bytes.data, (size_t)x->data.bytes.size);
}

// BITMAPFILEHEADER.
static bool put_bitmap(struct extraction *x, FILE *out)
{
  uint8_t head[14] = {'B', 'M'};
  struct coff_picture p;
  if (!coff_picture_read(x->f, RT_BITMAP, x->data.bytes, &p) || p.is_png)
    return put_raw(x, out);
  coff_store(head + 2, 4, COFF_LITTLE, x->data.bytes.size + sizeof head);
  coff_store(head + 10, 4, COFF_LITTLE, p.bits_at + sizeof head);
  return put(out, head, sizeof head) && put_raw(x, out);
}

enum { IDS = 0x10000, ICON_HEADER = 6, ICON_ENTRY = 16 };

// The pictures of TYPE by number; of several languages, that of the group if it is there.
static struct coff_view *pictures(struct extraction *x, uint32_t type)
{
  struct coff_view *by_id = calloc(IDS, sizeof *by_id);
  struct coff_resource_walk w;
  struct coff_resource n;
  if (by_id == NULL || !coff_resource_first(x->all, &w, NULL))
    return by_id;
  while (coff_resource_next(&w, &n)) {
    if (n.is_directory || n.level != 2 || coff_resource_type_of(&n) != type || n.path[1].has_name ||
        n.path[1].id >= IDS || !n.data.is_whole)
      continue;
    struct coff_view *v = &by_id[n.path[1].id];
    if (v->data == NULL || (x->level == 2 && n.path[2].id == x->path[2].id))
      *v = n.data.bytes;
  }
  return by_id;
}

// ICONDIRENTRY of picture V. A cursor's has the hot spot, which stands before the picture in the
// resource, and half the height, for the resource counts the mask.
static void icon_entry(const struct coff_icon_group *g, uint32_t i, struct coff_view v,
                       uint64_t offset, uint8_t out[ICON_ENTRY])
{
  struct coff_icon_entry e;
  coff_icon_group_get(g, i, &e);
  bool cursor = g->type == 2;
  out[0] = (uint8_t)e.width;
  out[1] = (uint8_t)(cursor ? e.height / 2 : e.height);
  out[2] = (uint8_t)e.colors;
  out[3] = 0;
  coff_store(out + 4, 2, COFF_LITTLE, cursor ? coff_le16(v.data) : e.planes);
  coff_store(out + 6, 2, COFF_LITTLE, cursor ? coff_le16(v.data + 2) : e.bits);
  coff_store(out + 8, 4, COFF_LITTLE, v.size - (cursor ? 4 : 0));
  coff_store(out + 12, 4, COFF_LITTLE, offset);
}

static bool check_group(struct extraction *x, const struct coff_icon_group *g,
                        const struct coff_view *by_id)
{
  struct coff_icon_entry e;
  uint64_t total = 0;
  for (uint32_t i = 0; coff_icon_group_get(g, i, &e); i++) {
    if (by_id[e.id].size < 4)
      return coff_fail(coff_file_context(x->f), coff_file_place(x->f, g->entries.origin),
                       "group names picture %u, which is not there", e.id);
    total += by_id[e.id].size;
  }
  // What a few entries name again and again would fill any disk.
  return total <= coff_file_bytes(x->f).size * 4 || fail(x, "its pictures overlap");
}

static bool put_pictures(FILE *out, const struct coff_icon_group *g, const struct coff_view *by_id)
{
  uint8_t head[ICON_HEADER] = {0}, entry[ICON_ENTRY];
  struct coff_icon_entry e;
  uint64_t offset = ICON_HEADER + (uint64_t)g->count * ICON_ENTRY;
  unsigned skip = g->type == 2 ? 4 : 0;
  bool good = true;
  coff_store(head + 2, 2, COFF_LITTLE, g->type);
  coff_store(head + 4, 2, COFF_LITTLE, g->count);
  good = put(out, head, sizeof head);
  for (uint32_t i = 0; good && coff_icon_group_get(g, i, &e); i++) {
    icon_entry(g, i, by_id[e.id], offset, entry);
    offset += by_id[e.id].size - skip;
    good = put(out, entry, sizeof entry);
  }
  for (uint32_t i = 0; good && coff_icon_group_get(g, i, &e); i++)
    good = put(out, by_id[e.id].data + skip, (size_t)by_id[e.id].size - skip);
  return good;
}

static bool put_group(struct extraction *x, FILE *out)
{
  struct coff_icon_group g;
  if (!coff_icon_group_open(x->f, x->data.bytes, &g))
    return false;
  struct coff_view *by_id = pictures(x, g.type == 2 ? RT_CURSOR : RT_ICON);
  bool good = by_id != NULL ? check_group(x, &g, by_id) : fail(x, "out of memory");
  good = good && put_pictures(out, &g, by_id);
  free(by_id);
  return good;
}

static bool ends_in(const char *path, const char *end)
{
  size_t n = strlen(path), m = strlen(end);
  return n >= m && strcasecmp(path + n - m, end) == 0;
}

static bool put_form(struct extraction *x, FILE *out)
{
  const char *path = x->opt->output;
  if (x->type == RT_GROUP_ICON && ends_in(path, ".ico"))
    return put_group(x, out);
  if (x->type == RT_GROUP_CURSOR && ends_in(path, ".cur"))
    return put_group(x, out);
  if (x->type == RT_BITMAP && ends_in(path, ".bmp"))
    return put_bitmap(x, out);
  return put_raw(x, out);
}

// ---- Which one --------------------------------------------------------------------------------

static void keep(struct extraction *x, const struct coff_resource *n)
{
  x->data = n->data;
  x->level = n->level;
  x->type = coff_resource_type_of(n);
  memcpy(x->path, n->path, (n->level + 1) * sizeof *x->path);
}

static void find(struct extraction *x)
{
  struct coff_resource_walk w;
  struct coff_resource n;
  if (!coff_resource_first(x->all, &w, NULL))
    return;
  while (coff_resource_next(&w, &n)) {
    if (n.is_directory || !n.is_there || !resource_is_wanted(x->opt->resources, &n))
      continue;
    if (x->found++ == 0)
      keep(x, &n);
  }
}

// Says on stderr what the one could have been.
static void list(const struct extraction *x)
{
  struct coff_resource_walk w;
  struct coff_resource n;
  struct out *o = malloc(sizeof *o);
  unsigned left = 32;
  if (o == NULL || !coff_resource_first(x->all, &w, NULL)) {
    free(o);
    return;
  }
  out_init(o, stderr, false);
  while (left != 0 && coff_resource_next(&w, &n)) {
    if (n.is_directory || !n.is_there || !resource_is_wanted(x->opt->resources, &n))
      continue;
    left--;
    out_text(o, "  ");
    out_resource_path(o, &n);
    out_char(o, '\n');
  }
  if (x->found > 32)
    out_printf(o, "  and %llu more\n", (unsigned long long)x->found - 32);
  out_flush(o);
  free(o);
}

static void write_found(struct extraction *x)
{
  struct target t;
  if (!x->data.is_whole) {
    fail(x, "not written: the data are not all in the file");
    return;
  }
  errno = 0;
  if (!open_target(x->opt->output, &t)) {
    fail(x, errno == 0 ? "out of memory" : strerror(errno));
    free(t.temporary);
    return;
  }
  bool good = put_form(x, t.file);
  bool failed = ferror(t.file) != 0;
  if (!close_target(&t, good) && (good || failed))
    fail(x, errno == 0 ? "cannot be written" : strerror(errno));
  free(t.temporary);
}

void resource_extract(const struct coff_file *f, const struct options *opt)
{
  struct coff_resources all;
  struct extraction x = {.f = f, .all = &all, .opt = opt};
  if (coff_resources_open(f, &all))
    find(&x);
  if (x.found == 1)
    write_found(&x);
  else if (x.found == 0)
    fail(&x, "not written: no resource matches");
  else
    fail(&x, "not written: several resources match:");
  if (x.found > 1)
    list(&x);
  coff_resources_close(&all);
}
