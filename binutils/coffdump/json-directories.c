// JSON: the data directories of an image, those that were asked for.
//
// Skip it unless you add one: each is written in a file of its own.
#include "coff/hardening.h"
#include "coffdump/json.h"

void json_directories(struct document *d)
{
  static const struct {
    unsigned part;
    void (*write)(struct document *);
  } all[] = {
      {PART_EXPORTS, json_exports},
      {PART_IMPORTS, json_imports},
      {PART_RESOURCES, json_resources},
      {PART_UNWIND, json_exceptions},
      {PART_BASE_RELOCS, json_base_relocs},
      {PART_DEBUG_DIR, json_debug_dir},
      {PART_TLS, json_tls},
      {PART_LOAD_CONFIG, json_load_config},
      {PART_CLR, json_clr},
      {PART_CERTIFICATES, json_certificates},
  };
  json_object(&d->j, "directories");
  for (size_t i = 0; i < COFF_COUNT(all); i++)
    if ((d->parts & all[i].part) != 0)
      all[i].write(d);
  json_end(&d->j);
}

void json_hardening(struct document *d)
{
  enum coff_hardening_state state[COFF_HARDENINGS];
  if (!coff_hardening_get(d->file, state)) {
    json_null(&d->j, "hardening");
    return;
  }
  json_object(&d->j, "hardening");
  for (unsigned i = 0; i < COFF_HARDENINGS; i++) {
    if (state[i] == COFF_HARDENING_NONE)
      json_null(&d->j, coff_hardening_key(i));
    else
      json_bool(&d->j, coff_hardening_key(i), state[i] == COFF_HARDENING_ON);
  }
  json_end(&d->j);
}
