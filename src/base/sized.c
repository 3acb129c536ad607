#include "base/sized.h"

#include <string.h>

static size_t size_of(const void *sized)
{
    size_t size = 0;
    if (sized != NULL)
        memcpy(&size, sized, sizeof size);
    return size;
}

bool sized_read(void *copy, size_t struct_size, const void *given)
{
    size_t size = size_of(given);
    if (size < sizeof size)
        return false;
    size_t known = size < struct_size ? size : struct_size;
    memset(copy, 0, struct_size);
    memcpy(copy, given, known);
    memcpy(copy, &struct_size, sizeof struct_size);
    const unsigned char *tail = (const unsigned char *)given + known;
    for (size_t i = 0; i < size - known; i++) {
        if (tail[i] != 0)
            return false;
    }
    return true;
}

pwpol_status sized_give(void *result, const void *made, size_t struct_size)
{
    size_t size = size_of(result);
    if (size < sizeof size)
        return PWPOL_ERR_ARGUMENT;
    size_t known = size < struct_size ? size : struct_size;
    memcpy((char *)result + sizeof size, (const char *)made + sizeof size, known - sizeof size);
    memset((char *)result + known, 0, size - known);
    return PWPOL_OK;
}

bool sized_can_give(const void *result)
{
    return size_of(result) >= sizeof(size_t);
}
