/* The permutation P of RFC 9106 (3.6) on vectors, one round for every 16 bytes
 * of their width. Who includes this has defined `vector` and, in KERNEL functions
 * on it: add, exclusive_or, multiply (of the low halves of 64-bit words),
 * rotate_32, rotate_24, rotate_16, rotate_63 (to the right), and join(high, low):
 * the low word of high above the high word of low, in each 16 bytes. */

/* v[2 i] and v[2 i + 1] are a row of the 4 x 4 words that P is described on. */
KERNEL vector multiply_add(vector a, vector b)
{
    vector product = multiply(a, b);
    return add(add(add(a, b), product), product);
}

KERNEL void half_round(vector v[8])
{
    for (unsigned i = 0; i < 2; i++) {
        v[0 + i] = multiply_add(v[0 + i], v[2 + i]);
        v[6 + i] = rotate_32(exclusive_or(v[6 + i], v[0 + i]));
    }
    for (unsigned i = 0; i < 2; i++) {
        v[4 + i] = multiply_add(v[4 + i], v[6 + i]);
        v[2 + i] = rotate_24(exclusive_or(v[2 + i], v[4 + i]));
    }
    for (unsigned i = 0; i < 2; i++) {
        v[0 + i] = multiply_add(v[0 + i], v[2 + i]);
        v[6 + i] = rotate_16(exclusive_or(v[6 + i], v[0 + i]));
    }
    for (unsigned i = 0; i < 2; i++) {
        v[4 + i] = multiply_add(v[4 + i], v[6 + i]);
        v[2 + i] = rotate_63(exclusive_or(v[2 + i], v[4 + i]));
    }
}

KERNEL void swap(vector *a, vector *b)
{
    vector kept = *a;
    *a = *b;
    *b = kept;
}

/* On columns, then on diagonals, which are columns once the rows have turned. */
KERNEL void full_round(vector v[8])
{
    half_round(v);
    vector b0 = join(v[3], v[2]), b1 = join(v[2], v[3]);
    vector d0 = join(v[6], v[7]), d1 = join(v[7], v[6]);
    v[2] = b0, v[3] = b1;
    swap(&v[4], &v[5]);
    v[6] = d0, v[7] = d1;
    half_round(v);
    b0 = join(v[2], v[3]), b1 = join(v[3], v[2]);
    d0 = join(v[7], v[6]), d1 = join(v[6], v[7]);
    v[2] = b0, v[3] = b1;
    swap(&v[4], &v[5]);
    v[6] = d0, v[7] = d1;
}
