// Pictures of resources: groups of icons and cursors, and what a picture's header says.
//
// Skip it unless one of them is read wrongly. "Icons in Win32" and Windows SDK, "BITMAPINFOHEADER
// structure", "BITMAPCOREHEADER structure".
#include "coff/resources.h"
#include <inttypes.h>
#include <string.h>

enum { GROUP_HEADER = 6, GROUP_ENTRY = 14, CORE_HEADER = 12, INFO_HEADER = 40 };

static bool fail_at(const struct coff_file *f, struct coff_view v, const char *text)
{
  return coff_fail(coff_file_context(f), coff_file_place(f, v.origin), "%s", text);
}

bool coff_icon_group_open(const struct coff_file *f, struct coff_view v, struct coff_icon_group *g)
{
  *g = (struct coff_icon_group){0};
  if (v.size < GROUP_HEADER)
    return fail_at(f, v, "group of icons or cursors is cut off");
  g->type = coff_le16(v.data + 2);
  g->claimed = coff_le16(v.data + 4);
  g->count = (uint32_t)coff_view_clip(v, GROUP_HEADER, g->claimed, GROUP_ENTRY, &g->entries);
  if (g->count < g->claimed)
    coff_fail(coff_file_context(f), coff_file_place(f, v.origin),
              "group of %u icons or cursors is cut off; %" PRIu32 " are there", g->claimed,
              g->count);
  return true;
}

bool coff_icon_group_get(const struct coff_icon_group *g, uint32_t i, struct coff_icon_entry *e)
{
  if (i >= g->count)
    return false;
  const uint8_t *p = g->entries.data + (uint64_t)i * GROUP_ENTRY;
  *e = (struct coff_icon_entry){0};
  if (g->type == 2) {
    e->width = coff_le16(p);
    e->height = coff_le16(p + 2);
  } else { // a byte each: 0 stands for 256
    e->width = p[0] == 0 ? 256 : p[0];
    e->height = p[1] == 0 ? 256 : p[1];
    e->colors = p[2];
  }
  e->planes = coff_le16(p + 4);
  e->bits = coff_le16(p + 6);
  e->size = coff_le32(p + 8);
  e->id = coff_le16(p + 12);
  return true;
}

// The IHDR chunk is the first one, behind the 8 bytes of the signature.
static bool read_png(struct coff_view v, struct coff_picture *p)
{
  static const uint8_t channels[] = {1, 0, 3, 1, 2, 0, 4}; // by colour type; 3: indices
  p->is_png = true;
  if (v.size < 26)
    return false;
  p->width = coff_be32(v.data + 16);
  p->height = coff_be32(v.data + 20);
  uint8_t type = v.data[25];
  p->planes = 1;
  p->bits = (uint16_t)(v.data[24] * (type < sizeof channels ? channels[type] : 0));
  return true;
}

// BITMAPCOREHEADER: 16-bit sizes, a colour table of three bytes an entry, no compression.
static void read_core(struct coff_view v, struct coff_picture *p)
{
  p->width = coff_le16(v.data + 4);
  p->height = coff_le16(v.data + 6);
  p->planes = coff_le16(v.data + 8);
  p->bits = coff_le16(v.data + 10);
  p->colors = p->bits <= 8 ? 1u << p->bits : 0;
  p->bits_at = CORE_HEADER + p->colors * 3;
}

static void read_info(struct coff_view v, struct coff_picture *p)
{
  uint32_t height = coff_le32(v.data + 8), used = coff_le32(v.data + 32);
  p->width = coff_le32(v.data + 4);
  p->top_down = height >> 31 != 0;
  p->height = p->top_down ? 0 - height : height;
  p->planes = coff_le16(v.data + 12);
  p->bits = coff_le16(v.data + 14);
  p->compression = coff_le32(v.data + 16);
  p->colors = used != 0 ? used : p->bits <= 8 && p->bits != 0 ? 1u << p->bits : 0;
  // The plain header has the masks of BI_BITFIELDS and BI_ALPHABITFIELDS behind it, longer ones in it.
  uint32_t masks = p->header_size != INFO_HEADER ? 0
                   : p->compression == 3         ? 12
                   : p->compression == 6         ? 16
                                                 : 0;
  uint64_t at = (uint64_t)p->header_size + masks + (uint64_t)p->colors * 4;
  p->bits_at = at < v.size ? (uint32_t)at : (uint32_t)v.size;
}

bool coff_picture_read(const struct coff_file *f, uint32_t type, struct coff_view v,
                       struct coff_picture *p)
{
  *p = (struct coff_picture){0};
  if (type == RT_CURSOR) {
    if (v.size < 4)
      return fail_at(f, v, "cursor is cut off");
    p->has_hotspot = true;
    p->hotspot_x = coff_le16(v.data);
    p->hotspot_y = coff_le16(v.data + 2);
    coff_view_table(v, 4, v.size - 4, 1, &v);
  }
  if (v.size >= 8 && memcmp(v.data, "\x89PNG\r\n\x1a\n", 8) == 0)
    return read_png(v, p) || fail_at(f, v, "PNG picture is cut off");
  if (v.size < 4)
    return fail_at(f, v, "picture is cut off");
  p->header_size = coff_le32(v.data);
  if (p->header_size != CORE_HEADER && (p->header_size < INFO_HEADER || p->header_size > 124))
    return false;
  if (p->header_size > v.size)
    return fail_at(f, v, "picture is cut off");
  if (p->header_size == CORE_HEADER)
    read_core(v, p);
  else
    read_info(v, p);
  if (type != RT_BITMAP) // colours and mask, one above the other
    p->height /= 2;
  return true;
}

const char *coff_picture_compression_name(uint32_t compression)
{
  static const char *const names[] = {"BI_RGB",  "BI_RLE8", "BI_RLE4",          "BI_BITFIELDS",
                                      "BI_JPEG", "BI_PNG",  "BI_ALPHABITFIELDS"};
  return compression < COFF_COUNT(names) ? names[compression] : NULL;
}
