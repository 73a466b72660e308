/* nearest.c — the edit distance of two names (optimal string alignment), computed row by row. */
#include "base/nearest.h"

#include <stdint.h>
#include <string.h>

static char small(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static size_t least(size_t a, size_t b, size_t c)
{
    size_t smaller = a < b ? a : b;
    return smaller < c ? smaller : c;
}

/* The largest distance at which a name of that length counts as misspelt. */
static size_t slip(size_t length)
{
    return length < 4 ? 1 : length < 12 ? 2 : length / 4;
}

size_t cl_nearest_distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t rows[3][CL_NEAREST_LENGTH + 1];
    size_t *before = rows[0];
    size_t *last = rows[1];
    size_t *row = rows[2];
    if (a_length > CL_NEAREST_LENGTH || b_length > CL_NEAREST_LENGTH)
        return SIZE_MAX;
    for (size_t j = 0; j <= b_length; j++)
        last[j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            bool same = small(a[i - 1]) == small(b[j - 1]);
            row[j] = least(row[j - 1] + 1, last[j] + 1, last[j - 1] + (same ? 0 : 1));
            bool swapped = i > 1 && j > 1 && small(a[i - 1]) == small(b[j - 2]) &&
                           small(a[i - 2]) == small(b[j - 1]);
            if (swapped && before[j - 2] + 1 < row[j])
                row[j] = before[j - 2] + 1;
        }
        size_t *oldest = before;
        before = last;
        last = row;
        row = oldest;
    }
    size_t longer = a_length > b_length ? a_length : b_length;
    return last[b_length] <= slip(longer) && last[b_length] < longer ? last[b_length] : SIZE_MAX;
}

size_t cl_word_find(const char *name, size_t length, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strlen(words[i]) == length && memcmp(words[i], name, length) == 0)
            return i;
    }
    return count;
}

size_t cl_nearest_word(const char *name, size_t length, const char *const *words, size_t count)
{
    size_t found = count, best = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        size_t distance = cl_nearest_distance(name, length, words[i], strlen(words[i]));
        if (distance < best) {
            best = distance;
            found = i;
        }
    }
    return found;
}
