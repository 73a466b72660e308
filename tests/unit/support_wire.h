/* support_wire.h — bytes written as hexadecimal digits, and checks of a fault in them. */
#ifndef CL_TESTS_SUPPORT_WIRE_H
#define CL_TESTS_SUPPORT_WIRE_H

#include "cert/cose.h"
#include "support.h"

/* Returns the bytes of hexadecimal digits; spaces between them are ignored. */
static inline cl_bytes given_wire(const char *hex)
{
    unsigned char *bytes = cl_arena_alloc(&given.arena, strlen(hex) / 2 + 1);
    size_t digits = 0;
    must(bytes != NULL);
    for (; *hex != '\0'; hex++) {
        if (*hex == ' ')
            continue;
        int digit = *hex <= '9' ? *hex - '0' : *hex - 'a' + 10;
        must(digit >= 0 && digit < 16);
        int high = digits % 2 == 0 ? 0 : bytes[digits / 2];
        bytes[digits / 2] = (unsigned char)(high * 16 + digit);
        digits++;
    }
    must(digits % 2 == 0);
    return (cl_bytes){.at = bytes, .length = digits / 2};
}

static inline void expect_bytes(const cl_bytes *found, const char *hex)
{
    cl_bytes wanted = given_wire(hex);
    ck_assert_ptr_nonnull(found->at);
    ck_assert_uint_eq(found->length, wanted.length);
    must(memcmp(found->at, wanted.at, wanted.length) == 0);
}

/* `message` is a part of the message, or all of it. */
static inline void expect_wire_error(const char *hex, const cl_error *error, const char *code,
                                     size_t offset, const char *message)
{
    ck_assert_msg(strcmp(cl_code_name(error->code), code) == 0, "%.200s: %s %s", hex,
                  cl_code_name(error->code), error->message);
    ck_assert_msg(error->offset == offset, "%.200s: byte %zu", hex, error->offset);
    ck_assert_msg(strstr(error->message, message) != NULL, "%.200s: %s", hex, error->message);
}

#endif
