/* pwpol_attempt_begin(): who asks, what is known of them, may they, and counting it, in one step of the store when
 * nobody is known to it or this process saw them last, in two otherwise. */
#include "throttle/attempt.h"

#include "base/secret.h"
#include "base/sized.h"
#include "base/uncancelled.h"

#include <stdlib.h>
#include <string.h>

/* Everybody that one attempt may concern. */
struct scene {
    struct party parties[PARTY_KINDS];
    struct account_keys account;
    uint32_t mac;
    bool challenge_passed;
    bool source_known; /* an address was given that is one */
    bool learnt;       /* what is known is what the store said; otherwise it is a guess, mostly that nobody is known */
    int64_t now;       /* of the store's clock */
};

/* What was decided, and who is counted. */
struct plan {
    struct verdict verdict;
    enum party_kind kind;   /* whom the attempt is counted on */
    enum party_kind cause;  /* who decided */
    bool global;            /* everybody's failures did */
    bool ceilings;          /* source and network are counted too */
    bool repeated;
};

static bool is_present(const struct scene *scene, enum party_kind kind)
{
    return scene->parties[kind].limits != NULL;
}

/* ---- Who ---- */

static void add_address(struct scene *scene, const pwpol_throttle *throttle, const char *text)
{
    struct address address = address_parse(text);
    scene->source_known = address.family != ADDRESS_NONE;
    if (throttle->source.attempts_max > 0 || throttle->trust)
        subject_source(&throttle->secrets, &address, throttle->source_prefix_ipv4, throttle->source_prefix_ipv6,
                       scene->parties[PARTY_SOURCE].key);
    if (throttle->source.attempts_max > 0)
        scene->parties[PARTY_SOURCE].limits = &throttle->source;
    if (throttle->network.attempts_max > 0 && address.family == ADDRESS_IPV6) {
        struct address network = address_prefix(&address, throttle->network_prefix_ipv6);
        subject_hash(&throttle->secrets, SUBJECT_NETWORK, network.bytes, sizeof network.bytes,
                     scene->parties[PARTY_NETWORK].key);
        scene->parties[PARTY_NETWORK].limits = &throttle->network;
    }
}

static void add_trusted(struct scene *scene, const pwpol_throttle *throttle, const char *device, int64_t now)
{
    struct party *parties = scene->parties;
    unsigned char id[DEVICE_ID_SIZE];
    if (!throttle->trust)
        return;
    if (device != NULL && device_token_read(&throttle->secrets, &scene->account, device, now, id)) {
        subject_of_account(&scene->account, SUBJECT_DEVICE, id, parties[PARTY_DEVICE].key);
        parties[PARTY_DEVICE].limits = &throttle->account;
    }
    if (!scene->source_known)
        return;
    subject_of_account(&scene->account, SUBJECT_TRUST, parties[PARTY_SOURCE].key, parties[PARTY_TRUST].key);
    subject_of_account(&scene->account, SUBJECT_PAIR, parties[PARTY_SOURCE].key, parties[PARTY_PAIR].key);
    parties[PARTY_TRUST].limits = parties[PARTY_PAIR].limits = &throttle->account;
}

static void see_who_asks(struct scene *scene, const pwpol_throttle *throttle, const pwpol_attempt_request *request,
                         int64_t now)
{
    for (enum party_kind kind = 0; kind < PARTY_KINDS; kind++)
        scene->parties[kind].limits = NULL;
    memset(scene->parties[PARTY_SOURCE].key, 0, sizeof scene->parties[PARTY_SOURCE].key);
    memset(scene->parties[PARTY_TRUST].key, 0, sizeof scene->parties[PARTY_TRUST].key);
    scene->challenge_passed = request->challenge_passed;
    scene->source_known = false;
    scene->mac = 0;
    subject_account(&throttle->secrets, request->account, request->account_len, &scene->account);
    memcpy(scene->parties[PARTY_ACCOUNT].key, scene->account.key, sizeof scene->account.key);
    scene->parties[PARTY_ACCOUNT].limits = &throttle->account;
    if (request->password != NULL)
        scene->mac = subject_password_mac(&scene->account, request->password, request->password_len);
    if (request->source != NULL)
        add_address(scene, throttle, request->source);
    add_trusted(scene, throttle, request->device, now);
}

