/* outputs.c — checks that no output of a verb is also an input, under whatever name.
 *
 * The check runs before any file is opened for writing. A file is identified by device and inode,
 * so that links do not hide it. A file that does not exist yet is identified by its folder and its
 * name in that folder.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/text.h"
#include "tool/tool.h"

enum { LONGEST = 4096, LINKS = 40, DEEPEST = 16 };

/* An existing file, or the place where a new one would be made. */
typedef struct place {
    bool known; /* otherwise the place cannot be compared */
    bool there;
    dev_t device; /* of the file, or of the folder for a new one */
    ino_t inode;
    char name[256]; /* the name of a new file in that folder */
} place;

/* ---- Places ---------------------------------------------------------------------------------- */

/* Only regular files, block devices and pipes are compared. A terminal, /dev/null or a socket may
 * be read and written at the same time. */
static place place_of_status(const struct stat *s)
{
    return (place){.known = S_ISREG(s->st_mode) || S_ISBLK(s->st_mode) || S_ISFIFO(s->st_mode),
                   .there = true,
                   .device = s->st_dev,
                   .inode = s->st_ino};
}

static place place_of_stream(int fd)
{
    struct stat s;
    return fstat(fd, &s) == 0 ? place_of_status(&s) : (place){.known = false};
}

/* Replaces the path of a symbolic link by its target.
 * Returns: false if the path is no link. */
static bool follow(char path[LONGEST])
{
    char target[LONGEST];
    ssize_t length = readlink(path, target, sizeof target - 1);
    if (length < 0)
        return false;
    target[length] = '\0';
    char *slash = target[0] != '/' ? strrchr(path, '/') : NULL;
    size_t folder = slash != NULL ? (size_t)(slash - path) + 1 : 0;
    if (folder + (size_t)length >= LONGEST)
        return false;
    memcpy(path + folder, target, (size_t)length + 1);
    return true;
}

static place place_to_be(const char *asked)
{
    struct stat s;
    char path[LONGEST];
    place p = {.known = false};
    if (strlen(asked) >= sizeof path)
        return p;
    strcpy(path, asked);
    for (int i = 0; i < LINKS && follow(path); i++)
        continue;
    char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    if (strlen(name) >= sizeof p.name)
        return p;
    strcpy(p.name, name);
    if (slash != NULL)
        slash[1] = '\0';
    if (stat(slash != NULL ? path : ".", &s) != 0)
        return p;
    p.known = true;
    p.device = s.st_dev;
    p.inode = s.st_ino;
    return p;
}

static place place_of(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0 ? place_of_status(&s) : place_to_be(path);
}

static bool same(const place *a, const place *b)
{
    return a->known && b->known && a->there == b->there && a->device == b->device &&
           a->inode == b->inode && (a->there || strcmp(a->name, b->name) == 0);
}

/* ---- Folders --------------------------------------------------------------------------------- */

static bool is_json(const char *name)
{
    return cl_text_names_json(name, strlen(name));
}

static bool holds(const char *folder, const place *output, bool only_json, int depth);

static bool entry_is(const char *folder, const char *name, const place *output, bool only_json,
                     int depth)
{
    struct stat s;
    char path[LONGEST];
    int length = snprintf(path, sizeof path, "%s/%s", folder, name);
    if (name[0] == '.' || length < 0 || length >= LONGEST || stat(path, &s) != 0)
        return false;
    if (S_ISDIR(s.st_mode))
        return depth < DEEPEST && holds(path, output, only_json, depth + 1);
    place p = place_of_status(&s);
    return (!only_json || is_json(name)) && same(&p, output);
}

/* Returns: true if the folder contains the output as a file that would be read. */
static bool holds(const char *folder, const place *output, bool only_json, int depth)
{
    DIR *list = opendir(folder);
    struct dirent *entry;
    bool found = false;
    if (list == NULL)
        return false;
    while (!found && (entry = readdir(list)) != NULL)
        found = entry_is(folder, entry->d_name, output, only_json, depth);
    closedir(list);
    return found;
}

/* ---- Outputs and inputs ---------------------------------------------------------------------- */

typedef struct output {
    const char *what; /* its name in messages */
    place place;
} output;

static bool refuse(const char *what, const char *other)
{
    usage_error("%s would be written over %s", what, other);
    return false;
}

/* Checks that a path that is read is not the output and does not contain it.
 * Returns: false after a message. */
static bool apart_from(const output *out, const char *path, const char *what, bool only_json)
{
    char other[LONGEST];
    struct stat s;
    bool standard = strcmp(path, "-") == 0;
    place in = standard ? place_of_stream(STDIN_FILENO) : place_of(path);
    snprintf(other, sizeof other, "%s, '%.3000s'", what, standard ? "standard input" : path);
    if (same(&in, &out->place))
        return refuse(out->what, other);
    if (standard || !out->place.there || stat(path, &s) != 0 || !S_ISDIR(s.st_mode) ||
        !holds(path, &out->place, only_json, 0))
        return true;
    snprintf(other, sizeof other, "a file of %s, '%.3000s'", what, path);
    return refuse(out->what, other);
}

static bool apart_from_all(const output *out, const options *o)
{
    const struct {
        const char *const *paths;
        const char *what;
        bool only_json;
    } lists[] = {
        {(const char *const *)o->rules, "the rules", true},
        {(const char *const *)o->old_rules, "the old rules", true},
        {(const char *const *)o->new_rules, "the new rules", true},
        {(const char *const *)o->value_sets, "the value sets", true},
        {(const char *const *)o->trust, "the signers", false},
        {(const char *const *)o->csca, "the authorities", false},
    };
    bool apart = o->count > 0 || apart_from(out, "-", "the input", false);
    for (int i = 0; apart && i < o->count; i++)
        apart = apart_from(out, o->arguments[i], "an input", true);
    for (size_t l = 0; apart && l < sizeof lists / sizeof *lists; l++) {
        for (size_t i = 0; apart && i < list_count(lists[l].paths); i++)
            apart = apart_from(out, lists[l].paths[i], lists[l].what, lists[l].only_json);
    }
    return apart;
}

const char *output_of(const options *o)
{
    return o->output != NULL && strcmp(o->output, "-") != 0 ? o->output : NULL;
}

bool outputs_are_apart(const options *o, bool prints)
{
    output outs[5];
    size_t count = 0;
    char fresh[LONGEST];
    if (output_of(o) != NULL)
        outs[count++] = (output){"--output", place_of(o->output)};
    if (o->checkpoint != NULL) {
        snprintf(fresh, sizeof fresh, "%.4000s.new", o->checkpoint);
        outs[count++] = (output){"--checkpoint", place_of(o->checkpoint)};
        outs[count++] = (output){"the new file of --checkpoint", place_of(fresh)};
    }
    if (o->junit != NULL)
        outs[count++] = (output){"--junit", place_of(o->junit)};
    if (prints)
        outs[count++] = (output){"standard output", place_of_stream(STDOUT_FILENO)};
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (same(&outs[i].place, &outs[k].place))
                return refuse(outs[i].what, outs[k].what);
        }
        if (!apart_from_all(&outs[i], o))
            return false;
    }
    return true;
}
