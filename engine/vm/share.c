/* share.c — emits the shared code of a section: one code for all its rules.
 *
 * Most rules are `if guard then … else true`, and most of a section's rules have one of three or
 * four guards. Rules with an equal guard share one test of it. Their branches are shared in the
 * same way. So few instructions are executed for rules whose guard is false:
 *
 *      truthy! payload.v.0 -> end          one test for all rules with this guard
 *      set!-fail payload.v.0.mp  rule 7    each then-branch sets the failed bit of its rule
 *      span!-fail …              rule 8
 * end: truthy! payload.t.0 -> …
 *
 * Rules do not depend on each other, so their order is free. A rule without code has passed. A rule
 * whose expression is an `and` has code for each operand and fails if any of them is false. */
#include <string.h>

#include "vm/emitter.h"

/* A rule and the node of its expression that is still to be compiled. */
typedef struct pending {
    uint32_t rule;
    uint32_t node;
    uint32_t next; /* the next item with the same guard, CL_NONE_INDEX for none */
    uint32_t last; /* in the first item with a guard: the last item with it so far */
    bool follows;  /* it is not the first item with its guard */
} pending;

typedef struct batch {
    pending *items;
    uint32_t count;
} batch;

static void decide_all(cl_emitter *m, batch whole);

static void hash_node(cl_hasher *hasher, const cl_hash_key *key, const cl_expression *e,
                      uint32_t node)
{
    const cl_node *n = &e->nodes[node];
    cl_hasher_word(hasher, (uint64_t)n->operation << 32 | n->count);
    cl_value_hash(hasher, key, &n->literal);
    for (uint32_t i = 0; i < n->count; i++)
        hash_node(hasher, key, e, cl_expression_kid(e, node, i));
}

static uint32_t hash_guard(const cl_index *index, const cl_expression *e, uint32_t node)
{
    cl_hasher hasher;
    cl_hasher_begin(&hasher, &index->key);
    hash_node(&hasher, &index->key, e, node);
    return cl_hasher_end(&hasher);
}

/* Returns true if the nodes are equal expressions. */
static bool same_node(const cl_expression *e, uint32_t a, const cl_expression *f, uint32_t b)
{
    const cl_node *x = &e->nodes[a];
    const cl_node *y = &f->nodes[b];
    if (x->operation != y->operation || x->count != y->count || x->unit != y->unit ||
        !cl_value_equal(&x->literal, &y->literal))
        return false;
    for (uint32_t i = 0; i < x->count; i++) {
        if (!same_node(e, cl_expression_kid(e, a, i), f, cl_expression_kid(f, b, i)))
            return false;
    }
    return true;
}

static const cl_expression *expression_of(const cl_emitter *m, uint32_t rule)
{
    return m->sources[rule].expression;
}

static bool is_if(cl_emitter *m, const pending *p)
{
    cl_emit_select(m, p->rule, true);
    return m->e->nodes[p->node].operation == CL_OP_IF && cl_constant(m, p->node) == NULL;
}

static uint32_t guard_of(const cl_emitter *m, const pending *p)
{
    return cl_expression_kid(expression_of(m, p->rule), p->node, 0);
}

static batch make_batch(cl_emitter *m, uint32_t count)
{
    batch made = {.items = cl_arena_array(&m->scratch, (size_t)count + 1, sizeof *made.items)};
    if (made.items == NULL) {
        m->broken = true;
        cl_error_memory(m->error);
    }
    return made;
}

/* ---- Regions ------------------------------------------------------------------------------- */

static void add_to_region(cl_emitter *m, uint32_t rule)
{
    cl_program *p = m->program;
    void *grown = cl_emit_grow(m, p->region_rules, p->region_rule_count, &m->region_rule_capacity,
                               sizeof *p->region_rules, CL_MAX_INSTRUCTIONS, "shared guards");
    if (grown == NULL)
        return;
    p->region_rules = grown;
    p->region_rules[p->region_rule_count++] = rule;
    p->regions[m->region].count++;
}

/* Begins a region without rules; returns its number. */
static uint32_t begin_region(cl_emitter *m)
{
    cl_program *p = m->program;
    void *grown = cl_emit_grow(m, p->regions, p->region_count, &m->region_capacity,
                               sizeof *p->regions, CL_MAX_INSTRUCTIONS, "shared guards");
    if (grown == NULL)
        return 0;
    p->regions = grown;
    p->regions[p->region_count] = (cl_region){.first = p->region_rule_count};
    m->region = p->region_count++;
    return m->region;
}

