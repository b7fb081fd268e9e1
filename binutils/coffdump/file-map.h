// The byte map with everything that the library can explain.
//
// Skip it unless you show a map.
#ifndef COFFDUMP_FILE_MAP_H
#define COFFDUMP_FILE_MAP_H
#include "coff/map.h"

// As coff_map_build, which frees it too.
bool file_map(const struct coff_file *f, struct coff_map *map);
#endif
