#include "base/seams.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool ready;
static locale_t c_locale;

/* sodium_init() ends the program when there is no generator, so that this asks first. */
static void initialise(void)
{
    unsigned char probe[16];
    c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    ready = random_fill(probe, sizeof probe) && sodium_init() >= 0;
}

bool base_init(void)
{
    pthread_once(&once, initialise);
    return ready;
}

static void (*random_source)(void *bytes, size_t size); /* NULL: the system */

void random_from(void (*source)(void *bytes, size_t size))
{
    random_source = source;
}

bool random_fill(void *bytes, size_t size)
{
    if (random_source != NULL) {
        random_source(bytes, size);
        return true;
    }
    for (size_t filled = 0; filled < size;) {
        ssize_t count = getrandom((unsigned char *)bytes + filled, size - filled, 0);
        if (count > 0)
            filled += (size_t)count;
        else if (count == 0 || errno != EINTR)
            return false;
    }
    return true;
}

bool random_below(uint32_t bound, uint32_t *number)
{
    uint32_t over = -bound % bound; /* 2^32 modulo bound: so many values too many for each number to have as many */
    uint32_t drawn = 0;
    do {
        if (!random_fill(&drawn, sizeof drawn))
            return false;
    } while (drawn < over);
    *number = drawn % bound;
    return true;
}

int64_t clock_now(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now) != 0)
        return 0;
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* newlocale() can fail for want of memory; then the program's locale serves. */
static locale_t use_c_locale(void)
{
    base_init();
    return uselocale(c_locale);
}

bool number_parse(const char *text, double *value)
{
    if (strspn(text, "0123456789.") != strlen(text) || text[0] == '\0')
        return false;
    locale_t before = use_c_locale();
    char *end = NULL;
    errno = 0;
    double parsed = strtod(text, &end);
    uselocale(before);
    if (*end != '\0' || errno != 0 || !isfinite(parsed))
        return false;
    *value = parsed;
    return true;
}

bool integer_parse(const char *text, int64_t *value)
{
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 18 || text[digits] != '\0')
        return false;
    *value = strtoll(text, NULL, 10);
    return true;
}

/* "79.50" and "80.00" without their zeros, "-0" without its sign. */
static void shorten(char *text)
{
    if (strchr(text, '.') != NULL) {
        char *end = text + strlen(text);
        while (end[-1] == '0')
            end--;
        if (end[-1] == '.')
            end--;
        *end = '\0';
    }
    if (strcmp(text, "-0") == 0)
        memmove(text, text + 1, sizeof "0");
}

void number_print(double value, unsigned decimals, char *text, size_t text_size)
{
    locale_t before = use_c_locale();
    int length = snprintf(text, text_size, "%.*f", (int)decimals, value);
    bool fits = length >= 0 && (size_t)length < text_size;
    if (!fits)
        snprintf(text, text_size, "%.6e", value);
    uselocale(before);
    if (fits)
        shorten(text);
}
