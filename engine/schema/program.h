/* program.h — the compiled form, and what the files that make it share.
 *
 *   node ─▶ check check check …      a node is a subschema, a check is a keyword with its operand
 *             └─▶ node …             references lead to nodes, so recursion is a loop in this graph
 *
 * Everything lies in the schema's arena; nothing is written once cl_schema_compile has returned.
 */
#ifndef CL_SCHEMA_PROGRAM_H
#define CL_SCHEMA_PROGRAM_H

#include <stdint.h>

#include "base/intern.h"
#include "schema/keywords.h"
#include "schema/pattern.h"
#include "schema/schema.h"

#define CL_NO_NODE UINT32_MAX

/* `properties`, `patternProperties`, `additionalProperties`: each member goes through all three. */
typedef struct cl_schema_members {
    cl_intern names;
    const uint32_t *named;             /* a node for each name */
    const cl_pattern *const *patterns; /* `pattern_count` of them, */
    const uint32_t *matching;          /* and their nodes */
    uint32_t pattern_count;
    uint32_t additional; /* a node, or CL_NO_NODE */
    bool closed;         /* additional is false: reported as a member too many */
} cl_schema_members;

/* Items by their place, and all behind them. */
typedef struct cl_schema_items {
    const uint32_t *prefix;
    uint32_t prefix_count;
    uint32_t rest; /* a node, or CL_NO_NODE */
} cl_schema_items;

typedef struct cl_schema_contains {
    uint32_t node;
    uint64_t least, most;
} cl_schema_contains;

/* What the presence of a member asks for: a node, or others (a list of strings). */
typedef struct cl_schema_dependency {
    const char *name;
    uint32_t length;
    uint32_t node; /* or CL_NO_NODE */
    const cl_array *others;
} cl_schema_dependency;

typedef struct cl_schema_check {
    uint8_t keyword; /* a cl_keyword */
    uint16_t looks;  /* kinds, a bit each */
    uint32_t count;  /* of `nodes` or `dependencies` */
    union {
        uint32_t node;         /* $ref, not, propertyNames */
        uint32_t types;        /* type: kinds, a bit each */
        uint32_t branches[3];  /* if, then, else */
        const uint32_t *nodes; /* allOf, anyOf, oneOf */
        uint64_t bound;        /* lengths and counts */
        const cl_value *value; /* const, enum, required, and what numbers are compared with */
        const cl_pattern *pattern;
        const cl_schema_members *members;
        const cl_schema_items *items;
        const cl_schema_contains *contains;
        const cl_schema_dependency *dependencies;
    };
} cl_schema_check;

typedef struct cl_schema_node {
    const cl_value *value; /* in the document */
    const cl_schema_check *checks;
    uint32_t check_count;
    uint32_t forward; /* itself, or where it does nothing but refer */
    uint32_t chain;   /* nodes that may be asked one in another about one value, itself included */
    uint32_t base;
    uint32_t parent;  /* the node in whose text it stands; CL_NO_NODE for the top of a resource */
    const char *step; /* JSON Pointer from there */
} cl_schema_node;

/* A URI that references are relative to: of a document, or of an $id inside of it. */
typedef struct cl_schema_base {
    const char *uri; /* without fragment */
    cl_schema_draft draft;
} cl_schema_base;

struct cl_schema {
    cl_arena arena;
    cl_schema_node *nodes; /* the first is the schema */
    uint32_t count;
    uint32_t capacity;
    cl_schema_base *bases;
    uint32_t base_count;
    uint32_t base_capacity;
    cl_intern addresses; /* of the nodes' values: number = node */
    cl_intern uris;      /* of resources, and with #anchor */
    uint32_t *uri_nodes; /* by number in `uris` */
    uint32_t uri_capacity;
};

/* ---- scan.c: subschemas, $id and anchors ------------------------------------------------------- */

/* Makes nodes of a subschema and of all below it. `step` lives as long as the schema. Recursion is
 * bounded by the depth of documents. */
bool cl_schema_scan(cl_schema *schema, const cl_value *value, uint32_t parent, const char *step,
                    uint32_t base, cl_error *error);

/* A document and the URI from where it came. */
bool cl_schema_scan_document(cl_schema *schema, const cl_value *value, const char *uri,
                             cl_schema_draft usual, cl_error *error);

/* The node of a value of a document, or CL_NO_NODE. */
uint32_t cl_schema_node_of(const cl_schema *schema, const cl_value *value);

/* Sets SCHEMA_BROKEN at a keyword of a node (NULL: the node itself); returns false. The message names
 * the document. */
bool cl_schema_refuse(const cl_schema *schema, uint32_t node, const char *keyword, cl_error *error,
                      const char *format, ...) CL_PRINTF(5, 6);

/* ---- resolve.c: references --------------------------------------------------------------------- */

/* The node to which a reference in `from` leads, a new one where it leads to what was no subschema so
 * far; CL_NO_NODE with SCHEMA_BROKEN or MEMORY. */
uint32_t cl_schema_resolve(cl_schema *schema, uint32_t from, const cl_value *reference,
                           cl_error *error);

/* ---- order.c: no schema may ask itself about the same value ------------------------------------ */

/* Sets `forward` and `chain`; refuses a subschema that leads back to itself without going to a part of
 * the value, and chains beyond CL_MAX_DEPTH. */
bool cl_schema_order(cl_schema *schema, cl_error *error);

/* ---- report.c ---------------------------------------------------------------------------------- */

/* Text in a room of fixed size; what does not fit is left out. */
typedef struct cl_pen {
    char *text;
    size_t size;
    size_t length;
} cl_pen;

void cl_pen_write(cl_pen *pen, const char *text, size_t length);
void cl_pen_puts(cl_pen *pen, const char *text);

/* A step of a JSON Pointer: all of it, or nothing of it nor of what follows. */
void cl_pen_step(cl_pen *pen, const char *key, size_t length);

/* Where a node stands: "uri#/pointer", or the pointer alone. */
void cl_schema_place(const cl_schema *schema, uint32_t node, bool with_uri, cl_pen *pen);

/* What a failed check has to say of a value. `number` is what was counted, `name` the member in
 * question. */
void cl_schema_message(const cl_schema_check *check, cl_keyword keyword, const cl_value *value,
                       uint64_t number, const char *name, size_t length, cl_pen *pen);

#endif
