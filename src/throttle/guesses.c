#include "throttle/guesses.h"

#include "base/forks.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* 4096 keys in 330 KB: those of the last thousand logins or so. */
enum { GUESSES = 4096, LOCKS = 16 };

struct guess {
    store_key key;
    unsigned char state[PWPOL_STORE_STATE_SIZE];
    bool found;
};

struct guesses {
    pthread_mutex_t locks[LOCKS];
    atomic_uint forks; /* see base/forks.h */
    struct guess guesses[GUESSES];
};

struct guesses *guesses_new(void)
{
    struct guesses *guesses = calloc(1, sizeof *guesses);
    for (size_t i = 0; guesses != NULL && i < LOCKS; i++)
        pthread_mutex_init(&guesses->locks[i], NULL);
    if (guesses != NULL)
        atomic_init(&guesses->forks, forks_mark());
    return guesses;
}

static void begin_anew(void *object)
{
    struct guesses *guesses = object;
    for (size_t i = 0; i < LOCKS; i++)
        pthread_mutex_init(&guesses->locks[i], NULL);
    for (size_t i = 0; i < GUESSES; i++)
        guesses->guesses[i].found = false;
}

static pthread_mutex_t *lock(struct guesses *guesses, size_t place)
{
    forks_begin_anew(&guesses->forks, begin_anew, guesses);
    pthread_mutex_t *mutex = &guesses->locks[place % LOCKS];
    pthread_mutex_lock(mutex);
    return mutex;
}

void guesses_free(struct guesses *guesses)
{
    for (size_t i = 0; guesses != NULL && i < LOCKS; i++)
        pthread_mutex_destroy(&guesses->locks[i]);
    free(guesses);
}

/* Keys are hashes already. */
static size_t place_of(const unsigned char *key)
{
    return (key[0] | (size_t)key[1] << 8) % GUESSES;
}

void guesses_guess(struct guesses *guesses, struct party *party)
{
    party->found = party->fresh = false;
    if (guesses == NULL)
        return;
    size_t place = place_of(party->key);
    const struct guess *guess = &guesses->guesses[place];
    pthread_mutex_t *mutex = lock(guesses, place);
    if (guess->found && memcmp(guess->key, party->key, sizeof guess->key) == 0) {
        party->found = true;
        memcpy(party->state, guess->state, sizeof party->state);
    }
    pthread_mutex_unlock(mutex);
}

void guesses_see(struct guesses *guesses, const store_key key, bool found,
                 const unsigned char state[PWPOL_STORE_STATE_SIZE])
{
    if (guesses == NULL)
        return;
    size_t place = place_of(key);
    struct guess *guess = &guesses->guesses[place];
    pthread_mutex_t *mutex = lock(guesses, place);
    if (found) {
        memcpy(guess->key, key, sizeof guess->key);
        memcpy(guess->state, state, sizeof guess->state);
        guess->found = true;
    } else if (memcmp(guess->key, key, sizeof guess->key) == 0) {
        guess->found = false;
    }
    pthread_mutex_unlock(mutex);
}
