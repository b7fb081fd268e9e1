// Times as text.
//
// Skip it unless a date is wrong. The calendar is computed here: not every host's time_t has the
// years up to 9999 that certificates have.
#include "coffdump/when.h"
#include <stdio.h>

// Days since 1970-01-01 to a date of the Gregorian calendar. Counting years from 1 March puts the leap
// day at the end of one; 146,097 days are 400 years.
static void civil(int64_t days, int64_t *year, int *month, int *day)
{
  int64_t shifted = days + 719468; // since 0000-03-01
  int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  int64_t of_era = shifted - era * 146097;
  int64_t years = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  int64_t of_year = of_era - (365 * years + years / 4 - years / 100);
  int64_t march = (5 * of_year + 2) / 153; // 0: March
  *day = (int)(of_year - (153 * march + 2) / 5 + 1);
  *month = (int)(march < 10 ? march + 3 : march - 9);
  *year = years + era * 400 + (*month <= 2);
}

bool when(int64_t seconds, char text[WHEN_SIZE])
{
  int64_t days = seconds / 86400, rest = seconds % 86400, year;
  int month, day;
  if (rest < 0) {
    rest += 86400;
    days--;
  }
  if (days < -719528 || days > 2932896) // 0000-01-01, 9999-12-31
    return false;
  civil(days, &year, &month, &day);
  snprintf(text, WHEN_SIZE, "%04d-%02d-%02dT%02d:%02d:%02dZ", (int)year, month, day,
           (int)(rest / 3600), (int)(rest / 60 % 60), (int)(rest % 60));
  return true;
}
