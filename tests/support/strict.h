/* Whether a text is what it claims to be, by parsers that forgive nothing. */
#ifndef PWPOL_TESTS_STRICT_H
#define PWPOL_TESTS_STRICT_H

#include <stdbool.h>

/* One JSON value (RFC 8259) and white space around it, no duplicate-key check; at most 64 levels. */
bool strict_json(const char *text);
/* One element with what it contains, after <!DOCTYPE html>: tags closed in order, attributes quoted
 * and named once, no reference but &lt; &gt; &amp; &quot; (XML 1.0 without namespaces, comments or
 * sections). At most 64 levels. */
bool strict_xml(const char *text);

#endif
