#include "common/trouble.h"

#include "base/where.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void trouble_before_fork(void)
{
    pthread_mutex_lock(&lock);
}

void trouble_after_fork(void)
{
    pthread_mutex_unlock(&lock);
}

void trouble_init(struct trouble *trouble, const char *file)
{
    *trouble = (struct trouble){ .english = "", .french = "" };
    snprintf(trouble->file, sizeof trouble->file, "%s", file);
}

void trouble_say(struct trouble *trouble, const char *english, const char *french, ...)
{
    va_list arguments, again;
    va_start(arguments, french);
    va_copy(again, arguments);
    pthread_mutex_lock(&lock);
    vsnprintf(trouble->english, sizeof trouble->english, english, arguments);
    vsnprintf(trouble->french, sizeof trouble->french, french, again);
    pthread_mutex_unlock(&lock);
    va_end(again);
    va_end(arguments);
}

void trouble_tell(struct trouble *trouble, pwpol_where *where)
{
    if (where == NULL)
        return;
    pthread_mutex_lock(&lock);
    bool said = trouble->english[0] != '\0';
    where_report(where, trouble->file, 0, 0, NULL, NULL,
                 said ? trouble->english : pwpol_strstatus(PWPOL_ERR_STORE, "en"),
                 said ? trouble->french : pwpol_strstatus(PWPOL_ERR_STORE, "fr"));
    pthread_mutex_unlock(&lock);
}
