/* A corpus of any bytes, opened and asked.
 * The checksums are made right first, or nothing but checksums would be tried. */
#include "input.h"

#include "breach/corpus.h"

static void seal(unsigned char *bytes, size_t size)
{
    static const unsigned char none[4];
    uint64_t blocks = size < PAGE_SIZE ? 0 : (size - PAGE_SIZE) / (PAGE_SIZE + INDEX_ENTRY_SIZE);
    for (uint64_t i = 0; i < blocks; i++)
        store(bytes + PAGE_SIZE * (1 + i), checksum_of_block(bytes + PAGE_SIZE * (1 + i), i), 4);
    if (size < PAGE_SIZE)
        return;
    memcpy(bytes, "pwbreach\1\0\0\0", 12);
    store(bytes + 40, blocks, 8);
    store(bytes + 96, checksum_add(0, bytes + PAGE_SIZE * (1 + blocks), INDEX_ENTRY_SIZE * blocks), 4);
    uint32_t crc = checksum_add(checksum_add(0, bytes, 12), none, 4);
    store(bytes + 12, checksum_add(crc, bytes + 16, PAGE_SIZE - 16), 4);
}

static void ask(const struct corpus *corpus, uint64_t first_bits, const unsigned char *tail)
{
    uint64_t seen = 0;
    unsigned char hash[HASH_SIZE_MOST];
    for (unsigned i = 0; i < 8; i++)
        hash[i] = (unsigned char)(first_bits >> (56 - 8 * i));
    memcpy(hash + 8, tail, sizeof hash - 8);
    struct entry entry = entry_of_hash(&corpus->header.shape, hash);
    corpus_find(corpus, corpus_locate(corpus, first_bits, entry.head), &entry, &seen);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct entry entries[BLOCK_ENTRIES_MOST];
    struct corpus corpus;
    unsigned char *bytes = malloc(size + 1);
    if (bytes == NULL)
        return 0;
    memcpy(bytes, data, size);
    if (size > 0 && data[0] % 2 == 0)
        seal(bytes, size);
    if (corpus_of_bytes(&corpus, bytes, size) == PWPOL_OK) {
        for (unsigned i = 0; i < 64 && corpus.header.blocks > 0; i++)
            ask(&corpus, i * 0x0410410410410410u + (i % 3 == 0 ? load64(bytes + PAGE_SIZE + 8) : 0),
                bytes + 200);
        for (uint64_t i = 0; i < corpus.header.blocks && i < 16; i++)
            block_decode(&corpus.header.shape, bytes + PAGE_SIZE * (1 + i), entries);
        corpus_end(&corpus);
    } else {
        corpus_end(&corpus);
    }
    free(bytes);
    return 0;
}
