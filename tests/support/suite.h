/* What every suite includes: cmocka with the headers that it wants first. */
#ifndef PWPOL_TESTS_SUITE_H
#define PWPOL_TESTS_SUITE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#endif
