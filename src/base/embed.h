/* Files that are compiled in, and read where they lie: in the program's read-only pages,
 * shared by all its processes. */
#ifndef PWPOL_BASE_EMBED_H
#define PWPOL_BASE_EMBED_H

/* The bytes of a file as an object of a read-only section, which no other part
 * of the program sees. */
// clang-format off
#define EMBED(symbol, file)                             \
    __asm__(".pushsection .rodata.pwpol_data,\"a\"\n"  \
            ".balign 16\n"                              \
            ".globl " #symbol "\n"                      \
            ".hidden " #symbol "\n"                     \
            ".type " #symbol ", STT_OBJECT\n"           \
            #symbol ":\n"                               \
            ".incbin \"" file "\"\n"                    \
            ".size " #symbol ", . - " #symbol "\n"      \
            ".popsection\n")
// clang-format on

#define EMBEDDED extern __attribute__((visibility("hidden"))) const

#endif
