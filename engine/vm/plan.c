/* plan.c — makes the slots, dates and tables of strings of a program.
 *
 * Slots and dates are made from all rules before any code. So the slots and dates of the payload,
 * which are filled for every certificate, get the lowest numbers and are adjacent. */
#include <string.h>

#include "vm/emitter.h"
#include "vm/path.h"

static void out_of_memory(cl_emitter *m)
{
    m->broken = true;
    cl_error_memory(m->error);
}

static bool starts_with(const cl_value *path, const char *name)
{
    size_t length = strlen(name);
    return path->length >= length && memcmp(path->text, name, length) == 0 &&
           (path->length == length || path->text[length] == '.');
}

static cl_part part_of(const cl_value *path)
{
    return starts_with(path, "payload") ? CL_PART_PAYLOAD : CL_PART_CONTEXT;
}

static uint32_t hash_fragment(const cl_index *index, uint32_t branch, const cl_fragment *fragment)
{
    cl_hasher hasher;
    cl_hasher_begin(&hasher, &index->key);
    cl_hasher_word(&hasher, branch);
    cl_hasher_text(&hasher, fragment->text, fragment->length);
    return cl_hasher_end(&hasher);
}

/* Returns the child of a branch for a fragment, or CL_NONE_INDEX. */
static uint32_t find_child(const cl_emitter *m, uint32_t branch, const cl_fragment *fragment)
{
    const cl_branch *branches = m->program->branches;
    uint32_t hash = hash_fragment(&m->branches, branch, fragment);
    uint32_t i;
    for (uint32_t at = CL_INDEX_BEGIN;
         (i = cl_index_next(&m->branches, hash, &at)) != CL_NOT_INDEXED;) {
        if (m->parents[i] == branch && branches[i].length == fragment->length &&
            memcmp(branches[i].text, fragment->text, fragment->length) == 0)
            return i;
    }
    return CL_NONE_INDEX;
}

/* The same, but makes the child if there is none. CL_NONE_INDEX: memory ran out or the limit is
 * reached. */
static uint32_t descend(cl_emitter *m, uint32_t branch, const cl_fragment *fragment)
{
    cl_program *p = m->program;
    uint32_t known = find_child(m, branch, fragment);
    if (known != CL_NONE_INDEX)
        return known;
    void *grown = cl_emit_grow(m, p->branches, p->branch_count, &m->branch_capacity,
                               sizeof *p->branches, CL_MAX_NODES, "path fragments");
    void *parents = cl_emit_grow(m, m->parents, p->branch_count, &m->parent_capacity,
                                 sizeof *m->parents, CL_MAX_NODES, "path fragments");
    if (grown == NULL || parents == NULL)
        return CL_NONE_INDEX;
    p->branches = grown;
    m->parents = parents;
    m->parents[p->branch_count] = branch;
    if (!cl_index_add(&m->branches, hash_fragment(&m->branches, branch, fragment),
                      p->branch_count)) {
        out_of_memory(m);
        return CL_NONE_INDEX;
    }
    p->branches[p->branch_count] = (cl_branch){.text = fragment->text,
                                               .length = (uint32_t)fragment->length,
                                               .slot = CL_NONE_INDEX,
                                               .index = fragment->index,
                                               .child = CL_NONE_INDEX,
                                               .sibling = p->branches[branch].child};
    p->branches[branch].child = p->branch_count;
    p->branches[branch].children++;
    return p->branch_count++;
}

/* Returns the branch of a path, making it if needed. A path deeper than any value always reads
 * null, so only its first CL_MAX_DEPTH + 1 fragments are used; the branch is never reached. */
static uint32_t branch_of(cl_emitter *m, const cl_value *path)
{
    const char *text = path->text;
    size_t length = path->length;
    uint32_t branch = CL_BRANCH_ROOT;
    cl_fragment fragment;
    for (int depth = 0; branch != CL_NONE_INDEX && depth <= CL_MAX_DEPTH &&
                        cl_path_next(&text, &length, &fragment);
         depth++)
        branch = descend(m, branch, &fragment);
    return branch;
}

