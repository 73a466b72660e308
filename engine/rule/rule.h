/* rule.h — one rule: its metadata and its expression.
 *
 * The gateway's rule format: Identifier, Type, Country, Region, Version, SchemaVersion, Engine,
 * EngineVersion, CertificateType, Description, ValidFrom, ValidTo, AffectedFields, Logic.
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
#include "rule/finding.h"
#include "rule/semver.h"

/* The version of CertLogic that this engine speaks. */
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
    const char *file; /* the document it came from */
    const char *at;   /* JSON Pointer to the rule in that document */
    const char *id;
    const char *version_text;
    cl_semver version;
    cl_semver schema_version;
    cl_rule_type type;
    cl_certificate_type certificate_type;
    char country[3];    /* as written; compare with cl_country_compare */
    const char *region; /* NULL where the rule has none */
    int64_t valid_from;
    int64_t valid_to;
    const char *valid_from_text;
    const char *valid_to_text;
    cl_code refused;        /* CL_ENGINE where this engine must not run the rule, else CL_NONE */
    const char *refusal;    /* why, in words */
    const char *refused_at; /* JSON Pointer from the rule to the member that says so */
    const cl_described *descriptions;
    uint32_t description_count;
    const cl_value *affected_fields; /* the array as written, or NULL */
    cl_expression expression;        /* empty where `refused` */
    bool reads_value_sets;           /* the Logic can read external.valueSets */
    uint32_t code; /* the rule's number in the rule set's program; UINT32_MAX where it has none */
} cl_rule;

/* Reads a rule from a value whose texts outlive it. Every fault is added to `findings`, under `file`
 * and with places below `at`. Returns 1 with a whole rule, 0 when it is broken, -1 when memory ran
 * out. The format of a Logic for another engine or a later version is not looked at: such a rule is
 * whole and refused. */
int cl_rule_read(const cl_value *document, const char *file, const char *at, cl_arena *arena,
                 cl_findings *findings, cl_rule *rule);

/* The description in `language` ("cs"; NULL for English), else in English, else the first; "" where
 * there is none. */
const char *cl_rule_description(const cl_rule *rule, const char *language);

/* Adds warnings about a whole rule to `findings`: types, affected fields, descriptions. Returns false
 * when memory ran out. */
bool cl_rule_check(const cl_rule *rule, cl_arena *scratch, cl_findings *findings);

/* The shape of the data context that rules see. */
extern const cl_shape_table cl_rule_shapes;

/* The names of the members of its `external`. */
enum { CL_EXTERNAL_MEMBERS = 8 };
extern const char *const cl_external_members[CL_EXTERNAL_MEMBERS];

const char *cl_rule_type_name(cl_rule_type type);
const char *cl_certificate_type_name(cl_certificate_type type);

/* The order of two country codes, 0 where they are one country: GR and EL are (SEMANTICS). */
int cl_country_compare(const char *a, const char *b);

#endif
