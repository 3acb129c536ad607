/* Chapter A: strength. The points A1 to A5 are judged for one case only, the one examined. */
#include "policy/audit.h"
#include "policy/formal.h"
#include "text/text.h"

#include <math.h>

/* A1, A3, A5 */
static unsigned case_entropy(unsigned cnil_case)
{
    static const unsigned bits[] = { 0, 80, 50, 13 };
    return bits[cnil_case];
}

/* A9: the figure of case 1 is the authority's, that of case 2 pwpol's own; none is known for case 3. */
static double case_guesses(unsigned cnil_case)
{
    static const double guesses[] = { NAN, 14, 8, NAN };
    return guesses[cnil_case];
}

/* A2, A4, A5: the authority's examples in words. */
static const struct audit_words example_words[EXAMPLE_COUNT] = {
    [EXAMPLE_12_FOUR_CLASSES] = { "12 caractères des quatre classes", "12 characters of the four classes" },
    [EXAMPLE_14_LETTERS_DIGITS] = { "14 majuscules, minuscules et chiffres",
                                    "14 upper-case letters, lower-case letters and digits" },
    [EXAMPLE_7_WORDS] = { "7 mots", "7 words" },
    [EXAMPLE_8_THREE_CLASSES] = { "8 caractères de trois classes", "8 characters of three classes" },
    [EXAMPLE_16_DIGITS] = { "16 chiffres", "16 digits" },
    [EXAMPLE_4_DIGITS] = { "4 chiffres", "4 digits" },
};

bool formal_required(const pwpol_policy *policy)
{
    int64_t require = policy_integer(policy, KEY_STRENGTH_REQUIRE);
    return require == STRENGTH_FORMAL || require == STRENGTH_BOTH || require == STRENGTH_EITHER;
}

static bool guesses_required(const pwpol_policy *policy)
{
    int64_t require = policy_integer(policy, KEY_STRENGTH_REQUIRE);
    return require == STRENGTH_GUESSES || require == STRENGTH_BOTH || require == STRENGTH_EITHER;
}

/* The examples in force that a case does not accept. */
static unsigned examples_too_weak(const pwpol_policy *policy, unsigned cnil_case)
{
    unsigned weak = 0;
    for (unsigned i = 0; i < EXAMPLE_COUNT; i++)
        if (formal_examples[i].cnil_case > cnil_case)
            weak |= 1U << i;
    return policy_set_of(policy, KEY_ENTROPY_EXAMPLES) & weak;
}

static bool formula_reaches(const pwpol_policy *policy, unsigned cnil_case)
{
    return entropy_rounded(policy_number(policy, KEY_ENTROPY_MIN)) >= case_entropy(cnil_case);
}

/* A9: guesses judge every candidate alone (guesses, both), or each by what it is
 * good at (either): then the formal way must reach the case too. */
static bool guesses_reach(const pwpol_policy *policy, unsigned cnil_case)
{
    double least = policy_number(policy, KEY_GUESSES_MIN);
    if (!(least >= case_guesses(cnil_case)))
        return false;
    switch (policy_integer(policy, KEY_STRENGTH_REQUIRE)) {
    case STRENGTH_GUESSES:
    case STRENGTH_BOTH:
        return true;
    case STRENGTH_EITHER:
        return formula_reaches(policy, cnil_case) && examples_too_weak(policy, cnil_case) == 0;
    default:
        return false;
    }
}

static bool entropy_reaches(const struct audit_facts *facts, unsigned cnil_case)
{
    return facts->strength.cnil_case != 0 && facts->strength.cnil_case <= cnil_case;
}

bool strength_reaches(const struct audit_facts *facts, unsigned cnil_case)
{
    return entropy_reaches(facts, cnil_case) || guesses_reach(facts->policy, cnil_case);
}

/* ---- A1 to A5 ----------------------------------------------------------- */

static bool other_case(const struct audit_facts *facts, struct audit_judgement *judgement, unsigned cnil_case)
{
    if (facts->examined == cnil_case)
        return false;
    judgement->verdict = PWPOL_AUDIT_NOT_APPLICABLE;
    say(judgement, "La politique est examinée au titre du cas %u.", "The policy is examined under case %u.",
        facts->examined);
    return true;
}

