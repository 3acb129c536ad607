/* Checks a context and prepares it for the matchers. */
#include "guess/context.h"

#include "base/sized.h"
#include "guess/sanitise.h"

#include <string.h>

const char *context_field_name(enum context_field field)
{
    static const char *const names[FIELD_COUNT] = {
        [FIELD_NONE] = "",
        [FIELD_LOGIN] = "login",
        [FIELD_EMAIL] = "email",
        [FIELD_NAMES] = "names",
        [FIELD_COMPANY] = "company",
        [FIELD_SITE] = "site",
        [FIELD_BIRTH_DATE] = "birth_date",
        [FIELD_WORDS] = "words",
        [FIELD_OLD_PASSWORD] = "old_password",
    };
    return names[field];
}

static pwpol_status check_lists(const pwpol_context *context)
{
    if (context->names_count > CONTEXT_LIST_MAX || context->words_count > CONTEXT_LIST_MAX)
        return PWPOL_ERR_ARGUMENT;
    if ((context->names == NULL && context->names_count > 0) ||
        (context->words == NULL && context->words_count > 0) ||
        (context->old_password == NULL && context->old_password_len > 0))
        return PWPOL_ERR_ARGUMENT;
    return context->old_password_len > CONTEXT_OLD_MAX ? PWPOL_ERR_TOO_LONG : PWPOL_OK;
}

static pwpol_status add_field(struct guess_context *context, enum context_field field, const char *text)
{
    if (text == NULL)
        return PWPOL_OK;
    size_t length = strnlen(text, CONTEXT_TEXT_MAX + 1);
    if (length > CONTEXT_TEXT_MAX)
        return PWPOL_ERR_TOO_LONG;
    if (length == 0)
        return PWPOL_OK;
    size_t room = 4 * length + 1;
    unsigned char *folded = arena_take(context->arena, room, 1);
    if (folded == NULL)
        return PWPOL_ERR_NO_MEMORY;
    size_t folded_len = 0;
    if (!text_fold(text, length, folded, room, &folded_len))
        return PWPOL_ERR_UTF8;
    if (field == FIELD_EMAIL)
        context_add_email(context, folded, folded_len);
    else if (field == FIELD_SITE)
        context_add_site(context, field, folded, folded_len);
    else
        context_add_text(context, field, folded, folded_len);
    return context->failed ? PWPOL_ERR_NO_MEMORY : PWPOL_OK;
}

static pwpol_status add_list(struct guess_context *context, enum context_field field,
                             const char *const *texts, size_t count)
{
    pwpol_status status = PWPOL_OK;
    for (size_t i = 0; i < count && status == PWPOL_OK; i++)
        status = add_field(context, field, texts[i]);
    return status;
}

static unsigned number_of(const char *digits, size_t count)
{
    unsigned number = 0;
    for (size_t i = 0; i < count; i++)
        number = number * 10 + (unsigned)(digits[i] - '0');
    return number;
}

/* "YYYY-MM-DD", a day that there was. */
static pwpol_status read_birth_date(struct guess_context *context, const char *date)
{
    static const char shape[] = "9999-99-99";
    static const unsigned days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    if (date == NULL)
        return PWPOL_OK;
    if (strnlen(date, sizeof shape) != sizeof shape - 1)
        return PWPOL_ERR_RANGE;
    for (size_t i = 0; i < sizeof shape - 1; i++) {
        bool digit = date[i] >= '0' && date[i] <= '9';
        if (shape[i] == '9' ? !digit : date[i] != shape[i])
            return PWPOL_ERR_RANGE;
    }
    unsigned year = number_of(date, 4);
    unsigned month = number_of(date + 5, 2);
    unsigned day = number_of(date + 8, 2);
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (month < 1 || month > 12 || day < 1 || day > days[month - 1] || (month == 2 && day == 29 && !leap))
        return PWPOL_ERR_RANGE;
    context->year = year;
    context->month = month;
    context->day = day;
    return PWPOL_OK;
}

static pwpol_status read_old_password(struct guess_context *context, const char *old, size_t old_len)
{
    if (old_len == 0)
        return PWPOL_OK;
    struct text text;
    pwpol_status status = text_prepare_any(context->arena, old, old_len, CONTEXT_OLD_MAX, &text);
    if (status != PWPOL_OK)
        return status;
    uint32_t *points = arena_take(context->arena, text.folded_len, sizeof *points);
    if (points == NULL)
        return PWPOL_ERR_NO_MEMORY;
    for (size_t i = 0; i < text.folded_len;)
        i += utf8_decode(text.folded + i, text.folded_len - i, &points[context->old_count++]);
    context->old = text.folded;
    context->old_len = text.folded_len;
    context->old_points = points;
    return PWPOL_OK;
}

static pwpol_status add_all(struct guess_context *context, const pwpol_context *given)
{
    pwpol_status status = add_field(context, FIELD_LOGIN, given->login);
    if (status == PWPOL_OK)
        status = add_list(context, FIELD_NAMES, given->names, given->names_count);
    if (status == PWPOL_OK)
        status = add_field(context, FIELD_EMAIL, given->email);
    if (status == PWPOL_OK)
        status = add_field(context, FIELD_SITE, given->site);
    if (status == PWPOL_OK)
        status = add_field(context, FIELD_COMPANY, given->company);
    if (status == PWPOL_OK)
        status = add_list(context, FIELD_WORDS, given->words, given->words_count);
    if (status == PWPOL_OK)
        status = read_birth_date(context, given->birth_date);
    if (status == PWPOL_OK)
        status = read_old_password(context, given->old_password, given->old_password_len);
    return status;
}

pwpol_status guess_context_prepare(struct arena *arena, const pwpol_context *context,
                                   struct guess_context **prepared)
{
    *prepared = NULL;
    pwpol_context given = PWPOL_CONTEXT_INIT;
    if (context != NULL && !sized_read(&given, sizeof given, context))
        return PWPOL_ERR_ARGUMENT;
    pwpol_status status = check_lists(&given);
    if (status != PWPOL_OK)
        return status;
    struct guess_context *made = arena_take(arena, 1, sizeof *made);
    if (made == NULL)
        return PWPOL_ERR_NO_MEMORY;
    made->arena = arena;
    status = add_all(made, &given);
    if (status == PWPOL_OK)
        *prepared = made;
    return status;
}
