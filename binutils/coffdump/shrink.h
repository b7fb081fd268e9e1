// A file that another process shortens while it is being dumped: an error instead of a signal.
//
// Skip it unless you change how files are opened.
#ifndef COFFDUMP_SHRINK_H
#define COFFDUMP_SHRINK_H
#include "coffdump/out.h"

// From now on a mapped page of PATH that is gone ends the program: what O holds is written, the
// reason goes to standard error, the exit status is 1. PATH and O must outlive the dump.
void shrink_guard(const char *path, const struct out *o);
#endif
