#include "suite.h"

#include "held.h"

#include <dirent.h>
#include <stdio.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

static size_t heap_in_use(void)
{
#if defined(__GLIBC__) && !SUITE_HAS_SHADOW_MEMORY
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
#else
    return 0;
#endif
}

/* Mappings that border on each other may be one line or two, hence bytes. */
static size_t mapped(void)
{
    size_t bytes = 0;
    char line[512], permissions[5], name[64];
    FILE *maps = fopen("/proc/self/maps", "r");
    while (maps != NULL && fgets(line, sizeof line, maps) != NULL) {
        unsigned long begin, end;
        name[0] = '\0';
        if (sscanf(line, "%lx-%lx %4s %*s %*s %*s %63s", &begin, &end, permissions, name) >= 3 &&
            permissions[1] == 'w' && name[0] == '\0')
            bytes += end - begin;
    }
    if (maps != NULL)
        fclose(maps);
    return SUITE_HAS_SHADOW_MEMORY ? 0 : bytes;
}

static size_t open_files(void)
{
    size_t count = 0;
    DIR *folder = opendir("/proc/self/fd");
    while (folder != NULL && readdir(folder) != NULL)
        count++;
    if (folder != NULL)
        closedir(folder);
    return count;
}

struct held held_now(void)
{
    /* In this order: what is opened to look is closed before the heap is. */
    size_t mappings = mapped(), files = open_files();
    return (struct held){ .heap = heap_in_use(), .mappings = mappings, .files = files };
}

void assert_given_back(const struct held *before, const char *by)
{
    struct held now = held_now();
    if (now.heap > before->heap || now.mappings > before->mappings || now.files > before->files)
        fail_msg("%s keeps %zd bytes of heap, %zd of mappings and %zd descriptors", by,
                 (ssize_t)(now.heap - before->heap), (ssize_t)(now.mappings - before->mappings),
                 (ssize_t)(now.files - before->files));
}
