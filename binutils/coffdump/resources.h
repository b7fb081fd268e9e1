// What the text and the JSON of resources share: UTF-16, paths, extraction.
//
// Skip it unless you print or extract resources.
#ifndef COFFDUMP_RESOURCES_H
#define COFFDUMP_RESOURCES_H
#include "coff/resources.h"
#include "coffdump/coffdump.h"
#include "coffdump/json.h"
#include "coffdump/text.h"

// UTF-16 as a name (see out_name), piece by piece.
void out_utf16(struct out *o, struct coff_view text);
// The same as a JSON string; null if there is no memory for it.
void json_utf16(struct json_writer *j, const char *key, struct coff_view text);
// "0x0409 en-US".
void out_language(struct out *o, uint32_t id);
// RT_ICON/1/0x0409, as --resources= takes it.
void out_resource_path(struct out *o, const struct coff_resource *n);

// Whether N, or something below it, is what PATTERN asks for: TYPE/NAME/LANG, or the first of these.
// An empty part and * stand for any. NULL is all.
bool resource_is_wanted(const char *pattern, const struct coff_resource *n);

// Writes the one resource that --resources names to --output; reports why not.
void resource_extract(const struct coff_file *f, const struct options *opt);

// What a leaf holds: in one line, and in full.
void text_resource_summary(const struct text *x, const struct coff_resource *n);
void text_resource_content(const struct text *x, const struct coff_resource *n);
// Bytes in hexadecimal, with their RVA.
void text_resource_bytes(const struct text *x, uint64_t address, struct coff_view v);
// The object "content".
void json_resource_content(struct document *d, const struct coff_resource *n);
#endif
