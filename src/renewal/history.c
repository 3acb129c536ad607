/* Earlier credentials, kept so that they are not chosen again. */
#include "renewal/history.h"

#include "base/buffer.h"
#include "policy/policy.h"

#include <stdlib.h>
#include <string.h>

enum { HISTORY_SIZE_MAX = 128 * 1024 };

/* As every credential is: printable ASCII without a space, and not too long to be one. */
static bool is_credential(const char *line, size_t line_len)
{
    if (line_len == 0 || line_len >= PWPOL_HASH_SIZE)
        return false;
    for (size_t i = 0; i < line_len; i++) {
        if (line[i] <= ' ' || line[i] > '~')
            return false;
    }
    return true;
}

bool history_next(const char **history, const char **line, size_t *line_len)
{
    while (*history != NULL && **history != '\0') {
        *line = *history;
        *line_len = strcspn(*line, "\n");
        *history = *line + *line_len + ((*line)[*line_len] == '\n');
        if (*line_len > 0 && (*line)[*line_len - 1] == '\r')
            --*line_len;
        if (is_credential(*line, *line_len))
            return true;
    }
    return false;
}

static void add_line(struct buffer *out, const char *line, size_t line_len)
{
    if (out->length > 0)
        buffer_add_bytes(out, "\n", 1);
    buffer_add_bytes(out, line, line_len);
}

pwpol_status pwpol_history_add(const pwpol_policy *policy, const char *history, const char *stored, char **renewed)
{
    if (renewed == NULL)
        return PWPOL_ERR_ARGUMENT;
    *renewed = NULL;
    if (policy == NULL)
        return PWPOL_ERR_ARGUMENT;
    if (history != NULL && strnlen(history, HISTORY_SIZE_MAX + 1) > HISTORY_SIZE_MAX)
        return PWPOL_ERR_TOO_LONG;
    int64_t room = policy_integer(policy, KEY_HISTORY_COUNT) - 1; /* the current one counts too */
    struct buffer out = { 0 };
    size_t stored_len = stored == NULL ? 0 : strnlen(stored, PWPOL_HASH_SIZE);
    if (room > 0 && is_credential(stored, stored_len)) {
        add_line(&out, stored, stored_len);
        room--;
    }
    const char *line = NULL;
    for (size_t line_len = 0; room > 0 && history_next(&history, &line, &line_len); room--)
        add_line(&out, line, line_len);
    *renewed = buffer_take(&out);
    return *renewed == NULL ? PWPOL_ERR_NO_MEMORY : PWPOL_OK;
}
