/* lower.c — makes tests of cells from the common forms of conditions.
 *
 *   var                         truthy
 *   var === "text" or integer   string, number
 *   var in [ strings ]          set
 *   integer comparisons         least (with a constant), order (of two cells)
 *   date-time comparisons       since (with a constant), span (of two cells)
 *
 *   var === var                 same
 *   true in [ booleans ]        the tests of all items
 *
 * Every comparison becomes >=, negated if needed. `and`, `if` and `!` become jumps. An `if` that is
 * an operand is moved outwards: a < (if g then b else c) becomes if g then a < b else a < c. For
 * any other form, value instructions compute the value and a jump tests its truth.
 *
 * Tests may have another order than the operands, and a branch may be tested twice. The fault that
 * comes first does not change: if an operand is a fault, the rule stays undecided, and its plain
 * code reports the fault. */
#include "base/checked.h"
#include "vm/emitter.h"

typedef struct test {
    cl_opcode op; /* the opcode with the ending CL_IF_TRUE; the other endings follow it */
    bool negated;
    uint32_t cell, a, b;
} test;

/* One side of a comparison. */
typedef struct side {
    uint32_t cell;    /* CL_NONE_INDEX for a constant */
    int64_t constant; /* the constant, or the milliseconds to add to the cell's instant */
    uint32_t date;    /* the date whose cell it is, or CL_NONE_INDEX */
} side;

/* Returns the node itself, or the chosen branch if the node is an `if` in m->chosen. */
static uint32_t resolve(const cl_emitter *m, uint32_t node)
{
    /* If the branch is an `if` too, its own entry comes later in the array. */
    for (uint32_t i = 0; i < m->chosen_count; i++) {
        if (m->chosen[i].node == node)
            node = m->chosen[i].branch;
    }
    return node;
}

static uint32_t operand(const cl_emitter *m, uint32_t node, uint32_t i)
{
    return resolve(m, cl_expression_kid(m->e, node, i));
}

static bool constant_of(const cl_emitter *m, uint32_t node, cl_kind kind, const cl_value **value)
{
    *value = cl_constant(m, node);
    return *value != NULL && (*value)->kind == kind;
}

/* Returns the slot that a `var` reads, or CL_NONE_INDEX for any other node. */
static uint32_t slot_of(const cl_emitter *m, uint32_t node)
{
    const cl_node *n = &m->e->nodes[node];
    return n->operation == CL_OP_VAR && m->constants[node] == NULL ? cl_plan_slot(m, &n->literal)
                                                                   : CL_NONE_INDEX;
}

static uint32_t tested_slot(cl_emitter *m, uint32_t slot)
{
    m->program->slots[slot].tested = true;
    return slot;
}

static bool add_use(cl_emitter *m, cl_vm_use use)
{
    void *grown = cl_emit_grow(m, m->uses, m->use_count, &m->use_capacity, sizeof use, CL_MAX_NODES,
                               "uses of strings");
    if (grown == NULL)
        return false;
    m->uses = grown;
    m->uses[m->use_count++] = use;
    return true;
}

static bool lower_equal_operands(cl_emitter *m, uint32_t var, uint32_t constant, test *t)
{
    uint32_t slot = slot_of(m, var);
    const cl_value *value;
    if (slot == CL_NONE_INDEX)
        return false;
    if (constant_of(m, constant, CL_KIND_INTEGER, &value)) {
        *t = (test){.op = CL_VM_NUMBER_IF_TRUE, .cell = tested_slot(m, slot)};
        t->a = cl_emit_number(m, value->integer);
        return true;
    }
    if (!constant_of(m, constant, CL_KIND_STRING, &value))
        return false;
    uint32_t string = cl_intern_add(&m->strings, value->text, value->length);
    if (string == CL_NOT_INTERNED) {
        m->broken = true;
        return cl_error_memory(m->error);
    }
    *t = (test){.op = CL_VM_STRING_IF_TRUE, .cell = tested_slot(m, slot), .a = string + 1};
    return add_use(m, (cl_vm_use){.slot = slot, .string = string + 1});
}

static bool lower_equal(cl_emitter *m, uint32_t node, test *t)
{
    uint32_t left = operand(m, node, 0);
    uint32_t right = operand(m, node, 1);
    uint32_t x = slot_of(m, left);
    uint32_t y = slot_of(m, right);
    if (x != CL_NONE_INDEX && y != CL_NONE_INDEX) {
        *t = (test){.op = CL_VM_SAME_IF_TRUE, .cell = tested_slot(m, x), .a = tested_slot(m, y)};
        return true;
    }
    return lower_equal_operands(m, left, right, t) || lower_equal_operands(m, right, left, t);
}

