/* Finds a value in JSON that strict_json() found valid. */
#ifndef PWPOL_TESTS_JSON_FIND_H
#define PWPOL_TESTS_JSON_FIND_H

#include <stdbool.h>

/* Whether the value at path is written exactly so, up to expected's length; NULL
 * when nothing may be there. path is names of members and indices of elements
 * separated by spaces: "findings 0 name". */
bool json_is(const char *text, const char *path, const char *expected);

#endif
