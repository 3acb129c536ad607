/* A Redis or Valkey server of a test's own, in the current folder. */
#ifndef PWPOL_TESTS_STORES_REDIS_SERVER_H
#define PWPOL_TESTS_STORES_REDIS_SERVER_H

#include <hiredis/hiredis.h>
#include <sys/types.h>

enum { SERVER_ARGUMENTS = 24 };

struct server {
    pid_t pid;
    char socket[64]; /* its name in the folder */
    char url[96];
    char port[8]; /* on 127.0.0.1; "0" for none */
    char another[8];
    const char *arguments[SERVER_ARGUMENTS];
};

/* Starts it on the Unix socket NAME.sock, with what follows NAME, up to NULL, on its command line. A port is taken
 * when "PORT" is among it, and another for "ANOTHER". Waits until it answers; fails the test when it does not. */
void server_start(struct server *server, const char *name, ...);
/* Once more, as it was. */
void server_restart(struct server *server);
/* Sends SIGKILL and waits for the end. */
void server_kill(struct server *server);
/* A command whose answer is of no interest, but no error. */
void server_tell(struct server *server, const char *format, ...);

#endif