/* Returns true if the strings of a set may be copied to the table of a slot. The first copy of each
 * set is always allowed. Further copies are limited in total: many slots times a large set would
 * take too much memory. */
static bool may_copy(cl_emitter *m, cl_set *set)
{
    enum { MOST_COPIED = 1 << 16 };
    uint32_t count = set->in_a_slot ? set->array->count : 0;
    set->in_a_slot = true;
    if (count > MOST_COPIED - m->copied)
        return false;
    m->copied += count;
    return true;
}

/* Returns the bit of a slot's cell that is set if the set contains the slot's string. Returns 0 if
 * the slot has no bit left, the copy is not allowed, or memory ran out. */
static uint16_t bit_of(cl_emitter *m, uint32_t slot, uint32_t set)
{
    cl_hasher hasher;
    cl_hasher_begin(&hasher, &m->set_uses.key);
    cl_hasher_word(&hasher, (uint64_t)set << 32 | slot);
    uint32_t hash = cl_hasher_end(&hasher);
    uint32_t i;
    for (uint32_t at = CL_INDEX_BEGIN;
         (i = cl_index_next(&m->set_uses, hash, &at)) != CL_NOT_INDEXED;) {
        if (m->uses[i].slot == slot && m->uses[i].set == set)
            return m->uses[i].bit;
    }
    if (m->set_bits[slot] == CL_MAX_SET_BITS || !may_copy(m, &m->program->sets[set]))
        return 0;
    uint16_t bit = (uint16_t)(1u << m->set_bits[slot]);
    if (!add_use(m, (cl_vm_use){.slot = slot, .set = set, .bit = bit}))
        return 0;
    if (!cl_index_add(&m->set_uses, hash, m->use_count - 1)) {
        m->broken = true;
        cl_error_memory(m->error);
    }
    m->set_bits[slot]++;
    return bit;
}

static bool lower_in(cl_emitter *m, uint32_t node, test *t)
{
    uint32_t slot = slot_of(m, operand(m, node, 0));
    const cl_value *array;
    if (slot == CL_NONE_INDEX || !constant_of(m, operand(m, node, 1), CL_KIND_ARRAY, &array))
        return false;
    uint32_t set = cl_emit_set(m, array->array);
    if (m->broken || m->program->sets[set].others > 0)
        return false;
    uint16_t bit = bit_of(m, slot, set);
    *t = (test){.op = CL_VM_SET_IF_TRUE, .cell = slot, .a = bit};
    if (bit != 0)
        tested_slot(m, slot);
    return bit != 0;
}

static bool integer_side(cl_emitter *m, uint32_t node, side *s)
{
    const cl_value *value;
    *s = (side){.cell = slot_of(m, node), .date = CL_NONE_INDEX};
    if (s->cell != CL_NONE_INDEX)
        return true;
    if (!constant_of(m, node, CL_KIND_INTEGER, &value))
        return false;
    s->constant = value->integer;
    return true;
}

/* Writes the offset of a node in milliseconds: that of a plusTime in days or hours, else 0. (The
 * cell of the date contains an offset in months or years.) Returns false if the offset is longer
 * than all years of the calendar; value instructions then compute the date-time. */
static bool offset_of(const cl_node *n, int64_t *offset)
{
    const int64_t longest = CL_INSTANT_MAX - CL_INSTANT_MIN;
    *offset = 0;
    if (n->operation != CL_OP_PLUS_TIME || (n->unit != CL_UNIT_DAY && n->unit != CL_UNIT_HOUR))
        return true;
    return cl_int_scale(n->literal.integer, n->unit == CL_UNIT_DAY ? CL_DAY_MS : CL_HOUR_MS,
                        offset) &&
           *offset <= longest && *offset >= -longest;
}

