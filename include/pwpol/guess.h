/* How many guesses an attacker needs, and which attack finds the password. */
#ifndef PWPOL_GUESS_H
#define PWPOL_GUESS_H

#include <pwpol/context.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct pwpol_guess_result pwpol_guess_result;

/* What a piece of a password was taken for. Kinds are only ever added. */
typedef enum pwpol_piece_kind {
    PWPOL_PIECE_RANDOM = 0,   /* nothing known: counted as drawn at random */
    PWPOL_PIECE_WORD = 1,     /* of a ranked list: "passwords", "french", "places", ... */
    PWPOL_PIECE_DENIED = 2,   /* of a word list of the policy's administrator */
    PWPOL_PIECE_CONTEXT = 3,  /* drawn from the person or the site */
    PWPOL_PIECE_KEYBOARD = 4, /* a walk on a keyboard: list is "azerty", "bepo", "qwerty",
                               * "qwertz", "dvorak", "keypad" */
    PWPOL_PIECE_SEQUENCE = 5, /* abcdef, 97531 */
    PWPOL_PIECE_REPEAT = 6,   /* aaaa, abcabc */
    PWPOL_PIECE_DATE = 7,     /* a date or a year */
    PWPOL_PIECE_OLD = 8,      /* taken from the old password */
    PWPOL_PIECE_LETTERS = 9,  /* of no list, but in an order that words and passwords have */
    PWPOL_PIECE_PHONE = 10,   /* a French telephone number: list is "mobile", "landline" */
    PWPOL_PIECE_PLATE = 11,   /* a French number plate: list is "siv" (since 2009), "fni" */
    PWPOL_PIECE_POSTCODE = 12,   /* a French postal code; list "department": the number of one */
    PWPOL_PIECE_HEXADECIMAL = 13 /* a long hexadecimal number, as digests are */
} pwpol_piece_kind;

typedef struct pwpol_piece {
    size_t size;        /* sizeof(pwpol_piece), set by the caller */
    pwpol_piece_kind kind;
    size_t start;       /* first code point of the candidate as given */
    size_t length;      /* code points */
    const char *list;   /* list, layout or context field it was found in; static; "" for none */
    uint32_t rank;      /* 1 is the first tried; 0 where ranks have no meaning */
    double guesses_log10; /* to find this piece alone */
} pwpol_piece;

/* How many guesses the cheapest known attack needs to find a password.
 *
 * password  the candidate, UTF-8, password_len bytes, at most 1 MiB; may hold NUL bytes
 * words     what belongs to the person or the site; NULL when nothing is known
 * result    written on PWPOL_OK; end it with pwpol_guess_free()
 *
 * PWPOL_ERR_UTF8 when the candidate is not UTF-8, PWPOL_ERR_TOO_LONG beyond
 * 1 MiB. Only the first 1024 code points are looked at; takes a time linear in
 * password_len, whatever the candidate. Source: D. Wheeler, "zxcvbn: low-budget
 * password strength estimation", USENIX Security 2016. */
PWPOL_API pwpol_status pwpol_guess(const char *password, size_t password_len,
                                   const pwpol_context *words, pwpol_guess_result **result);

/* log10 of the number of guesses; 0 for an empty candidate. */
PWPOL_API double pwpol_guess_log10(const pwpol_guess_result *result);
/* The estimator that found the cheapest attack: "pieces" or "passphrase"; static. */
PWPOL_API const char *pwpol_guess_estimator(const pwpol_guess_result *result);
/* The pieces that the candidate was cut into, from left to right. */
PWPOL_API size_t pwpol_guess_count(const pwpol_guess_result *result);
/* PWPOL_ERR_ARGUMENT past the last. */
PWPOL_API pwpol_status pwpol_guess_piece(const pwpol_guess_result *result, size_t index,
                                         pwpol_piece *piece);
/* What a piece was taken for, as a phrase with its span: "Characters 1 to 9: a very
 * common place name (rank 6)". Never repeats the password. language is "en" or
 * "fr"; text gets at most text_size bytes, NUL included, UTF-8. The bytes that the
 * whole takes without the NUL, as of snprintf(); 0 past the last piece. */
PWPOL_API size_t pwpol_guess_describe(const pwpol_guess_result *result, size_t index, const char *language,
                                      char *text, size_t text_size);
/* Wipes and frees. NULL is fine. */
PWPOL_API void pwpol_guess_free(pwpol_guess_result *result);

#ifdef __cplusplus
}
#endif
#endif
