/* The table of pwpol simulate. */
#include "cli/simulation.h"

#include "cli/say.h"
#include "cli/terminal.h"
#include "policy/audit.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

enum { LABEL_COLUMNS = 40, VALUE_COLUMNS = 18 };

/* text at the right of width columns; what is too long keeps one space before it. */
static void add_right(struct page *out, const char *text, unsigned width)
{
    unsigned columns = columns_of(text);
    page_repeat(out, " ", columns < width ? width - columns : 1);
    page_add(out, text);
}

static void add_label(struct page *out, enum sentence label, unsigned indent)
{
    page_repeat(out, " ", indent);
    page_add(out, tell(label));
    unsigned columns = indent + columns_of(tell(label));
    page_repeat(out, " ", columns < LABEL_COLUMNS ? LABEL_COLUMNS - columns : 0);
}

static void add_count(struct page *out, uint64_t count)
{
    add_right(out, spell_integer(language_is_french(), (int64_t)count).text, VALUE_COLUMNS);
}

/* "12.3 %"; nothing of nothing. Small shares keep three figures, so that one account of a million shows. */
static void add_share(struct page *out, uint64_t count, uint64_t of)
{
    char text[64];
    if (of == 0) {
        add_right(out, "-", VALUE_COLUMNS);
        return;
    }
    double share = 100 * (double)count / (double)of;
    tell_number(share, share < 0.1 ? 4 : share < 10 ? 2 : 1, text, sizeof text - 4);
    strcat(text, language_is_french() ? "\u00A0%" : " %");
    add_right(out, text, VALUE_COLUMNS);
}

/* ---- The attack ---- */

static void add_guesses(struct page *out, enum sentence label, unsigned indent, uint64_t count, uint64_t sent)
{
    add_label(out, label, indent);
    add_count(out, count);
    add_share(out, count, sent);
    page_add(out, "\n");
}

static void add_accounts(struct page *out, enum sentence label, uint64_t count, uint64_t targets)
{
    add_label(out, label, 2);
    add_count(out, count);
    add_share(out, count, targets);
    page_add(out, "\n");
}

static void print_attack(struct page *out, const struct simulation *simulation)
{
    static const enum sentence labels[] = {
        [CAUSE_ACCOUNT] = SAY_REFUSED_ACCOUNT, [CAUSE_DEVICE] = SAY_REFUSED_DEVICE,
        [CAUSE_PAIR] = SAY_REFUSED_PAIR,       [CAUSE_SOURCE] = SAY_REFUSED_SOURCE,
        [CAUSE_NETWORK] = SAY_REFUSED_NETWORK, [CAUSE_GLOBAL] = SAY_REFUSED_GLOBAL,
        [CAUSE_OTHER] = SAY_REFUSED_OTHER,
    };
    const struct results *results = &simulation->attacked;
    uint32_t targets = scenario_targets(&simulation->scenario);
    char number[32];
    add_guesses(out, SAY_GUESSES_SENT, 2, results->sent, results->sent);
    add_guesses(out, SAY_GUESSES_VERIFIED, 2, results->verified, results->sent);
    for (int cause = 0; cause < CAUSES; cause++)
        if (results->refused[cause] > 0)
            add_guesses(out, labels[cause], 2, results->refused[cause], results->sent);
    if (results->captchas > 0)
        add_guesses(out, SAY_CAPTCHAS_ASKED, 2, results->captchas, results->sent);
    add_label(out, SAY_MOST_ON_ONE, 2);
    add_count(out, results->most_verified);
    page_add(out, "\n");
    add_accounts(out, SAY_ACCOUNTS_LOCKED, results->accounts_locked, targets);
    add_accounts(out, SAY_ACCOUNTS_BROKEN, results->broken, targets);
    add_label(out, SAY_EXPECTED, 4);
    tell_number(results->expected, 1, number, sizeof number);
    add_right(out, number, VALUE_COLUMNS);
    page_add(out, "\n");
}

/* ---- The owners ---- */

static const struct {
    enum sentence label;
    size_t member;
} endings[] = {
    { SAY_LOGINS_SMOOTH, offsetof(struct logins, smooth) },
    { SAY_LOGINS_HELD, offsetof(struct logins, held) },
    { SAY_LOGINS_TURNED_AWAY, offsetof(struct logins, turned_away) },
    { SAY_LOGINS_FORGOTTEN, offsetof(struct logins, forgotten) },
};

static uint64_t member_of(const struct logins *logins, size_t member)
{
    return *(const uint64_t *)(const void *)((const char *)logins + member);
}