static void judge_case(const struct audit_facts *facts, struct audit_judgement *judgement, unsigned cnil_case)
{
    if (other_case(facts, judgement, cnil_case))
        return;
    unsigned have = facts->strength.entropy_rounded;
    const char *weakest = facts->french ? facts->strength.weakest_fr : facts->strength.weakest_en;
    if (entropy_reaches(facts, cnil_case)) {
        say(judgement, "La politique garantit %u bits ; le plus faible mot de passe admis est fait de %s.",
            "The policy guarantees %u bits; the weakest password admitted is made of %s.", have, weakest);
        return;
    }
    if (guesses_reach(facts->policy, cnil_case)) {
        say(judgement,
            "La politique ne garantit que %u bits, mais exige que tout mot de passe résiste à %s essais, ce "
            "qui peut en tenir lieu (A9%s).",
            "The policy only guarantees %u bits, but requires that any password withstand %s guesses, which "
            "may stand in for them (A9%s).",
            have, spell_power(facts->french, policy_number(facts->policy, KEY_GUESSES_MIN)).text,
            cnil_case == 1  ? ""
            : facts->french ? " ; seuil propre à pwpol"
                            : "; pwpol's own threshold");
        return;
    }
    judgement->verdict = PWPOL_AUDIT_NOT_MET;
    if (have >= case_entropy(cnil_case)) {
        say(judgement, "La politique garantit %u bits, mais admet moins de 16 chiffres seuls (A7c).",
            "The policy guarantees %u bits, but admits fewer than 16 digits alone (A7c).", have);
        return;
    }
    say(judgement,
        "La politique ne garantit que %u bit%s sur les %u attendus ; le plus faible mot de passe admis est "
        "fait de %s.",
        "The policy only guarantees %u bit%s of the %u expected; the weakest password admitted is made of "
        "%s.",
        have, plural(facts->french, have), case_entropy(cnil_case), weakest);
}

void judge_alone(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    judge_case(facts, judgement, 1);
}

void judge_restricted(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    judge_case(facts, judgement, 2);
}

void judge_device(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    judge_case(facts, judgement, 3);
}

static void say_examples(struct audit_judgement *judgement, unsigned which)
{
    const char *separator = "";
    for (unsigned i = 0; i < EXAMPLE_COUNT; i++) {
        if ((which & 1U << i) == 0)
            continue;
        double bits = entropy_of(formal_examples[i].length, formal_examples[i].symbols);
        say(judgement, "%s%s (%s bits)", "%s%s (%s bits)", separator,
            words_in(&example_words[i], judgement->french), spell_number(judgement->french, bits, 2).text);
        separator = ", ";
    }
    say(judgement, ".", ".");
}

static void judge_examples(const struct audit_facts *facts, struct audit_judgement *judgement,
                           unsigned cnil_case)
{
    if (other_case(facts, judgement, cnil_case))
        return;
    unsigned weak = examples_too_weak(facts->policy, cnil_case);
    unsigned accepted = policy_set_of(facts->policy, KEY_ENTROPY_EXAMPLES);
    if (!formal_required(facts->policy) || accepted == 0) {
        judgement->verdict = PWPOL_AUDIT_NOT_APPLICABLE;
        say(judgement, "La politique n'accepte aucun exemple d'office.",
            "The policy accepts no example by itself.");
        return;
    }
    if (weak != 0) {
        judgement->verdict = PWPOL_AUDIT_NOT_MET;
        say(judgement, "La politique accepte d'office un exemple trop faible pour ce cas : ",
            "The policy accepts by itself an example too weak for this case: ");
        say_examples(judgement, weak);
        return;
    }
    say(judgement, "La politique accepte d'office : ", "The policy accepts by themselves: ");
    say_examples(judgement, accepted);
}

void judge_alone_examples(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    judge_examples(facts, judgement, 1);
}

void judge_restricted_examples(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    judge_examples(facts, judgement, 2);
}

/* ---- A6 to A9: how strength is measured ---------------------------------- */

void judge_formula(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    const pwpol_policy_strength *strength = &facts->strength;
    say(judgement, "Le plus faible mot de passe admis : %u × log₂(%s) = %s bits.",
        "The weakest password admitted: %u × log₂(%s) = %s bits.", strength->length,
        spell_integer(facts->french, strength->symbols).text,
        spell_number(facts->french, strength->entropy, 2).text);
}

void judge_rounding(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    say(judgement, "Les %s bits garantis comptent pour %u.", "The %s bits guaranteed count as %u.",
        spell_number(facts->french, facts->strength.entropy, 2).text, facts->strength.entropy_rounded);
}

