// The flavours that can be read: -i.
//
// Skip it unless you change how they are listed.
#include "objdump/objdump.h"
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

static const char *order(enum coff_order o)
{
  return o == COFF_BIG ? "big endian" : "little endian";
}

int dump_info(void)
{
  const struct coff_target *t;
  printf("coffkit %s\n", PACKAGE_VERSION);
  for (size_t i = 0; (t = coff_target_at(i)) != NULL; i++) {
    printf("%s\n (header %s, data %s)\n", t->name, order(t->order), order(t->data_order));
    for (unsigned k = 0; k < t->nmachines; k++)
      printf("  %s\n", t->machines[k].name);
  }
  return 0;
}
