/* A URL taken apart. */
#ifndef PWPOL_STORES_REDIS_URL_H
#define PWPOL_STORES_REDIS_URL_H

#include "redis/settings.h"

/* Why a URL or an option is refused; the sentences are in settings.c. */
enum complaint {
    COMPLAINT_NONE,
    COMPLAINT_SCHEME,
    COMPLAINT_HOST,
    COMPLAINT_PORT,
    COMPLAINT_DATABASE,
    COMPLAINT_ESCAPE,
    COMPLAINT_LONG,
    COMPLAINT_OPTION,
    COMPLAINT_VALUE,
    COMPLAINT_PREFIX,
    COMPLAINT_KEY_FILE,
    COMPLAINT_PASSWORD_FILE
};

/* Fills what the URL says; *option is the name of the option concerned, or NULL. */
enum complaint url_read(struct settings *settings, const char *url, const char **option);

#endif