/* ---- May they? ---- */

static bool is_milder(const struct verdict *one, const struct verdict *other)
{
    if (one->decision != other->decision)
        return one->decision < other->decision;
    return one->until != 0 && (other->until == 0 || one->until < other->until);
}

/* The address and its network too must have room, except for known devices. */
static struct plan ask_ceilings(const struct scene *scene, struct plan plan)
{
    plan.ceilings = plan.kind != PARTY_DEVICE;
    for (enum party_kind kind = PARTY_SOURCE; plan.ceilings && kind <= PARTY_NETWORK; kind++) {
        if (!is_present(scene, kind))
            continue;
        struct verdict verdict = counter_ask(&scene->parties[kind].counter, scene->parties[kind].limits, 0, true);
        if (verdict.decision == PWPOL_ALLOW || !is_milder(&plan.verdict, &verdict))
            continue;
        plan.verdict = verdict;
        plan.verdict.decision = PWPOL_WAIT;
        plan.verdict.rule = "B2";
        plan.cause = kind;
    }
    return plan;
}

static struct plan ask(const struct scene *scene, enum party_kind kind, bool everybody_is_full)
{
    const struct party *party = &scene->parties[kind];
    struct plan plan = { .kind = kind, .cause = kind, .repeated = counter_knows(&party->counter, scene->mac) };
    plan.verdict = counter_ask(&party->counter, party->limits, scene->mac, scene->challenge_passed);
    if (kind == PARTY_ACCOUNT && everybody_is_full && !scene->challenge_passed &&
        plan.verdict.decision == PWPOL_ALLOW) {
        plan.verdict = (struct verdict){ PWPOL_CHALLENGE, 0, "B3" };
        plan.global = true;
    }
    return ask_ceilings(scene, plan);
}

static bool is_trusted(const struct scene *scene, enum party_kind kind)
{
    if (kind == PARTY_DEVICE)
        return is_present(scene, kind);
    const struct party *mark = &scene->parties[PARTY_TRUST];
    return is_present(scene, kind) && mark->found && !mark->damaged && mark->counter.trusted &&
           mark->counter.until > scene->now;
}

/* Whoever is trusted is counted apart, and as a stranger when that is milder. */
static struct plan decide(const struct scene *scene, bool everybody_is_full)
{
    struct plan best = ask(scene, PARTY_ACCOUNT, everybody_is_full);
    if (scene->parties[PARTY_ACCOUNT].counter.by_person)
        return best;
    bool first = true;
    for (enum party_kind kind = PARTY_DEVICE; kind <= PARTY_PAIR; kind++) {
        if (!is_trusted(scene, kind))
            continue;
        struct plan plan = ask(scene, kind, everybody_is_full);
        if (first ? !is_milder(&best.verdict, &plan.verdict) : is_milder(&plan.verdict, &best.verdict)) {
            best = plan;
            first = false;
        }
    }
    return best;
}

/* ---- Talking to the store ---- */

struct exchange {
    pwpol_store_item items[PWPOL_STORE_ITEMS_MAX];
    enum party_kind kinds[PWPOL_STORE_ITEMS_MAX];
    size_t count;
};

/* Guesses are of the throttle's own store; the one that stands in for it is near. */
static struct guesses *guesses_of(const pwpol_throttle *throttle, const struct keeper *keeper)
{
    return keeper == &throttle->keeper ? throttle->guesses : NULL;
}

static void learn(struct scene *scene, const struct exchange *exchange, struct guesses *guesses)
{
    for (size_t i = 0; i < exchange->count; i++) {
        const pwpol_store_item *item = &exchange->items[i];
        party_learn(&scene->parties[exchange->kinds[i]], item);
        guesses_see(guesses, item->key, item->found, item->current);
    }
}

