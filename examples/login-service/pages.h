/* The pages: templates that are read once, at the start, and filled in for each answer.
 *
 *   [[Sign in|Se connecter]]      one of two languages
 *   {{email}}                     a value, escaped
 *   {{?email}} ... {{/}}          only when the value is not empty
 *   {{!email}} ... {{/}}          only when it is
 *   {{*reasons}} ... {{/}}        for each finding of a report: {{problem}}, {{remedy}}, {{severity}}
 *   {{>name}}                     another template; {{>title}} and {{>content}} are the page's own first
 *                                 line, and what follows it */
#ifndef LOGIN_PAGES_H
#define LOGIN_PAGES_H

#include "text.h"
#include <pwpol.h>

enum { VALUES_MAX = 24 };

/* What a page is filled with. Texts and the report are the caller's. */
struct view {
    const char *page;     /* "signin" */
    const char *lang;     /* "fr" or "en" */
    pwpol_report *report; /* NULL: no reasons to list */
    struct {
        const char *name;
        const char *text;
    } values[VALUES_MAX];
    size_t count;
};

/* A text of NULL is "". It must live until the page is sent, after the handler has returned: what was asked
 * does, and the request's own texts. */
void view_set(struct view *view, const char *name, const char *text);

struct pages;
/* Reads the folder; NULL after a complaint on standard error. */
struct pages *pages_load(const char *folder);
void pages_free(struct pages *pages);
/* A file of the folder as it is ("style.css"); NULL when there is none. */
const struct text *pages_file(const struct pages *pages, const char *name);
/* The whole page, in its layout. */
void pages_render(const struct pages *pages, const struct view *view, struct text *out);

#endif
