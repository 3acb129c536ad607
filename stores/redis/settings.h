/* Where the server is and how to speak with it: a URL and the options that go before it. */
#ifndef PWPOL_STORES_REDIS_SETTINGS_H
#define PWPOL_STORES_REDIS_SETTINGS_H

#include "pwpol/store_redis.h"

enum { URL_LONGEST = 4095, HOST_SIZE = 256, SOCKET_PATH_SIZE = 108, USER_SIZE = 256, PASSWORD_SIZE = 4096 };
enum { PREFIX_SIZE = 65, FILE_SIZE = 1024, PORT_SIZE = 6, ADDRESS_SIZE = HOST_SIZE + PORT_SIZE + 2 };

/* Lives in secret memory, for the password. Texts are "" where nothing is said. */
struct settings {
    bool tls;
    bool local; /* host is the path of a Unix socket */
    char host[HOST_SIZE];
    char port[PORT_SIZE];
    char address[ADDRESS_SIZE]; /* for messages: host and port, or the path */
    char user[USER_SIZE];
    char password[PASSWORD_SIZE];
    char password_file[FILE_SIZE];
    char prefix[PREFIX_SIZE];
    char ca_file[FILE_SIZE];
    char certificate_file[FILE_SIZE];
    char key_file[FILE_SIZE];
    uint32_t database;
    uint32_t connections;
    uint32_t timeout_ms;
    uint32_t connect_timeout_ms;
    bool allow_eviction;
};

/* *settings is in secret memory; end it with settings_free(). */
pwpol_status settings_read(struct settings **settings, const char *url, const pwpol_store_redis_options *options,
                           pwpol_where *where);
void settings_free(struct settings *settings);

#endif