static bool date_side(cl_emitter *m, uint32_t node, side *s)
{
    const cl_node *n = &m->e->nodes[node];
    const cl_value *value;
    *s = (side){.cell = CL_NONE_INDEX, .date = CL_NONE_INDEX};
    if (constant_of(m, node, CL_KIND_DATETIME, &value)) {
        s->constant = value->instant;
        return true;
    }
    if (n->operation != CL_OP_PLUS_TIME && n->operation != CL_OP_DATE_OF_BIRTH)
        return false;
    uint32_t slot = slot_of(m, cl_expression_kid(m->e, node, 0));
    if (slot == CL_NONE_INDEX || !offset_of(n, &s->constant))
        return false;
    s->date = cl_plan_date(m, slot,
                           n->operation == CL_OP_PLUS_TIME ? CL_DATE_PLUS_TIME : CL_DATE_BIRTH,
                           n->operation == CL_OP_PLUS_TIME ? n->unit : CL_UNIT_DAY,
                           n->operation == CL_OP_PLUS_TIME ? n->literal.integer : 0);
    s->cell = m->program->slot_count + s->date;
    return true;
}

/* Marks the cell of a side as read by a test, and widens the margin of a date. */
static void use_side(cl_emitter *m, const side *s)
{
    if (s->date != CL_NONE_INDEX) {
        cl_date *date = &m->program->dates[s->date];
        int64_t distance = s->constant < 0 ? -s->constant : s->constant;
        date->tested = true;
        if (distance > date->margin)
            date->margin = distance;
    } else if (s->cell != CL_NONE_INDEX) {
        tested_slot(m, s->cell);
    }
}

/* Makes the test x >= y for integers. Returns false if both are constant, or the sum overflows. */
static bool integers_at_least(cl_emitter *m, const side *x, const side *y, test *t)
{
    int64_t above;
    if (x->cell != CL_NONE_INDEX && y->cell != CL_NONE_INDEX) {
        *t = (test){.op = CL_VM_ORDER_IF_TRUE, .cell = x->cell, .a = y->cell};
    } else if (x->cell != CL_NONE_INDEX) {
        *t = (test){.op = CL_VM_LEAST_IF_TRUE, .cell = x->cell};
        t->a = cl_emit_number(m, y->constant);
    } else if (y->cell != CL_NONE_INDEX && cl_int_add(x->constant, 1, &above)) {
        *t = (test){.op = CL_VM_LEAST_IF_TRUE, .cell = y->cell, .negated = true};
        t->a = cl_emit_number(m, above);
    } else {
        return false;
    }
    return true;
}

/* Makes the test x >= y for date-times. Returns false if both are constant. The sums do not
 * overflow: instants and offsets are below 2^50. */
static bool instants_at_least(cl_emitter *m, const side *x, const side *y, test *t)
{
    if (x->cell != CL_NONE_INDEX && y->cell != CL_NONE_INDEX) {
        *t = (test){.op = CL_VM_SPAN_IF_TRUE, .cell = x->cell, .a = y->cell};
        t->b = cl_emit_number(m, y->constant - x->constant);
    } else if (x->cell != CL_NONE_INDEX) {
        *t = (test){.op = CL_VM_SINCE_IF_TRUE, .cell = x->cell};
        t->a = cl_emit_number(m, y->constant - x->constant);
    } else if (y->cell != CL_NONE_INDEX) {
        *t = (test){.op = CL_VM_SINCE_IF_TRUE, .cell = y->cell, .negated = true};
        t->a = cl_emit_number(m, x->constant - y->constant + 1);
    } else {
        return false;
    }
    return true;
}

/* Makes a test of the relation of two sides: a < b is not (a >= b), a > b is not (b >= a). */
static bool lower_pair(cl_emitter *m, cl_operation operation, const side *a, const side *b, test *t)
{
    bool dates = cl_operation_compares_instants(operation);
    cl_relation relation = cl_operation_row(operation)->relation;
    bool less = relation == CL_RELATION_LESS;
    bool not_less = relation == CL_RELATION_NOT_LESS;
    bool negate = less || relation == CL_RELATION_GREATER;
    const side *x = less || not_less ? a : b;
    const side *y = less || not_less ? b : a;
    if (!(dates ? instants_at_least(m, x, y, t) : integers_at_least(m, x, y, t)))
        return false;
    t->negated ^= negate;
    return true;
}

/* Makes one or two tests of a comparison of two or three operands. Returns the number of tests, or
 * 0 if an operand has another form. */
