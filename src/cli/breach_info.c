/* pwpol breach info: what a corpus is. */
#include "cli/arguments.h"
#include "cli/breach_make.h"
#include "cli/commands.h"
#include "cli/page.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

const struct option_row breach_info_options[] = {
    { OPTION_JSON, '\0', "json", SAY_NOTHING, SAY_HELP_JSON },
    OPTIONS_EVERYWHERE,
    OPTIONS_END,
};

bool date_parse(const char *text, int64_t *date)
{
    struct tm day = { 0 };
    const char *end = strptime(text, "%Y-%m-%d", &day);
    if (strlen(text) != 10 || end == NULL || *end != '\0')
        return false;
    *date = (int64_t)timegm(&day) * 1000;
    char again[16];
    date_print(*date, again);
    return *date >= 0 && strcmp(again, text) == 0; /* no 31st of February */
}

void date_print(int64_t date, char text[16])
{
    time_t seconds = (time_t)(date / 1000);
    struct tm day;
    if (gmtime_r(&seconds, &day) == NULL || strftime(text, 16, "%Y-%m-%d", &day) == 0)
        strcpy(text, "?");
}

/* "1 in 1,048,576": how many passwords in no breach one false answer comes to. */
static void print_rate(struct page *out, const pwpol_breach_info *info)
{
    char one_in[32];
    if (info->false_positives <= 0) {
        page_add(out, tell(SAY_BREACH_INFO_EXACT));
        return;
    }
    tell_number(1 / info->false_positives, 0, one_in, sizeof one_in);
    page_say(out, SAY_BREACH_INFO_RATE, one_in);
}

void breach_info_print(struct page *out, const pwpol_breach_info *info)
{
    char date[16], built[16], bits[32];
    date_print(info->date, date);
    date_print(info->built, built);
    tell_number(info->bits_per_entry, 2, bits, sizeof bits);
    page_say(out, SAY_BREACH_INFO_HASH, info->hash == PWPOL_BREACH_NT ? "NT" : "SHA-1");
    page_say(out, SAY_BREACH_INFO_ENTRIES, info->entries);
    print_rate(out, info);
    page_say(out, SAY_BREACH_INFO_SIZE, info->bytes, bits);
    page_say(out, SAY_BREACH_INFO_DATE, info->date == 0 ? "-" : date, built);
    if (info->source[0] != '\0')
        page_say(out, SAY_BREACH_INFO_SOURCE, info->source);
    page_say(out, SAY_BREACH_INFO_COUNT, info->smallest_count);
    if (info->classes[0] > 0)
        page_say(out, SAY_BREACH_INFO_CLASSES, info->classes[0], info->classes[1], info->classes[2],
                 info->classes[3]);
}

void breach_info_json(struct page *out, const pwpol_breach_info *info)
{
    page_addf(out, "  \"hash\": \"%s\",\n  \"exact\": %s,\n  \"entries\": %" PRIu64 ",\n  \"bytes\": %" PRIu64 ",\n",
              info->hash == PWPOL_BREACH_NT ? "nt" : "sha1", info->exact ? "true" : "false", info->entries,
              info->bytes);
    page_add(out, "  \"bits_per_entry\": ");
    page_number(out, info->bits_per_entry, 4);
    page_add(out, ",\n  \"false_positives\": ");
    page_number(out, info->false_positives, 15);
    page_addf(out, ",\n  \"date\": %" PRId64 ",\n  \"built\": %" PRId64 ",\n  \"smallest_count\": %" PRIu64 ",\n",
              info->date, info->built, info->smallest_count);
    page_add(out, "  \"classes\": [");
    for (unsigned i = 0; i < 4 && info->classes[0] > 0; i++)
        page_addf(out, "%s%" PRIu64, i == 0 ? "" : ", ", info->classes[i]);
    page_add(out, "],\n  \"source\": ");
    page_json(out, info->source, strlen(info->source));
    page_add(out, "\n");
}

int command_breach_info(const struct command *command, int argc, char **argv)
{
    struct option_reader reader;
    struct page out;
    bool json = false;
    options_begin(&reader, command, argc, argv);
    while (options_next(&reader))
        json = true;
    if (reader.over)
        return reader.code;
    if (reader.operand_count > 1) {
        complain(SAY_BREACH_ONE_FILE);
        return CODE_USAGE;
    }
    pwpol_breach *breach = NULL;
    pwpol_breach_info info = { .size = sizeof info };
    pwpol_where where = PWPOL_WHERE_INIT;
    const char *path = reader.operand_count == 1 ? reader.operands[0] : NULL;
    pwpol_status status = pwpol_breach_open(&breach, path, PWPOL_BREACH_READ, &where);
    if (status != PWPOL_OK)
        return complain_status(status, &where);
    pwpol_breach_info_of(breach, &info);
    pwpol_breach_close(breach);
    page_begin(&out, STDOUT_FILENO);
    if (json)
        page_add(&out, "{\n");
    (json ? breach_info_json : breach_info_print)(&out, &info);
    if (json)
        page_add(&out, "}\n");
    return page_finish(&out, CODE_ACCEPTED);
}
