/* The queue of events. */
#include "suite.h"

#include "fail_alloc.h"
#include "simulate/chance.h"
#include "simulate/queue.h"

enum { LOGINS = 5000 };

static void logins_come_in_order_and_none_is_lost(void **state)
{
    struct queue queue = { 0 };
    unsigned char seen[LOGINS] = { 0 };
    struct login last = { .at = -1 };
    (void)state;
    for (int64_t i = 0; i < LOGINS; i++) /* many at the same time */
        assert_true(queue_add(&queue, &(struct login){
                                          .at = (int64_t)chance_below(1, CHANCE_OF_LOGIN, (uint64_t)i, 0, 700),
                                          .number = i }));
    for (int i = 0; i < LOGINS; i++) {
        const struct login *first = queue_first(&queue);
        assert_true(first->at > last.at || (first->at == last.at && first->number > last.number));
        last = *first;
        assert_int_equal(seen[last.number]++, 0);
        queue_remove_first(&queue);
    }
    assert_null(queue_first(&queue));
    queue_remove_first(&queue); /* nothing to remove, nothing happens */
    queue_end(&queue);
}

static void a_login_that_was_added_later_may_come_first(void **state)
{
    struct queue queue = { 0 };
    (void)state;
    queue_add(&queue, &(struct login){ .at = 20, .number = 1 });
    queue_add(&queue, &(struct login){ .at = 30, .number = 2 });
    queue_remove_first(&queue);
    queue_add(&queue, &(struct login){ .at = 10, .number = 3 });
    assert_int_equal(queue_first(&queue)->number, 3);
    queue_end(&queue);
}

static void a_login_for_which_there_is_no_memory_is_refused_and_the_others_stay(void **state)
{
    struct queue queue = { 0 };
    size_t added = 0;
    (void)state;
    fail_alloc_start(2, true);
    while (queue_add(&queue, &(struct login){ .at = (int64_t)added, .number = (int64_t)added }))
        added++;
    assert_true(fail_alloc_stop());
    assert_true(added > 0);
    for (size_t i = 0; i < added; i++, queue_remove_first(&queue))
        assert_int_equal(queue_first(&queue)->number, i);
    assert_null(queue_first(&queue));
    queue_end(&queue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(logins_come_in_order_and_none_is_lost),
        cmocka_unit_test(a_login_that_was_added_later_may_come_first),
        cmocka_unit_test(a_login_for_which_there_is_no_memory_is_refused_and_the_others_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
