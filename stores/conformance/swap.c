/* What load and swap do, one caller at a time. */
#include "conformance/trial.h"

#include <string.h>

static bool absent_is_told(struct trial *trial)
{
    return must_hold(trial, 1, 0);
}

static bool put_is_found(struct trial *trial)
{
    return must_put(trial, 1, 1) && must_hold(trial, 1, 1) && must_put(trial, 1, 2) && must_hold(trial, 1, 2) &&
           must_hold(trial, 2, 0);
}

static bool eight_at_once(struct trial *trial)
{
    pwpol_store_item items[PWPOL_STORE_ITEMS_MAX];
    for (uint32_t i = 0; i < PWPOL_STORE_ITEMS_MAX; i++)
        items[i] = i % 2 == 0 ? item_put(i, 1) : item_of(i);
    if (!must_swap(trial, items, PWPOL_STORE_ITEMS_MAX, true))
        return false;
    for (uint32_t i = 0; i < PWPOL_STORE_ITEMS_MAX; i++)
        items[i] = item_of(PWPOL_STORE_ITEMS_MAX - 1 - i);
    if (!must_load(trial, items, PWPOL_STORE_ITEMS_MAX))
        return false;
    for (uint32_t i = 0; i < PWPOL_STORE_ITEMS_MAX; i++) {
        uint32_t number = PWPOL_STORE_ITEMS_MAX - 1 - i;
        if (!told_state(trial, &items[i], number, number % 2 == 0 ? 1 : 0))
            return false;
    }
    return true;
}

static bool any_bytes(struct trial *trial)
{
    for (unsigned fill = 0; fill < 256; fill++) {
        pwpol_store_item item = item_put(1, 1);
        memset(item.state, (int)fill, sizeof item.state);
        pwpol_store_item seen = item_of(1);
        if (!must_swap(trial, &item, 1, true) || !must_load(trial, &seen, 1))
            return false;
        if (!seen.found || memcmp(seen.current, item.state, sizeof item.state) != 0)
            return broken(trial, "a state of bytes %u came back otherwise", fill);
    }
    return true;
}

/* Two records under two keys, each with its own state. */
static bool keys_differ(struct trial *trial, const unsigned char *left, const unsigned char *right)
{
    pwpol_store_item items[2] = { item_put(1, 1), item_put(2, 1) };
    pwpol_store_item seen[2] = { item_of(1), item_of(2) };
    for (unsigned i = 0; i < 2; i++) {
        memcpy(items[i].key, i == 0 ? left : right, PWPOL_STORE_KEY_SIZE);
        memcpy(seen[i].key, items[i].key, PWPOL_STORE_KEY_SIZE);
        if (!must_swap(trial, &items[i], 1, true))
            return false;
    }
    if (!must_load(trial, seen, 2) || !told_state(trial, &seen[0], 1, 1) || !told_state(trial, &seen[1], 2, 1))
        return false;
    seen[0].action = seen[1].action = PWPOL_ACTION_REMOVE;
    return must_swap(trial, seen, 2, true);
}

/* Keys that a text, a pattern or a comparison up to NUL would confuse, and all that differ in one bit. */
static bool any_keys(struct trial *trial)
{
    static const unsigned char fills[] = { 0x00, '*', '?', '[', '\'', '\\', '\n', '\r', ' ', '{', '}', '%', 0x7F, 0xFF };
    unsigned char plain[PWPOL_STORE_KEY_SIZE], other[PWPOL_STORE_KEY_SIZE];
    memset(plain, 0x55, sizeof plain);
    for (size_t i = 0; i < sizeof fills; i++) {
        memset(other, fills[i], sizeof other);
        if (!keys_differ(trial, plain, other))
            return false;
    }
    for (size_t bit = 0; bit < sizeof plain * 8; bit++) {
        memcpy(other, plain, sizeof other);
        other[bit / 8] ^= (unsigned char)(1U << bit % 8);
        if (!keys_differ(trial, plain, other))
            return false;
    }
    return true;
}

static bool absent_is_expected(struct trial *trial)
{
    pwpol_store_item item = item_put(1, 1);
    item.expect = PWPOL_EXPECT_ABSENT;
    if (!must_swap(trial, &item, 1, true))
        return false;
    item = item_put(1, 2);
    item.expect = PWPOL_EXPECT_ABSENT;
    return must_swap(trial, &item, 1, false) && told_state(trial, &item, 1, 1) && must_hold(trial, 1, 1);
}

static bool state_is_expected(struct trial *trial)
{
    pwpol_store_item item = item_put(1, 2);
    item.expect = PWPOL_EXPECT_STATE;
    state_of(1, 1, item.expected);
    if (!must_swap(trial, &item, 1, false) || !told_state(trial, &item, 1, 0) || !must_put(trial, 1, 1) ||
        !must_swap(trial, &item, 1, true))
        return false;
    return must_hold(trial, 1, 2);
}

