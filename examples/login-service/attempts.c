#include "attempts.h"

#include <fcntl.h>
#include <pwpol/store_sqlite.h>
#include <sodium.h>
#include <stdio.h>
#include <unistd.h>

enum { KEY_BYTES = 32 };

/* One line: base64 of random bytes. An existing file is left as it is. */
static void make_key_file(const char *path)
{
    unsigned char key[KEY_BYTES];
    char line[sodium_base64_ENCODED_LEN(KEY_BYTES, sodium_base64_VARIANT_ORIGINAL)];
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return;
    randombytes_buf(key, sizeof key);
    sodium_bin2base64(line, sizeof line, key, sizeof key, sodium_base64_VARIANT_ORIGINAL);
    if (dprintf(fd, "%s\n", line) < 0)
        unlink(path); /* pwpol will say that there is none */
    close(fd);
    sodium_memzero(key, sizeof key);
    sodium_memzero(line, sizeof line);
}

pwpol_status attempts_open(pwpol_store **store, const char *path, pwpol_policy *policy, pwpol_where *where)
{
    char key_file[4096];
    const char *named = pwpol_policy_get(policy, "throttle.key_file");
    if (named == NULL || *named == '\0') {
        if (snprintf(key_file, sizeof key_file, "%s.key", path) >= (int)sizeof key_file)
            return PWPOL_ERR_TOO_LONG;
        make_key_file(key_file);
        pwpol_status status = pwpol_policy_set(policy, "throttle.key_file", key_file, where);
        if (status != PWPOL_OK)
            return status;
    }
    return pwpol_store_sqlite_open(store, path, NULL, where);
}
