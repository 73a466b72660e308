/* semver.h — versions of rules, engines and schemas: three integers, compared one after another. */
#ifndef CL_RULE_SEMVER_H
#define CL_RULE_SEMVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct cl_semver {
    uint32_t part[3]; /* major, minor, patch */
} cl_semver;

/* Reads a version such as "1.10.0": three decimal integers below 2^32, separated by points. Returns
 * false for any other text. */
bool cl_semver_parse(const char *text, size_t length, cl_semver *version);

/* Returns a negative number, 0 or a positive number if a is lower than, equal to or higher than
 * b. */
int cl_semver_compare(const cl_semver *a, const cl_semver *b);

#endif
