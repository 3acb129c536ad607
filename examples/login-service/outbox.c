#include "outbox.h"
#include "service.h"

#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ERRANDS_MAX = 64 };

struct outbox {
    struct service *service;
    FILE *file;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct errand errands[ERRANDS_MAX]; /* a ring */
    size_t first;
    size_t count;
    bool closing;
};

static const struct {
    const char *subject[2]; /* English, French */
    const char *text[2];    /* the link follows */
} letters[] = {
    [LETTER_WELCOME] = { { "Confirm your address", "Confirmez votre adresse" },
                         { "Somebody, we hope you, opens an account at " SITE " with this address.\n"
                           "If it was you, open this link and sign in soon, for it is good for a short time "
                           "only:",
                           "Quelqu'un, vous sans doute, ouvre un compte chez " SITE " avec cette adresse.\n"
                           "Si c'est vous, ouvrez vite ce lien, qui ne vaut que peu de temps, et "
                           "connectez-vous\u00A0:" } },
    [LETTER_RESET] = { { "A new password", "Un nouveau mot de passe" },
                       { "To choose a new password, open the link below soon: it is good once, and for a "
                         "short time.\n"
                         "If you did not ask for it, do nothing: your password stays as it is.",
                         "Pour choisir un nouveau mot de passe, ouvrez vite ce lien, qui ne sert qu'une "
                         "fois.\n"
                         "Si vous n'avez rien demandé, ne faites rien\u00A0: votre mot de passe ne change "
                         "pas." } },
    [LETTER_CHANGED] = { { "Your password has changed", "Votre mot de passe a changé" },
                         { "The password of your account has just been changed.\n"
                           "If it was not you, ask for a new one at once:",
                           "Le mot de passe de votre compte vient d'être changé.\n"
                           "Si ce n'est pas vous, demandez-en un nouveau tout de suite\u00A0:" } },
};
static const char *const already[2] = {
    "Somebody wanted to open an account at " SITE " with this address, which has one already.\n"
    "Nothing has changed. If you have forgotten your password:",
    "Quelqu'un a voulu ouvrir un compte chez " SITE " avec cette adresse, qui en a déjà un.\n"
    "Rien n'a changé. Si vous avez oublié votre mot de passe\u00A0:",
};

static void write_letter(struct outbox *outbox, const struct errand *errand, const char *text,
                         const char *link)
{
    int french = strcmp(errand->lang, "fr") == 0;
    fprintf(outbox->file, "To: %s\nSubject: %s\n\n%s\n%s%s\n\n-- \n\n", errand->user.email,
            letters[errand->letter].subject[french], text, outbox->service->origin, link);
    fflush(outbox->file);
}

static void run_errand(struct outbox *outbox, const struct errand *errand)
{
    const char *text = letters[errand->letter].text[strcmp(errand->lang, "fr") == 0];
    char link[128] = "/forgotten";
    if (errand->letter == LETTER_WELCOME && !users_add(outbox->service->users, &errand->user))
        text = already[strcmp(errand->lang, "fr") == 0];
    else if (errand->letter == LETTER_WELCOME)
        snprintf(link, sizeof link, "/signin?token=%s", errand->token);
    else if (errand->letter == LETTER_RESET)
        snprintf(link, sizeof link, "/reset?account=%s&token=%s", errand->user.id, errand->token);
    if (errand->letter == LETTER_RESET) {
        pwpol_row_change change = { .size = sizeof change,
                                    .write = true,
                                    .stored = errand->user.stored,
                                    .changed_at = errand->user.changed_at,
                                    .flags = errand->user.flags,
                                    .history = errand->user.history,
                                    .reset = errand->user.reset };
        struct user user = errand->user;
        if (!users_write(outbox->service->users, &user, &change))
            return; /* no such account, or it has just changed */
    }
    write_letter(outbox, errand, text, link);
}

static void *work(void *context)
{
    struct outbox *outbox = context;
    static struct errand errand; /* large; there is one such thread */
    pthread_mutex_lock(&outbox->lock);
    while (outbox->count > 0 || !outbox->closing) {
        if (outbox->count == 0) {
            pthread_cond_wait(&outbox->wake, &outbox->lock);
            continue;
        }
        errand = outbox->errands[outbox->first];
        sodium_memzero(&outbox->errands[outbox->first], sizeof errand);
        outbox->first = (outbox->first + 1) % ERRANDS_MAX;
        outbox->count--;
        pthread_mutex_unlock(&outbox->lock);
        run_errand(outbox, &errand);
        sodium_memzero(&errand, sizeof errand);
        pthread_mutex_lock(&outbox->lock);
    }
    pthread_mutex_unlock(&outbox->lock);
    return NULL;
}

struct outbox *outbox_open(struct service *service, const char *path)
{
    struct outbox *outbox = calloc(1, sizeof *outbox);
    if (outbox == NULL)
        return NULL;
    outbox->service = service;
    /* Links open accounts: nobody else may read them. */
    int fd = path != NULL ? open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : dup(STDOUT_FILENO);
    outbox->file = fd >= 0 ? fdopen(fd, "a") : NULL;
    pthread_mutex_init(&outbox->lock, NULL);
    pthread_cond_init(&outbox->wake, NULL);
    if (outbox->file == NULL || pthread_create(&outbox->thread, NULL, work, outbox) != 0) {
        fprintf(stderr, "login-service: the outbox %s cannot be opened.\n", path != NULL ? path : "");
        free(outbox);
        return NULL;
    }
    return outbox;
}

bool outbox_put(struct outbox *outbox, const struct errand *errand)
{
    pthread_mutex_lock(&outbox->lock);
    bool room = outbox->count < ERRANDS_MAX;
    if (room) {
        outbox->errands[(outbox->first + outbox->count++) % ERRANDS_MAX] = *errand;
        pthread_cond_signal(&outbox->wake);
    }
    pthread_mutex_unlock(&outbox->lock);
    return room;
}

void outbox_close(struct outbox *outbox)
{
    if (outbox == NULL)
        return;
    pthread_mutex_lock(&outbox->lock);
    outbox->closing = true;
    pthread_cond_signal(&outbox->wake);
    pthread_mutex_unlock(&outbox->lock);
    pthread_join(outbox->thread, NULL);
    fclose(outbox->file);
    free(outbox);
}
