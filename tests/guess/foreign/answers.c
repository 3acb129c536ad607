/* What the estimator says of candidates, one a line of standard input: the bits of its number, and
 * each piece in words. For processors that the rest of the library is not built for; see
 * tools/check-guess. */
#include <pwpol.h>

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

/* What the estimator asks of libsodium; a list of candidates has no secret. */
int sodium_init(void)
{
    return 0;
}

void sodium_memzero(void *const bytes, const size_t count)
{
    memset(bytes, 0, count);
}

void sodium_stackzero(const size_t count)
{
    (void)count;
}

int main(void)
{
    static char line[4096];
    while (fgets(line, sizeof line, stdin) != NULL) {
        pwpol_guess_result *result = NULL;
        if (pwpol_guess(line, strcspn(line, "\n"), NULL, &result) != PWPOL_OK) {
            puts("no answer");
            continue;
        }
        double number = pwpol_guess_log10(result);
        uint64_t bits;
        memcpy(&bits, &number, sizeof bits);
        printf("%016" PRIx64, bits);
        for (size_t i = 0; i < pwpol_guess_count(result); i++) {
            char piece[256];
            pwpol_guess_describe(result, i, "fr", piece, sizeof piece);
            printf("; %s", piece);
        }
        putchar('\n');
        pwpol_guess_free(result);
    }
    return 0;
}
