#include "policy/freeze.h"

#include "base/forks.h"
#include "base/uncancelled.h"
#include "base/where.h"
#include "breach/handle.h"
#include "policy/conflicts.h"
#include "policy/strength.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* An administrator's list. */
struct denied {
    struct wordlist *list;
    char *name;
};

struct frozen {
    pthread_mutex_t lock;
    atomic_uint forks; /* see base/forks.h */
    atomic_bool done; /* set last: what follows no longer changes */
    struct denied *denied;
    size_t denied_count;
    pwpol_breach *breach; /* NULL when the policy names no corpus */
    double entropy;
};

struct frozen *frozen_create(void)
{
    struct frozen *frozen = forks_watch() ? calloc(1, sizeof *frozen) : NULL;
    if (frozen != NULL && pthread_mutex_init(&frozen->lock, NULL) != 0) {
        free(frozen);
        frozen = NULL;
    }
    if (frozen != NULL)
        atomic_init(&frozen->forks, forks_mark());
    return frozen;
}

/* What a thread of the parent was loading is left to the system. */
static void begin_anew(void *object)
{
    struct frozen *frozen = object;
    pthread_mutex_init(&frozen->lock, NULL);
    if (atomic_load(&frozen->done))
        return;
    frozen->denied = NULL;
    frozen->denied_count = 0;
    frozen->breach = NULL;
}

static void unload(struct frozen *frozen)
{
    for (size_t i = 0; i < frozen->denied_count; i++) {
        wordlist_free(frozen->denied[i].list);
        free(frozen->denied[i].name);
    }
    free(frozen->denied);
    frozen->denied = NULL;
    frozen->denied_count = 0;
    pwpol_breach_close(frozen->breach);
    frozen->breach = NULL;
}

void frozen_free(struct frozen *frozen)
{
    if (frozen == NULL)
        return;
    forks_begin_anew(&frozen->forks, begin_anew, frozen);
    unload(frozen);
    pthread_mutex_destroy(&frozen->lock);
    free(frozen);
}

bool policy_is_frozen(const pwpol_policy *policy)
{
    return atomic_load_explicit(&policy->frozen->done, memory_order_acquire);
}

/* Adds the key to what the list's reader says of a file. */
static void report(pwpol_where *where, const pwpol_where *list)
{
    const struct key *key = &keys[KEY_DICTIONARY_FILES];
    where_report(where, list->file, list->line, list->column, key->name, key->allowed_en, list->message_en,
                 list->message_fr);
}

static pwpol_status load_one(struct denied *denied, const char *path, size_t path_len, pwpol_where *where)
{
    pwpol_where inner = PWPOL_WHERE_INIT;
    char *whole = strndup(path, path_len);
    if (whole == NULL)
        return PWPOL_ERR_NO_MEMORY;
    pwpol_status status = wordlist_load(&denied->list, whole, &inner);
    if (status != PWPOL_OK && status != PWPOL_ERR_NO_MEMORY)
        report(where, &inner);
    const char *slash = strrchr(whole, '/');
    if (status == PWPOL_OK) {
        denied->name = strdup(slash == NULL ? whole : slash + 1);
        if (denied->name == NULL) {
            wordlist_free(denied->list);
            status = PWPOL_ERR_NO_MEMORY;
        }
    }
    free(whole);
    return status;
}

static pwpol_status load(const pwpol_policy *policy, pwpol_where *where)
{
    struct frozen *frozen = policy->frozen;
    const char *files = value_text(&policy->values[KEY_DICTIONARY_FILES]);
    const char *cursor = files, *path;
    size_t length, count = 0;
    while (paths_next(&cursor, &path, &length))
        count++;
    if (count == 0)
        return PWPOL_OK;
    frozen->denied = calloc(count, sizeof *frozen->denied);
    if (frozen->denied == NULL)
        return PWPOL_ERR_NO_MEMORY;
    for (cursor = files; paths_next(&cursor, &path, &length); frozen->denied_count++) {
        pwpol_status status = load_one(&frozen->denied[frozen->denied_count], path, length, where);
        if (status != PWPOL_OK) {
            unload(frozen);
            return status;
        }
    }
    return PWPOL_OK;
}

/* Where the policy goes on without a corpus that is missing, the handle is there all the
 * same, so that the file is taken up when it is back. */
static pwpol_status load_breach(const pwpol_policy *policy, pwpol_where *where)
{
    pwpol_where inner = PWPOL_WHERE_INIT;
    const char *path = value_text(&policy->values[KEY_BREACH_FILE]);
    const struct key *key = &keys[KEY_BREACH_FILE];
    if (path[0] == '\0')
        return PWPOL_OK;
    bool open = policy_integer(policy, KEY_BREACH_MISSING) == MISSING_OPEN;
    bool read = policy_integer(policy, KEY_BREACH_ACCESS) == ACCESS_READ;
    pwpol_status status = breach_open(&policy->frozen->breach, path, read ? PWPOL_BREACH_READ : PWPOL_BREACH_MAP,
                                      open, &inner);
    if (status != PWPOL_OK && status != PWPOL_ERR_NO_MEMORY)
        where_report(where, inner.file, 0, 0, key->name, key->allowed_en, inner.message_en, inner.message_fr);
    return status;
}

/* Under the lock, by the first thread that comes. */
static pwpol_status freeze(const pwpol_policy *policy, pwpol_where *where)
{
    struct shape weakest;
    pwpol_status status = conflicts_find(policy, where);
    if (status == PWPOL_OK)
        status = load(policy, where);
    if (status == PWPOL_OK)
        status = load_breach(policy, where);
    if (status != PWPOL_OK) {
        unload(policy->frozen);
        return status;
    }
    policy->frozen->entropy = strength_weakest(policy, &weakest) ? weakest.bits : 0;
    atomic_store_explicit(&policy->frozen->done, true, memory_order_release);
    return PWPOL_OK;
}

pwpol_status pwpol_policy_validate(const pwpol_policy *policy, pwpol_where *where)
{
    UNCANCELLED;
    if (policy == NULL)
        return PWPOL_ERR_ARGUMENT;
    if (policy_is_frozen(policy))
        return PWPOL_OK;
    pwpol_status status = PWPOL_OK;
    forks_begin_anew(&policy->frozen->forks, begin_anew, policy->frozen);
    pthread_mutex_lock(&policy->frozen->lock);
    if (!policy_is_frozen(policy))
        status = freeze(policy, where);
    pthread_mutex_unlock(&policy->frozen->lock);
    return status;
}

size_t policy_denied_count(const pwpol_policy *policy)
{
    return policy->frozen->denied_count;
}

const struct wordlist *policy_denied_list(const pwpol_policy *policy, size_t index)
{
    return policy->frozen->denied[index].list;
}

const char *policy_denied_name(const pwpol_policy *policy, size_t index)
{
    return policy->frozen->denied[index].name;
}

const pwpol_breach *policy_breach(const pwpol_policy *policy)
{
    return policy->frozen->breach;
}

pwpol_breach *pwpol_policy_breach(const pwpol_policy *policy)
{
    return policy != NULL && policy_is_frozen(policy) ? policy->frozen->breach : NULL;
}

double policy_entropy(const pwpol_policy *policy)
{
    struct shape weakest;
    if (policy_is_frozen(policy))
        return policy->frozen->entropy;
    return strength_weakest(policy, &weakest) ? weakest.bits : 0;
}
