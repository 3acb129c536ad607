/* Policy files. What was read can be written, and reads as the same. */
#include "input.h"

#include "pwpol/policy.h"

#include "text/text.h"

static void judge_sentence(const char *sentence, size_t size)
{
    size_t length = strnlen(sentence, size);
    must(length > 0 && length < size, "a refusal says why, within its field");
    for (size_t at = 0; at < length;) {
        uint32_t point;
        size_t took = utf8_decode((const unsigned char *)sentence + at, length - at, &point);
        must(took > 0, "sentences are UTF-8, also where they were cut");
        at += took;
    }
}

static void judge_refusal(const pwpol_policy *policy, const pwpol_where *where)
{
    must(policy == NULL, "a refused file leaves no policy");
    judge_sentence(where->message_en, sizeof where->message_en);
    judge_sentence(where->message_fr, sizeof where->message_fr);
}

/* The policy written and read again. */
static void judge_written(const pwpol_policy *policy, bool full)
{
    char *text = NULL, *again = NULL;
    pwpol_policy *read = NULL;
    pwpol_where where = PWPOL_WHERE_INIT;
    must(pwpol_policy_write(policy, full, &text) == PWPOL_OK, "a policy can be written");
    pwpol_status status = pwpol_policy_parse(&read, text, strlen(text), "written", &where);
    if (status != PWPOL_OK)
        fprintf(stderr, "%s\n%s\n", text, where.message_en);
    must(status == PWPOL_OK, "what was written is read");
    must(strcmp(pwpol_policy_preset(read), pwpol_policy_preset(policy)) == 0, "the preset is the same");
    for (size_t i = 0; i < pwpol_policy_key_count(); i++) {
        pwpol_key key = { .size = sizeof key };
        must(pwpol_policy_key(i, &key) == PWPOL_OK, "every key can be asked for");
        must(strcmp(pwpol_policy_get(policy, key.name), pwpol_policy_get(read, key.name)) == 0,
             "a policy that was written and read is the same");
    }
    must(pwpol_policy_write(read, full, &again) == PWPOL_OK && strcmp(text, again) == 0,
         "it is written alike");
    pwpol_policy_free(read);
    pwpol_free(text);
    pwpol_free(again);
}

static void judge_values(pwpol_policy *policy)
{
    for (size_t i = 0; i < pwpol_policy_key_count(); i++) {
        pwpol_key key = { .size = sizeof key };
        must(pwpol_policy_key(i, &key) == PWPOL_OK, "every key can be asked for");
        char *value = strdup(pwpol_policy_get(policy, key.name));
        must(value != NULL && pwpol_policy_set(policy, key.name, value, NULL) == PWPOL_OK,
             "a key takes its own value");
        must(strcmp(pwpol_policy_get(policy, key.name), value) == 0, "which is canonical");
        free(value);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    /* Files are not what is fuzzed, and a device may never end. */
    bool names_files = size > 0 && memchr(bytes, '/', size) != NULL;
    if (names_files && memmem(bytes, size, "include", 7) != NULL)
        return 0;
    struct input input = { bytes, size };
    char *text = input_take(&input, size);
    pwpol_policy *policy = NULL;
    pwpol_where where = PWPOL_WHERE_INIT;
    pwpol_status status = pwpol_policy_parse(&policy, text, size, "fuzzed", &where);
    if (status != PWPOL_OK) {
        judge_refusal(policy, &where);
    } else {
        judge_written(policy, false);
        judge_written(policy, true);
        judge_values(policy);
    }
    if (status == PWPOL_OK && !names_files) {
        status = pwpol_policy_validate(policy, &where);
        must(status == PWPOL_OK || status == PWPOL_ERR_CONFLICT, "without files only conflicts are left");
        pwpol_policy_strength strength = { .size = sizeof strength };
        if (status == PWPOL_OK) {
            must(pwpol_policy_strength_of(policy, &strength) == PWPOL_OK, "a sound policy has a strength");
            must(strength.entropy >= 0 && strength.entropy < 1e6, "which is a number of bits");
        }
    }
    pwpol_policy_free(policy);
    free(text);
    return 0;
}
