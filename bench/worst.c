/* The slowest candidate that a climb finds: from what made other libraries run
 * for minutes, changes are kept when they take longer.
 *
 * bench-worst [ROUNDS]    3000 unless told otherwise
 *
 * A time is the least of five, of the processor, for machines that do other work. */
#include "measure.h"

#include <pwpol.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BYTES = 1024, ROUNDS = 3000, TIMES = 5, TIMES_AGAIN = 50 };

static const char *const units[] = {
    "4@8({[</369&#!1/|0$5+7%2/", "QsqS", "12", "1!|7", "a", "1", "ab", "aab", "motdepasse", "14/07/89", "azerty", "19",
    "mamamamama", "s3xyl0v3$", "0612345678", "ab123cd", "deadbeef1", "&\"'(-_", "sa5", "leets", "il1|!", "aqwzsx",
    "14071989", "abcdefgh", "MotDePasse", "Aa1!", "chienchat", "30103", "chat-", "saaa", "a-", "je 1er ",
};
static const char letters[] = "aelmrstAS0129431578@$!|/&-. \"'(_";

static uint64_t drawn = 88172645463325252u;

static uint32_t draw(uint32_t bound)
{
    drawn ^= drawn << 13;
    drawn ^= drawn >> 7;
    drawn ^= drawn << 17;
    return (uint32_t)(drawn >> 33) % bound;
}

static double time_us(const char *candidate, size_t length, int times)
{
    double best = 1e9;
    for (int i = 0; i < times; i++) {
        pwpol_guess_result *result = NULL;
        double start = seconds_of(CLOCK_THREAD_CPUTIME_ID);
        if (pwpol_guess(candidate, length, NULL, &result) != PWPOL_OK)
            exit(1);
        double taken = (seconds_of(CLOCK_THREAD_CPUTIME_ID) - start) * 1e6;
        pwpol_guess_free(result);
        best = taken < best ? taken : best;
    }
    return best;
}

/* A run of it becomes another unit, over and over, or other letters. */
static void change(char *candidate)
{
    size_t start = draw(BYTES);
    size_t length = 1 + draw(draw(2) == 0 ? 8 : BYTES);
    const char *unit = units[draw(sizeof units / sizeof units[0])];
    uint32_t how = draw(3);
    for (size_t i = start; i < start + length && i < BYTES; i++)
        candidate[i] = how == 0   ? unit[(i - start) % strlen(unit)]
                       : how == 1 ? letters[draw(sizeof letters - 1)]
                                  : candidate[(i + BYTES - 1 - draw(20)) % BYTES];
}

int main(int count, char **arguments)
{
    long rounds = count > 1 ? atol(arguments[1]) : ROUNDS;
    static char best[BYTES + 1];
    static char candidate[BYTES + 1];
    double worst = 0;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        for (size_t k = 0; k < BYTES; k++)
            candidate[k] = units[i][k % strlen(units[i])];
        double taken = time_us(candidate, BYTES, TIMES_AGAIN);
        printf("%-28s %7.0f us for %d characters\n", units[i], taken, BYTES);
        if (taken > worst) {
            worst = taken;
            memcpy(best, candidate, BYTES);
        }
    }
    for (long round = 0; round < rounds; round++) {
        memcpy(candidate, best, BYTES);
        change(candidate);
        double taken = time_us(candidate, BYTES, TIMES);
        if (taken > worst)
            taken = time_us(candidate, BYTES, TIMES_AGAIN); /* or it was the machine */
        if (taken > worst) {
            worst = taken;
            memcpy(best, candidate, BYTES);
        }
    }
    printf("the slowest after %ld changes: %.0f us\n%s\n", rounds, worst, best);
    return 0;
}
