/* The service's own tables: users, and who is signed in. Every function may be called by any thread. */
#ifndef LOGIN_USERS_H
#define LOGIN_USERS_H

#include <pwpol.h>
#include <stdbool.h>
#include <stdint.h>

/* Sizes with their NUL. */
enum { ID_SIZE = 33, EMAIL_SIZE = 255, NAME_SIZE = 201, HISTORY_SIZE = 32768, TOKEN_SIZE = 44 };

struct user {
    char id[ID_SIZE]; /* drawn at random, never changes: what credentials and reset tokens are bound to */
    char email[EMAIL_SIZE]; /* lower case: the account name */
    char name[NAME_SIZE];
    pwpol_role role;
    char stored[PWPOL_HASH_SIZE];
    int64_t changed_at;
    uint32_t flags;
    char history[HISTORY_SIZE];
    char reset[PWPOL_RESET_STORED_SIZE];
    char confirm[PWPOL_RESET_STORED_SIZE]; /* "" once the owner of the address has answered */
    int64_t version;                       /* one more at each change of the credential */
};

struct users;
/* Opens or makes the file, readable by this user only; NULL after a complaint on standard error. */
struct users *users_open(const char *path);
void users_close(struct users *users);

/* Each answers false when there is no such row, or the database fails, which is logged. */
bool users_find(struct users *users, const char *email, struct user *user);
bool users_find_id(struct users *users, const char *id, struct user *user);
/* A new row, in the place of one with this address that was never confirmed; false also when the address
 * is taken. */
bool users_add(struct users *users, const struct user *user);
/* What a flow of pwpol says the row must hold, in one statement, and only if the row is still the one that
 * the flow has read: of two changes at once one wins, and a password that was just replaced does not come
 * back. On success user holds the same. */
bool users_write(struct users *users, struct user *user, const pwpol_row_change *change);
bool users_confirm(struct users *users, const struct user *user);
bool users_flag(struct users *users, const struct user *user, uint32_t flags);

/* ---- Who is signed in ------------------------------------------------------- */

/* token: what the cookie holds; the table has its hash only. The session is not made when the password of the
 * user has changed since it was read. */
bool session_begin(struct users *users, const struct user *read, const char *token, int64_t now);
/* Who is signed in with this cookie; ends what is idle or too old. */
bool session_find(struct users *users, const char *token, int64_t now, struct user *user);
void session_end(struct users *users, const char *token);
void session_end_all(struct users *users, const struct user *user);

#endif
