/* similar.c — the edit distance with exchanges (optimal string alignment), in three rows. */
#include "base/similar.h"

#include <string.h>

/* Names of options, verbs and operations are shorter; nobody misspells more than that. */
enum { LONGEST = 40 };

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Both texts have at most LONGEST bytes. */
static unsigned distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    unsigned rows[3][LONGEST + 1];
    for (size_t j = 0; j <= b_length; j++)
        rows[0][j] = (unsigned)j;
    for (size_t i = 1; i <= a_length; i++) {
        unsigned *row = rows[i % 3];
        const unsigned *above = rows[(i + 2) % 3];
        const unsigned *before = rows[(i + 1) % 3];
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= b_length; j++) {
            unsigned change = above[j - 1] + (a[i - 1] != b[j - 1]);
            row[j] = least(change, least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], before[j - 2] + 1);
        }
    }
    return rows[a_length % 3][b_length];
}

size_t cl_similar(const char *text, size_t length, const char *const *words, size_t count)
{
    size_t found = count;
    unsigned best = (unsigned)length / 3 + 1; /* one step too many */
    if (length == 0 || length > LONGEST)
        return count;
    if (best < 2)
        best = 2;
    for (size_t i = 0; i < count; i++) {
        size_t word = strlen(words[i]);
        if (word > LONGEST)
            continue;
        unsigned steps = distance(text, length, words[i], word);
        if (steps < best && steps < length) {
            best = steps;
            found = i;
        }
    }
    return found;
}