void judge_alternatives(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    double least = policy_number(facts->policy, KEY_ENTROPY_MIN);
    unsigned want = case_entropy(facts->examined);
    if (!formal_required(facts->policy) || least == 0) {
        judgement->verdict = PWPOL_AUDIT_NOT_APPLICABLE;
        say(judgement, "La politique ne mesure pas l'entropie de chaque mot de passe.",
            "The policy does not measure the entropy of each password.");
        return;
    }
    if (!formula_reaches(facts->policy, facts->examined)) {
        judgement->verdict = PWPOL_AUDIT_NOT_MET;
        say(judgement, "La politique n'exige que %s bits par la formule ; le cas %u en demande %u.",
            "The policy only requires %s bits by the formula; case %u asks for %u.",
            spell_number(facts->french, least, 2).text, facts->examined, want);
        return;
    }
    bool any = policy_set_of(facts->policy, KEY_ENTROPY_EXAMPLES) != 0;
    say(judgement, "La politique exige %s bits par la formule%s.",
        "The policy requires %s bits by the formula%s.", spell_number(facts->french, least, 2).text,
        !any            ? ""
        : facts->french ? ", ou l'un des exemples de l'autorité"
                        : ", or one of the authority's examples");
}

/* The fewest digits that make a password by themselves; 0 when composition or the formula admits none. */
static unsigned fewest_digits(const pwpol_policy *policy)
{
    const unsigned other_classes = ~(1U << REQUIRED_DIGIT);
    int64_t require = policy_integer(policy, KEY_STRENGTH_REQUIRE);
    bool by_formula = require == STRENGTH_FORMAL || require == STRENGTH_BOTH;
    struct formal_candidate candidate = { .classes = CLASS_DIGIT };
    size_t longest = (size_t)policy_integer(policy, KEY_LENGTH_MAX);
    if ((policy_set_of(policy, KEY_CLASSES_REQUIRED) & other_classes) != 0 ||
        policy_integer(policy, KEY_CLASSES_MIN) > 1)
        return 0;
    candidate.length = (size_t)policy_integer(policy, KEY_LENGTH_MIN);
    while (candidate.length <= longest && by_formula && !formal_judge(policy, &candidate).accepted)
        candidate.length++;
    return candidate.length <= longest ? (unsigned)candidate.length : 0;
}

void judge_digits_only(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    if (other_case(facts, judgement, 2))
        return;
    if (!entropy_reaches(facts, 2) && guesses_reach(facts->policy, 2)) {
        judgement->verdict = PWPOL_AUDIT_NOT_APPLICABLE;
        say(judgement, "Le nombre d'essais exigé tient lieu d'entropie (A9).",
            "The number of guesses required stands in for entropy (A9).");
        return;
    }
    unsigned fewest = fewest_digits(facts->policy);
    if (fewest == 0) {
        say(judgement, "La politique n'admet aucun mot de passe fait de chiffres seuls.",
            "The policy admits no password of digits alone.");
        return;
    }
    if (fewest < formal_examples[EXAMPLE_16_DIGITS].length)
        judgement->verdict = PWPOL_AUDIT_NOT_MET;
    say(judgement, "La politique admet des chiffres seuls à partir de %u.",
        "The policy admits digits alone from %u on.", fewest);
}

void judge_passphrase(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    if (facts->examined == 3) {
        judgement->verdict = PWPOL_AUDIT_NOT_APPLICABLE;
        say(judgement, "Le code d'un matériel n'est pas une phrase.", "The code of a device is no phrase.");
        return;
    }
    if (!formal_required(facts->policy)) {
        judgement->verdict = PWPOL_AUDIT_NOT_APPLICABLE;
        say(judgement, "La politique n'exige pas d'entropie formelle.",
            "The policy requires no formal entropy.");
        return;
    }
    if (!policy_integer(facts->policy, KEY_PASSPHRASE_RECOGNISE)) {
        judgement->verdict = PWPOL_AUDIT_NOT_MET;
        say(judgement, "La politique mesure une phrase de passe en caractères, ce qui la surestime.",
            "The policy measures a passphrase in characters, which overrates it.");
        return;
    }
    say(judgement,
        "La politique mesure une phrase de passe en mots : 7 mots d'une liste de %s valent %s bits.",
        "The policy measures a passphrase in words: 7 words of a list of %s are worth %s bits.",
        spell_integer(facts->french, PHRASE_LIST_SIZE).text,
        spell_number(facts->french, entropy_of(7, PHRASE_LIST_SIZE), 1).text);
}

void judge_guesses(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    double least = policy_number(facts->policy, KEY_GUESSES_MIN);
    double want = case_guesses(facts->examined);
    bool french = facts->french;
    if (!guesses_required(facts->policy) || least == 0) {
        judgement->verdict = PWPOL_AUDIT_NOT_APPLICABLE;
        say(judgement, "La politique s'en tient à l'entropie et à la composition.",
            "The policy keeps to entropy and composition.");
        return;
    }
    if (isnan(want)) {
        judgement->verdict = PWPOL_AUDIT_NOT_APPLICABLE;
        say(judgement, "La politique exige %s essais ; aucun seuil n'est connu pour le cas %u.",
            "The policy requires %s guesses; no threshold is known for case %u.",
            spell_power(french, least).text, facts->examined);
        return;
    }
    if (least < want)
        judgement->verdict = PWPOL_AUDIT_NOT_MET;
    say(judgement, "La politique exige %s essais ; seuil %s pour le cas %u : %s.",
        "The policy requires %s guesses; %s threshold for case %u is %s.", spell_power(french, least).text,
        facts->examined == 1 ? (french ? "de l'autorité" : "the authority's")
                             : (french ? "propre à pwpol" : "pwpol's own"),
        facts->examined, spell_power(french, want).text);
}

