/* pwpol_check() beside the libraries that a service would otherwise link, on
 * the same candidates, in one run: each round asks every contender for all of
 * them, in an order that turns, and the medians of the rounds are compared.
 *
 * usage: bench-check [CANDIDATES [ROUNDS]]     JSON on standard output, a table on standard error */
#include "measure.h"

#include <pwpol.h>

#include <passwdqc.h>
#include <pwquality.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zxcvbn.h>

#include <crack.h> /* wants size_t from those above */

enum { LONGEST = 32, MOST_ROUNDS = 101 };

static char (*candidates)[LONGEST];
static size_t candidate_count = 20000;
static volatile double sink;

/* xorshift64*, seeded alike in every run. */
static uint64_t random_state = UINT64_C(0x9E3779B97F4A7C15);

static uint32_t draw(uint32_t bound)
{
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return (uint32_t)((random_state * UINT64_C(2685821657736338717)) >> 33) % bound;
}

/* Half are drawn at random, 8 to 16 characters; half are a word with a
 * capital, digits and a sign, as people make them. */
static void make_candidates(void)
{
    static const char *const words[] = { "soleil",    "marseille",    "dragon",   "camille",
                                         "monkey",    "bonjour",      "password", "chocolat",
                                         "liverpool", "bibliotheque", "sunshine" };
    for (size_t i = 0; i < candidate_count; i++) {
        char *candidate = candidates[i];
        if (i % 2 == 0) {
            size_t length = 8 + draw(9);
            for (size_t j = 0; j < length; j++)
                candidate[j] = (char)(33 + draw(94));
        } else {
            snprintf(candidate, LONGEST, "%s%u%c", words[draw(sizeof words / sizeof words[0])], draw(10000),
                     "!?*."[draw(4)]);
            if (draw(2))
                candidate[0] = (char)(candidate[0] - 32);
        }
    }
}

static pwpol_policy *with_guesses, *without_guesses;
static pwquality_settings_t *pwquality, *pwquality_bare;
static passwdqc_params_t passwdqc;

static void check_with(pwpol_policy *policy, const char *candidate)
{
    pwpol_report *report = NULL;
    if (pwpol_check(policy, candidate, strlen(candidate), NULL, &report) != PWPOL_OK)
        abort();
    sink += (double)pwpol_report_count(report);
    pwpol_report_free(report);
}

static void run_pwpol(const char *candidate)
{
    check_with(with_guesses, candidate);
}

static void run_pwpol_bare(const char *candidate)
{
    check_with(without_guesses, candidate);
}

static void run_zxcvbn(const char *candidate)
{
    sink += ZxcvbnMatch(candidate, NULL, NULL);
}

static void run_pwquality(const char *candidate)
{
    void *auxiliary = NULL;
    sink += pwquality_check(pwquality, candidate, NULL, NULL, &auxiliary);
}

static void run_pwquality_bare(const char *candidate)
{
    void *auxiliary = NULL;
    sink += pwquality_check(pwquality_bare, candidate, NULL, NULL, &auxiliary);
}

static void run_cracklib(const char *candidate)
{
    sink += FascistCheck(candidate, GetDefaultCracklibDict()) != NULL;
}

static void run_passwdqc(const char *candidate)
{
    sink += passwdqc_check(&passwdqc.qc, candidate, NULL, NULL) != NULL;
}

static struct contender {
    const char *name;
    void (*run)(const char *candidate);
    bool looks_words_up;
    double rounds[MOST_ROUNDS]; /* ns a candidate */
    double median;
} contenders[] = {
    { "pwpol, every finding, with guesses", run_pwpol, true, { 0 }, 0 },
    { "pwpol, every finding, without guesses", run_pwpol_bare, true, { 0 }, 0 },
    { "zxcvbn-c", run_zxcvbn, true, { 0 }, 0 },
    { "libpwquality with cracklib", run_pwquality, true, { 0 }, 0 },
    { "libpwquality without dictionary", run_pwquality_bare, false, { 0 }, 0 },
    { "cracklib", run_cracklib, true, { 0 }, 0 },
    { "passwdqc", run_passwdqc, true, { 0 }, 0 },
};
enum { CONTENDERS = sizeof contenders / sizeof contenders[0] };

static double now_ns(void)
{
    return seconds_of(CLOCK_MONOTONIC) * 1e9;
}

static void prepare(void)
{
    passwdqc_params_reset(&passwdqc);
    pwquality = pwquality_default_settings();
    pwquality_bare = pwquality_default_settings();
    if (pwquality == NULL || pwquality_bare == NULL || pwpol_policy_new(&with_guesses, NULL) != PWPOL_OK ||
        pwpol_policy_copy(&without_guesses, with_guesses) != PWPOL_OK ||
        pwpol_policy_set(without_guesses, "guesses.min", "0", NULL) != PWPOL_OK ||
        pwpol_policy_set(without_guesses, "strength.require", "formal", NULL) != PWPOL_OK ||
        pwquality_set_int_value(pwquality_bare, PWQ_SETTING_DICT_CHECK, 0) != 0) {
        fputs("bench-check: a contender cannot be set up\n", stderr);
        exit(3);
    }
}

static void print(size_t rounds)
{
    printf(
        "{\n  \"candidates\": %zu,\n  \"rounds\": %zu,\n  \"unit\": \"ns a candidate, median of rounds\",\n"
        "  \"contenders\": [\n",
        candidate_count, rounds);
    for (size_t i = 0; i < CONTENDERS; i++) {
        struct contender *contender = &contenders[i];
        fprintf(stderr, "%-40s %10.0f ns  %8.2f x zxcvbn-c\n", contender->name, contender->median,
                contender->median / contenders[2].median);
        printf("    { \"name\": \"%s\", \"looks_words_up\": %s, \"median_ns\": %.0f }%s\n", contender->name,
               contender->looks_words_up ? "true" : "false", contender->median,
               i + 1 < CONTENDERS ? "," : "");
    }
    puts("  ]\n}");
}

int main(int argc, char **argv)
{
    size_t rounds = argc > 2 ? strtoul(argv[2], NULL, 10) : 5;
    if (argc > 1)
        candidate_count = strtoul(argv[1], NULL, 10);
    if (rounds < 1 || rounds > MOST_ROUNDS || candidate_count < 2)
        return 2;
    candidates = calloc(candidate_count, sizeof *candidates);
    if (candidates == NULL)
        return 3;
    make_candidates();
    prepare();
    for (size_t round = 0; round < rounds; round++)
        for (size_t turn = 0; turn < CONTENDERS; turn++) {
            struct contender *contender = &contenders[(turn + round) % CONTENDERS];
            double begin = now_ns();
            for (size_t i = 0; i < candidate_count; i++)
                contender->run(candidates[i]);
            contender->rounds[round] = (now_ns() - begin) / (double)candidate_count;
        }
    for (size_t i = 0; i < CONTENDERS; i++)
        contenders[i].median = median(contenders[i].rounds, rounds);
    print(rounds);
    pwpol_policy_free(with_guesses);
    pwpol_policy_free(without_guesses);
    pwquality_free_settings(pwquality);
    pwquality_free_settings(pwquality_bare);
    passwdqc_params_free(&passwdqc);
    free(candidates);
    return 0;
}
