/* What a word list of a million words costs: time to load it, memory while it
 * is loaded and from then on, time to walk a candidate through it.
 *
 * bench-words            generated words: three kinds, a million each
 * bench-words FILE...    lists of your own
 *
 * Times are medians of five runs; those of a walk are processor time. Memory is
 * what the first run added to the process and the others use again (VmHWM and
 * VmRSS of Linux). */
#include "words/wordlist.h"

#include "measure.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { WORDS = 1000000, RUNS = 5, WALKS = 20000 };

/* ---- Generated lists ---- */

static uint32_t random_state = 1;

static uint32_t random_below_bound(uint32_t bound)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state % bound;
}

static const char *const syllables[] = { "ma",  "ri",   "on",  "sol",  "eil", "ca",  "mil",   "le",
                                         "bon", "jour", "mot", "de",   "pas", "se",  "az",    "er",
                                         "ty",  "tou",  "lou", "dou",  "cha", "ton", "fleur", "pa",
                                         "ris", "nan",  "tes", "jean", "lu",  "cie", "vo",    "gue",
                                         "bre", "tag",  "ne",  "che",  "val", "roi", "ei",    "no" };

static void syllabic(FILE *file)
{
    uint32_t count = 2 + random_below_bound(3);
    while (count-- > 0)
        fputs(syllables[random_below_bound(sizeof syllables / sizeof syllables[0])], file);
    if (random_below_bound(2) == 0)
        fprintf(file, "%" PRIu32, random_below_bound(10000));
}

/* Nothing in common but chance: the most memory for its length. */
static void letters(FILE *file)
{
    for (int i = 0; i < 10; i++)
        fputc('a' + (int)random_below_bound(26), file);
}

static void accented(FILE *file)
{
    static const char *const marks[] = { "\u00E9", "\u00E8", "\u00E7", "\u0153", "\u00EF", "\u00FB" };
    syllabic(file);
    fputs(marks[random_below_bound(sizeof marks / sizeof marks[0])], file);
}

static const struct {
    const char *name;
    void (*write)(FILE *file);
} kinds[] = {
    { "syllables and digits", syllabic },
    { "ten random letters", letters },
    { "one accent each", accented },
};

/* ---- Measures ---- */

/* What check does with a candidate: from every start, every byte and the letter
 * that it may stand for. */
static uint32_t walk_branching(const struct wordlist *list, uint32_t node, const char *at, uint32_t *steps)
{
    static const char stands_for[256] = {
        ['@'] = 'a', ['4'] = 'a', ['3'] = 'e', ['0'] = 'o', ['1'] = 'i', ['5'] = 's', ['$'] = 's', ['7'] = 't'
    };
    uint32_t found = wordlist_ends(list, node, NULL);
    if (*at == '\0')
        return found;
    unsigned char byte = (unsigned char)*at;
    for (unsigned char try = byte; try != '\0'; try = (unsigned char)(try == byte ? stands_for[byte] : 0)) {
        ++*steps;
        uint32_t next = wordlist_step(list, node, try);
        if (next != 0)
            found += walk_branching(list, next, at + 1, steps);
    }
    return found;
}

static void measure_walk(const struct wordlist *list)
{
    static const char *const candidates[] = {
        "motdepasse1!", "P@ssw0rd1234", "kX7$vQ2m!tRz", "marseille13!",
        "b0nj0ur2026!", "s0l31lm@r10n", "qzxwvkjhgfdp", "cam1lle1989!"
    };
    const size_t count = sizeof candidates / sizeof candidates[0];
    double figures[RUNS];
    uint32_t steps = 0;
    uint32_t found = 0;
    for (int run = 0; run < RUNS; run++) {
        steps = found = 0;
        double start = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
        for (int i = 0; i < WALKS; i++) {
            for (const char *at = candidates[(size_t)i % count]; *at != '\0'; at++)
                found += walk_branching(list, WORDLIST_ROOT, at, &steps);
        }
        figures[run] = (seconds_of(CLOCK_PROCESS_CPUTIME_ID) - start) * 1e9 / WALKS;
    }
    double figure = median(figures, RUNS);
    printf("    walk: %.0f ns a candidate of 12, %.0f steps, %.1f ns a step (%" PRIu32 " found)\n", figure,
           (double)steps / WALKS, figure * WALKS / steps, found / (WALKS / (uint32_t)count));
}

static int measure(const char *name, const char *path)
{
    double times[RUNS];
    double processor[RUNS];
    double peak = 0;
    double kept = 0;
    struct wordlist *list = NULL;
    for (int run = 0; run < RUNS; run++) {
        wordlist_free(list);
        double before = memory_mib("VmRSS:");
        reset_peak();
        pwpol_where where = PWPOL_WHERE_INIT;
        double start = seconds_of(CLOCK_MONOTONIC);
        double start_processor = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
        if (wordlist_load(&list, path, &where) != PWPOL_OK) {
            fprintf(stderr, "%s\n", where.message_en);
            return 1;
        }
        times[run] = (seconds_of(CLOCK_MONOTONIC) - start) * 1e3;
        processor[run] = (seconds_of(CLOCK_PROCESS_CPUTIME_ID) - start_processor) * 1e3;
        if (run == 0) {
            peak = memory_mib("VmHWM:") - before;
            kept = memory_mib("VmRSS:") - before;
        }
    }
    printf("%s: %zu distinct words, load %.0f ms (processor %.0f), peak %.1f MiB, kept %.1f MiB\n", name,
           wordlist_count(list), median(times, RUNS), median(processor, RUNS), peak, kept);
    measure_walk(list);
    wordlist_free(list);
    return 0;
}

static int measure_generated(void)
{
    int failed = 0;
    for (size_t kind = 0; kind < sizeof kinds / sizeof kinds[0] && !failed; kind++) {
        char path[] = "/tmp/bench-words-XXXXXX";
        int descriptor = mkstemp(path);
        FILE *file = descriptor < 0 ? NULL : fdopen(descriptor, "w");
        if (file == NULL) {
            perror(path);
            return 1;
        }
        for (uint32_t i = 0; i < WORDS; i++) {
            kinds[kind].write(file);
            fputc('\n', file);
        }
        fclose(file);
        failed = measure(kinds[kind].name, path);
        unlink(path);
    }
    return failed;
}

int main(int count, char **arguments)
{
    printf("builtin: %zu words\n", wordlist_count(wordlist_builtin()));
    measure_walk(wordlist_builtin());
    if (count < 2)
        return measure_generated();
    for (int i = 1; i < count; i++) {
        if (measure(arguments[i], arguments[i]) != 0)
            return 1;
    }
    return 0;
}
