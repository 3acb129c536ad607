/* For LD_PRELOAD: a BLAKE2b that errs by one bit where pwpol's own engine calls it, as a broken processor may. */
#include <dlfcn.h>
#include <sodium.h>

int crypto_generichash_final(crypto_generichash_state *state, unsigned char *out, const size_t out_len)
{
    int (*right)(crypto_generichash_state *, unsigned char *, size_t);
    *(void **)&right = dlsym(RTLD_NEXT, "crypto_generichash_final");
    int answer = right(state, out, out_len);
    out[0] ^= 1;
    return answer;
}
