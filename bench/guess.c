/* What the matchers and the estimators cost beside zxcvbn-c.
 *
 * bench-guess [COUNT]    20000 generated candidates unless told otherwise
 *
 * Every figure is the median over the candidates, and the mean, which the rare
 * slow ones weigh on. Contestants take turns, each with all the candidates, so
 * that its tables are in the caches as they would be in a service; of each
 * candidate the best round counts, for machines that do other work. */
#include "guess/guess.h"

#include "measure.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zxcvbn.h>

enum { COUNT = 20000, LENGTH_MAX = 64, ROUNDS = 6, RUNS = 41 };

static double now_us(void)
{
    return seconds_of(CLOCK_MONOTONIC) * 1e6;
}

/* ---- Candidates ---- */

static uint32_t random_state = 1;

static uint32_t below(uint32_t bound)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state % bound;
}

/* One in two as a generator draws them, the others as people make them; 8 to 16 characters. */
static void candidate(char *text)
{
    static const char *const words[] = { "motdepasse", "soleil",   "marseille", "camille",
                                         "chocolat",   "dragon",   "bonjour",   "azerty",
                                         "doudou",     "louise",   "football",  "naruto",
                                         "princesse",  "toulouse", "nicolas",   "vacances" };
    if (below(2) == 0) {
        uint32_t length = 8 + below(9);
        for (uint32_t i = 0; i < length; i++)
            text[i] = (char)(33 + below(94));
        text[length] = '\0';
        return;
    }
    const char *word = words[below(sizeof words / sizeof words[0])];
    const char *second = below(3) == 0 ? words[below(sizeof words / sizeof words[0])] : "";
    snprintf(text, LENGTH_MAX, "%.8s%.4s%u%s", word, second, below(2) == 0 ? 1950 + below(80) : below(100),
             below(2) == 0 ? "!" : "");
    if (below(2) == 0)
        text[0] = (char)(text[0] - 32);
    if (below(4) == 0) {
        char *letter = strpbrk(text, "ao");
        if (letter != NULL)
            *letter = *letter == 'a' ? '@' : '0';
    }
}

/* ---- Contestants ---- */

enum { MATCHERS, WHOLE, ZXCVBN, PREPARE, CONTESTANTS };
static const char *const names[CONTESTANTS] = { "prepare, context, matchers", "the same and the number",
                                                "zxcvbn-c alone", "prepare alone" };

static const char *const person_names[] = { "Camille", "Durand" };
static pwpol_context person = PWPOL_CONTEXT_INIT;
static _Thread_local double sum; /* so that nothing is left out */

static void run_guess(const char *text, bool want_number)
{
    struct arena arena = { 0 };
    struct text prepared;
    struct guess_context *context = NULL;
    struct guess guess;
    if (text_prepare(&arena, text, strlen(text), 1024, &prepared) != PWPOL_OK ||
        guess_context_prepare(&arena, &person, &context) != PWPOL_OK)
        exit(1);
    struct guess_request request = { .text = &prepared, .context = context, .want_number = want_number };
    if (guess_run(&arena, &request, &guess) != PWPOL_OK)
        exit(1);
    sum += (double)guess.found_count;
    arena_end(&arena);
}

static void contest(int contestant, const char *text)
{
    struct arena arena = { 0 };
    struct text prepared;
    switch (contestant) {
    case ZXCVBN:
        sum += ZxcvbnMatch(text, NULL, NULL);
        break;
    case PREPARE:
        if (text_prepare(&arena, text, strlen(text), 1024, &prepared) != PWPOL_OK)
            exit(1);
        arena_end(&arena);
        break;
    default:
        run_guess(text, contestant == WHOLE);
    }
}

/* ---- Two at a time ---- */

struct crew {
    const char (*candidates)[LENGTH_MAX];
    size_t count;
    double us; /* of processor time */
};

static void *go_through(void *argument)
{
    struct crew *crew = argument;
    double start = seconds_of(CLOCK_THREAD_CPUTIME_ID);
    for (size_t i = 0; i < crew->count; i++)
        run_guess(crew->candidates[i], true);
    crew->us = (seconds_of(CLOCK_THREAD_CPUTIME_ID) - start) * 1e6;
    return NULL;
}

/* Whether threads hold each other up shows in the processor time of each, on a busy machine too; by the clock it
 * takes two cores to spare. */
static void two_at_a_time(const char (*candidates)[LENGTH_MAX], size_t count)
{
    double alone = 1e9, together = 1e9, load = 0;
    double ratios[RUNS];
    for (int run = 0; run < RUNS; run++) {
        struct crew crews[2] = { { candidates, count, 0 }, { candidates, count, 0 } };
        pthread_t thread;
        double start = now_us();
        go_through(&crews[0]);
        double one = now_us() - start;
        alone = crews[0].us < alone ? crews[0].us : alone;
        start = now_us();
        if (pthread_create(&thread, NULL, go_through, &crews[1]) != 0)
            exit(1);
        go_through(&crews[0]);
        pthread_join(thread, NULL);
        ratios[run] = 2 * one / (now_us() - start);
        double mean = (crews[0].us + crews[1].us) / 2;
        together = mean < together ? mean : together;
    }
    printf("two threads: %.2f times what one does by processor time (%.2f us a candidate alone, %.2f beside another)\n",
           2 * alone / together, alone / (double)count, together / (double)count);
    double middle = median(ratios, RUNS); /* sorts them */
    if (getloadavg(&load, 1) == 1)
        printf("             %.2f times by the clock, median of %d runs of %.2f to %.2f, load %.1f\n", middle, RUNS,
               ratios[0], ratios[RUNS - 1], load);
}

int main(int argc, char **argv)
{
    size_t count = argc > 1 ? (size_t)atoi(argv[1]) : COUNT;
    double *times[CONTESTANTS];
    double totals[CONTESTANTS] = { 0 };
    person.login = "camille.durand";
    person.email = "c.durand@exemple.fr";
    person.names = person_names;
    person.names_count = 2;
    person.birth_date = "1989-07-14";
    person.site = "banque-bleue.fr";
    for (int i = 0; i < CONTESTANTS; i++) {
        times[i] = calloc(count, sizeof *times[i]);
        if (times[i] == NULL)
            return 1;
    }
    char(*candidates)[LENGTH_MAX] = calloc(count, sizeof *candidates);
    if (candidates == NULL)
        return 1;
    for (size_t i = 0; i < count; i++)
        candidate(candidates[i]);
    for (int round = 0; round < ROUNDS; round++) {
        for (int k = 0; k < CONTESTANTS; k++) {
            for (size_t i = 0; i < count; i++) {
                double start = now_us();
                contest(k, candidates[i]);
                double taken = now_us() - start;
                if (round == 0 || taken < times[k][i])
                    times[k][i] = taken;
            }
        }
    }
    for (int k = 0; k < CONTESTANTS; k++) {
        for (size_t i = 0; i < count; i++)
            totals[k] += times[k][i];
    }
    two_at_a_time((const char(*)[LENGTH_MAX])candidates, count);
    free(candidates);
    double alone = median(times[ZXCVBN], count);
    for (int i = 0; i < CONTESTANTS; i++) {
        double figure = median(times[i], count);
        printf("%-32s %7.2f us median, %5.2f of zxcvbn-c alone; %7.2f us mean, %5.2f\n", names[i], figure,
               figure / alone, totals[i] / (double)count, totals[i] / totals[ZXCVBN]);
        free(times[i]);
    }
    return sum < 0;
}
