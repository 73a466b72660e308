/* keywords.h — the one table of keywords. For each: the drafts that have it, how it holds
 * subschemas, and the kinds of values that it checks. Scanning, compiling and reporting all use
 * this table. */
#ifndef CL_SCHEMA_KEYWORDS_H
#define CL_SCHEMA_KEYWORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "data/value.h"

#define CL_ON(kind)   (1u << CL_KIND_##kind)
#define CL_ON_NUMBERS (CL_ON(INTEGER) | CL_ON(REAL))
#define CL_ON_ALL     0xFFFFu

/* How the value of a keyword holds subschemas. */
typedef enum cl_holds {
    CL_HOLDS_NONE,
    CL_HOLDS_ONE,
    CL_HOLDS_LIST,
    CL_HOLDS_ONE_OR_LIST,
    CL_HOLDS_NAMED,
    CL_HOLDS_NAMED_OR_TEXTS /* an object; each member is a schema or a list of strings */
} cl_holds;

// clang-format off
/* X(enumerator, name, drafts, holds, looks). `drafts` 3 is both drafts. Checks run, and report
 * findings, in this order. `looks` are the kinds of values that the keyword checks. It is 0 if the
 * keyword makes no check of its own: it only holds definitions, or is compiled with another keyword
 * (`then`, `minContains`), or is refused. */
#define CL_KEYWORDS(X)                                                                             \
    X(REF,                    "$ref",                  3, NONE,           CL_ON_ALL)               \
    X(DEFS,                   "$defs",                 2, NAMED,          0)                       \
    X(DEFINITIONS,            "definitions",           3, NAMED,          0)                       \
    X(TYPE,                   "type",                  3, NONE,           CL_ON_ALL)               \
    X(CONST,                  "const",                 3, NONE,           CL_ON_ALL)               \
    X(ENUM,                   "enum",                  3, NONE,           CL_ON_ALL)               \
    X(MULTIPLE_OF,            "multipleOf",            3, NONE,           CL_ON_NUMBERS)           \
    X(MINIMUM,                "minimum",               3, NONE,           CL_ON_NUMBERS)           \
    X(EXCLUSIVE_MINIMUM,      "exclusiveMinimum",      3, NONE,           CL_ON_NUMBERS)           \
    X(MAXIMUM,                "maximum",               3, NONE,           CL_ON_NUMBERS)           \
    X(EXCLUSIVE_MAXIMUM,      "exclusiveMaximum",      3, NONE,           CL_ON_NUMBERS)           \
    X(MIN_LENGTH,             "minLength",             3, NONE,           CL_ON(STRING))           \
    X(MAX_LENGTH,             "maxLength",             3, NONE,           CL_ON(STRING))           \
    X(PATTERN,                "pattern",               3, NONE,           CL_ON(STRING))           \
    X(FORMAT,                 "format",                3, NONE,           CL_ON(STRING))           \
    X(MIN_ITEMS,              "minItems",              3, NONE,           CL_ON(ARRAY))            \
    X(MAX_ITEMS,              "maxItems",              3, NONE,           CL_ON(ARRAY))            \
    X(UNIQUE_ITEMS,           "uniqueItems",           3, NONE,           CL_ON(ARRAY))            \
    X(PREFIX_ITEMS,           "prefixItems",           2, LIST,           0)                       \
    X(ITEMS,                  "items",                 3, ONE_OR_LIST,    CL_ON(ARRAY))            \
    X(ADDITIONAL_ITEMS,       "additionalItems",       1, ONE,            0)                       \
    X(CONTAINS,               "contains",              3, ONE,            CL_ON(ARRAY))            \
    X(MIN_CONTAINS,           "minContains",           2, NONE,           0)                       \
    X(MAX_CONTAINS,           "maxContains",           2, NONE,           0)                       \
    X(MIN_PROPERTIES,         "minProperties",         3, NONE,           CL_ON(OBJECT))           \
    X(MAX_PROPERTIES,         "maxProperties",         3, NONE,           CL_ON(OBJECT))           \
    X(REQUIRED,               "required",              3, NONE,           CL_ON(OBJECT))           \
    X(DEPENDENT_REQUIRED,     "dependentRequired",     2, NONE,           CL_ON(OBJECT))           \
    X(PROPERTY_NAMES,         "propertyNames",         3, ONE,            CL_ON(OBJECT))           \
    X(PROPERTIES,             "properties",            3, NAMED,          CL_ON(OBJECT))           \
    X(PATTERN_PROPERTIES,     "patternProperties",     3, NAMED,          0)                       \
    X(ADDITIONAL_PROPERTIES,  "additionalProperties",  3, ONE,            0)                       \
    X(DEPENDENT_SCHEMAS,      "dependentSchemas",      2, NAMED,          CL_ON(OBJECT))           \
    X(DEPENDENCIES,           "dependencies",          1, NAMED_OR_TEXTS, CL_ON(OBJECT))           \
    X(ALL_OF,                 "allOf",                 3, LIST,           CL_ON_ALL)               \
    X(ANY_OF,                 "anyOf",                 3, LIST,           CL_ON_ALL)               \
    X(ONE_OF,                 "oneOf",                 3, LIST,           CL_ON_ALL)               \
    X(NOT,                    "not",                   3, ONE,            CL_ON_ALL)               \
    X(IF,                     "if",                    3, ONE,            CL_ON_ALL)               \
    X(THEN,                   "then",                  3, ONE,            0)                       \
    X(ELSE,                   "else",                  3, ONE,            0)                       \
    X(FALSE,                  "false",                 0, NONE,           CL_ON_ALL)               \
    X(DYNAMIC_REF,            "$dynamicRef",           2, NONE,           0)                       \
    X(UNEVALUATED_ITEMS,      "unevaluatedItems",      2, NONE,           0)                       \
    X(UNEVALUATED_PROPERTIES, "unevaluatedProperties", 2, NONE,           0)
