#include "cli/input.h"

#include "base/secret.h"
#include "cli/page.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { READ_SIZE = 65536 };

bool input_begin(struct input *input, int fd, char separator, size_t most)
{
    *input = (struct input){ .fd = fd, .separator = separator, .most = most };
    input->text = secret_alloc(most + READ_SIZE);
    if (input->text == NULL)
        input->error = ENOMEM;
    return input->text != NULL;
}

void input_end(struct input *input)
{
    secret_free(input->text);
    input->text = NULL;
}

static void read_more(struct input *input)
{
    if (input->most + READ_SIZE - input->end < READ_SIZE) {
        memmove(input->text, input->text + input->start, input->end - input->start);
        input->scanned -= input->start;
        input->end -= input->start;
        input->start = 0;
    }
    ssize_t count = read(input->fd, input->text + input->end, READ_SIZE);
    if (count < 0 && errno != EINTR)
        input->error = errno;
    else if (count == 0)
        input->ended = true;
    else if (count > 0) {
        input->end += (size_t)count;
        input->consumed += (uint64_t)count;
    }
}

/* A byte order mark may only be judged once three bytes, or all there is, were read. */
static bool pass_over_mark(struct input *input)
{
    while (input->end < 3 && !input->ended && input->error == 0)
        read_more(input);
    if (input->separator == '\n' && input->end >= 3 && memcmp(input->text, "\xEF\xBB\xBF", 3) == 0)
        input->start = input->scanned = 3;
    input->begun = true;
    return input->error == 0;
}

/* Whether a candidate ends in what was read; it starts at start and ends at *end. */
static bool find_end(struct input *input, size_t *end)
{
    char *found = memchr(input->text + input->scanned, input->separator, input->end - input->scanned);
    if (found == NULL) {
        input->scanned = input->end;
        return false;
    }
    *end = (size_t)(found - input->text);
    return true;
}

bool input_next(struct input *input, const char **candidate, size_t *candidate_len)
{
    if (!input->begun && !pass_over_mark(input))
        return false;
    for (;;) {
        size_t end = input->end;
        bool separated = find_end(input, &end);
        size_t length = end - input->start;
        bool whole = separated || (input->ended && length > 0);
        if (input->skipping || whole || length > input->most) {
            bool skipped = input->skipping;
            *candidate = input->text + input->start;
            if (separated && input->separator == '\n' && length > 0 && (*candidate)[length - 1] == '\r')
                length--;
            *candidate_len = length > input->most ? cut_before(*candidate, input->most) : length;
            input->cut += !skipped && length > input->most;
            input->skipping = !whole;
            input->start = input->scanned = separated ? end + 1 : end;
            if (!skipped)
                return true;
        }
        if (input->error != 0)
            return false;
        if (input->ended && input->start == input->end)
            return false;
        if (!separated)
            read_more(input);
    }
}
