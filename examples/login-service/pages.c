#include "pages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 8 };

static const char *const names[] = {
    "layout.html",    "email.html",     "password.html", "new_password.html", "reasons.html",
    "challenge.html", "welcome.html",   "signup.html",   "signin.html",       "account.html",
    "change.html",    "forgotten.html", "reset.html",    "mail.html",         "admin.html",
    "notice.html",    "style.css",      "form.js",       "icon.svg",
};
enum { NAMES_COUNT = sizeof names / sizeof names[0] };

struct pages {
    struct text files[NAMES_COUNT];
};

/* Where a piece of a template is being filled in. */
struct place {
    const struct pages *pages;
    const struct view *view;
    size_t finding; /* inside {{*reasons}}: which one */
    int depth;
};

void view_set(struct view *view, const char *name, const char *text)
{
    if (view->count == VALUES_MAX)
        abort(); /* the program's own mistake, seen the first time the page is shown */
    view->values[view->count].name = name;
    view->values[view->count++].text = text != NULL ? text : "";
}

void pages_free(struct pages *pages)
{
    if (pages == NULL)
        return;
    for (size_t i = 0; i < NAMES_COUNT; i++)
        text_end(&pages->files[i]);
    free(pages);
}

struct pages *pages_load(const char *folder)
{
    struct pages *pages = calloc(1, sizeof *pages);
    for (size_t i = 0; pages != NULL && i < NAMES_COUNT; i++) {
        char path[4096];
        if (snprintf(path, sizeof path, "%s/%s", folder, names[i]) < (int)sizeof path &&
            text_read(&pages->files[i], path))
            continue;
        fprintf(stderr, "login-service: cannot read %s; --pages names its folder.\n", path);
        pages_free(pages);
        return NULL;
    }
    return pages;
}

const struct text *pages_file(const struct pages *pages, const char *name)
{
    for (size_t i = 0; i < NAMES_COUNT; i++)
        if (strcmp(names[i], name) == 0)
            return &pages->files[i];
    return NULL;
}

static bool is(const char *name, size_t length, const char *other)
{
    return strlen(other) == length && memcmp(name, other, length) == 0;
}

static const char *value_of(const struct place *place, const char *name, size_t length)
{
    const struct view *view = place->view;
    pwpol_finding finding = { .size = sizeof finding };
    if (is(name, length, "lang"))
        return view->lang;
    if (is(name, length, "problem"))
        return pwpol_report_problem(view->report, place->finding, view->lang);
    if (is(name, length, "remedy"))
        return pwpol_report_remedy(view->report, place->finding, view->lang);
    if (is(name, length, "severity"))
        return pwpol_report_finding(view->report, place->finding, &finding) != PWPOL_OK ? ""
               : finding.severity == PWPOL_ERROR                                        ? "error"
                                                                                        : "note";
    if (is(name, length, "suggestion"))
        return view->report != NULL ? pwpol_report_suggestion(view->report, view->lang) : "";
    if (is(name, length, "reasons"))
        return view->report != NULL && pwpol_report_count(view->report) > 0 ? "yes" : "";
    for (size_t i = 0; i < view->count; i++)
        if (is(name, length, view->values[i].name))
            return view->values[i].text;
    return "";
}

/* The end of a section whose inside begins at text: where its {{/}} stands. */
static const char *section_end(const char *text, const char *end)
{
    int open = 1;
    for (; (text = memmem(text, (size_t)(end - text), "{{", 2)) != NULL; text += 2) {
        if (strchr("?!*", text[2]) != NULL)
            open++;
        else if (text[2] == '/' && --open == 0)
            return text;
    }
    return end;
}

static void fill(struct place place, const char *text, const char *end, struct text *out);

/* {{>name}}; the page itself begins with a line that is its title. */
static void include(struct place place, const char *name, size_t length, struct text *out)
{
    bool title = is(name, length, "title"), content = is(name, length, "content");
    char file[64];
    if (title || content)
        snprintf(file, sizeof file, "%s.html", place.view->page);
    else
        snprintf(file, sizeof file, "%.*s.html", (int)length, name);
    const struct text *found = pages_file(place.pages, file);
    if (found == NULL || found->length == 0 || ++place.depth > DEPTH_MAX)
        return;
    const char *begin = found->bytes, *end = begin + found->length;
    const char *line = memchr(begin, '\n', found->length);
    if (title && line != NULL)
        end = line;
    if (content && line != NULL)
        begin = line + 1;
    fill(place, begin, end, out);
}

/* {{?name}}, {{!name}} and {{*reasons}}. */
static void section(struct place place, const char *tag, size_t length, const char *text, const char *end,
                    struct text *out)
{
    if (tag[0] != '*') {
        bool empty = *value_of(&place, tag + 1, length - 1) == '\0';
        if (empty == (tag[0] == '!'))
            fill(place, text, end, out);
        return;
    }
    size_t count = place.view->report != NULL ? pwpol_report_count(place.view->report) : 0;
    for (place.finding = 0; place.finding < count; place.finding++)
        fill(place, text, end, out);
}

/* Writes the half of "[[English|Français]]" that the person reads; the end of the pair. */
static const char *pair(struct place place, const char *text, const char *end, struct text *out)
{
    const char *close = memmem(text, (size_t)(end - text), "]]", 2);
    const char *bar = close == NULL ? NULL : memchr(text, '|', (size_t)(close - text));
    if (bar == NULL)
        return end;
    if (strcmp(place.view->lang, "fr") == 0)
        fill(place, bar + 1, close, out);
    else
        fill(place, text + 2, bar, out);
    return close + 2;
}

static void fill(struct place place, const char *text, const char *end, struct text *out)
{
    while (text < end) {
        if (end - text > 2 && memcmp(text, "[[", 2) == 0) {
            text = pair(place, text, end, out);
            continue;
        }
        const char *close =
            end - text > 4 && memcmp(text, "{{", 2) == 0 ? memmem(text, (size_t)(end - text), "}}", 2) : NULL;
        if (close == NULL) {
            text_add_bytes(out, text++, 1);
            continue;
        }
        const char *tag = text + 2;
        size_t length = (size_t)(close - tag);
        text = close + 2;
        if (*tag == '>') {
            include(place, tag + 1, length - 1, out);
        } else if (*tag == '?' || *tag == '!' || *tag == '*') {
            const char *inside_end = section_end(text, end);
            section(place, tag, length, text, inside_end, out);
            text = inside_end + 5 <= end ? inside_end + 5 : end; /* {{/}} */
        } else {
            text_add_escaped(out, value_of(&place, tag, length));
        }
    }
}

void pages_render(const struct pages *pages, const struct view *view, struct text *out)
{
    struct place place = { .pages = pages, .view = view };
    include(place, "layout", 6, out);
}