static pwpol_status learn_all(struct scene *scene, struct keeper *keeper, struct guesses *guesses)
{
    struct exchange exchange;
    exchange.count = 0;
    for (enum party_kind kind = 0; kind < PARTY_KINDS; kind++) {
        if (!is_present(scene, kind))
            continue;
        party_ask(&scene->parties[kind], &exchange.items[exchange.count]);
        exchange.kinds[exchange.count++] = kind;
    }
    pwpol_status status = keeper_load(keeper, exchange.items, exchange.count, scene->now);
    if (status == PWPOL_OK) {
        learn(scene, &exchange, guesses);
        scene->learnt = true;
    }
    return status;
}

/* True when all open, or are none whose damage matters. */
static bool open_all(struct scene *scene, const pwpol_throttle *throttle)
{
    bool sound = true;
    for (enum party_kind kind = 0; kind < PARTY_KINDS; kind++) {
        if (!is_present(scene, kind))
            continue;
        party_open(&scene->parties[kind], &throttle->secrets, scene->now);
        sound = sound && (!scene->parties[kind].damaged || kind == PARTY_TRUST);
    }
    return sound;
}

/* Puts locks in the place of states that do not open, so that they end some time. */
static pwpol_status mend(struct scene *scene, const pwpol_throttle *throttle, struct keeper *keeper, bool *changed)
{
    struct exchange exchange;
    exchange.count = 0;
    for (enum party_kind kind = 0; kind < PARTY_KINDS; kind++) {
        if (!is_present(scene, kind) || !scene->parties[kind].damaged || kind == PARTY_TRUST)
            continue;
        party_tell(&scene->parties[kind], &throttle->secrets, &exchange.items[exchange.count]);
        exchange.kinds[exchange.count++] = kind;
    }
    bool swapped;
    pwpol_status status = keeper_swap(keeper, exchange.items, exchange.count, scene->now, &swapped);
    if (status != PWPOL_OK)
        return status;
    for (size_t i = 0; i < exchange.count && swapped; i++) {
        party_told(&scene->parties[exchange.kinds[i]], &exchange.items[i]);
        report_event(&throttle->reporter,
                     (pwpol_event){ .name = "state.damaged",
                                    .rule = "B4",
                                    .cause = party_name(exchange.kinds[i]),
                                    .now = scene->now },
                     exchange.items[i].key, NULL);
    }
    *changed = !swapped;
    if (!swapped)
        learn(scene, &exchange, guesses_of(throttle, keeper));
    return PWPOL_OK;
}

static void count(struct scene *scene, const pwpol_throttle *throttle, pwpol_attempt *attempt,
                  struct exchange *exchange, enum party_kind kind)
{
    struct party *party = &scene->parties[kind];
    struct counted *counted = &attempt->counted[attempt->counted_count++];
    counted->reservation = counter_reserve(&party->counter, party->limits);
    counted->reserved = true;
    party_tell(party, &throttle->secrets, &exchange->items[exchange->count]);
    exchange->kinds[exchange->count++] = kind;
}

/* Counts the attempt if the store still holds what was decided from. While what is known is only a guess,
 * it must hold for all; afterwards only for those who are counted. */
