#include "cli/store.h"

#include "base/secret.h"
#include "cli/arguments.h"
#ifdef PWPOL_CLI_SQLITE
#include "pwpol/store_sqlite.h"
#endif
#ifdef PWPOL_CLI_REDIS
#include "pwpol/store_redis.h"
#endif

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

/* What a store that was not built in is opened with. */
#define NOT_BUILT NULL

#ifdef PWPOL_CLI_SQLITE
static pwpol_status open_sqlite(pwpol_store **store, const char *url, pwpol_where *where)
{
    return pwpol_store_sqlite_open(store, url + strlen("sqlite:"), NULL, where);
}
#else
#define open_sqlite NOT_BUILT
#endif

#ifdef PWPOL_CLI_REDIS
static pwpol_status open_redis(pwpol_store **store, const char *url, pwpol_where *where)
{
    return pwpol_store_redis_open(store, url, NULL, where);
}
#else
#define open_redis NOT_BUILT
#endif

static const struct scheme {
    const char *name;
    const char *kind; /* as it is told */
    pwpol_status (*open)(pwpol_store **store, const char *url, pwpol_where *where);
} schemes[] = {
    { "sqlite:", "SQLite", open_sqlite }, { "redis://", "Redis", open_redis },
    { "rediss://", "Redis", open_redis }, { "valkey://", "Valkey", open_redis },
    { "valkeys://", "Valkey", open_redis }, { "unix://", "Redis", open_redis },
};

static const struct scheme *scheme_of(const char *url)
{
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
        if (strncmp(url, schemes[i].name, strlen(schemes[i].name)) == 0)
            return &schemes[i];
    return NULL;
}

/* A file that is mistyped would be made, and be an empty store of which every account is free. */
static bool file_exists(const char *path)
{
    struct stat facts;
    if (stat(path, &facts) == 0)
        return true;
    complain(SAY_CANNOT_READ_FILE, path, tell_errno(errno));
    return false;
}

int store_open(char *url, pwpol_store **store)
{
    pwpol_where where = PWPOL_WHERE_INIT;
    const struct scheme *scheme = scheme_of(url);
    bool is_file = scheme == &schemes[0];
    if (scheme == NULL) {
        complain(SAY_BAD_STORE);
        return CODE_USAGE;
    }
    if (scheme->open == NULL) {
        complain(SAY_STORE_NOT_BUILT, scheme->kind);
        return CODE_FAILURE;
    }
    if (is_file && !file_exists(url + strlen(scheme->name)))
        return CODE_FAILURE;
    pwpol_status status = scheme->open(store, url, &where);
    if (!is_file) /* others read the arguments of a process, and a password may stand here */
        secret_wipe(url, strlen(url));
    if (status == PWPOL_OK)
        return 0;
    complain_status(status, &where);
    return status == PWPOL_ERR_SYNTAX || status == PWPOL_ERR_RANGE ? CODE_USAGE : CODE_FAILURE;
}

int store_complain(pwpol_store *store, pwpol_status status)
{
    pwpol_where where = PWPOL_WHERE_INIT;
    if (status == PWPOL_ERR_STORE || status == PWPOL_ERR_FULL)
        pwpol_store_trouble(store, &where);
    return complain_status(status, &where);
}
