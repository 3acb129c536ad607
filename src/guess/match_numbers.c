/* Numbers that people know by heart: French telephone numbers, number plates and
 * postal codes, and long hexadecimal numbers, which are digests. */
#include "base/decimal.h"
#include "guess/match.h"
#include "guess/prices.h"

/* A form is read character by character:
 *   d a digit    D one that is not 0    m 6 or 7, of a mobile telephone
 *   k a or b, of Corsica
 *   n any letter of a plate (SIV leaves out I, O and U, which look like figures)
 *   . a separator, the same wherever there are two; ? the next may be missing
 *   anything else is itself. */
struct form {
    pwpol_piece_kind kind;
    const char *list;
    double numbers; /* of this form that there are */
    const char *form;
    bool (*holds)(const struct lane *lane, size_t at); /* of what has the form; NULL: all of it */
};

static bool is_postcode(const struct lane *lane, size_t at);

/* Decree 96-1175 and the national numbering plan: nine digits after the 0, the
 * first says which network. Plates: code de la route, R317-8, since 2009 (SIV) and
 * before (FNI). Postal codes: département, then three digits, of which the last
 * is 0 but for large receivers. */
static const struct form forms[] = {
    { PWPOL_PIECE_PHONE, "mobile", 2e8, "0m?.dd?.dd?.dd?.dd", NULL },
    { PWPOL_PIECE_PHONE, "landline", 7e8, "0D?.dd?.dd?.dd?.dd", NULL },
    { PWPOL_PIECE_PHONE, "mobile", 4e8, "+33?.m?.dd?.dd?.dd?.dd", NULL },
    { PWPOL_PIECE_PHONE, "landline", 14e8, "+33?.D?.dd?.dd?.dd?.dd", NULL },
    { PWPOL_PIECE_PHONE, "mobile", 4e8, "0033?.m?.dd?.dd?.dd?.dd", NULL },
    { PWPOL_PIECE_PLATE, "siv", 279561159, "nn?.ddd?.nn", NULL },    /* 23^4 x 999 */
    { PWPOL_PIECE_PLATE, "fni", 485089920, "dddd?.nn?.dd", NULL },   /* 9 x 10^3 x 23^2 x 96, rounded up */
    { PWPOL_PIECE_PLATE, "fni", 1051543296, "ddd?.nnn?.dd", NULL }, /* 900 x 23^3 x 96 */
    { PWPOL_PIECE_POSTCODE, "", 9646, "ddddd", is_postcode },    /* 96 x 100, and those of arrondissements */
    { PWPOL_PIECE_POSTCODE, "department", 110, "2k", NULL },     /* Corsica; two digits are found as such */
    { PWPOL_PIECE_POSTCODE, "department", 110, "97D", NULL },
    { PWPOL_PIECE_POSTCODE, "department", 110, "98D", NULL },
};
enum { FORMS = sizeof forms / sizeof forms[0] };

static bool is_digit(const struct lane *lane, size_t at)
{
    return at < lane->length && lane->bytes[at] >= '0' && lane->bytes[at] <= '9';
}

static bool is_letter(const struct lane *lane, size_t at)
{
    return at < lane->length && lane->bytes[at] >= 'a' && lane->bytes[at] <= 'z';
}

static bool fits(const struct lane *lane, size_t at, char part, unsigned char *separator)
{
    if (at >= lane->length)
        return false;
    unsigned char byte = lane->bytes[at];
    switch (part) {
    case 'd':
        return is_digit(lane, at);
    case 'D':
        return is_digit(lane, at) && byte != '0';
    case 'm':
        return byte == '6' || byte == '7';
    case 'k':
        return byte == 'a' || byte == 'b';
    case 'n':
        return is_letter(lane, at) && byte != 'i' && byte != 'o' && byte != 'u';
    case '.':
        if (byte != ' ' && byte != '.' && byte != '-' && byte != '/' && byte != '_')
            return false;
        if (*separator != 0 && *separator != byte)
            return false;
        *separator = byte;
        return true;
    default:
        return byte == (unsigned char)part;
    }
}

