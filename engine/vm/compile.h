/* compile.h — from expressions to a program. The compiler is the only part of vm/ that sees lang/. */
#ifndef CL_VM_COMPILE_H
#define CL_VM_COMPILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "data/value.h"
#include "lang/expression.h"
#include "vm/program.h"

/* One rule to be compiled. Sources of one section stand together, in the order of the sections, and
 * sections are numbered from 0 without gaps. */
typedef struct cl_source {
    const cl_expression *expression;
    uint32_t section;
} cl_source;

typedef struct cl_compile_options {
    bool plain; /* plain code only: every section is run rule by rule */
    const cl_value
        *value_sets; /* an object that `external.valueSets` is promised to be whenever the
                                   program is run, so that its members are constants; or NULL */
} cl_compile_options;

/* Compiles `count` rules into a program, to be freed with cl_program_free. The program refers to the
 * texts of the expressions and of `value_sets`, which must outlive it. Returns NULL with MEMORY or
 * LIMIT_SIZE. Thread-safe on distinct errors. */
cl_program *cl_program_compile(const cl_source *sources, size_t count,
                               const cl_compile_options *options, cl_error *error);

#endif
