/* semver.c — reads and compares versions. */
#include "rule/semver.h"

bool cl_semver_parse(const char *text, size_t length, cl_semver *version)
{
    size_t i = 0;
    for (int part = 0; part < 3; part++) {
        uint64_t number = 0;
        size_t begin = i;
        while (i < length && text[i] >= '0' && text[i] <= '9' && number <= UINT32_MAX)
            number = number * 10 + (uint64_t)(text[i++] - '0');
        if (i == begin || number > UINT32_MAX)
            return false;
        version->part[part] = (uint32_t)number;
        if (part < 2 && (i >= length || text[i++] != '.'))
            return false;
    }
    return i == length;
}

int cl_semver_compare(const cl_semver *a, const cl_semver *b)
{
    for (int part = 0; part < 3; part++) {
        if (a->part[part] != b->part[part])
            return a->part[part] < b->part[part] ? -1 : 1;
    }
    return 0;
}