static uint32_t lower_comparison(cl_emitter *m, uint32_t node, test tests[2], side sides[3])
{
    const cl_node *n = &m->e->nodes[node];
    bool dates = cl_operation_compares_instants(n->operation);
    for (uint32_t i = 0; i < n->count; i++) {
        uint32_t kid = operand(m, node, i);
        if (!(dates ? date_side(m, kid, &sides[i]) : integer_side(m, kid, &sides[i])))
            return 0;
    }
    for (uint32_t i = 0; i + 1 < n->count; i++) {
        if (!lower_pair(m, n->operation, &sides[i], &sides[i + 1], &tests[i]))
            return 0;
    }
    for (uint32_t i = 0; i < n->count; i++)
        use_side(m, &sides[i]);
    return n->count - 1;
}

/* Makes a single test of a node. Returns false if the node has another form. */
static bool lower(cl_emitter *m, uint32_t node, test *t)
{
    const cl_node *n = &m->e->nodes[node];
    test tests[2];
    side sides[3];
    switch (n->operation) {
    case CL_OP_VAR: {
        uint32_t slot = slot_of(m, node);
        if (slot == CL_NONE_INDEX)
            return false;
        *t = (test){.op = CL_VM_TRUTHY_IF_TRUE, .cell = tested_slot(m, slot)};
        return true;
    }
    case CL_OP_NOT:
        if (!lower(m, cl_expression_kid(m->e, node, 0), t))
            return false;
        t->negated = !t->negated;
        return true;
    case CL_OP_EQUAL:
        return lower_equal(m, node, t);
    case CL_OP_IN:
        return lower_in(m, node, t);
        CL_INTEGER_COMPARISONS(CL_CASE)
        CL_INSTANT_COMPARISONS(CL_CASE)
        if (n->count != 2 || lower_comparison(m, node, tests, sides) == 0)
            return false;
        *t = tests[0];
        return true;
    case CL_OP_LITERAL:
    case CL_OP_ARRAY:
    case CL_OP_IF:
    case CL_OP_AND:
    case CL_OP_ADD:
    case CL_OP_PLUS_TIME:
    case CL_OP_DATE_OF_BIRTH:
    case CL_OP_EXTRACT:
    case CL_OP_REDUCE:
        break; /* no single test: see cl_emit_test */
    }
    return false;
}

static void jump_to(cl_emitter *m, uint32_t node, cl_vm_label *label, const cl_vm_label *next)
{
    if (label != next)
        cl_emit_jump(m, node, CL_VM_JUMP, 0, 0, 0, label);
}

/* Emits one test and the jumps that it needs; `next` is the label that follows. */
static void emit_one(cl_emitter *m, uint32_t node, const test *t, cl_vm_label *yes, cl_vm_label *no,
                     const cl_vm_label *next)
{
    bool when = next == no; /* jump to `yes` if the test is true; `no` follows */
    cl_opcode op = (cl_opcode)((int)t->op + (when != t->negated ? CL_IF_TRUE : CL_IF_FALSE));
    cl_emit_jump(m, node, op, t->cell, t->a, t->b, when ? yes : no);
    if (!when)
        jump_to(m, node, yes, next);
}

/* Emits a comparison of three operands; false if the node is something else. The kinds of all
 * operands are checked before any comparison, as in plain code. */
static bool emit_chain(cl_emitter *m, uint32_t node, cl_vm_label *yes, cl_vm_label *no,
                       const cl_vm_label *next)
{
    const cl_node *n = &m->e->nodes[node];
    test tests[2];
    side sides[3];
    if (n->count != 3 || (!cl_operation_compares_integers(n->operation) &&
                          !cl_operation_compares_instants(n->operation)))
        return false;
    if (lower_comparison(m, node, tests, sides) != 2)
        return false;
    bool dates = cl_operation_compares_instants(n->operation);
    uint32_t last = sides[2].cell;
    if (last != CL_NONE_INDEX && last != sides[0].cell && last != sides[1].cell)
        cl_emit(m, node, dates ? CL_VM_NEED_DATE : CL_VM_NEED_INTEGER, 0, last, 0, 0);
    cl_vm_label both;
    cl_label_init(&both);
    emit_one(m, node, &tests[0], &both, no, &both);
    cl_label_bind(m, &both);
    emit_one(m, node, &tests[1], yes, no, next);
    return true;
}

/* Returns an operand that is an `if` and not in m->chosen, or CL_NO_NODE if there is none. Returns
 * CL_NO_NODE also if CL_MAX_CHOICES are chosen: each choice doubles the code. */