static bool every_bit_is_compared(struct trial *trial)
{
    if (!must_put(trial, 1, 1))
        return false;
    for (unsigned bit = 0; bit < PWPOL_STORE_STATE_SIZE * 8; bit++) {
        pwpol_store_item item = item_put(1, 2);
        item.expect = PWPOL_EXPECT_STATE;
        state_of(1, 1, item.expected);
        item.expected[bit / 8] ^= (unsigned char)(1U << bit % 8);
        if (!must_swap(trial, &item, 1, false) || !told_state(trial, &item, 1, 1))
            return false;
    }
    return must_hold(trial, 1, 1);
}

static bool keep_keeps(struct trial *trial)
{
    if (!must_put(trial, 1, 1))
        return false;
    pwpol_store_item items[3] = { item_of(1), item_of(2), item_put(3, 1) };
    items[0].expect = PWPOL_EXPECT_STATE;
    state_of(1, 1, items[0].expected);
    items[1].expect = PWPOL_EXPECT_ABSENT;
    if (!must_swap(trial, items, 3, true) || !must_hold(trial, 1, 1) || !must_hold(trial, 2, 0) ||
        !must_hold(trial, 3, 1))
        return false;
    state_of(1, 2, items[0].expected);
    items[2] = item_put(3, 2);
    return must_swap(trial, items, 3, false) && must_hold(trial, 3, 1);
}

static bool remove_removes(struct trial *trial)
{
    pwpol_store_item item = item_of(1);
    item.action = PWPOL_ACTION_REMOVE;
    if (!must_swap(trial, &item, 1, true) || !must_put(trial, 1, 1))
        return false;
    item.expect = PWPOL_EXPECT_STATE;
    state_of(1, 2, item.expected);
    if (!must_swap(trial, &item, 1, false) || !must_hold(trial, 1, 1))
        return false;
    state_of(1, 1, item.expected);
    return must_swap(trial, &item, 1, true) && must_hold(trial, 1, 0);
}

/* Whichever item is not as expected, first, last or between. */
static bool all_or_nothing(struct trial *trial)
{
    for (size_t wrong = 0; wrong < PWPOL_STORE_ITEMS_MAX; wrong++) {
        pwpol_store_item items[PWPOL_STORE_ITEMS_MAX];
        for (uint32_t i = 0; i < PWPOL_STORE_ITEMS_MAX; i++) {
            if (i % 3 == 0 ? !must_put(trial, i, 1) : false)
                return false;
            items[i] = item_put(i, 2);
            items[i].expect = i % 3 == 0 ? PWPOL_EXPECT_STATE : PWPOL_EXPECT_ABSENT;
            state_of(i, 1, items[i].expected);
            if (i % 3 == 0 && i % 2 == 0)
                items[i].action = PWPOL_ACTION_REMOVE;
        }
        items[wrong].expect = wrong % 3 == 0 ? PWPOL_EXPECT_ABSENT : PWPOL_EXPECT_STATE;
        if (!must_swap(trial, items, PWPOL_STORE_ITEMS_MAX, false))
            return false;
        for (uint32_t i = 0; i < PWPOL_STORE_ITEMS_MAX; i++)
            if (!told_state(trial, &items[i], i, i % 3 == 0 ? 1 : 0) || !must_hold(trial, i, i % 3 == 0 ? 1 : 0))
                return false;
    }
    return true;
}

static bool clear_forgets(struct trial *trial)
{
    for (uint32_t i = 0; i < 16; i++)
        if (!must_put(trial, i, 1))
            return false;
    if (pwpol_store_clear(trial->store) != PWPOL_OK)
        return broken(trial, "clear failed");
    for (uint32_t i = 0; i < 16; i++)
        if (!must_hold(trial, i, 0))
            return false;
    return must_put(trial, 1, 2) && must_hold(trial, 1, 2);
}

const struct requirement swap_requirements[] = {
    { "load.absent", "A key under which nothing was put is told absent.", false, false, absent_is_told },
    { "swap.put", "What is put is found until something else is put, and nothing else is.", false, false, put_is_found },
    { "swap.eight", "Eight keys are loaded and swapped in one call, each answered in its place.", false, false,
      eight_at_once },
    { "swap.states", "States are any bytes.", false, false, any_bytes },
    { "swap.keys", "Keys are any bytes, and one bit makes another key.", false, false, any_keys },
    { "swap.absent", "What is expected absent is put when it is, and told when it is not.", false, false,
      absent_is_expected },
    { "swap.state", "What is expected of a state is done when it is there, and told when it is not.", false, false,
      state_is_expected },
    { "swap.every-bit", "An expected state that differs in one bit is another.", false, false, every_bit_is_compared },
    { "swap.keep", "An item that is kept changes nothing and still guards the others.", false, false, keep_keeps },
    { "swap.remove", "What is removed is forgotten, if it was as expected.", false, false, remove_removes },
    { "swap.all-or-nothing", "When one item is not as expected nothing changes, and all are told.", false, false,
      all_or_nothing },
    { "clear", "A store that was cleared holds nothing and goes on.", false, false, clear_forgets },
    { NULL, NULL, false, false, NULL },
};
