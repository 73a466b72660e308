/* escape.h — decides which characters are escaped in output, and writes the JSON escapes.
 *
 * All output of the command uses it: texts, JSON, lines of jobs, reports. It must not know where
 * the text goes.
 */
#ifndef CL_DATA_ESCAPE_H
#define CL_DATA_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>

/* Stands for a byte that is not UTF-8. No character has this number. */
enum { CL_NO_CHARACTER = 0x110000 };

/* Decodes the character at `bytes`.
 * Returns: its length in bytes. A byte that is not UTF-8 is CL_NO_CHARACTER, with length 1.
 * Arguments: `length` is at least 1. */
size_t cl_escape_character(const char *bytes, size_t length, unsigned *code);

/* Returns: true for CL_NO_CHARACTER and for characters that can steer a terminal (control
 *   characters, including C1), break lines, change the writing direction, or are invisible (zero
 *   width, fillers, tags). */
bool cl_escape_needed(unsigned code);

/* Returns: the number of bytes before the first character that must be escaped. */
size_t cl_escape_plain(const char *bytes, size_t length);

/* Writes the character as \uNNNN, or as two of them. CL_NO_CHARACTER is written as U+FFFD.
 * Returns: the length without the final NUL. */
size_t cl_escape_json(unsigned code, char escape[13]);

#endif
