/* A corpus as it is distributed, of synthetic hashes. */
#include "breach.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* The order statistics of n even values: exponential gaps whose mean is 2^64 / n. The sum of n
 * gaps stays below 2^64 by ten standard deviations. */
int make_lines(uint64_t count, uint64_t seed, const char *sample_path)
{
    static const char digits[] = "0123456789ABCDEF";
    static char out[1 << 20];
    double mean = 0x1p64 / ((double)count * (1 + 10 / sqrt((double)count)));
    uint64_t head = 0, every = count / SAMPLE == 0 ? 1 : count / SAMPLE;
    size_t used = 0;
    FILE *sample = fopen(sample_path, "wb");
    for (uint64_t i = 0; i < count; i++) {
        uint64_t dice = mix(seed + 3 * i), more = mix(seed + 3 * i + 1), rest = mix(seed + 3 * i + 2);
        head += (uint64_t)(-log(((double)(dice >> 11) + 0.5) * 0x1p-53) * mean);
        unsigned char hash[20];
        for (unsigned byte = 0; byte < 8; byte++)
            hash[byte] = (unsigned char)(head >> (56 - 8 * byte));
        memcpy(hash + 8, &more, 8);
        memcpy(hash + 16, &rest, 4);
        if (i % every == 0 && sample != NULL)
            fwrite(hash, 1, sizeof hash, sample);
        for (unsigned byte = 0; byte < sizeof hash; byte++) {
            out[used++] = digits[hash[byte] >> 4];
            out[used++] = digits[hash[byte] & 15];
        }
        /* Most passwords were seen a few times. */
        unsigned seen = (unsigned)(rest >> 32), times = 1 + (seen % 8 == 0 ? seen >> 16 : seen >> 8 & 7);
        char reversed[12];
        unsigned length = 0;
        do
            reversed[length++] = (char)('0' + times % 10);
        while ((times /= 10) > 0);
        out[used++] = ':';
        while (length > 0)
            out[used++] = reversed[--length];
        out[used++] = '\n';
        if (used > sizeof out - 128 || i + 1 == count) {
            if (fwrite(out, 1, used, stdout) != used)
                return 1;
            used = 0;
        }
    }
    return sample == NULL || fclose(sample) != 0 || fflush(stdout) != 0;
}
