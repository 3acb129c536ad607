/* The store in memory against a list that is searched from the beginning. */
#include "input.h"

#include "pwpol/store.h"

enum { KEYS = 24, OPERATIONS_MOST = 400 };

struct model {
    struct known {
        bool there;
        unsigned char state[PWPOL_STORE_STATE_SIZE];
        int64_t expires, hold;
        uint32_t danger;
    } known[KEYS];
};

static void make_key(uint8_t number, unsigned char key[PWPOL_STORE_KEY_SIZE])
{
    memset(key, 0, PWPOL_STORE_KEY_SIZE);
    key[number % PWPOL_STORE_KEY_SIZE] = (unsigned char)(1 + number);
}

static struct known *find(struct model *model, const pwpol_store_item *item, int64_t now)
{
    for (uint8_t i = 0; i < KEYS; i++) {
        unsigned char key[PWPOL_STORE_KEY_SIZE];
        make_key(i, key);
        if (memcmp(key, item->key, sizeof key) != 0)
            continue;
        if (model->known[i].there && model->known[i].expires <= now)
            model->known[i].there = false;
        return &model->known[i];
    }
    abort();
}

static bool as_expected(const struct known *known, const pwpol_store_item *item)
{
    if (item->expect == PWPOL_EXPECT_ANY)
        return true;
    if (item->expect == PWPOL_EXPECT_ABSENT)
        return !known->there;
    return known->there && memcmp(known->state, item->expected, sizeof known->state) == 0;
}

static bool model_swap(struct model *model, const pwpol_store_item *items, size_t count, int64_t now)
{
    for (size_t i = 0; i < count; i++)
        if (!as_expected(find(model, &items[i], now), &items[i]))
            return false;
    for (size_t i = 0; i < count; i++) {
        struct known *known = find(model, &items[i], now);
        if (items[i].action == PWPOL_ACTION_REMOVE)
            known->there = false;
        if (items[i].action != PWPOL_ACTION_PUT)
            continue;
        *known = (struct known){ .there = true,
                                 .expires = now + items[i].lifetime,
                                 .danger = items[i].danger,
                                 .hold = items[i].hold > 0 ? now + items[i].hold : 0 };
        memcpy(known->state, items[i].state, sizeof known->state);
    }
    return true;
}

static void judge_found(struct model *model, const pwpol_store_item *items, size_t count, int64_t now)
{
    for (size_t i = 0; i < count; i++) {
        const struct known *known = find(model, &items[i], now);
        must(items[i].found == known->there, "a record is there until it expires or is removed");
        must(!known->there || memcmp(items[i].current, known->state, sizeof known->state) == 0,
             "and is as it was put");
    }
}

/* The items of one call; at most as many as keys differ. */
static size_t make_items(struct input *input, struct model *model, pwpol_store_item *items, int64_t now)
{
    size_t count = 1 + input_below(input, PWPOL_STORE_ITEMS_MAX);
    uint8_t first = input_byte(input);
    memset(items, 0, count * sizeof *items);
    for (size_t i = 0; i < count; i++) {
        pwpol_store_item *item = &items[i];
        uint8_t manner = input_byte(input);
        make_key((uint8_t)((first + i * 5) % KEYS), item->key);
        item->expect = (pwpol_store_expect)(manner % 3);
        item->action = (pwpol_store_action)(manner / 4 % 3);
        memset(item->state, manner, sizeof item->state);
        item->lifetime = 1 + (int64_t)input_below(input, 5000);
        item->hold = manner & 128 ? (int64_t)input_below(input, 5000) : 0;
        item->danger = manner / 16;
        if (manner & 64) /* what is there, most often */
            memcpy(item->expected, find(model, item, now)->state, sizeof item->expected);
    }
    return count;
}

struct visited {
    struct model *model;
    int64_t now;
    size_t count;
};

static bool visit(void *visitor, const pwpol_store_record *record)
{
    struct visited *visited = visitor;
    pwpol_store_item item = { 0 };
    memcpy(item.key, record->key, sizeof item.key);
    const struct known *known = find(visited->model, &item, visited->now);
    must(known->there && memcmp(known->state, record->state, sizeof known->state) == 0,
         "a scan tells what is there");
    must(record->lifetime == known->expires - visited->now && record->danger == known->danger,
         "and for how long");
    int64_t hold = known->hold > visited->now ? known->hold - visited->now : 0;
    must(record->hold == hold, "and what holds it");
    visited->count++;
    return true;
}

static void judge_scan(pwpol_store *store, struct model *model, int64_t now)
{
    struct visited visited = { .model = model, .now = now };
    size_t there = 0;
    must(pwpol_store_scan(store, &now, visit, &visited) == PWPOL_OK, "memory does not fail");
    for (size_t i = 0; i < KEYS; i++)
        there += model->known[i].there && model->known[i].expires > now;
    must(visited.count == there, "a scan tells all of it");
}

/* Smaller than what is put into it: it may refuse or forget, but not what is held. */
static void use_full_store(struct input *input, int64_t now)
{
    pwpol_store *store = NULL;
    struct model nothing = { 0 };
    pwpol_store_item items[PWPOL_STORE_ITEMS_MAX];
    must(pwpol_store_memory_new(&store, 1 + input_below(input, 8)) == PWPOL_OK, "a small store is made");
    for (int i = 0; i < OPERATIONS_MOST && input->left > 0; i++) {
        size_t count = make_items(input, &nothing, items, now);
        bool swapped = false;
        now += (int64_t)input_below(input, 256);
        pwpol_status status = pwpol_store_swap(store, items, count, &now, &swapped);
        must(status == PWPOL_OK || (status == PWPOL_ERR_FULL && !swapped),
             "a full store says so and changes nothing");
    }
    pwpol_store_free(store);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct input input = { bytes, size };
    struct model model = { 0 };
    pwpol_store *store = NULL;
    pwpol_store_item items[PWPOL_STORE_ITEMS_MAX];
    int64_t now = INT64_C(1767225600000);
    if (input_byte(&input) % 4 == 3) {
        use_full_store(&input, now);
        return 0;
    }
    must(pwpol_store_memory_new(&store, 10000) == PWPOL_OK, "a store is made");
    for (int i = 0; i < OPERATIONS_MOST && input.left > 0; i++) {
        uint8_t operation = input_byte(&input);
        now += operation & 128 ? 2000 : operation & 1;
        if (operation % 16 == 14) {
            judge_scan(store, &model, now);
        } else if (operation % 64 == 15) {
            must(pwpol_store_clear(store) == PWPOL_OK, "it can be emptied");
            model = (struct model){ 0 };
        } else {
            size_t count = make_items(&input, &model, items, now);
            bool swapped = false, wanted = true;
            if (operation % 4 == 0) {
                must(pwpol_store_load(store, items, count, &now) == PWPOL_OK, "memory does not fail");
            } else {
                wanted = model_swap(&model, items, count, now);
                must(pwpol_store_swap(store, items, count, &now, &swapped) == PWPOL_OK && swapped == wanted,
                     "all of it happens when all is as expected, or nothing");
            }
            if (operation % 4 == 0 || !wanted)
                judge_found(&model, items, count, now);
        }
    }
    judge_scan(store, &model, now);
    pwpol_store_free(store);
    return 0;
}