// clang-format on

typedef enum cl_keyword {
#define X(id, name, drafts, holds, looks) CL_KEY_##id,
    CL_KEYWORDS(X)
#undef X
        CL_KEYWORD_COUNT
} cl_keyword;

// clang-format off
/* The keywords in groups, for a switch that treats the members of a group alike:
 * CL_UNCHECKED_KEYWORDS(CL_KEYWORD_CASE). A keyword of the table that no case names does not
 * compile in such a switch. Asserting: without subschemas. Applying to parts: with subschemas for
 * the items or members of the value. Unchecked: without a check of their own. */
#define CL_ASSERTING_KEYWORDS(X)                                                                   \
    X(TYPE) X(CONST) X(ENUM) X(MULTIPLE_OF) X(MINIMUM) X(EXCLUSIVE_MINIMUM) X(MAXIMUM)             \
    X(EXCLUSIVE_MAXIMUM) X(MIN_LENGTH) X(MAX_LENGTH) X(PATTERN) X(FORMAT) X(MIN_ITEMS)             \
    X(MAX_ITEMS) X(UNIQUE_ITEMS) X(MIN_PROPERTIES) X(MAX_PROPERTIES) X(REQUIRED)                   \
    X(DEPENDENT_REQUIRED) X(FALSE)
#define CL_APPLYING_TO_PARTS(X) X(ITEMS) X(CONTAINS) X(PROPERTY_NAMES) X(PROPERTIES)
#define CL_UNCHECKED_KEYWORDS(X)                                                                   \
    X(DEFS) X(DEFINITIONS) X(PREFIX_ITEMS) X(ADDITIONAL_ITEMS) X(MIN_CONTAINS) X(MAX_CONTAINS)     \
    X(PATTERN_PROPERTIES) X(ADDITIONAL_PROPERTIES) X(THEN) X(ELSE) X(DYNAMIC_REF)                  \
    X(UNEVALUATED_ITEMS) X(UNEVALUATED_PROPERTIES)
#define CL_KEYWORD_CASE(id) case CL_KEY_##id:
// clang-format on

typedef struct cl_keyword_row {
    const char *name;
    uint8_t length;
    uint8_t drafts; /* bits of cl_schema_draft */
    uint8_t holds;  /* a cl_holds */
    uint16_t looks; /* kinds of values, a bit each; 0 if it makes no check */
} cl_keyword_row;

extern const cl_keyword_row cl_keyword_rows[CL_KEYWORD_COUNT];

#endif
