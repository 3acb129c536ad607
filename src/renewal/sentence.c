#include "pwpol/renewal.h"

#include "base/sized.h"

#include <stdio.h>
#include <string.h>

static const struct {
    pwpol_renewal_state state;
    pwpol_renewal_reason reason;
    bool many;
    const char *english;
    const char *french;
} sentences[] = {
#define LIFE(state, reason, many, english, french) \
    { PWPOL_RENEWAL_##state, PWPOL_REASON_##reason, many, english, french },
#include "renewal/sentences.def"
#undef LIFE
};

/* Cuts text, which is full, between two code points. */
static void cut(char *text, size_t length)
{
    size_t start = length;
    while (start > 0 && ((unsigned char)text[start - 1] & 0xC0) == 0x80)
        start--;
    if (start == 0)
        return;
    unsigned char lead = (unsigned char)text[start - 1];
    size_t whole = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (length - (start - 1) < whole)
        text[start - 1] = '\0';
}

size_t pwpol_renewal_sentence(const pwpol_renewal_result *result, const char *lang, char *text, size_t text_size)
{
    pwpol_renewal_result known;
    bool french = lang != NULL && strcmp(lang, "fr") == 0;
    if (text != NULL && text_size > 0)
        text[0] = '\0';
    if (!sized_read(&known, sizeof known, result))
        return 0;
    for (size_t i = 0; i < sizeof sentences / sizeof sentences[0]; i++) {
        bool many = known.state == PWPOL_RENEWAL_SOON && known.days_left > 1;
        if (sentences[i].state != known.state || sentences[i].reason != known.reason || sentences[i].many != many)
            continue;
        char whole[256];
        int length = snprintf(whole, sizeof whole, french ? sentences[i].french : sentences[i].english,
                              (unsigned)known.days_left);
        if (length < 0)
            return 0;
        if (text != NULL && text_size > 0 && snprintf(text, text_size, "%s", whole) >= (int)text_size)
            cut(text, text_size - 1);
        return (size_t)length;
    }
    return 0;
}