static pwpol_status try_to_count(struct scene *scene, const pwpol_throttle *throttle, struct keeper *keeper,
                                 const struct plan *plan, pwpol_attempt *attempt, bool *swapped)
{
    struct exchange exchange;
    exchange.count = attempt->counted_count = 0;
    count(scene, throttle, attempt, &exchange, plan->kind);
    for (enum party_kind kind = PARTY_SOURCE; plan->ceilings && kind <= PARTY_NETWORK; kind++)
        if (is_present(scene, kind))
            count(scene, throttle, attempt, &exchange, kind);
    size_t told = exchange.count;
    for (enum party_kind kind = 0; !scene->learnt && kind < PARTY_SOURCE; kind++) {
        if (!is_present(scene, kind) || kind == plan->kind)
            continue;
        party_ask(&scene->parties[kind], &exchange.items[exchange.count]);
        exchange.kinds[exchange.count++] = kind;
    }
    pwpol_status status = keeper_swap(keeper, exchange.items, exchange.count, scene->now, swapped);
    if (status != PWPOL_OK)
        return status;
    for (size_t i = 0; *swapped && i < told; i++) {
        struct party *party = &scene->parties[exchange.kinds[i]];
        party_told(party, &exchange.items[i]);
        guesses_see(guesses_of(throttle, keeper), party->key, party->found, party->state);
        attempt->counted[i].party = *party;
    }
    if (!*swapped) {
        learn(scene, &exchange, guesses_of(throttle, keeper));
        scene->learnt = true;
    }
    return status;
}

/* A repeated attempt counts nobody; when it turns out right, it ends the row of whom it would have counted. */
static void count_nobody(const struct scene *scene, const struct plan *plan, pwpol_attempt *attempt)
{
    attempt->counted_count = 1;
    attempt->counted[0] = (struct counted){ .party = scene->parties[plan->kind] };
}

static pwpol_status reserve(struct scene *scene, pwpol_throttle *throttle, struct keeper *keeper, int64_t now,
                            struct plan *plan, pwpol_attempt *attempt)
{
    pwpol_status status = PWPOL_OK;
    for (unsigned tries = 0; status == PWPOL_OK && tries < TRIES_MAX; tries++) {
        pause_before_try(tries);
        scene->now = keeper_time(keeper, now);
        bool changed = false, swapped = false;
        if (!open_all(scene, throttle))
            status = mend(scene, throttle, keeper, &changed);
        if (status != PWPOL_OK || changed)
            continue;
        *plan = decide(scene, everybody_is_full(&throttle->everybody, keeper, scene->account.key, scene->now));
        if (plan->verdict.decision != PWPOL_ALLOW || plan->repeated) {
            if (scene->learnt) {
                count_nobody(scene, plan, attempt);
                return PWPOL_OK;
            }
            status = learn_all(scene, keeper, guesses_of(throttle, keeper));
            continue;
        }
        status = try_to_count(scene, throttle, keeper, plan, attempt, &swapped);
        if (status == PWPOL_OK && swapped)
            return PWPOL_OK;
    }
    if (status == PWPOL_OK) /* too many at once: ask again */
        plan->verdict = (struct verdict){ PWPOL_WAIT, scene->now + PARALLEL_WAIT, "" };
    return status;
}

/* ---- The answer ---- */

static const char *cause_of(const struct plan *plan)
{
    if (plan->verdict.decision == PWPOL_ALLOW)
        return "";
    return plan->global ? "global" : party_name(plan->cause);
}

static void answer_plan(const struct scene *scene, const struct plan *plan, int64_t now,
                        pwpol_attempt_answer *answer)
{
    const struct verdict *verdict = &plan->verdict;
    answer->decision = verdict->decision;
    answer->wait_ms = verdict->until == 0 ? 0 : verdict->until - scene->now;
    answer->until = verdict->until == 0 ? 0 : now + answer->wait_ms;
    answer->cause = cause_of(plan);
    answer->failures = scene->parties[plan->kind].counter.failures;
    answer->trusted = plan->kind != PARTY_ACCOUNT;
    answer->repeated = plan->repeated && verdict->decision == PWPOL_ALLOW;
}

static void report_refusal(const pwpol_throttle *throttle, const struct scene *scene,
                           const pwpol_attempt_answer *answer, const char *rule, int64_t now)
{
    report_event(&throttle->reporter,
                 (pwpol_event){ .name = "attempt.refused",
                                .rule = rule,
                                .cause = answer->cause,
                                .now = now,
                                .until = answer->until,
                                .count = answer->failures,
                                .status = answer->status },
                 scene->account.key, scene->source_known ? scene->parties[PARTY_SOURCE].key : NULL);
}

