/* Argon2 strings, also as libargon2 and libsodium read them. */
#include "input.h"

#include "hash/phc.h"

#include <argon2.h>
#include <sodium.h>

enum { MEMORY_MOST = 256 /* KiB */, PASSES_MOST = 2, LANES_MOST = 4 };

/* What follows "NAME=", read again in a simple way: to know what libargon2, which computes what it reads, would
 * be asked for. */
static uint64_t number_after(const char *text, const char *name)
{
    const char *found = strstr(text, name);
    return found == NULL ? UINT64_MAX : strtoull(found + strlen(name), NULL, 10);
}

/* Whether libargon2 takes the string for one of Argon2; false also where it would cost too much to ask. */
static bool libargon2_may_be_asked(const char *text)
{
    return number_after(text, "m=") <= MEMORY_MOST && number_after(text, "t=") <= PASSES_MOST &&
           number_after(text, "p=") <= LANES_MOST;
}

static bool libargon2_accepts(const char *text)
{
    argon2_type type = strncmp(text, "$argon2id$", 10) == 0 ? Argon2_id
                       : strncmp(text, "$argon2i$", 9) == 0 ? Argon2_i
                                                            : Argon2_d;
    int answer = argon2_verify(text, "password", 8, type);
    return answer == ARGON2_OK || answer == ARGON2_VERIFY_MISMATCH;
}

/* What libargon2 accepts and we do not, on purpose: tags that a few thousand million guesses match, texts longer than
 * any that is made, versions that do not exist (it computes 1.3 for them), and bytes above 127, which its base64 takes
 * for some letter. */
static bool refused_on_purpose(const char *text)
{
    uint64_t version = strstr(text, "$v=") == NULL ? ARGON2_V10 : number_after(text, "$v=");
    const char *tag = strrchr(text, '$') + 1;
    const char *salt = tag - 1;
    while (salt > text && salt[-1] != '$')
        salt--;
    size_t tag_len = strlen(tag) * 3 / 4, salt_len = (size_t)(tag - 1 - salt) * 3 / 4;
    for (const char *at = text; *at != '\0'; at++)
        if (*at & 0x80)
            return true;
    return (version != ARGON2_V10 && version != ARGON2_V13) || tag_len < PHC_TAG_MIN ||
           tag_len > PHC_TAG_MAX || salt_len > PHC_SALT_MAX || strlen(text) >= PHC_STRING_SIZE;
}

/* libsodium knows version 1.3 only, no Argon2d, no key and no data, and strings that fit its own buffer. */
static bool libsodium_should_know(const struct phc *phc, size_t text_len)
{
    return phc->version == ARGON2_V13 && phc->variant != ARGON2_VARIANT_D && phc->keyid_len == 0 &&
           phc->data_len == 0 && text_len < crypto_pwhash_STRBYTES;
}

static void judge_accepted(const struct phc *phc, const char *text, size_t text_len)
{
    char written[PHC_STRING_SIZE];
    phc_write(phc, written);
    bool same = strlen(written) == text_len && memcmp(written, text, text_len) == 0;
    /* "$v=16$" is how version 1.0 may be written; we write none, as it did itself. */
    must(same || (phc->version == ARGON2_V10 && strstr(text, "$v=16$") != NULL), "a string has one spelling");
    struct phc again;
    must(phc_parse(written, strlen(written), &again) && memcmp(&again, phc, sizeof again) == 0,
         "which reads as the same");
    if (phc->keyid_len == 0 && phc->data_len == 0 && libargon2_may_be_asked(text))
        must(libargon2_accepts(text), "libargon2 accepts what we do");
    if (libsodium_should_know(phc, text_len))
        must(crypto_pwhash_str_needs_rehash(text, 1, 8192) != -1, "libsodium knows what we do");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct input input = { bytes, size };
    struct phc phc;
    if (sodium_init() < 0)
        return 0;
    char *text = input_take(&input, size);
    bool accepted = phc_parse(text, size, &phc);
    if (accepted) {
        must(strlen(text) == size, "no string holds a NUL");
        judge_accepted(&phc, text, size);
    } else if (strlen(text) == size && strncmp(text, "$argon2", 7) == 0 && libargon2_may_be_asked(text)) {
        must(!libargon2_accepts(text) || refused_on_purpose(text),
             "we accept what libargon2 does, but for what is listed");
    }
    if (!accepted && strlen(text) == size && crypto_pwhash_str_needs_rehash(text, 1, 8192) != -1)
        must(refused_on_purpose(text), "and what libsodium does");
    free(text);
    return 0;
}
