/* How well the numbers order passwords: the weighted Spearman correlation with
 * their true strength (M. Golla and M. Duermuth, CCS 2018; weighted ranks, ties
 * share their mean rank, then weighted Pearson, as R's wCorr has it).
 *
 * bench-accuracy DATASETS    the datasets of the paper, or the part of them at
 *                            hand: SCENARIO/NAME/0_NAME.SCENARIO.pw and its
 *                            1_ .strength and 2_ .weight
 *
 * The data is not in the repository; what is not there is said, and is no failure. */
#include <pwpol.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zxcvbn.h>

enum { ROWS_MAX = 100000, LINE_MAX_BYTES = 4096 };

struct column {
    double values[ROWS_MAX];
    size_t count;
};

static struct column strength, weight, pwpol, zxcvbn_c;
static char line[LINE_MAX_BYTES];

static double by_pwpol(const char *password)
{
    pwpol_guess_result *result = NULL;
    if (pwpol_guess(password, strlen(password), NULL, &result) != PWPOL_OK)
        return (double)strlen(password); /* not UTF-8: as if drawn from ten digits */
    double number = pwpol_guess_log10(result);
    pwpol_guess_free(result);
    return number;
}

static double by_zxcvbn_c(const char *password)
{
    return ZxcvbnMatch(password, NULL, NULL);
}

/* False when there is no such file. Its first line is a title. */
static bool read_column(const char *folder, const char *scenario, const char *name, const char *file,
                        double (*value)(const char *), struct column *column)
{
    char path[LINE_MAX_BYTES];
    snprintf(path, sizeof path, "%s/%s/%s/%c_%s.%s.%s", folder, scenario, name, file[0], name, scenario, file + 2);
    FILE *lines = fopen(path, "r");
    column->count = 0;
    if (lines == NULL)
        return false;
    for (size_t row = 0; fgets(line, sizeof line, lines) != NULL && column->count < ROWS_MAX; row++) {
        line[strcspn(line, "\r\n")] = '\0';
        if (row > 0)
            column->values[column->count++] = value(line);
    }
    fclose(lines);
    return true;
}

static const double *sorted_by;

static int compare(const void *a, const void *b)
{
    double left = sorted_by[*(const size_t *)a];
    double right = sorted_by[*(const size_t *)b];
    return left < right ? -1 : left > right;
}

/* In place of its values. */
static void rank(struct column *column)
{
    static size_t order[ROWS_MAX];
    static double ranks[ROWS_MAX];
    for (size_t i = 0; i < column->count; i++)
        order[i] = i;
    sorted_by = column->values;
    qsort(order, column->count, sizeof order[0], compare);
    double below = 0;
    for (size_t i = 0, end; i < column->count; i = end) {
        double tied = 0;
        for (end = i; end < column->count && column->values[order[end]] == column->values[order[i]]; end++)
            tied += weight.values[order[end]];
        double among = (double)(end - i);
        for (size_t k = i; k < end; k++)
            ranks[order[k]] = below + (among + 1) / 2 * (tied / among);
        below += tied;
    }
    memcpy(column->values, ranks, column->count * sizeof ranks[0]);
}

static double mean(const struct column *column)
{
    double sum = 0;
    double weights = 0;
    for (size_t i = 0; i < column->count; i++) {
        sum += column->values[i] * weight.values[i];
        weights += weight.values[i];
    }
    return sum / weights;
}

/* Of two columns of ranks. */
static double pearson(const struct column *a, const struct column *b)
{
    double mean_a = mean(a);
    double mean_b = mean(b);
    double both = 0;
    double only_a = 0;
    double only_b = 0;
    for (size_t i = 0; i < a->count; i++) {
        double da = a->values[i] - mean_a;
        double db = b->values[i] - mean_b;
        both += weight.values[i] * da * db;
        only_a += weight.values[i] * da * da;
        only_b += weight.values[i] * db * db;
    }
    return both / sqrt(only_a * only_b);
}

static void measure(const char *folder, const char *scenario, const char *name)
{
    if (!read_column(folder, scenario, name, "0.pw", by_pwpol, &pwpol) ||
        !read_column(folder, scenario, name, "0.pw", by_zxcvbn_c, &zxcvbn_c) ||
        !read_column(folder, scenario, name, "1.strength", atof, &strength) ||
        !read_column(folder, scenario, name, "2.weight", atof, &weight)) {
        printf("%-8s %-12s not at hand\n", scenario, name);
        return;
    }
    if (pwpol.count != strength.count || pwpol.count != weight.count || pwpol.count < 2) {
        printf("%-8s %-12s its files do not belong together\n", scenario, name);
        return;
    }
    rank(&strength);
    rank(&pwpol);
    rank(&zxcvbn_c);
    printf("%-8s %-12s %6zu passwords   pwpol %.3f   zxcvbn-c %.3f\n", scenario, name, pwpol.count,
           pearson(&strength, &pwpol), pearson(&strength, &zxcvbn_c));
}

int main(int count, char **arguments)
{
    if (count != 2) {
        fprintf(stderr, "usage: bench-accuracy DATASETS\n");
        return 2;
    }
    static const char *const names[] = { "rockyou", "linkedin", "000webhost" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        measure(arguments[1], "online", names[i]);
        measure(arguments[1], "offline", names[i]);
    }
    return 0;
}