static pwpol_status begin_with(pwpol_throttle *throttle, struct keeper *keeper, struct scene *scene, int64_t now,
                               pwpol_attempt_answer *answer, pwpol_attempt *attempt)
{
    struct plan plan = { 0 };
    scene->learnt = false;
    for (enum party_kind kind = 0; kind < PARTY_KINDS; kind++)
        if (is_present(scene, kind))
            guesses_guess(guesses_of(throttle, keeper), &scene->parties[kind]);
    pwpol_status status = reserve(scene, throttle, keeper, now, &plan, attempt);
    if (status != PWPOL_OK)
        return status;
    answer_plan(scene, &plan, now, answer);
    attempt->keeper = keeper;
    attempt->kind = plan.kind;
    attempt->marks_trust = is_present(scene, PARTY_TRUST);
    if (answer->decision != PWPOL_ALLOW)
        report_refusal(throttle, scene, answer, plan.verdict.rule, now);
    return PWPOL_OK;
}

/* The store does not answer: throttle.outage decides. */
static void begin_without(pwpol_throttle *throttle, struct scene *scene, int64_t now, pwpol_status status,
                          pwpol_attempt_answer *answer, pwpol_attempt *attempt)
{
    if (throttle->local.store != NULL &&
        begin_with(throttle, &throttle->local, scene, now, answer, attempt) == PWPOL_OK) {
        answer->outage = true;
        answer->status = status;
        return;
    }
    answer->cause = "store";
    answer->outage = true;
    answer->status = status;
    answer->decision = throttle->outage == OUTAGE_OPEN ? PWPOL_ALLOW : PWPOL_UNAVAILABLE;
    if (answer->decision != PWPOL_ALLOW)
        report_refusal(throttle, scene, answer, "", now);
}

static bool request_is_valid(const pwpol_attempt_request *request)
{
    return request->account != NULL && request->account_len > 0 &&
           (request->password != NULL || request->password_len == 0);
}

pwpol_status pwpol_attempt_begin(pwpol_throttle *throttle, const pwpol_attempt_request *given,
                                 pwpol_attempt_answer *answer, pwpol_attempt **attempt)
{
    UNCANCELLED;
    if (attempt != NULL)
        *attempt = NULL;
    pwpol_attempt_request request = PWPOL_ATTEMPT_REQUEST_INIT;
    int64_t now;
    if (throttle == NULL || given == NULL || attempt == NULL || !sized_can_give(answer) ||
        !sized_read(&request, sizeof request, given) || !request_is_valid(&request) ||
        !throttle_time(throttle, request.now, &now))
        return PWPOL_ERR_ARGUMENT;
    pwpol_attempt *begun = malloc(sizeof *begun);
    if (begun == NULL)
        return PWPOL_ERR_NO_MEMORY;

    pwpol_attempt_answer answered = { .cause = "" };
    struct scene scene;
    see_who_asks(&scene, throttle, &request, now);
    begun->throttle = throttle;
    begun->keeper = NULL;
    begun->kind = PARTY_ACCOUNT;
    begun->counted_count = 0;
    begun->marks_trust = false;
    begun->mac = scene.mac;
    begun->has_source = scene.source_known;
    memcpy(begun->account, scene.account.key, sizeof begun->account);
    memcpy(begun->source, scene.parties[PARTY_SOURCE].key, sizeof begun->source);
    memcpy(begun->trust, scene.parties[PARTY_TRUST].key, sizeof begun->trust);
    pwpol_status status = begin_with(throttle, &throttle->keeper, &scene, now, &answered, begun);
    if (status != PWPOL_OK)
        begin_without(throttle, &scene, now, status, &answered, begun);
    secret_wipe(&scene.account, sizeof scene.account);
    sized_give(answer, &answered, sizeof answered);
    if (answered.decision == PWPOL_ALLOW)
        *attempt = begun;
    else
        free(begun);
    return PWPOL_OK;
}
