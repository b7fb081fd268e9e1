// GUIDs as people write them.
//
// Skip it.
#include "coff/image.h"
#include <inttypes.h>
#include <stdio.h>

void coff_guid_text(const uint8_t guid[16], char text[37])
{
  int n = snprintf(text, 37, "%08" PRIx32 "-%04x-%04x-", coff_le32(guid),
                   (unsigned)coff_le16(guid + 4), (unsigned)coff_le16(guid + 6));
  for (unsigned i = 8; i < 16; i++)
    n += snprintf(text + n, 37 - (size_t)n, i == 9 ? "%02x-" : "%02x", (unsigned)guid[i]);
}
