/* escape.h — which characters never reach a reader as they are, and how JSON writes them instead.
 *
 * The one answer for all that the command prints: texts, JSON, lines of jobs, reports. It must not
 * know where the text goes.
 */
#ifndef CL_BATCH_ESCAPE_H
#define CL_BATCH_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>

/* What a byte that is not UTF-8 is taken for: no character has this number. */
enum { CL_NO_CHARACTER = 0x110000 };

/* The character at `bytes`, of which there are `length`, at least one; returns how many bytes it
 * has. A byte that is not UTF-8 is CL_NO_CHARACTER, one byte long. */
size_t cl_escape_character(const char *bytes, size_t length, unsigned *code);

/* True for what can steer a terminal (control characters, C1 among them), breaks lines, turns the
 * order of writing, or is not seen (zero width, fillers, tags), and for CL_NO_CHARACTER. */
bool cl_escape_needed(unsigned code);

/* How many of the bytes may stand as they are, up to the first character that may not. */
size_t cl_escape_plain(const char *bytes, size_t length);

/* Writes the character as \uNNNN, or as two of them, into `escape`; CL_NO_CHARACTER as that of
 * U+FFFD. Returns the length; the text ends in a NUL. */
size_t cl_escape_json(unsigned code, char escape[13]);

#endif
