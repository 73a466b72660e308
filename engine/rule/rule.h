/* rule.h — one rule: its metadata and its expression. Input: a document as a value. Output: a rule,
 * or findings.
 *
 * A rule has the gateway's format: Identifier, Type, Country, Region, Version, SchemaVersion,
 * Engine, EngineVersion, CertificateType, Description, ValidFrom, ValidTo, AffectedFields, Logic.
 * A rule does not know the set that it belongs to.
 */
#ifndef CL_RULE_RULE_H
#define CL_RULE_RULE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "data/value.h"
#include "lang/expression.h"
#include "lang/types.h"
#include "base/finding.h"
#include "rule/semver.h"

/* The version of CertLogic that this engine implements. */
#define CL_ENGINE_VERSION "1.3.3"

typedef enum cl_rule_type { CL_ACCEPTANCE, CL_INVALIDATION } cl_rule_type;

typedef enum cl_certificate_type {
    CL_GENERAL,
    CL_VACCINATION,
    CL_TEST_CERTIFICATE,
    CL_RECOVERY
} cl_certificate_type;

typedef struct cl_described {
    const char *language; /* "en" */
    const char *text;
} cl_described;

typedef struct cl_rule {
    const char *file; /* name of the document */
    const char *at;   /* JSON Pointer to the rule in that document */
    const char *id;
    const char *version_text;
    cl_semver version;
    cl_semver schema_version;
    cl_rule_type type;
    cl_certificate_type certificate_type;
    char country[3];    /* as written; compare with cl_country_compare */
    const char *region; /* NULL: none */
    int64_t valid_from; /* in force if valid_from <= clock < valid_to; milliseconds UTC */
    int64_t valid_to;
    const char *valid_from_text;
    const char *valid_to_text;
    cl_code refused;        /* CL_ENGINE if this engine must not run the rule, else CL_NONE */
    const char *refusal;    /* the reason as a message, if refused */
    const char *refused_at; /* JSON Pointer from the rule to the member that is the reason */
    const cl_described *descriptions;
    uint32_t description_count;
    const cl_value *affected_fields; /* the array as written, or NULL */
    cl_expression expression;        /* empty if `refused` */
    bool reads_value_sets;           /* the Logic can read external.valueSets */
    uint32_t code; /* number of the rule in the rule set's program, or UINT32_MAX */
} cl_rule;

/* Reads a rule. Adds every fault to `findings`, with the name `file` and a place below `at`. The
 * texts of `document` must outlive the rule. Returns 1 for a valid rule, 0 for a broken one, -1 if
 * memory ran out. If a rule is for another engine or a later version, its Logic is not read; such a
 * rule is valid and refused. */
int cl_rule_read(const cl_value *document, const char *file, const char *at, cl_arena *arena,
                 cl_findings *findings, cl_rule *rule);

/* Returns the description in `language` (such as "cs"; NULL for English), else the English one,
 * else the first one, else "". */
const char *cl_rule_description(const cl_rule *rule, const char *language);

/* Adds warnings about a valid rule to `findings`: types, affected fields, descriptions. Returns
 * false if memory ran out. */
bool cl_rule_check(const cl_rule *rule, cl_arena *scratch, cl_findings *findings);

/* The kinds of the members of the data context. */
extern const cl_shape_table cl_rule_shapes;

/* The names of the members of `external`. */
enum { CL_EXTERNAL_MEMBERS = 8 };
extern const char *const cl_external_members[CL_EXTERNAL_MEMBERS];

const char *cl_rule_type_name(cl_rule_type type);
const char *cl_certificate_type_name(cl_certificate_type type);

/* Compares two country codes like strcmp; GR and EL are equal (SEMANTICS, "Which apply"). */
int cl_country_compare(const char *a, const char *b);

/* Returns true if a Region is the code of the country, in any case of letters. */
bool cl_region_is_country(const char *region, const char *country);

#endif
