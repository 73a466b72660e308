/* building.c — builders: a value from the events of the caller. */
#include <stdlib.h>

#include "api/api.h"
#include "data/document.h"

certlogic_builder *certlogic_builder_new(certlogic_error *error)
{
    certlogic_builder *builder = malloc(sizeof *builder);
    if (builder == NULL) {
        cl_api_fail(error, CL_MEMORY, "memory ran out");
        return NULL;
    }
    cl_builder_init(&builder->it);
    return builder;
}

void certlogic_builder_free(certlogic_builder *builder)
{
    if (builder == NULL)
        return;
    cl_builder_free(&builder->it);
    free(builder);
}

void certlogic_builder_reset(certlogic_builder *builder)
{
    if (builder != NULL)
        cl_builder_reset(&builder->it);
}

/* Returns `added`, and tells the fault if it is false. */
static inline bool answer(const certlogic_builder *builder, bool added, certlogic_error *error)
{
    return added || cl_api_failed(&builder->it.fault, error);
}

bool certlogic_builder_null(certlogic_builder *builder, certlogic_error *error)
{
    if (builder == NULL)
        return cl_api_null(error);
    return answer(builder, cl_builder_scalar(&builder->it, cl_value_null()), error);
}

bool certlogic_builder_boolean(certlogic_builder *builder, bool value, certlogic_error *error)
{
    if (builder == NULL)
        return cl_api_null(error);
    return answer(builder, cl_builder_scalar(&builder->it, cl_value_boolean(value)), error);
}

bool certlogic_builder_integer(certlogic_builder *builder, int64_t value, certlogic_error *error)
{
    if (builder == NULL)
        return cl_api_null(error);
    return answer(builder, cl_builder_scalar(&builder->it, cl_value_integer(value)), error);
}

bool certlogic_builder_real(certlogic_builder *builder, double value, certlogic_error *error)
{
    if (builder == NULL)
        return cl_api_null(error);
    return answer(builder, cl_builder_real(&builder->it, value), error);
}

bool certlogic_builder_string(certlogic_builder *builder, const char *text, size_t length,
                              certlogic_error *error)
{
    if (builder == NULL)
        return cl_api_null(error);
    text = cl_api_bytes(text, &length);
    return answer(builder, cl_builder_string(&builder->it, text, length), error);
}

bool certlogic_builder_key(certlogic_builder *builder, const char *key, size_t length,
                           certlogic_error *error)
{
    if (builder == NULL)
        return cl_api_null(error);
    key = cl_api_bytes(key, &length);
    return answer(builder, cl_builder_key(&builder->it, key, length), error);
}

bool certlogic_builder_begin_array(certlogic_builder *builder, certlogic_error *error)
{
    if (builder == NULL)
        return cl_api_null(error);
    return answer(builder, cl_builder_begin(&builder->it, false), error);
}

bool certlogic_builder_begin_object(certlogic_builder *builder, certlogic_error *error)
{
    if (builder == NULL)
        return cl_api_null(error);
    return answer(builder, cl_builder_begin(&builder->it, true), error);
}

bool certlogic_builder_end(certlogic_builder *builder, certlogic_error *error)
{
    if (builder == NULL)
        return cl_api_null(error);
    return answer(builder, cl_builder_end(&builder->it), error);
}

bool cl_api_data(const cl_builder *builder, const char *json, size_t length, cl_arena *arena,
                 cl_value *data, cl_error *error)
{
    return builder != NULL ? cl_builder_value(builder, CL_MAX_RECORD, arena, data, error)
                           : cl_record_read(json, length, arena, data, error);
}
