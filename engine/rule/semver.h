/* semver.h — versions of rules, engines and schemas: three integers, compared as integers. */
#ifndef CL_RULE_SEMVER_H
#define CL_RULE_SEMVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct cl_semver {
    uint32_t part[3]; /* major, minor, patch */
} cl_semver;

/* "1.10.0": three decimal integers below 2^32 with points between them and nothing else. */
bool cl_semver_parse(const char *text, size_t length, cl_semver *version);

/* Less than, equal to, greater than zero as a is before, equal to, after b. */
int cl_semver_compare(const cl_semver *a, const cl_semver *b);

#endif