static void end_region(cl_emitter *m, uint32_t region)
{
    if (!m->broken)
        m->program->regions[region].resume = m->program->code_count;
}

/* ---- Deciding ------------------------------------------------------------------------------ */

/* Emits a rule whose whole expression is an `and` that can have another result than a boolean. The
 * result is the first falsy operand, else the last operand. If that operand may be no boolean, the
 * rule is left undecided. */
static void decide_and(cl_emitter *m, uint32_t node, uint32_t rule)
{
    cl_vm_label fail, leave, end;
    cl_label_init(&fail);
    cl_label_init(&leave);
    cl_label_init(&end);
    uint32_t count = m->e->nodes[node].count;
    for (uint32_t i = 0; i + 1 < count; i++) {
        uint32_t kid = cl_expression_kid(m->e, node, i);
        cl_vm_label more;
        cl_label_init(&more);
        cl_emit_test(m, kid, &more, cl_is_boolean(m, kid) ? &fail : &leave, &more);
        cl_label_bind(m, &more);
    }
    uint32_t last = cl_expression_kid(m->e, node, count - 1);
    if (cl_is_boolean(m, last))
        cl_emit_test(m, last, &end, &fail, NULL);
    cl_label_bind(m, &leave);
    cl_emit(m, node, CL_VM_LEAVE, 0, 0, 0, 0);
    cl_label_bind(m, &fail);
    cl_emit(m, node, CL_VM_FAIL, 0, 0, 0, rule);
    cl_label_bind(m, &end);
}

/* Returns true if the node of the current rule is the constant true. */
static bool passes(const cl_emitter *m, uint32_t node)
{
    const cl_value *constant = cl_constant(m, node);
    return constant != NULL && constant->kind == CL_KIND_BOOLEAN && constant->boolean;
}

/* Emits the code of one rule without sharing. */
static void decide_one(cl_emitter *m, const pending *p)
{
    cl_emit_select(m, p->rule, true);
    if (passes(m, p->node))
        return;
    uint32_t region = begin_region(m);
    add_to_region(m, p->rule);
    if (cl_is_boolean(m, p->node))
        cl_emit_decide(m, p->node, p->rule);
    else if (cl_constant(m, p->node) == NULL && m->e->nodes[p->node].operation == CL_OP_AND)
        decide_and(m, p->node, p->rule);
    else
        cl_emit(m, p->node, CL_VM_LEAVE, 0, 0, 0, 0);
    end_region(m, region);
}

/* Returns true if every node is the constant true, so that no code is needed. */
static bool all_pass(cl_emitter *m, batch todo)
{
    for (uint32_t i = 0; i < todo.count; i++) {
        cl_emit_select(m, todo.items[i].rule, true);
        if (!passes(m, todo.items[i].node))
            return false;
    }
    return true;
}

/* Returns the item of the index `leaders` that has the same guard as `p`, or CL_NONE_INDEX. */
static uint32_t leader_of(const cl_emitter *m, batch todo, const cl_index *leaders, uint32_t hash,
                          const pending *p)
{
    uint32_t i;
    for (uint32_t at = CL_INDEX_BEGIN; (i = cl_index_next(leaders, hash, &at)) != CL_NOT_INDEXED;) {
        const pending *leader = &todo.items[i];
        if (same_node(expression_of(m, leader->rule), guard_of(m, leader),
                      expression_of(m, p->rule), guard_of(m, p)))
            return i;
    }
    return CL_NONE_INDEX;
}

/* Chains the items that have the same guard, in their order. */
static void chain_guarded(cl_emitter *m, batch todo)
{
    cl_index leaders;
    cl_index_init(&leaders, &m->scratch);
    for (uint32_t i = 0; i < todo.count && !m->broken; i++) {
        pending *p = &todo.items[i];
        p->next = CL_NONE_INDEX;
        p->last = i;
        if (!is_if(m, p))
            continue;
        uint32_t hash = hash_guard(&leaders, expression_of(m, p->rule), guard_of(m, p));
        uint32_t leader = leader_of(m, todo, &leaders, hash, p);
        if (leader != CL_NONE_INDEX) {
            p->follows = true;
            todo.items[todo.items[leader].last].next = i;
            todo.items[leader].last = i;
        } else if (!cl_index_add(&leaders, hash, i)) {
            m->broken = true;
            cl_error_memory(m->error);
        }
    }
}