static void add_slot(cl_emitter *m, const cl_value *path)
{
    cl_program *p = m->program;
    uint32_t branch = branch_of(m, path);
    if (branch == CL_NONE_INDEX || p->branches[branch].slot != CL_NONE_INDEX)
        return;
    void *grown = cl_emit_grow(m, p->slots, p->slot_count, &m->slot_capacity, sizeof *p->slots,
                               CL_MAX_SLOTS, "slots");
    if (grown == NULL)
        return;
    p->slots = grown;
    p->slots[p->slot_count] = (cl_slot){.path = path->text,
                                        .length = path->length,
                                        .part = part_of(path),
                                        .first_date = CL_NONE_INDEX};
    p->branches[branch].slot = p->slot_count++;
}

uint32_t cl_plan_slot(const cl_emitter *m, const cl_value *path)
{
    const cl_program *p = m->program;
    const char *text = path->text;
    size_t length = path->length;
    uint32_t branch = CL_BRANCH_ROOT;
    cl_fragment fragment;
    for (int depth = 0; depth <= CL_MAX_DEPTH && cl_path_next(&text, &length, &fragment); depth++) {
        branch = find_child(m, branch, &fragment);
        if (branch == CL_NONE_INDEX)
            return CL_NONE_INDEX;
    }
    return p->branches[branch].slot;
}

/* Changes every offset in days or hours, and every offset of 0, to 0 days: they share one date. */
static void normalise(cl_unit *unit, int64_t *amount)
{
    if (*unit == CL_UNIT_DAY || *unit == CL_UNIT_HOUR)
        *amount = 0;
    if (*amount == 0)
        *unit = CL_UNIT_DAY;
}

static uint32_t hash_date(const cl_index *index, uint32_t slot, cl_date_form form, cl_unit unit,
                          int64_t amount)
{
    cl_hasher hasher;
    cl_hasher_begin(&hasher, &index->key);
    cl_hasher_word(&hasher, slot);
    cl_hasher_word(&hasher, (uint64_t)form << 32 | unit);
    cl_hasher_word(&hasher, (uint64_t)amount);
    return cl_hasher_end(&hasher);
}

static uint32_t find_date(const cl_emitter *m, uint32_t slot, cl_date_form form, cl_unit unit,
                          int64_t amount)
{
    const cl_date *dates = m->program->dates;
    uint32_t hash = hash_date(&m->dates, slot, form, unit, amount);
    uint32_t i;
    for (uint32_t at = CL_INDEX_BEGIN;
         (i = cl_index_next(&m->dates, hash, &at)) != CL_NOT_INDEXED;) {
        if (dates[i].slot == slot && dates[i].form == form && dates[i].unit == unit &&
            dates[i].amount == amount)
            return i;
    }
    return CL_NONE_INDEX;
}

uint32_t cl_plan_date(const cl_emitter *m, uint32_t slot, cl_date_form form, cl_unit unit,
                      int64_t amount)
{
    normalise(&unit, &amount);
    return find_date(m, slot, form, unit, amount);
}

static void add_date(cl_emitter *m, uint32_t slot, cl_date_form form, cl_unit unit, int64_t amount)
{
    cl_program *p = m->program;
    normalise(&unit, &amount);
    if (find_date(m, slot, form, unit, amount) != CL_NONE_INDEX)
        return;
    /* Slots and dates share the numbers of cells, which have 16 bits in an instruction. */
    void *grown = cl_emit_grow(m, p->dates, p->date_count, &m->date_capacity, sizeof *p->dates,
                               CL_MAX_SLOTS - p->slot_count, "dates beside its slots");
    if (grown == NULL)
        return;
    p->dates = grown;
    p->dates[p->date_count] = (cl_date){.slot = slot,
                                        .next = p->slots[slot].first_date,
                                        .form = form,
                                        .unit = unit,
                                        .amount = amount};
    if (!cl_index_add(&m->dates, hash_date(&m->dates, slot, form, unit, amount), p->date_count))
        out_of_memory(m);
    p->slots[slot].first_date = p->date_count++;
}

/* Calls `visit` for every `var` that reads the part of the data context. A `var` in the body of a
 * reduce does not. */
static void each_var(cl_emitter *m, const cl_expression *e, cl_part part,
                     void (*visit)(cl_emitter *m, const cl_expression *e, uint32_t node))
{
    bool *in_body = cl_arena_array(&m->scratch, e->count, sizeof *in_body);
    if (in_body == NULL) {
        out_of_memory(m);
        return;
    }
    for (uint32_t node = 0; node < e->count && !m->broken; node++) {
        const cl_node *n = &e->nodes[node];
        if (n->parent != CL_NO_NODE)
            in_body[node] = in_body[n->parent] ||
                            (e->nodes[n->parent].operation == CL_OP_REDUCE && n->step == 1);
        if (n->operation == CL_OP_VAR && !in_body[node] && part_of(&n->literal) == part)
            visit(m, e, node);
    }
}

