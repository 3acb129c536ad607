/* Text on its way out, or a secret on its way in, in memory that is wiped.
 *
 * A page either grows (its fd is IN_MEMORY) or, opened on a file descriptor, is written
 * there whenever it is full. After the first failure it takes nothing more and
 * keeps the error, so a writer looks once, at the end. No stdio: its buffers
 * would keep what was printed. */
#ifndef PWPOL_CLI_PAGE_H
#define PWPOL_CLI_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct page {
    char *text; /* length bytes, not NUL-terminated; NULL while empty */
    size_t length;
    size_t capacity;
    int fd;
    int error; /* errno of the first failure; 0 while there is none */
};

enum { IN_MEMORY = -1 };

void page_begin(struct page *page, int fd);
void page_bytes(struct page *page, const char *bytes, size_t count);
void page_add(struct page *page, const char *text);
__attribute__((format(printf, 2, 3))) void page_addf(struct page *page, const char *format, ...);
/* The same with a format from texts.def. */
void page_say(struct page *page, int sentence, ...);
void page_repeat(struct page *page, const char *text, size_t count);
/* bytes as a JSON string with its quotes; what is not UTF-8 becomes U+FFFD. */
void page_json(struct page *page, const char *bytes, size_t count);
/* bytes as a CSV field (RFC 4180), quoted where it must be; U+FFFD as above. */
void page_csv(struct page *page, const char *bytes, size_t count);
/* bytes as a terminal may safely show them: controls and what is not UTF-8 become U+FFFD. */
void page_shown(struct page *page, const char *bytes, size_t count);
/* A number in the C locale, or "null" when it is none. */
void page_number(struct page *page, double value, unsigned decimals);

/* Writes what is held to fd and wipes it; false after any failure. */
bool page_flush(struct page *page);
/* Empties and wipes, keeps the memory. */
void page_clear(struct page *page);
/* Wipes and frees; what was not flushed is lost. */
void page_end(struct page *page);

/* Ends the page of standard output: flushes it and answers code, or
 * CODE_FAILURE after a sentence on what failed; a closed pipe needs none. */
int page_finish(struct page *page, int code);

/* All of fd up to its end, at most limit bytes; what comes after is read away
 * and *cut set. False with errno. */
bool page_read(struct page *page, int fd, size_t limit, bool *cut);
/* Where to cut bytes, of which there are more than limit, so that no UTF-8
 * sequence is cut in two: limit or a little less. */
size_t cut_before(const char *bytes, size_t limit);
/* Writes everything, through interruptions; false with errno. */
bool write_all(int fd, const char *bytes, size_t count);

#endif