/* Emits one test of a guard, then the branches of item `at` and of all items chained to it. */
static void decide_guarded(cl_emitter *m, batch todo, uint32_t at)
{
    const pending *leader = &todo.items[at];
    uint32_t count = 0;
    for (uint32_t i = at; i != CL_NONE_INDEX; i = todo.items[i].next)
        count++;
    batch then = make_batch(m, count);
    batch otherwise = make_batch(m, count);
    uint32_t region = begin_region(m);
    for (uint32_t i = at; i != CL_NONE_INDEX && !m->broken; i = todo.items[i].next) {
        const pending *p = &todo.items[i];
        const cl_expression *e = expression_of(m, p->rule);
        then.items[then.count++] = (pending){.rule = p->rule,
                                             .node = cl_expression_kid(e, p->node, 1)};
        otherwise.items[otherwise.count++] = (pending){.rule = p->rule,
                                                       .node = cl_expression_kid(e, p->node, 2)};
        add_to_region(m, p->rule);
    }
    if (m->broken)
        return;
    cl_vm_label yes, no, end;
    cl_label_init(&yes);
    cl_label_init(&no);
    cl_label_init(&end);
    cl_emit_select(m, leader->rule, true);
    uint32_t guard = guard_of(m, leader);
    cl_emit_test(m, guard, &yes, &no, &yes);
    cl_label_bind(m, &yes);
    decide_all(m, then);
    if (!all_pass(m, otherwise)) {
        cl_emit_select(m, leader->rule, true);
        m->region = region;
        cl_emit_jump(m, guard, CL_VM_JUMP, 0, 0, 0, &end);
        cl_label_bind(m, &no);
        decide_all(m, otherwise);
    }
    cl_label_bind(m, &no);
    cl_label_bind(m, &end);
    end_region(m, region);
}

/* Returns true if a node is an `and` whose operands can be decided one by one: all are booleans, so
 * the rule fails if any of them is false. If an operand after the first false one cannot be
 * decided, the rule is left undecided; plain code does not evaluate that operand. */
static bool is_conjunction(cl_emitter *m, uint32_t rule, uint32_t node)
{
    cl_emit_select(m, rule, true);
    return m->e->nodes[node].operation == CL_OP_AND && cl_constant(m, node) == NULL &&
           cl_is_boolean(m, node);
}

/* Adds the parts of a node to `parts`, unless it is NULL. Returns the number of parts. */
static uint32_t add_parts(cl_emitter *m, uint32_t rule, uint32_t node, batch *parts)
{
    if (!is_conjunction(m, rule, node)) {
        if (parts != NULL)
            parts->items[parts->count++] = (pending){.rule = rule, .node = node};
        return 1;
    }
    uint32_t count = 0;
    for (uint32_t i = 0; i < m->e->nodes[node].count; i++)
        count += add_parts(m, rule, cl_expression_kid(m->sources[rule].expression, node, i), parts);
    return count;
}

/* Returns the same items, with each conjunction replaced by its parts. A part can then share a
 * guard of its own. */
static batch take_apart(cl_emitter *m, batch todo)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < todo.count; i++)
        count += add_parts(m, todo.items[i].rule, todo.items[i].node, NULL);
    batch parts = make_batch(m, count);
    for (uint32_t i = 0; i < todo.count && !m->broken; i++)
        add_parts(m, todo.items[i].rule, todo.items[i].node, &parts);
    return parts;
}

static void decide_all(cl_emitter *m, batch whole)
{
    batch todo = take_apart(m, whole);
    chain_guarded(m, todo);
    for (uint32_t i = 0; i < todo.count && !m->broken; i++) {
        if (todo.items[i].follows)
            continue;
        if (is_if(m, &todo.items[i]))
            decide_guarded(m, todo, i);
        else
            decide_one(m, &todo.items[i]);
    }
}

void cl_emit_section(cl_emitter *m, uint32_t section)
{
    cl_section *s = &m->program->sections[section];
    batch todo = make_batch(m, s->count);
    if (m->broken)
        return;
    for (uint32_t i = 0; i < s->count; i++)
        todo.items[todo.count++] = (pending){.rule = s->first + i};
    s->entry = m->program->code_count;
    decide_all(m, todo);
    m->region = CL_NONE_INDEX;
    if (s->count > 0) {
        cl_emit_select(m, s->first, true);
        cl_emit(m, 0, CL_VM_END, 0, 0, 0, 0);
    }
}