static void visit_slot(cl_emitter *m, const cl_expression *e, uint32_t node)
{
    add_slot(m, &e->nodes[node].literal);
}

static void visit_date(cl_emitter *m, const cl_expression *e, uint32_t node)
{
    uint32_t parent = e->nodes[node].parent;
    if (parent == CL_NO_NODE)
        return;
    const cl_node *n = &e->nodes[parent];
    uint32_t slot = cl_plan_slot(m, &e->nodes[node].literal);
    if (n->operation == CL_OP_PLUS_TIME)
        add_date(m, slot, CL_DATE_PLUS_TIME, n->unit, n->literal.integer);
    else if (n->operation == CL_OP_DATE_OF_BIRTH)
        add_date(m, slot, CL_DATE_BIRTH, CL_UNIT_DAY, 0);
}

void cl_plan(cl_emitter *m, const cl_vm_source *sources, size_t count)
{
    cl_program *p = m->program;
    p->branches = cl_emit_grow(m, NULL, 0, &m->branch_capacity, sizeof *p->branches, CL_MAX_NODES,
                               "path fragments");
    m->parents = cl_emit_grow(m, NULL, 0, &m->parent_capacity, sizeof *m->parents, CL_MAX_NODES,
                              "path fragments");
    if (p->branches == NULL || m->parents == NULL)
        return;
    p->branches[p->branch_count++] = (cl_branch){.text = "",
                                                 .slot = CL_NONE_INDEX,
                                                 .index = CL_NO_INDEX,
                                                 .child = CL_NONE_INDEX,
                                                 .sibling = CL_NONE_INDEX};
    for (int part = 0; part < CL_PART_COUNT; part++) {
        for (size_t i = 0; i < count; i++)
            each_var(m, sources[i].expression, (cl_part)part, visit_slot);
        if (part == CL_PART_PAYLOAD)
            p->payload_slots = p->slot_count;
    }
    for (int part = 0; part < CL_PART_COUNT; part++) {
        for (size_t i = 0; i < count; i++)
            each_var(m, sources[i].expression, (cl_part)part, visit_date);
        if (part == CL_PART_PAYLOAD)
            p->payload_dates = p->date_count;
    }
    m->set_bits = cl_arena_array(&m->scratch, (size_t)p->slot_count + 1, sizeof *m->set_bits);
    if (m->set_bits == NULL) {
        out_of_memory(m);
    }
}

/* Reorders the branches so that the children of each are adjacent, in the order in which they were
 * made. */
static void lay_out_branches(cl_emitter *m)
{
    cl_program *p = m->program;
    cl_branch *laid = cl_arena_array(&p->arena, p->branch_count, sizeof *laid);
    if (laid == NULL) {
        out_of_memory(m);
        return;
    }
    uint32_t count = 1;
    laid[CL_BRANCH_ROOT] = p->branches[CL_BRANCH_ROOT];
    for (uint32_t i = 0; i < count; i++) {
        uint32_t old = laid[i].child;
        laid[i].child = count;
        count += laid[i].children;
        for (uint32_t place = count; old != CL_NONE_INDEX; old = p->branches[old].sibling)
            laid[--place] = p->branches[old];
    }
    p->branches = laid;
}

/* ---- The strings of a slot ----------------------------------------------------------------- */

/* The fast hash has no key and reads 16 bytes of a string, so an attacker can choose strings that
 * collide. If an entry would be FAR or more steps from the index of its hash, the table uses a
 * keyed hash instead. In tables of a million strings that were not chosen to collide, the distance
 * reaches FAR / 2. */
enum { FAR = 64 };

/* Returns the entry of a string in the table of a slot, making it if needed. Returns NULL if the
 * entry would be FAR or more steps from the index of its hash; never if the table is keyed. */
static cl_known *place_known(cl_slot *slot, const char *text, uint32_t length)
{
    uint64_t low, high;
    cl_known_words(text, length, &low, &high);
    uint32_t home = cl_known_home(slot, text, length, low, high);
    for (uint32_t passed = 0; slot->keyed || passed < FAR; passed++) {
        cl_known *known = &slot->known[(home + passed) & slot->known_mask];
        if (known->length == CL_NONE_INDEX)
            *known = (cl_known){.low = low, .high = high, .text = text, .length = length};
        if (known->length == length && (length == 0 || memcmp(known->text, text, length) == 0))
            return known;
    }
    return NULL;
}