static uint32_t open_choice(const cl_emitter *m, uint32_t node)
{
    const cl_node *n = &m->e->nodes[node];
    bool strict = n->operation == CL_OP_EQUAL || n->operation == CL_OP_IN ||
                  cl_operation_compares_integers(n->operation) ||
                  cl_operation_compares_instants(n->operation);
    for (uint32_t i = 0; strict && m->chosen_count < CL_MAX_CHOICES && i < n->count; i++) {
        uint32_t kid = operand(m, node, i);
        if (m->e->nodes[kid].operation == CL_OP_IF && m->constants[kid] == NULL)
            return kid;
    }
    return CL_NO_NODE;
}

static void emit_chosen(cl_emitter *m, uint32_t node, uint32_t choice, uint32_t branch,
                        cl_vm_label *yes, cl_vm_label *no, const cl_vm_label *next)
{
    m->chosen[m->chosen_count++] = (cl_choice){.node = choice,
                                               .branch = cl_expression_kid(m->e, choice, branch)};
    cl_emit_test(m, node, yes, no, next);
    m->chosen_count--;
}

/* Emits the operation once for each branch of an operand that is an `if`. */
static void emit_choice(cl_emitter *m, uint32_t node, uint32_t choice, cl_vm_label *yes,
                        cl_vm_label *no, const cl_vm_label *next)
{
    cl_vm_label then, otherwise;
    cl_label_init(&then);
    cl_label_init(&otherwise);
    cl_emit_test(m, cl_expression_kid(m->e, choice, 0), &then, &otherwise, &then);
    cl_label_bind(m, &then);
    emit_chosen(m, node, choice, 1, yes, no, NULL);
    cl_label_bind(m, &otherwise);
    emit_chosen(m, node, choice, 2, yes, no, next);
}

static void emit_and(cl_emitter *m, uint32_t node, cl_vm_label *yes, cl_vm_label *no,
                     const cl_vm_label *next)
{
    uint32_t count = m->e->nodes[node].count;
    for (uint32_t i = 0; i + 1 < count; i++) {
        cl_vm_label more;
        cl_label_init(&more);
        cl_emit_test(m, cl_expression_kid(m->e, node, i), &more, no, &more);
        cl_label_bind(m, &more);
    }
    cl_emit_test(m, cl_expression_kid(m->e, node, count - 1), yes, no, next);
}

static void emit_if(cl_emitter *m, uint32_t node, cl_vm_label *yes, cl_vm_label *no,
                    const cl_vm_label *next)
{
    cl_vm_label then, otherwise;
    cl_label_init(&then);
    cl_label_init(&otherwise);
    cl_emit_test(m, cl_expression_kid(m->e, node, 0), &then, &otherwise, &then);
    cl_label_bind(m, &then);
    cl_emit_test(m, cl_expression_kid(m->e, node, 1), yes, no, NULL);
    cl_label_bind(m, &otherwise);
    cl_emit_test(m, cl_expression_kid(m->e, node, 2), yes, no, next);
}

/* Returns the array of `true in [a, b, …]` if all items are booleans; else CL_NO_NODE. The number
 * of items and the nesting are limited, because emit_any emits each item twice. */
static uint32_t any_of(const cl_emitter *m, uint32_t node)
{
    const cl_value *item;
    if (m->e->nodes[node].operation != CL_OP_IN || m->any_depth >= CL_MAX_ANY_DEPTH ||
        !constant_of(m, operand(m, node, 0), CL_KIND_BOOLEAN, &item) || !item->boolean)
        return CL_NO_NODE;
    uint32_t array = operand(m, node, 1);
    uint32_t count = m->e->nodes[array].count;
    if (m->e->nodes[array].operation != CL_OP_ARRAY || count == 0 || count > CL_MAX_ANY)
        return CL_NO_NODE;
    for (uint32_t i = 0; i < count; i++) {
        if (!cl_is_boolean(m, cl_expression_kid(m->e, array, i)))
            return CL_NO_NODE;
    }
    return array;
}

/* Emits `true in [a, b, …]`. All items must be tested, because a fault in an item after the first
 * true one counts. So the code has two parts. The first part (a, b, c) tests the items until one is
 * true. The second part (b', c') tests the items after the true one, only to find faults:
 *
 *     a:  true -> b', false -> b         b': -> c'
 *     b:  true -> c', false -> c         c': -> yes
 *     c:  true -> yes, false -> no
 */
