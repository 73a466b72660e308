/* compiled.h — the compiled form of a schema, and the functions that the compiling files share.
 *
 *   node ─▶ check check check …      a node is a subschema, a check is a keyword with its operand
 *             └─▶ node …             references lead to nodes, so recursion is a loop in this graph
 *
 * The arena of the schema holds everything. After cl_schema_compile returns, nothing is written.
 */
#ifndef CL_SCHEMA_COMPILED_H
#define CL_SCHEMA_COMPILED_H

#include <stdint.h>

#include "base/intern.h"
#include "schema/keywords.h"
#include "schema/pattern.h"
#include "schema/schema.h"

#define CL_NO_NODE UINT32_MAX

/* `properties`, `patternProperties`, `additionalProperties`: all three are tried on each member. */
typedef struct cl_schema_members {
    cl_intern names;
    const uint32_t *named;             /* a node for each name */
    const cl_pattern *const *patterns; /* `pattern_count` patterns */
    const uint32_t *matching;          /* the node of each pattern */
    uint32_t pattern_count;
    uint32_t additional; /* a node, or CL_NO_NODE */
    bool closed;         /* `additionalProperties` is false: report an unknown member */
} cl_schema_members;

/* Nodes for the first items by position, and one for all later items. */
typedef struct cl_schema_items {
    const uint32_t *prefix;
    uint32_t prefix_count;
    uint32_t rest; /* a node, or CL_NO_NODE */
} cl_schema_items;

typedef struct cl_schema_contains {
    uint32_t node;
    uint64_t least, most;
} cl_schema_contains;

/* What the presence of a member requires: that the object is valid for a node, or has other
 * members. */
typedef struct cl_schema_dependency {
    const char *name;
    uint32_t length;
    uint32_t node; /* or CL_NO_NODE if `others` is used */
    const cl_array *others;
} cl_schema_dependency;

typedef struct cl_schema_check {
    uint8_t keyword; /* a cl_keyword */
    uint16_t looks;  /* kinds of values, a bit each */
    uint32_t count;  /* of `nodes` or `dependencies` */
    union {
        uint32_t node;         /* $ref, not, propertyNames */
        uint32_t types;        /* type: kinds, a bit each */
        uint32_t branches[3];  /* if, then, else */
        const uint32_t *nodes; /* allOf, anyOf, oneOf */
        uint64_t bound;        /* lengths and counts */
        const cl_value *value; /* const, enum, required, format, and numbers to compare with */
        const cl_pattern *pattern;
        const cl_schema_members *members;
        const cl_schema_items *items;
        const cl_schema_contains *contains;
        const cl_schema_dependency *dependencies;
    };
} cl_schema_check;

typedef struct cl_schema_node {
    const cl_value *value; /* its place in the document */
    const cl_schema_check *checks;
    uint32_t check_count;
    uint32_t forward; /* the node itself, or the target if it only has a $ref */
    /* The length of the longest chain of nodes that apply one another to the same value, this node
     * included. */
    uint32_t chain;
    uint32_t base;
    uint32_t parent;  /* the enclosing node; CL_NO_NODE for the top of a resource */
    const char *step; /* JSON Pointer from `parent` */
} cl_schema_node;

/* A base URI of references: that of a document, or of an $id inside of it. */
typedef struct cl_schema_base {
    const char *uri; /* without fragment */
    cl_schema_draft draft;
} cl_schema_base;

struct cl_schema {
    cl_arena arena;
    cl_schema_node *nodes; /* the first one is the schema itself */
    uint32_t count;
    uint32_t capacity;
    cl_schema_base *bases;
    uint32_t base_count;
    uint32_t base_capacity;
    cl_intern addresses; /* addresses of the nodes' values; the number is the node */
    cl_intern uris;      /* of resources, and of anchors as uri#anchor */
    uint32_t *uri_nodes; /* the node of each number in `uris` */
    uint32_t uri_capacity;
};

/* ---- scan.c: subschemas, $id and anchors ----------------------------------------------------- */

/* Makes nodes of a subschema and of all subschemas below it. `step` must live as long as the
 * schema. The depth of documents bounds the recursion. */
bool cl_schema_scan(cl_schema *schema, const cl_value *value, uint32_t parent, const char *step,
                    uint32_t base, cl_error *error);

/* Scans a whole document, which comes from `uri`. */
bool cl_schema_scan_document(cl_schema *schema, const cl_value *value, const char *uri,
                             cl_schema_draft usual, cl_error *error);

/* Returns the node of a value of a document, or CL_NO_NODE. */
uint32_t cl_schema_node_of(const cl_schema *schema, const cl_value *value);

/* Sets SCHEMA_BROKEN at a keyword of a node (NULL: at the node itself). Returns false. The message
 * names the document. */
bool cl_schema_refuse(const cl_schema *schema, uint32_t node, const char *keyword, cl_error *error,
                      const char *format, ...) CL_PRINTF(5, 6);

/* ---- resolve.c: references ------------------------------------------------------------------- */

/* Returns the node to which a reference in node `from` leads. Makes a node if the target has none.
 * CL_NO_NODE with SCHEMA_BROKEN or MEMORY. */
uint32_t cl_schema_resolve(cl_schema *schema, uint32_t from, const cl_value *reference,
                           cl_error *error);

/* ---- order.c: no schema may ask itself about the same value ---------------------------------- */

/* Sets `forward` and `chain` of all nodes. Refuses a subschema that applies itself to the same
 * value, directly or through others. Refuses chains longer than CL_MAX_DEPTH. */
bool cl_schema_order(cl_schema *schema, cl_error *error);

/* ---- report.c -------------------------------------------------------------------------------- */

/* A text buffer of fixed size. Text that does not fit is left out. */
typedef struct cl_pen {
    char *text;
    size_t size;
    size_t length;
} cl_pen;

void cl_pen_write(cl_pen *pen, const char *text, size_t length);
void cl_pen_puts(cl_pen *pen, const char *text);

/* Writes a step of a JSON Pointer completely. If it does not fit, writes neither it nor any later
 * text. */
void cl_pen_step(cl_pen *pen, const char *key, size_t length);

/* Writes the place of a node: "uri#/pointer", or the pointer alone. */
void cl_schema_place(const cl_schema *schema, uint32_t node, bool with_uri, cl_pen *pen);

/* Writes the message of a failed check of a value. `number` is the count that was wrong, `name` the
 * member concerned. */
void cl_schema_message(const cl_schema_check *check, cl_keyword keyword, const cl_value *value,
                       uint64_t number, const char *name, size_t length, cl_pen *pen);

#endif
