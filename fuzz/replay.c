/* A fuzzer without a fuzzer: runs it on files, or on every file of folders. For regressions, for compilers other than
 * clang, and for AFL++. */
#include "input.h"

#include <dirent.h>
#include <sys/stat.h>

static unsigned long inputs;

/* A whole file; NULL when it cannot be read. */
static uint8_t *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = NULL;
    *size = 0;
    for (size_t capacity = 0; file != NULL;) {
        if (*size == capacity) {
            capacity = capacity == 0 ? 4096 : 2 * capacity;
            uint8_t *larger = realloc(bytes, capacity);
            if (larger == NULL)
                abort();
            bytes = larger;
        }
        size_t count = fread(bytes + *size, 1, capacity - *size, file);
        if (count == 0)
            break;
        *size += count;
    }
    if (file != NULL)
        fclose(file);
    return bytes;
}

static bool replay_file(const char *path)
{
    size_t size;
    uint8_t *bytes = read_file(path, &size);
    if (bytes == NULL) {
        perror(path);
        return false;
    }
    uint8_t *exact = malloc(size > 0 ? size : 1);
    if (exact == NULL)
        abort();
    memcpy(exact, bytes, size);
    free(bytes);
    if (getenv("FUZZ_VERBOSE") != NULL)
        fprintf(stderr, "%s\n", path);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    inputs++;
    return true;
}

static bool replay(const char *path)
{
    DIR *folder = opendir(path);
    if (folder == NULL)
        return replay_file(path);
    bool read = true;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char inside[4096];
        if (entry->d_name[0] == '.')
            continue;
        snprintf(inside, sizeof inside, "%s/%s", path, entry->d_name);
        read = replay(inside) && read;
    }
    closedir(folder);
    return read;
}

int main(int argc, char **argv)
{
    bool read = argc > 1;
    if (argc < 2)
        fprintf(stderr, "usage: %s FILE-OR-FOLDER...\n", argv[0]);
    for (int i = 1; i < argc; i++)
        read = replay(argv[i]) && read;
    printf("%lu inputs\n", inputs);
    return read && inputs > 0 ? 0 : 2;
}
