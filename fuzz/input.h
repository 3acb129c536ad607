/* What the fuzzers share: an input that is taken piece by piece, and what must hold. */
#ifndef PWPOL_FUZZ_INPUT_H
#define PWPOL_FUZZ_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* A property, in words. One that does not hold ends the program, which is a finding. */
static inline void must(bool holds, const char *property)
{
    if (holds)
        return;
    fprintf(stderr, "fuzz: this does not hold: %s\n", property);
    abort();
}

struct input {
    const uint8_t *at;
    size_t left;
};

/* The next byte; 0 when none is left. */
static inline uint8_t input_byte(struct input *input)
{
    if (input->left == 0)
        return 0;
    input->left--;
    return *input->at++;
}

/* A number below bound, at least 1, of as many bytes as bound needs. */
static inline uint64_t input_below(struct input *input, uint64_t bound)
{
    uint64_t number = 0;
    for (uint64_t most = bound - 1; most > 0; most >>= 8)
        number = number << 8 | input_byte(input);
    return number % bound;
}

/* Fills what is left of the input, then zeros. */
static inline void input_fill(struct input *input, void *bytes, size_t size)
{
    size_t count = size < input->left ? size : input->left;
    memset(bytes, 0, size);
    if (count > 0)
        memcpy(bytes, input->at, count);
    input->at += count;
    input->left -= count;
}

/* Count bytes, at most what is left, in memory of exactly that size and a NUL, where a sanitizer sees the byte
 * after it; the caller's. */
static inline char *input_take(struct input *input, size_t count)
{
    count = count < input->left ? count : input->left;
    char *taken = malloc(count + 1);
    if (taken == NULL)
        abort();
    if (count > 0)
        memcpy(taken, input->at, count);
    taken[count] = '\0';
    input->at += count;
    input->left -= count;
    return taken;
}

/* Fields of a text end with this byte, which is nowhere in UTF-8. */
enum { FIELD_END = 0xFF };

/* The next field, which may hold NUL bytes; the caller's. length may be NULL. */
static inline char *input_field(struct input *input, size_t *length)
{
    const uint8_t *end = input->left == 0 ? NULL : memchr(input->at, FIELD_END, input->left);
    size_t count = end == NULL ? input->left : (size_t)(end - input->at);
    char *field = input_take(input, count);
    if (end != NULL) {
        input->at++;
        input->left--;
    }
    if (length != NULL)
        *length = count;
    return field;
}

#endif