static void print_logins(struct page *out, enum sentence label, const struct logins *calm,
                         const struct logins *attacked)
{
    add_label(out, label, 2);
    add_count(out, calm->begun);
    add_count(out, attacked->begun);
    page_add(out, "\n");
    if (attacked->begun == 0)
        return;
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        add_label(out, endings[i].label, 4);
        add_share(out, member_of(calm, endings[i].member), calm->begun);
        add_share(out, member_of(attacked, endings[i].member), attacked->begun);
        page_add(out, "\n");
    }
}

static void print_owners(struct page *out, const struct simulation *simulation)
{
    const struct results *calm = &simulation->calm, *attacked = &simulation->attacked;
    print_logins(out, SAY_LOGINS_KNOWN, &calm->known, &attacked->known);
    print_logins(out, SAY_LOGINS_STRANGE, &calm->strange, &attacked->strange);
    if (scenario_targets(&simulation->scenario) < simulation->scenario.accounts)
        print_logins(out, SAY_LOGINS_TARGETED, &calm->targeted, &attacked->targeted);
    add_label(out, SAY_OWNERS_DISTURBED, 2);
    add_count(out, calm->owners_disturbed);
    add_count(out, attacked->owners_disturbed);
    page_add(out, "\n");
    add_label(out, SAY_LOCKS, 2);
    add_count(out, calm->locks_by_owners);
    add_count(out, attacked->locks_by_owners + attacked->locks_by_attack);
    page_add(out, "\n");
    add_label(out, SAY_RECORDS, 2);
    add_count(out, calm->records);
    add_count(out, attacked->records);
    page_add(out, "\n");
}

/* ---- All ---- */

/* "Zipf's law without the first 55,890 passwords" */
static void say_passwords(const struct passwords *passwords, struct page *sentence)
{
    bool french = language_is_french();
    char number[32];
    switch (passwords->model) {
    case PASSWORDS_ZIPF:
        page_say(sentence, passwords->refused > 0 ? SAY_MODEL_ZIPF_REFUSED : SAY_MODEL_ZIPF,
                 spell_integer(french, (int64_t)passwords->refused).text);
        break;
    case PASSWORDS_LIST:
        page_say(sentence, SAY_MODEL_LIST, spell_integer(french, (int64_t)passwords->count).text,
                 spell_integer(french, (int64_t)passwords->lines).text);
        break;
    default:
        tell_number(passwords->log10, 2, number, sizeof number);
        page_say(sentence, SAY_MODEL_EVEN, number);
        break;
    }
}

static void print_heading(struct page *out, const struct terminal *terminal, const struct simulation *simulation)
{
    const struct scenario *scenario = &simulation->scenario;
    bool french = language_is_french();
    struct page sentence;
    char rate[32];
    page_begin(&sentence, IN_MEMORY);
    tell_number(scenario->rate, 3, rate, sizeof rate);
    page_say(&sentence, scenario->attack == ATTACK_PAIRS ? SAY_SIMULATED_PAIRS : SAY_SIMULATED_GUESSING, scenario->name,
             spell_duration(french, scenario->duration).text, rate,
             spell_integer(french, (int64_t)scenario->sources).text,
             spell_integer(french, scenario_targets(scenario)).text,
             spell_integer(french, (int64_t)scenario->accounts).text);
    page_add(&sentence, " ");
    say_passwords(&scenario->passwords, &sentence);
    page_add(&sentence, " ");
    page_say(&sentence, SAY_SIMULATED_UNDER, simulation->policy, scenario->seed);
    wrap_page(out, terminal, 0, 0, &sentence);
    page_add(out, "\n\n");
}

static void print_title(struct page *out, const struct terminal *terminal, enum sentence title,
                        enum sentence first, enum sentence second)
{
    paint(out, terminal, STRONG);
    add_label(out, title, 0);
    add_right(out, tell(first), VALUE_COLUMNS);
    add_right(out, tell(second), VALUE_COLUMNS);
    paint(out, terminal, PLAIN);
    page_add(out, "\n");
}

void simulation_print(const struct simulation *simulation, struct page *out)
{
    struct terminal terminal = terminal_of(STDOUT_FILENO, COLOUR_AUTO);
    print_heading(out, &terminal, simulation);
    print_title(out, &terminal, SAY_THE_ATTACK, SAY_COLUMN_COUNT, SAY_COLUMN_SHARE);
    print_attack(out, simulation);
    page_add(out, "\n");
    print_title(out, &terminal, SAY_THE_OWNERS, SAY_COLUMN_CALM, SAY_COLUMN_ATTACKED);
    print_owners(out, simulation);
}