/* Adds the strings of a use to the table. Returns false if place_known returned NULL. */
static bool enter_use(cl_emitter *m, cl_slot *slot, const cl_vm_use *use)
{
    if (use->string != 0) {
        const cl_interned *entry = &m->strings.entries[use->string - 1];
        cl_known *known = place_known(slot, entry->text, (uint32_t)entry->length);
        if (known != NULL)
            known->string = use->string;
        return known != NULL;
    }
    const cl_array *array = m->program->sets[use->set].array;
    for (uint32_t i = 0; i < array->count; i++) {
        const cl_value *item = &array->items[i];
        cl_known *known = place_known(slot, item->text, item->length);
        if (known == NULL)
            return false;
        known->sets = (uint16_t)(known->sets | use->bit);
    }
    return true;
}

static bool fill_table(cl_emitter *m, cl_slot *slot, const cl_vm_use *uses, uint32_t count)
{
    bool filled = true;
    for (uint32_t i = 0; i <= slot->known_mask; i++)
        slot->known[i] = (cl_known){.length = CL_NONE_INDEX};
    for (uint32_t i = 0; filled && i < count; i++)
        filled = enter_use(m, slot, &uses[i]);
    return filled;
}

/* Makes the table of a slot from its uses. */
static void make_table(cl_emitter *m, cl_slot *slot, const cl_vm_use *uses, uint32_t count)
{
    size_t strings = 0;
    for (uint32_t i = 0; i < count; i++)
        strings += uses[i].string != 0 ? 1 : m->program->sets[uses[i].set].array->count;
    if (strings == 0)
        return;
    uint32_t size = 4;
    while (size / 2 < strings)
        size *= 2;
    slot->known = cl_arena_array(&m->program->arena, size, sizeof *slot->known);
    if (slot->known == NULL) {
        out_of_memory(m);
        return;
    }
    slot->known_mask = size - 1;
    if (!fill_table(m, slot, uses, count)) {
        slot->keyed = true;
        cl_hash_key_make(&slot->key);
        fill_table(m, slot, uses, count);
    }
}

/* Makes the tables of all slots. First sorts the uses by slot, with a stable counting sort. */
static void make_tables(cl_emitter *m)
{
    cl_program *p = m->program;
    uint32_t *ends = cl_arena_array(&m->scratch, (size_t)p->slot_count + 2, sizeof *ends);
    cl_vm_use *uses = cl_arena_array(&m->scratch, (size_t)m->use_count + 1, sizeof *uses);
    if (ends == NULL || uses == NULL) {
        out_of_memory(m);
        return;
    }
    for (uint32_t i = 0; i < m->use_count; i++)
        ends[m->uses[i].slot + 2]++;
    for (uint32_t slot = 0; slot < p->slot_count; slot++)
        ends[slot + 2] += ends[slot + 1];
    /* Now ends[slot + 1] is the start of the slot's uses. The loop advances it to their end. */
    for (uint32_t i = 0; i < m->use_count; i++)
        uses[ends[m->uses[i].slot + 1]++] = m->uses[i];
    for (uint32_t slot = 0; slot < p->slot_count && !m->broken; slot++) {
        if (p->slots[slot].tested)
            make_table(m, &p->slots[slot], uses + ends[slot], ends[slot + 1] - ends[slot]);
    }
}

static void keep_strings(cl_emitter *m)
{
    cl_program *p = m->program;
    p->string_count = m->strings.count;
    p->strings = cl_arena_array(&p->arena, (size_t)p->string_count + 1, sizeof *p->strings);
    p->string_lengths = cl_arena_array(&p->arena, (size_t)p->string_count + 1,
                                       sizeof *p->string_lengths);
    if (p->strings == NULL || p->string_lengths == NULL) {
        out_of_memory(m);
        return;
    }
    for (uint32_t i = 0; i < p->string_count; i++) {
        p->strings[i] = m->strings.entries[i].text;
        p->string_lengths[i] = (uint32_t)m->strings.entries[i].length;
    }
}

void cl_plan_finish(cl_emitter *m)
{
    make_tables(m);
    if (!m->broken)
        lay_out_branches(m);
    if (!m->broken)
        keep_strings(m);
}
