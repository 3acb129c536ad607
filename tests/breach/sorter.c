/* Sorting more records than the memory holds. */
#include "support.h"

#include <stdlib.h>

enum order { ASCENDING, DESCENDING, MIXED, TWO_HALVES };

static uint64_t place_of(enum order order, uint64_t index, uint64_t count)
{
    switch (order) {
    case ASCENDING:
        return index;
    case DESCENDING:
        return count - 1 - index;
    case TWO_HALVES:
        return index <= count / 2 ? 2 * index : 2 * (index - count / 2) - 1; /* count is odd */
    default:
        return index * 48271 % count; /* count is prime */
    }
}

/* Every record comes twice, with classes 0 and 3: once is left of each, with class 3. */
static void sort(unsigned words, enum order order, size_t memory)
{
    enum { COUNT = 20011 };
    struct sorter sorter;
    assert_int_equal(sorter_begin(&sorter, words == RECORD_LONG, memory, in_folder("")), PWPOL_OK);
    for (unsigned twice = 0; twice < 2; twice++)
        for (uint64_t i = 0; i < COUNT; i++) {
            uint64_t place = place_of(order, i, COUNT), record[RECORD_LONG] = { place / 3, place % 3, 0 };
            if (words == RECORD_SHORT)
                record[0] = place << 40;
            record[words - 1] |= (i + twice) % 2 == 0 ? 0 : 3;
            assert_int_equal(sorter_add(&sorter, record, 1), PWPOL_OK);
        }
    assert_int_equal(sorter_finish(&sorter), PWPOL_OK);
    assert_true(sorter.distinct == COUNT);
    uint64_t at = 0;
    const uint64_t *records;
    size_t count;
    while (sorter_next(&sorter, &records, &count) == PWPOL_OK && count > 0)
        for (size_t i = 0; i < count; i++, at++) {
            const uint64_t *record = records + i * words;
            assert_true((record[words - 1] & RECORD_CLASS_MASK) == 3);
            assert_true(words == RECORD_SHORT ? record[0] >> 40 == at
                                              : record[0] == at / 3 && record[1] == at % 3);
        }
    assert_true(at == COUNT);
    sorter_end(&sorter);
}

static void records_come_out_sorted_and_once(void **state)
{
    (void)state;
    for (enum order order = ASCENDING; order <= TWO_HALVES; order++) {
        sort(RECORD_SHORT, order, 1 << 20);
        sort(RECORD_LONG, order, 4 << 20);
        sort(RECORD_SHORT, order, 16384);
        sort(RECORD_LONG, order, 100000);
    }
}

static void records_that_come_sorted_are_one_run(void **state)
{
    (void)state;
    struct sorter sorter;
    assert_int_equal(sorter_begin(&sorter, false, 16384, in_folder("")), PWPOL_OK);
    for (uint64_t i = 0; i < 10000; i++) {
        uint64_t record = i << 20;
        assert_int_equal(sorter_add(&sorter, &record, 1), PWPOL_OK);
    }
    assert_int_equal(sorter_finish(&sorter), PWPOL_OK);
    assert_int_equal(sorter.run_count, 1);
    assert_true(sorter.distinct == 10000);
    sorter_end(&sorter);
}

static void no_record_is_lost_where_the_memory_is_just_full(void **state)
{
    (void)state;
    struct sorter sorter;
    assert_int_equal(sorter_begin(&sorter, false, 2048, in_folder("")), PWPOL_OK);
    const uint64_t capacity = sorter.capacity;
    sorter_end(&sorter);
    for (uint64_t i = 0; i < 9; i++) {
        const uint64_t count = (1 + i / 3) * capacity - 1 + i % 3;
        assert_int_equal(sorter_begin(&sorter, false, 2048, in_folder("")), PWPOL_OK);
        for (uint64_t left = count; left > 0; left--) {
            uint64_t record = left << 20;
            assert_int_equal(sorter_add(&sorter, &record, 1), PWPOL_OK);
        }
        assert_int_equal(sorter_finish(&sorter), PWPOL_OK);
        assert_true(sorter.distinct == count);
        sorter_end(&sorter);
    }
}

/* As unsigned numbers and not as bytes of the machine: all digits and their carries. */
static void any_words_are_sorted(void **state)
{
    (void)state;
    enum { COUNT = 5000 };
    static uint64_t records[COUNT], scratch[COUNT];
    uint64_t dice = 7;
    for (unsigned i = 0; i < COUNT; i++) {
        dice = dice * 6364136223846793005 + 1442695040888963407;
        records[i] = dice >> i % 64;
    }
    records_sort(records, COUNT, RECORD_SHORT, scratch);
    for (unsigned i = 1; i < COUNT; i++)
        assert_true(records[i - 1] <= records[i]);
}

static void a_folder_that_is_not_there_is_a_status(void **state)
{
    (void)state;
    struct sorter sorter;
    pwpol_status status = PWPOL_OK;
    assert_int_equal(sorter_begin(&sorter, false, 2048, in_folder("none")), PWPOL_OK);
    for (uint64_t i = 0; i < 1000 && status == PWPOL_OK; i++)
        status = sorter_add(&sorter, &i, 1);
    assert_int_equal(status, PWPOL_ERR_IO);
    assert_true(sorter.error != 0);
    sorter_end(&sorter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_come_out_sorted_and_once),
        cmocka_unit_test(records_that_come_sorted_are_one_run),
        cmocka_unit_test(no_record_is_lost_where_the_memory_is_just_full),
        cmocka_unit_test(any_words_are_sorted),
        cmocka_unit_test(a_folder_that_is_not_there_is_a_status),
    };
    return cmocka_run_group_tests(tests, begin_folder, end_folder);
}
