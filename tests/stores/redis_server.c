#include "redis_server.h"

#include "suite.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void find_port(char *port, size_t size)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t length = sizeof address;
    int file = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(file, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(getsockname(file, (struct sockaddr *)&address, &length), 0);
    close(file);
    snprintf(port, size, "%u", ntohs(address.sin_port));
}

/* NULL when the server has ended meanwhile, or does not answer within 20 s. */
static redisContext *connect_to(struct server *server)
{
    for (unsigned turn = 0; turn < 400; turn++) {
        redisContext *context = redisConnectUnix(server->socket);
        redisReply *pong = context != NULL && context->err == 0 ? redisCommand(context, "PING") : NULL;
        bool answers = pong != NULL && (pong->type == REDIS_REPLY_STATUS || strncmp(pong->str, "NOAUTH", 6) == 0);
        if (pong != NULL)
            freeReplyObject(pong);
        if (answers)
            return context;
        if (context != NULL)
            redisFree(context);
        if (waitpid(server->pid, NULL, WNOHANG) != 0)
            return NULL;
        nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
    }
    return NULL;
}

static bool launch(struct server *server)
{
    unlink(server->socket);
    server->pid = fork();
    if (server->pid == 0) {
        /* It must not outlive a test that crashes. */
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        int quiet = open("server.log", O_WRONLY | O_CREAT | O_APPEND, 0600);
        dup2(quiet, STDOUT_FILENO);
        dup2(quiet, STDERR_FILENO);
        execvp("redis-server", (char *const *)(uintptr_t)server->arguments);
        execvp("valkey-server", (char *const *)(uintptr_t)server->arguments);
        _exit(127);
    }
    assert_true(server->pid > 0);
    redisContext *context = connect_to(server);
    if (context != NULL)
        redisFree(context);
    return context != NULL;
}

void server_restart(struct server *server)
{
    if (!launch(server))
        fail_msg("redis-server or valkey-server does not start: tools/test installs one");
}

void server_start(struct server *server, const char *name, ...)
{
    *server = (struct server){ .port = "0", .another = "0" };
    char folder[32];
    snprintf(server->socket, sizeof server->socket, "%s.sock", name);
    snprintf(folder, sizeof folder, "%s", name);
    char *here = getcwd(NULL, 0);
    snprintf(server->url, sizeof server->url, "unix://%s/%s", here, server->socket);
    free(here);
    size_t count = 0;
    static const char *const common[] = { "redis-server", "--save", "", "--unixsocket" };
    for (size_t i = 0; i < sizeof common / sizeof common[0]; i++)
        server->arguments[count++] = common[i];
    server->arguments[count++] = server->socket;
    va_list more;
    va_start(more, name);
    for (const char *word; (word = va_arg(more, const char *)) != NULL;) {
        if (strcmp(word, "PORT") == 0 || strcmp(word, "ANOTHER") == 0) {
            char *port = word[0] == 'P' ? server->port : server->another;
            find_port(port, sizeof server->port);
            word = port;
        }
        assert_true(count < SERVER_ARGUMENTS - 3);
        server->arguments[count++] = word;
    }
    va_end(more);
    if (strcmp(server->port, "0") == 0) {
        server->arguments[count++] = "--port";
        server->arguments[count++] = server->port;
    }
    /* A port that was free a moment ago may have been taken. */
    for (unsigned turn = 0; turn < 5; turn++) {
        if (launch(server))
            return;
        if (strcmp(server->port, "0") != 0)
            find_port(server->port, sizeof server->port);
        if (strcmp(server->another, "0") != 0)
            find_port(server->another, sizeof server->another);
    }
    fail_msg("redis-server or valkey-server does not start: tools/test installs one");
}

void server_kill(struct server *server)
{
    kill(server->pid, SIGKILL);
    waitpid(server->pid, NULL, 0);
}

void server_tell(struct server *server, const char *format, ...)
{
    redisContext *context = connect_to(server);
    assert_non_null(context);
    va_list arguments;
    va_start(arguments, format);
    redisReply *answer = redisvCommand(context, format, arguments);
    va_end(arguments);
    assert_non_null(answer);
    if (answer->type == REDIS_REPLY_ERROR)
        fail_msg("%s: %s", format, answer->str);
    freeReplyObject(answer);
    redisFree(context);
}
