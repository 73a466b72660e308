/* compile.h — compiles expressions to a program. Only the compiler's files in vm/ include lang/. */
#ifndef CL_VM_COMPILE_H
#define CL_VM_COMPILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "data/value.h"
#include "lang/expression.h"
#include "vm/program.h"

/* One rule to compile. An array of sources is sorted by section; sections are numbered from 0
 * without gaps. */
typedef struct cl_vm_source {
    const cl_expression *expression;
    uint32_t section;
} cl_vm_source;

typedef struct cl_compile_options {
    bool plain; /* make plain code only; every rule is evaluated on its own */
    /* NULL, or an object. The caller guarantees that `external.valueSets` equals this object
     * whenever the program runs; the compiler then treats its members as constants. */
    const cl_value *value_sets;
} cl_compile_options;

/* Compiles `count` rules. Returns a program, to be freed with cl_program_free, or NULL with the
 * error MEMORY or LIMIT_SIZE. The program refers to the texts of the expressions and to
 * `value_sets`, which must outlive it. Threads may call it at the same time with different `error`
 * objects. */
cl_program *cl_program_compile(const cl_vm_source *sources, size_t count,
                               const cl_compile_options *options, cl_error *error);

#endif
