/* An example login service: options, start, stop. README.md is the way in. */
#include "server.h"

#include <getopt.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

static const char usage[] =
    "usage: login-service [OPTION...]\n"
    "  --address IP          where to listen; 127.0.0.1\n"
    "  --port N              8080; 0 takes a free one\n"
    "  --certificate FILE    HTTPS, with this certificate (PEM); needs --key\n"
    "  --key FILE            its private key (PEM)\n"
    "  --origin URL          how people reach the service: links in mails begin with it\n"
    "  --database FILE       login-service.db\n"
    "  --attempts FILE       where wrong passwords are counted; login-service-attempts.db\n"
    "  --pages FOLDER        templates; " PAGES_FOLDER "\n"
    "  --policy FILE         password policy (pwpol.conf(5)); the library's default\n"
    "  --outbox FILE         where mails are appended; standard output\n"
    "  --add-admin EMAIL     makes an administrator, prints a password to change at first sign-in, and ends\n"
    "  --help                this text\n";

/* False after a complaint. */
static bool read_options(struct options *options, int argc, char **argv)
{
    enum { ADDRESS = 1, CERTIFICATE, KEY, ORIGIN, DATABASE, ATTEMPTS, PAGES, POLICY, OUTBOX, ADD_ADMIN };
    enum { PORT = 'p', HELP = 'h' };
    static const struct option known[] = {
        { "address", required_argument, NULL, ADDRESS },
        { "port", required_argument, NULL, PORT },
        { "certificate", required_argument, NULL, CERTIFICATE },
        { "key", required_argument, NULL, KEY },
        { "origin", required_argument, NULL, ORIGIN },
        { "database", required_argument, NULL, DATABASE },
        { "attempts", required_argument, NULL, ATTEMPTS },
        { "pages", required_argument, NULL, PAGES },
        { "policy", required_argument, NULL, POLICY },
        { "outbox", required_argument, NULL, OUTBOX },
        { "add-admin", required_argument, NULL, ADD_ADMIN },
        { "help", no_argument, NULL, HELP },
        { NULL, 0, NULL, 0 },
    };
    const char **const texts[] = {
        [ADDRESS] = &options->address,   [CERTIFICATE] = &options->certificate,
        [KEY] = &options->key,           [ORIGIN] = &options->origin,
        [DATABASE] = &options->database, [ATTEMPTS] = &options->attempts,
        [PAGES] = &options->pages,       [POLICY] = &options->policy,
        [OUTBOX] = &options->outbox,     [ADD_ADMIN] = &options->add_admin,
    };
    for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        char *end = NULL;
        unsigned long port = option == PORT ? strtoul(optarg, &end, 10) : 0;
        if (option == HELP) {
            fputs(usage, stdout);
            exit(0);
        }
        if (option == '?' || (option == PORT && (*end != '\0' || end == optarg || port > 65535))) {
            fputs(usage, stderr);
            return false;
        }
        if (option == PORT)
            options->port = (uint16_t)port;
        else
            *texts[option] = optarg;
    }
    if (optind == argc && (options->certificate == NULL) == (options->key == NULL))
        return true;
    fputs(usage, stderr);
    return false;
}

static int add_admin(struct service *service, const char *email)
{
    char password[TOKEN_SIZE];
    if (!service_invite(service, email, PWPOL_ROLE_PRIVILEGED, password)) {
        fprintf(stderr, "login-service: no account could be made for %s; perhaps it has one.\n", email);
        return 1;
    }
    printf("%s\n", password);
    sodium_memzero(password, sizeof password);
    return 0;
}

/* Serves until SIGINT or SIGTERM, which every other thread leaves to this one. */
static int serve(struct service *service, const sigset_t *stop)
{
    int signal = 0;
    struct server *server = server_start(service);
    if (server == NULL)
        return 1;
    printf("login-service: open %s/\n", service->origin);
    fflush(stdout);
    sigwait(stop, &signal);
    server_stop(server);
    puts("login-service: stopped.");
    return 0;
}

int main(int argc, char **argv)
{
    static struct service service;
    struct options options = { .address = "127.0.0.1",
                               .port = 8080,
                               .database = "login-service.db",
                               .attempts = "login-service-attempts.db",
                               .pages = PAGES_FOLDER };
    sigset_t stop;
    if (!read_options(&options, argc, argv))
        return 2;
    /* No file of this process is for others, and its memory, which holds passwords, is written nowhere. */
    umask(077);
    setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
    signal(SIGPIPE, SIG_IGN);
    sigemptyset(&stop);
    sigaddset(&stop, SIGINT);
    sigaddset(&stop, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stop, NULL);
    int code = 1;
    if (service_begin(&service, &options))
        code = options.add_admin != NULL ? add_admin(&service, options.add_admin) : serve(&service, &stop);
    service_end(&service);
    return code;
}
