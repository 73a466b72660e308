/* common.c — errors, texts and versions of the public interface. */
#include "api/api.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"
#include "data/instant.h"
#include "data/text.h"
#include "data/writer.h"

#ifndef CERTLOGIC_VERSION
#define CERTLOGIC_VERSION "unreleased"
#endif

_Static_assert(sizeof((certlogic_error *)0)->at == CL_MAX_POINTER + 1,
               "certlogic_error.at must be as long as CL_MAX_POINTER");
_Static_assert(sizeof((certlogic_error *)0)->message == CL_MAX_MESSAGE,
               "certlogic_error.message must be as long as CL_MAX_MESSAGE");
_Static_assert(CERTLOGIC_NO_OFFSET == CL_NO_OFFSET,
               "CERTLOGIC_NO_OFFSET must have the value of CL_NO_OFFSET");

const char *certlogic_version(void)
{
    return CERTLOGIC_VERSION;
}

const char *certlogic_language_version(void)
{
    return CL_ENGINE_VERSION;
}

void certlogic_free(char *text)
{
    free(text);
}

const char *certlogic_similar(const char *word, const char *const *words, size_t count)
{
    if (word == NULL || words == NULL)
        return NULL;
    size_t found = cl_nearest_word(word, strlen(word), words, count);
    return found < count ? words[found] : NULL;
}

void cl_api_copy(char *to, size_t room, const char *from, size_t length)
{
    length = cl_utf8_prefix(from, length < room ? length : room - 1);
    memcpy(to, from, length);
    to[length] = '\0';
}

void cl_api_error(const cl_error *from, certlogic_error *to)
{
    if (to == NULL)
        return;
    to->code = cl_code_name(from->code);
    to->offset = from->offset;
    memcpy(to->at, from->at, sizeof to->at);
    memcpy(to->message, from->message, sizeof to->message);
}

bool cl_api_fail(certlogic_error *to, cl_code code, const char *format, ...)
{
    if (to == NULL)
        return false;
    to->code = cl_code_name(code);
    to->offset = CERTLOGIC_NO_OFFSET;
    to->at[0] = '\0';
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(to->message, sizeof to->message, format, arguments);
    va_end(arguments);
    return false;
}

bool cl_api_null(certlogic_error *to)
{
    return cl_api_fail(to, CL_USAGE, "NULL where an object is needed");
}

char *cl_api_take(cl_buffer *buffer)
{
    char *text = buffer->data;
    if (buffer->failed || text == NULL) {
        cl_buffer_free(buffer);
        return NULL;
    }
    cl_buffer_init(buffer);
    return text;
}

bool cl_api_clock(const char *text, int64_t *clock, certlogic_error *error)
{
    if (text != NULL && cl_instant_parse(text, strlen(text), clock) == CL_INSTANT_OK)
        return true;
    return cl_api_fail(error, CL_CLOCK,
                       "the clock must be a date-time, for example 2022-01-15T12:00:00Z");
}

void cl_api_moment(int64_t instant, char text[21])
{
    cl_instant_write_seconds(instant, text);
    text[20] = '\0';
}

void cl_api_clock_text(int64_t clock, char text[25])
{
    enum { SECOND = 1000 }; /* milliseconds */
    if (clock % SECOND == 0) {
        cl_api_moment(clock, text);
        return;
    }
    cl_instant_write(clock, text);
    text[CL_INSTANT_TEXT] = '\0';
}

bool certlogic_clock(const char *clock, char text[25], certlogic_error *error)
{
    int64_t instant;
    if (text == NULL)
        return cl_api_null(error);
    if (!cl_api_clock(clock, &instant, error))
        return false;
    cl_api_clock_text(instant, text);
    return true;
}

bool cl_api_country(const char *text, char country[3], certlogic_error *error)
{
    bool good = text != NULL && strlen(text) == 2;
    for (int i = 0; good && i < 2; i++)
        good = text[i] >= 'A' && text[i] <= 'Z';
    if (!good)
        return cl_api_fail(error, CL_USAGE,
                           "the country must be two capital letters, for example CZ");
    memcpy(country, text, 3);
    return true;
}

void cl_api_write_error(cl_writer *w, const char *code, const char *at, const char *message)
{
    cl_writer_open(w, '{');
    cl_writer_member(w, "code", code);
    cl_writer_member(w, "at", at);
    cl_writer_member(w, "message", message);
    cl_writer_close(w, '}');
}

certlogic_finding cl_api_finding(const cl_finding *finding)
{
    return (certlogic_finding){.code = cl_code_name(finding->code),
                               .severity = (certlogic_severity)finding->severity,
                               .file = finding->file,
                               .at = finding->at,
                               .message = finding->message,
                               .fix = finding->fix};
}
