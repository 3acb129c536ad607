#include "residue.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

enum { STACK_SIZE = 1024 * 1024 };
enum { WORD = 8, WORDS_MAX = 4096, SIEVE_BITS = 16, MAPPINGS_MAX = 1024, TOLD_MAX = 6 };

/* ---- A stack to search ---- */

static ucontext_t here, there;
static void (*called)(void *);
static void *called_with;

static void enter(void)
{
    called(called_with);
    swapcontext(&there, &here); /* for good: an ordinary return writes on what is to be searched */
}

void residue_run(void (*function)(void *argument), void *argument)
{
    static void *stack;
    if (stack == NULL)
        stack = mmap(NULL, STACK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (stack == MAP_FAILED || getcontext(&there) != 0)
        abort();
    memset(stack, 0, STACK_SIZE);
    called = function;
    called_with = argument;
    there.uc_stack.ss_sp = stack;
    there.uc_stack.ss_size = STACK_SIZE;
    there.uc_link = NULL;
    makecontext(&there, enter, 0);
    if (swapcontext(&here, &there) != 0)
        abort();
}

void residue_leave(const char *secret, size_t length)
{
    /* A byte at a time: a register that holds more would be saved by swapcontext(), and be a second copy. At the far
     * end of a frame, which what is called next does not write over. */
    char frame[1024];
    for (size_t i = 0; i < length; i++)
        ((volatile char *)frame)[i] = secret[i];
    __asm__ volatile("" : : "r"(frame) : "memory"); /* the whole frame, which compilers would cut down to what is used */
}

/* ---- What is looked for ---- */

/* 8 bytes of a secret, multiplied; a run is one at every offset of a run's length. */
static struct {
    const char *name;
    uint64_t product;
    size_t offset;
    size_t run_len; /* 0 where too little of the secret is left for a run */
    size_t next;    /* word whose product begins with the same bits, as in sieve */
} words[WORDS_MAX];
static size_t word_count;
static size_t sieve[1u << SIEVE_BITS]; /* by those bits, 1 + the last such word; 0: none */

/* Volatile, so that the compiler cannot divide it out and look for the secret as it is. */
static volatile uint64_t multiplier = UINT64_C(0x9E3779B97F4A7C15);

static uint64_t product_of(const volatile unsigned char *at, uint64_t factor)
{
    /* A byte at a time: the 8 of them are in no register and in no frame at once. */
    uint64_t product = 0;
    for (unsigned i = 0; i < WORD; i++)
        product += (uint64_t)at[i] * (factor << (8 * i));
    return product;
}

void residue_begin(void)
{
    word_count = 0;
    memset(sieve, 0, sizeof sieve);
}

void residue_expect(const char *name, const unsigned char *secret, size_t length, size_t run_len)
{
    for (size_t i = 0; i + WORD <= length && word_count < WORDS_MAX; i++, word_count++) {
        words[word_count].name = name;
        words[word_count].offset = i;
        words[word_count].product = product_of(secret + i, multiplier);
        words[word_count].run_len = i + run_len <= length ? run_len : 0;
        size_t *same = &sieve[words[word_count].product >> (64 - SIEVE_BITS)];
        words[word_count].next = *same;
        *same = word_count + 1;
    }
}

static bool run_begins(size_t word, const unsigned char *at, const unsigned char *end)
{
    size_t run_len = words[word].run_len;
    if (run_len == 0 || (size_t)(end - at) < run_len)
        return false;
    for (size_t i = 0; i < run_len; i += WORD)
        if (product_of(at + i, multiplier) != words[word + i].product)
            return false;
    return true;
}

static size_t tell(size_t same, const unsigned char *at, const unsigned char *end, const char *mapping,
                   size_t told)
{
    for (; same != 0; same = words[same - 1].next)
        if (run_begins(same - 1, at, end)) {
            if (told < TOLD_MAX)
                fprintf(stderr, "# %s, from byte %zu, at %p, %zu before the end of %s\n",
                        words[same - 1].name, words[same - 1].offset, (const void *)at, (size_t)(end - at),
                        mapping[0] == '\0' ? "an anonymous mapping" : mapping);
            return 1;
        }
    return 0;
}

static size_t search(const unsigned char *begin, const unsigned char *end, const char *mapping, size_t told)
{
    size_t found = 0;
    uint64_t factor = multiplier;
    for (const unsigned char *at = begin; end - at >= WORD; at++) {
        uint64_t word;
        memcpy(&word, at, sizeof word); /* little-endian, as product_of() reads */
        size_t same = sieve[word * factor >> (64 - SIEVE_BITS)];
        if (same != 0)
            found += tell(same, at, end, mapping, told + found);
    }
    return found;
}

/* The list is read before anything is searched: what fopen() maps must not move under the search. */
static struct {
    unsigned long begin, end;
    char name[64];
} mappings[MAPPINGS_MAX];

static size_t list_mappings(void)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    char line[512];
    size_t count = 0;
    while (maps != NULL && count < MAPPINGS_MAX && fgets(line, sizeof line, maps) != NULL) {
        char permissions[5] = "";
        mappings[count].name[0] = '\0';
        if (sscanf(line, "%lx-%lx %4s %*s %*s %*s %63s", &mappings[count].begin, &mappings[count].end,
                   permissions, mappings[count].name) >= 3 &&
            permissions[0] == 'r' && permissions[3] == 'p' && strncmp(mappings[count].name, "[v", 2) != 0)
            count++;
    }
    if (maps != NULL)
        fclose(maps);
    return count;
}

size_t residue_count(void)
{
    size_t found = 0, count = list_mappings();
    if (count == 0 || count == MAPPINGS_MAX)
        return SIZE_MAX; /* not the whole memory */
    for (size_t i = 0; i < count; i++)
        found += search((const unsigned char *)(uintptr_t)mappings[i].begin,
                        (const unsigned char *)(uintptr_t)mappings[i].end, mappings[i].name, found);
    return found;
}
