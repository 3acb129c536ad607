#include "cli/draw.h"

#include "base/seams.h"

#include <math.h>
#include <string.h>

const char symbols_all[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                           "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

/* Without what looks alike on paper or in some typeface (0 O o, 1 l I | ! i, 2 Z z,
 * 5 S s, 8 B) and the marks that are hardly seen (` ' " , . ; : ~ - _). */
const char symbols_readable[] = "abcdefghjkmnpqrtuvwxyACDEFGHJKLMNPQRTUVWXY34679"
                                "#$%&()*+/<=>?@[\\]^{}";

const struct passphrase_list *list_named(const char *name)
{
    const struct passphrase_list *list = NULL;
    for (size_t i = 0; (list = passphrase_list_at(i)) != NULL; i++)
        if (strcmp(list->name, name) == 0)
            return list;
    return NULL;
}

const char *word_with_any(const struct passphrase_list *list, const char *separator)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (strpbrk(passphrase_word(list, i), separator) != NULL)
            return passphrase_word(list, i);
    return NULL;
}

bool draw(const struct drawing *drawing, struct page *password)
{
    page_clear(password);
    for (uint32_t i = 0; i < drawing->length; i++) {
        uint32_t choice = 0;
        if (!random_below(drawing_choices(drawing), &choice))
            return false;
        if (drawing->symbols != NULL) {
            page_bytes(password, drawing->symbols + choice, 1);
            continue;
        }
        if (i > 0)
            page_add(password, drawing->separator);
        page_add(password, passphrase_word(drawing->list, choice));
    }
    return true;
}

uint32_t drawing_choices(const struct drawing *drawing)
{
    return drawing->symbols != NULL ? (uint32_t)strlen(drawing->symbols) : drawing->list->count;
}

double drawing_entropy(const struct drawing *drawing)
{
    return drawing->length * log2(drawing_choices(drawing));
}
