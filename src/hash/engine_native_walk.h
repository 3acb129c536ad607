/* How a segment is filled, RFC 9106 3.4, whatever the instruction set. Who
 * includes this has defined STEPS and, as KERNEL functions,
 *
 *   rows(scratch, previous, reference, current, add, step)
 *       xors previous and reference into current (over what it holds when add is
 *       true), and into scratch what P makes of the step's share of its rows
 *   columns(scratch, current, step)
 *       P on a share of the columns of scratch, xored into current
 *
 * The columns of step 0 hold the first word of the block, which says where the
 * next reference is when addresses depend on data: it is fetched while the
 * other columns are computed. */

struct walk {
    const struct native_fill *fill;
    struct native_block *lane_blocks;
    struct native_block *previous;
    struct native_block *current;
    const struct native_block *reference;
    const struct native_block *next_reference; /* where addresses are known ahead */
    uint32_t index;
    uint32_t lane;
    uint32_t whole;     /* blocks of finished slices that may be referred to */
    uint32_t start;     /* where they begin in a lane */
    bool first_segment; /* of the whole hash: other lanes hold nothing yet */
    bool independent;
    bool add;
    struct native_block input; /* of the addresses */
    struct native_block addresses;
};

KERNEL void prefetch_block(const struct native_block *block)
{
    for (unsigned i = 0; i < NATIVE_WORDS; i += 8)
        __builtin_prefetch(&block->words[i], 0);
}

/* A whole compression, for the addresses. */
KERNEL void compress(const struct native_block *previous, const struct native_block *reference,
                     struct native_block *current)
{
    struct native_block scratch;
    for (unsigned step = 0; step < STEPS; step++)
        rows(&scratch, previous, reference, current, false, step);
    for (unsigned step = 0; step < STEPS; step++)
        columns(&scratch, current, step);
}

/* 3.4.1.2: the next 128 pairs J1, J2. */
static KERNEL_TARGET void next_addresses(struct walk *walk)
{
    static const struct native_block zero;
    struct native_block input = walk->input;
    struct native_block between;
    input.words[6] = ++walk->input.words[6];
    KERNEL_ARRANGE(&input);
    compress(&zero, &input, &between);
    compress(&zero, &between, &walk->addresses);
    KERNEL_ARRANGE(&walk->addresses);
}

/* 3.4.2: the block that a pseudo-random word points at, for the block at index. */
KERNEL const struct native_block *block_of(const struct walk *walk, uint64_t word, uint32_t index)
{
    const struct native_fill *fill = walk->fill;
    uint32_t lanes = fill->lanes;
    uint32_t lane = lanes == 1 || walk->first_segment ? walk->lane : (uint32_t)(word >> 32) % lanes;
    uint64_t area = walk->whole;
    if (lane == walk->lane)
        area += index;
    if (lane == walk->lane || index == 0)
        area--; /* not the block before this one, which is its other input */
    uint64_t low = (uint32_t)word;
    uint64_t position = walk->start + area - 1 - (area * (low * low >> 32) >> 32);
    if (position >= fill->lane_length)
        position -= fill->lane_length;
    return fill->blocks + ((uint64_t)lane * fill->lane_length + position);
}

KERNEL uint64_t word_for(struct walk *walk, uint32_t index)
{
    if (!walk->independent)
        return walk->previous->words[0];
    if (index % NATIVE_WORDS == 0)
        next_addresses(walk);
    return walk->addresses.words[index % NATIVE_WORDS];
}

static KERNEL_TARGET void walk_begin(struct walk *walk, const struct native_segment *segment)
{
    const struct native_fill *fill = segment->fill;
    uint32_t pass = segment->pass, slice = segment->slice, size = fill->segment_length;
    memset(walk, 0, sizeof *walk);
    walk->fill = fill;
    walk->lane = segment->lane;
    walk->lane_blocks = fill->blocks + (size_t)segment->lane * fill->lane_length;
    walk->first_segment = pass == 0 && slice == 0;
    walk->index = walk->first_segment ? 2 : 0; /* the first two come from H0 */
    walk->current = walk->lane_blocks + (size_t)slice * size + walk->index;
    walk->previous = slice == 0 && pass > 0 ? walk->lane_blocks + fill->lane_length - 1 : walk->current - 1;
    walk->whole = pass == 0 ? slice * size : fill->lane_length - size;
    walk->start = pass == 0 ? 0 : (slice + 1) % NATIVE_SLICES * size;
    walk->add = pass > 0 && fill->version != ARGON2_V10;
    walk->independent = fill->variant == ARGON2_VARIANT_I ||
                        (fill->variant == ARGON2_VARIANT_ID && pass == 0 && slice < NATIVE_SLICES / 2);
    if (walk->independent) {
        const uint64_t input[] = { pass, segment->lane,
                                   slice, (uint64_t)fill->lanes * fill->lane_length,
                                   fill->passes, (uint64_t)fill->variant };
        memcpy(walk->input.words, input, sizeof input);
        if (walk->index % NATIVE_WORDS != 0)
            next_addresses(walk);
    }
    if (walk->index >= size)
        return;
    walk->reference = block_of(walk, word_for(walk, walk->index), walk->index);
    if (walk->independent && walk->index + 1 < size)
        walk->next_reference = block_of(walk, word_for(walk, walk->index + 1), walk->index + 1);
}

/* To the next block, when the columns of step 0 are written. */
KERNEL void walk_advance(struct walk *walk)
{
    uint32_t size = walk->fill->segment_length;
    walk->previous = walk->current++;
    walk->index++;
    if (walk->index >= size)
        return;
    if (!walk->independent) {
        walk->reference = block_of(walk, walk->previous->words[0], walk->index);
        prefetch_block(walk->reference);
    } else {
        walk->reference = walk->next_reference;
        if (walk->index + 1 < size) {
            walk->next_reference = block_of(walk, word_for(walk, walk->index + 1), walk->index + 1);
            prefetch_block(walk->next_reference);
        }
    }
}

KERNEL void walk_all(struct walk *walk, bool add)
{
    struct native_block scratch;
    while (walk->index < walk->fill->segment_length) {
        struct native_block *current = walk->current;
        for (unsigned step = 0; step < STEPS; step++)
            rows(&scratch, walk->previous, walk->reference, current, add, step);
        columns(&scratch, current, 0);
        walk_advance(walk);
        for (unsigned step = 1; step < STEPS; step++)
            columns(&scratch, current, step);
    }
    secret_wipe(&scratch, sizeof scratch);
}

static KERNEL_TARGET void fill(const struct native_segment *segment)
{
    struct walk walk;
    walk_begin(&walk, segment);
    if (walk.add)
        walk_all(&walk, true);
    else
        walk_all(&walk, false);
}