/* ---- A10 to A12: what is refused by name --------------------------------- */

static bool lists_refused(const pwpol_policy *policy)
{
    return policy_integer(policy, KEY_DICTIONARY_BUILTIN) || policy_denied_count(policy) > 0;
}

void judge_common(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    size_t own = policy_denied_count(facts->policy);
    if (!lists_refused(facts->policy)) {
        judgement->verdict = PWPOL_AUDIT_NOT_MET;
        say(judgement, "La politique ne compare à aucune liste.", "The policy compares with no list.");
        return;
    }
    if (policy_integer(facts->policy, KEY_DICTIONARY_BUILTIN))
        say(judgement,
            "La politique refuse les mots de passe, mots, noms et lieux courants, français et anglais, des "
            "listes fournies",
            "The policy refuses the common passwords, words, names and places, French and English, of the "
            "lists supplied");
    else
        say(judgement, "La politique refuse les mots des listes du service",
            "The policy refuses the words of the service's lists");
    const char *separator = policy_integer(facts->policy, KEY_DICTIONARY_BUILTIN)
                                ? (facts->french ? ", ainsi que ceux de : " : ", and those of: ")
                                : (facts->french ? " : " : ": ");
    for (size_t i = 0; i < own; i++) {
        say(judgement, "%s%s", "%s%s", separator, policy_denied_name(facts->policy, i));
        separator = ", ";
    }
    say(judgement, ".", ".");
}

void judge_compromised(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    const pwpol_breach *breach = policy_breach(facts->policy);
    pwpol_breach_info info = { .size = sizeof info };
    if (breach == NULL || pwpol_breach_info_of(breach, &info) != PWPOL_OK) {
        judgement->verdict = PWPOL_AUDIT_OUTSIDE;
        say(judgement,
            "La politique ne nomme aucun corpus de mots de passe compromis (breach.file) : c'est au service de "
            "faire cette comparaison.",
            "The policy names no corpus of compromised passwords (breach.file): it is for the service to make "
            "this comparison.");
        return;
    }
    if (info.builtin) {
        judgement->verdict = PWPOL_AUDIT_NOT_MET;
        say(judgement,
            "Le corpus que nomme breach.file n'a pu être ouvert, et la politique continue sans lui "
            "(breach.missing = open).",
            "The corpus that breach.file names could not be opened, and the policy goes on without it "
            "(breach.missing = open).");
        return;
    }
    struct spelt entries = spell_integer(facts->french, (int64_t)info.entries);
    struct spelt date = spell_date(facts->french, info.date);
    say(judgement, "La politique refuse les %s mots de passe d'un corpus daté du %s",
        "The policy refuses the %s passwords of a corpus dated %s", entries.text, date.text);
    if (info.source[0] != '\0')
        say(judgement, " (%s)", " (%s)", info.source);
    if (info.smallest_count > 1) {
        struct spelt least = spell_integer(facts->french, (int64_t)info.smallest_count);
        say(judgement, ", vus au moins %s fois", ", seen at least %s times", least.text);
    }
    say(judgement, ".", ".");
}

void judge_personal(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    if (!policy_integer(facts->policy, KEY_CONTEXT_REFUSE)) {
        judgement->verdict = PWPOL_AUDIT_NOT_MET;
        say(judgement, "La politique admet ce qui est tiré de la personne ou du service.",
            "The policy admits what is drawn from the person or the service.");
        return;
    }
    int64_t least = policy_integer(facts->policy, KEY_CONTEXT_LENGTH);
    say(judgement,
        "La politique refuse ce qui reprend l'identifiant, le courriel, les noms, la date de naissance ou le "
        "service, dès %d caractères, s'ils sont donnés à la vérification.",
        "The policy refuses what repeats the login, e-mail, names, birth date or service, from %d characters "
        "on, where the check is told them.",
        (int)least);
}

void judge_no_bonus(const struct audit_facts *facts, struct audit_judgement *judgement)
{
    (void)facts;
    say(judgement,
        "Aucune clé de politique n'abaisse l'exigence en échange d'une information complémentaire.",
        "No policy key lowers the requirement in exchange for an additional piece of information.");
}
