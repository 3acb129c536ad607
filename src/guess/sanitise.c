#include "guess/sanitise.h"

static pwpol_status status_of(enum text_problem problem)
{
    switch (problem) {
    case TEXT_INVALID_UTF8:
        return PWPOL_ERR_UTF8;
    case TEXT_TOO_LONG:
        return PWPOL_ERR_TOO_LONG;
    case TEXT_FINE:
    case TEXT_EMPTY:
        return PWPOL_OK;
    default:
        return PWPOL_ERR_INTERNAL;
    }
}

pwpol_status text_prepare_any(struct arena *arena, const char *input, size_t input_len, size_t max_points,
                              struct text *text)
{
    pwpol_status status = text_prepare_leniently(arena, input, input_len, max_points, text);
    return status == PWPOL_OK ? status_of(text->problem) : status;
}
