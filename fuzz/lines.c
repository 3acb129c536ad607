/* The text readers of a corpus' sources. */
#include "input.h"

#include "cli/breach_lines.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    struct lines lines = { .hash = data[0] & 1 ? PWPOL_BREACH_NT : PWPOL_BREACH_SHA1,
                           .words = data[0] & 2 ? RECORD_LONG : RECORD_SHORT,
                           .passwords = data[0] & 4,
                           .min_count = data[0] >> 4,
                           .classes = { 10, 100, 1000 } };
    /* Of exactly the size that is promised, where a sanitizer sees the byte after it. */
    struct piece piece = { .text_len = size - 1, .name = "-" };
    piece.text = malloc(size);
    piece.records = malloc(lines_records_most(&lines, size - 1) * lines.words * sizeof *piece.records);
    if (piece.text != NULL && piece.records != NULL) {
        memcpy(piece.text, data + 1, size - 1);
        if (data[0] & 8)
            memcpy(piece.prefix, "0A1b2", sizeof piece.prefix);
        lines_kind(piece.text, piece.text_len, piece.prefix[0] != '\0');
        lines_parse(&lines, &piece);
        must(piece.count + piece.rare + piece.malformed <= piece.line_count, "a line is one record at most");
        must(piece.count <= lines_records_most(&lines, piece.text_len), "records fit where they are put");
    }
    free(piece.text);
    free(piece.records);
    return 0;
}