static void emit_any(cl_emitter *m, uint32_t array, cl_vm_label *yes, cl_vm_label *no,
                     const cl_vm_label *next)
{
    cl_vm_label hit[CL_MAX_ANY];
    uint32_t last = m->e->nodes[array].count - 1;
    m->any_depth++;
    for (uint32_t i = 0; i < last; i++) {
        cl_vm_label miss;
        cl_label_init(&miss);
        cl_label_init(&hit[i]);
        cl_emit_test(m, cl_expression_kid(m->e, array, i), &hit[i], &miss, &miss);
        cl_label_bind(m, &miss);
    }
    cl_emit_test(m, cl_expression_kid(m->e, array, last), yes, no, last > 0 ? NULL : next);
    for (uint32_t i = 0; i < last; i++) {
        cl_vm_label behind;
        cl_label_init(&behind);
        cl_label_bind(m, &hit[i]);
        cl_emit_test(m, cl_expression_kid(m->e, array, i + 1), &behind, &behind, &behind);
        cl_label_bind(m, &behind);
    }
    if (last > 0)
        jump_to(m, array, yes, next);
    m->any_depth--;
}

void cl_emit_test(cl_emitter *m, uint32_t node, cl_vm_label *yes, cl_vm_label *no,
                  const cl_vm_label *next)
{
    const cl_value *constant = cl_constant(m, node);
    uint32_t choice = open_choice(m, node);
    uint32_t array;
    test t;
    if (m->broken)
        return;
    if (constant != NULL && cl_value_truth(constant) != CL_NEITHER) {
        jump_to(m, node, cl_value_truth(constant) == CL_TRUTHY ? yes : no, next);
    } else if (choice != CL_NO_NODE) {
        emit_choice(m, node, choice, yes, no, next);
    } else if (lower(m, node, &t)) {
        emit_one(m, node, &t, yes, no, next);
    } else if (emit_chain(m, node, yes, no, next)) {
        return;
    } else if ((array = any_of(m, node)) != CL_NO_NODE) {
        emit_any(m, array, yes, no, next);
    } else if (m->e->nodes[node].operation == CL_OP_AND) {
        emit_and(m, node, yes, no, next);
    } else if (m->e->nodes[node].operation == CL_OP_IF) {
        emit_if(m, node, yes, no, next);
    } else if (m->e->nodes[node].operation == CL_OP_NOT) {
        cl_emit_test(m, cl_expression_kid(m->e, node, 0), no, yes, next);
    } else {
        cl_emit_value(m, node, 0, NULL);
        cl_emit_jump(m, node, CL_VM_UNLESS, 0, 0, 0, no);
        jump_to(m, node, yes, next);
    }
}

bool cl_is_boolean(const cl_emitter *m, uint32_t node)
{
    const cl_node *n = &m->e->nodes[node];
    const cl_value *constant = cl_constant(m, node);
    if (constant != NULL)
        return constant->kind == CL_KIND_BOOLEAN;
    if (n->operation == CL_OP_IF)
        return cl_is_boolean(m, cl_expression_kid(m->e, node, 1)) &&
               cl_is_boolean(m, cl_expression_kid(m->e, node, 2));
    bool boolean = n->operation == CL_OP_AND ||
                   cl_operation_row(n->operation)->kinds == CL_KIND_BIT(CL_KIND_BOOLEAN);
    for (uint32_t i = 0; boolean && n->operation == CL_OP_AND && i < n->count; i++)
        boolean = cl_is_boolean(m, cl_expression_kid(m->e, node, i));
    return boolean;
}

void cl_emit_decide(cl_emitter *m, uint32_t node, uint32_t rule)
{
    const cl_value *constant = cl_constant(m, node);
    test t;
    cl_vm_label yes, no;
    if (constant != NULL) {
        if (!constant->boolean)
            cl_emit(m, node, CL_VM_FAIL, 0, 0, 0, rule);
    } else if (lower(m, node, &t)) {
        int ending = t.negated ? CL_FAIL_TRUE : CL_FAIL_FALSE;
        cl_emit(m, node, (cl_opcode)((int)t.op + ending), t.cell, t.a, t.b, rule);
    } else {
        cl_label_init(&yes);
        cl_label_init(&no);
        cl_emit_test(m, node, &yes, &no, &no);
        cl_label_bind(m, &no);
        cl_emit(m, node, CL_VM_FAIL, 0, 0, 0, rule);
        cl_label_bind(m, &yes);
    }
}
