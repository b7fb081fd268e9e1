// Diagnostics: text is made here, and handed to the caller's sink.
//
// Skip it unless a message looks wrong.
#include "coff/diag.h"
#include <stdarg.h>
#include <stdio.h>

static void send(const struct coff_context *ctx, enum coff_severity severity,
                 const struct coff_place *at, const char *fmt, va_list ap)
{
  char text[512];
  if (ctx->sink == NULL)
    return;
  vsnprintf(text, sizeof text, fmt, ap);
  struct coff_diag d = {severity, at->file, at->member, at->offset, text};
  ctx->sink(ctx->sink_user, &d);
}

bool coff_fail(const struct coff_context *ctx, struct coff_place at, const char *fmt, ...)
{
  va_list ap;
  va_start(ap, fmt);
  send(ctx, COFF_ERROR, &at, fmt, ap);
  va_end(ap);
  return false;
}

void coff_report(const struct coff_context *ctx, enum coff_severity severity, struct coff_place at,
                 const char *fmt, ...)
{
  va_list ap;
  va_start(ap, fmt);
  send(ctx, severity, &at, fmt, ap);
  va_end(ap);
}
