#include "base/decimal.h"

#include <float.h>
#include <stdint.h>
#include <string.h>

/* 1 is that of s390x: only floats are computed as doubles. */
#if FLT_EVAL_METHOD != 0 && FLT_EVAL_METHOD != 1
#error "pwpol needs doubles that are computed as doubles: on x86 of 32 bits, -msse2 -mfpmath=sse"
#endif

/* A number is m 2^e with m from 1 / sqrt(2) to sqrt(2), and log m = 2 atanh(s) with s =
 * (m - 1) / (m + 1), at most 0.1716: the series of atanh ends below 2^-54 with s^21. */
double decimal_log10(double number)
{
    static const double log10_of_2 = 0.30102999566398120;
    static const double twice_log10_of_e = 0.86858896380650366;
    static const double series[] = { 1.0 / 21, 1.0 / 19, 1.0 / 17, 1.0 / 15, 1.0 / 13, 1.0 / 11,
                                     1.0 / 9,  1.0 / 7,  1.0 / 5,  1.0 / 3,  1.0 };
    static const uint64_t mantissa = UINT64_C(0x000FFFFFFFFFFFFF);
    static const uint64_t one = UINT64_C(0x3FF0000000000000);
    static const uint64_t root_of_2 = UINT64_C(0x6A09E667F3BCD);
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    int exponent = (int)(bits >> 52) - 1023;
    bits &= mantissa;
    if (bits > root_of_2) {
        exponent++;
        bits |= one - (UINT64_C(1) << 52);
    } else {
        bits |= one;
    }
    double m;
    memcpy(&m, &bits, sizeof m);
    double s = (m - 1) / (m + 1);
    double square = s * s;
    double sum = 0;
    for (unsigned i = 0; i < sizeof series / sizeof series[0]; i++)
        sum = sum * square + series[i];
    return exponent * log10_of_2 + twice_log10_of_e * s * sum;
}
