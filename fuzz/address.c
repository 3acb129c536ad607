/* Addresses of a Redis server. */
#include "input.h"

#include "redis/settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct input input = { bytes, size };
    struct settings *settings = NULL;
    pwpol_where where = PWPOL_WHERE_INIT;
    char *url = input_take(&input, size);
    if (strstr(url, "_file") == NULL && strchr(url, '%') == NULL) {
        /* Of a URL that names no file, nothing escaped. */
        pwpol_status status = settings_read(&settings, url, NULL, &where);
        must((status == PWPOL_OK) == (settings != NULL), "there are settings when the address is right");
        must((status == PWPOL_OK) == (where.message_en[0] == '\0') &&
                 (where.message_en[0] == '\0') == (where.message_fr[0] == '\0'),
             "and a sentence when it is wrong");
    } else if (strstr(url, "file") == NULL) {
        must((settings_read(&settings, url, NULL, NULL) == PWPOL_OK) == (settings != NULL),
             "with escapes likewise");
    }
    if (settings != NULL) {
        must(settings->host[0] != '\0' && strlen(settings->host) < sizeof settings->host,
             "a server has a host");
        must(strlen(settings->address) < sizeof settings->address && settings->address[0] != '\0',
             "and a name");
        must(settings->connections >= 1 && settings->connections <= 64, "options are within their bounds");
        must(settings->timeout_ms >= 1 && settings->timeout_ms <= 60000, "times too");
        must(settings->prefix[0] != '\0', "keys have a prefix");
        for (const char *at = settings->prefix; *at != '\0'; at++)
            must(*at >= ' ' && *at <= '~', "which is printable");
    }
    settings_free(settings);
    free(url);
    return 0;
}
