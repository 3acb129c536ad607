/* AVX-512 in plain C, by SIMDe, for a processor that has none. For tests only. */
#ifndef PWPOL_TESTS_FOREIGN_IMMINTRIN_H
#define PWPOL_TESTS_FOREIGN_IMMINTRIN_H

#define SIMDE_NO_NATIVE
#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/x86/avx512.h>

/* SIMDe 0.7.4 lacks it. Intel's manual, VSHUFPD: the bit 2 i of the control chooses the word of a for
 * the low word of the i-th 16 bytes, the bit 2 i + 1 that of b for the high word. */
#ifndef _mm512_shuffle_pd
static inline simde__m512d foreign_shuffle_pd(simde__m512d a, simde__m512d b, unsigned control)
{
    double left[8], right[8], out[8];
    simde_mm512_storeu_pd(left, a);
    simde_mm512_storeu_pd(right, b);
    for (unsigned i = 0; i < 8; i++)
        out[i] = (i % 2 == 0 ? left : right)[i / 2 * 2 + (control >> i & 1)];
    return simde_mm512_loadu_pd(out);
}
#define _mm512_shuffle_pd(a, b, control) foreign_shuffle_pd(a, b, control)
#endif

#endif