/* Where it ends; 0 when there is none. */
static size_t read_form(const struct lane *lane, size_t at, const char *form, unsigned char *separator)
{
    *separator = 0;
    for (; *form != '\0'; form++) {
        bool may_be_missing = *form == '?';
        form += may_be_missing;
        if (fits(lane, at, *form, separator))
            at++;
        else if (!may_be_missing)
            return 0;
    }
    return at;
}

/* Corsica is 20, overseas 97 and 98. The last digit is 0, but in Paris (and 75116), Marseille and Lyon. */
static bool is_postcode(const struct lane *lane, size_t at)
{
    unsigned code = 0;
    for (size_t i = at; i < at + 5; i++)
        code = code * 10 + (unsigned)(lane->bytes[i] - '0');
    unsigned department = code / 1000;
    bool arrondissement = (code > 75000 && code <= 75020) || code == 75116 || (code > 13000 && code <= 13016) ||
                          (code > 69000 && code <= 69009);
    return arrondissement || (code % 10 == 0 && department >= 1 && department != 96 && department <= 98);
}

/* What may_begin() ends here: not in the middle of a longer number, nor a plate in a longer word. */
static bool may_end(const struct lane *lane, size_t first, size_t after)
{
    return !(is_digit(lane, after - 1) && is_digit(lane, after)) &&
           !(is_letter(lane, after - 1) && is_letter(lane, after)) && lane_starts(lane, first) &&
           lane_ends(lane, after - 1);
}

static void add(struct match *match, const struct form *form, size_t first, size_t after, bool separated)
{
    const struct lane *lane = &match->forward;
    struct piece piece = { .kind = form->kind,
                           .start = lane_begin(lane, first, after - 1),
                           .price = price_number,
                           .list = form->list };
    uint32_t end = lane_end(lane, first, after - 1);
    piece.length = end - piece.start;
    piece.guesses_log10 = decimal_log10(form->numbers) + (separated ? decimal_log10(4) : 0) +
                          match_capitals(match, piece.start, end);
    match_add(match, &piece);
}

static void try_forms(struct match *match, size_t first)
{
    const struct lane *lane = &match->forward;
    for (size_t i = 0; i < FORMS; i++) {
        unsigned char separator;
        size_t after = read_form(lane, first, forms[i].form, &separator);
        if (after != 0 && may_end(lane, first, after) &&
            (forms[i].holds == NULL || forms[i].holds(lane, first)))
            add(match, &forms[i], first, after, separator != 0);
    }
}

/* ---- Hexadecimal ---- */

enum { DIGEST_MIN = 8 }; /* shorter ones turn up by chance */

static bool is_hexadecimal(const struct lane *lane, size_t at)
{
    return is_digit(lane, at) || (is_letter(lane, at) && lane->bytes[at] <= 'f');
}

static void add_digest(struct match *match, size_t first, size_t after)
{
    const struct lane *lane = &match->forward;
    if (after - first < DIGEST_MIN || !lane_starts(lane, first) || !lane_ends(lane, after - 1))
        return;
    struct piece piece = { .kind = PWPOL_PIECE_HEXADECIMAL, .start = lane_begin(lane, first, after - 1), .list = "" };
    uint32_t end = lane_end(lane, first, after - 1);
    piece.length = end - piece.start;
    piece.guesses_log10 = (double)(after - first) * decimal_log10(16) + match_capitals(match, piece.start, end);
    match_add(match, &piece);
}

/* Not within a number or a word. */
static bool may_begin(const struct lane *lane, size_t at)
{
    if (is_digit(lane, at))
        return at == 0 || !is_digit(lane, at - 1);
    if (is_letter(lane, at))
        return at == 0 || !is_letter(lane, at - 1);
    return at < lane->length && lane->bytes[at] == '+';
}

void match_numbers(struct match *match)
{
    const struct lane *lane = &match->forward;
    size_t digits = 0;
    for (size_t i = 0; i < lane->length; i++)
        digits += is_digit(lane, i);
    if (digits == 0)
        return;
    size_t first = 0; /* of a run of hexadecimal digits */
    for (size_t at = 0; at <= lane->length; at++) {
        if (may_begin(lane, at))
            try_forms(match, at);
        if (is_hexadecimal(lane, at))
            continue;
        add_digest(match, first, at);
        first = at + 1;
    }
}
