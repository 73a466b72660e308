/* files.c — reads rule sets from files and folders. A folder `tests` beside a rule holds no rules.
 * It is read only when the set is checked. */
#include <string.h>

#include "api/api.h"
#include "api/io.h"

static bool add_file(cl_ruleset *set, cl_document_kind kind, const char *path,
                     cl_api_checking *checking, cl_error *error)
{
    cl_buffer bytes;
    cl_buffer_init(&bytes);
    bool added = cl_io_read(path, &bytes, error) &&
                 cl_ruleset_add(set, kind, path, cl_buffer_text(&bytes), bytes.length, error) &&
                 (checking == NULL ||
                  cl_api_schema_check(checking, kind, path, cl_buffer_text(&bytes), bytes.length,
                                      error));
    cl_buffer_free(&bytes);
    return added;
}

static bool add_folder(cl_ruleset *set, cl_document_kind kind, const char *path, int depth,
                       cl_api_checking *checking, cl_error *error);

static bool add_entry(cl_ruleset *set, cl_document_kind kind, const char *folder, const char *name,
                      int depth, cl_api_checking *checking, cl_error *error)
{
    cl_buffer path;
    bool is_folder = false;
    cl_buffer_init(&path);
    bool added = cl_io_join(folder, name, &path, error) &&
                 cl_io_look_found(cl_buffer_text(&path), &is_folder, error);
    if (added && is_folder)
        added = add_folder(set, kind, cl_buffer_text(&path), depth + 1, checking, error);
    else if (added && cl_io_is_json(name))
        added = add_file(set, kind, cl_buffer_text(&path), checking, error);
    cl_buffer_free(&path);
    return added;
}

/* A folder named like a rule must contain a rule. Records a loss if it does not. */
static bool miss_rule(cl_ruleset *set, const char *path, cl_error *error)
{
    const char *below = cl_ruleset_path(set, path);
    const char *slash = strrchr(below, '/');
    const char *name = slash != NULL ? slash + 1 : below;
    const cl_lost lost = {.file = path,
                          .at = "",
                          .code = CL_DOCUMENT_KIND,
                          .message = "there is no rule in this folder, which is named like one",
                          .rule = true};
    return !cl_lost_is_identifier(name, strlen(name)) ||
           cl_ruleset_lose(set, &lost, below, NULL, error);
}

static bool check_test(void *self, const char *path, cl_error *error)
{
    cl_buffer bytes;
    cl_buffer_init(&bytes);
    bool checked = cl_io_read(path, &bytes, error) &&
                   cl_api_schema_check_test(self, path, cl_buffer_text(&bytes), bytes.length,
                                            error);
    cl_buffer_free(&bytes);
    return checked;
}

/* Checks the test files in the folder `tests` beside a rule. */
static bool check_tests(const char *parent, cl_api_checking *checking, cl_error *error)
{
    cl_buffer folder;
    bool is_folder = false;
    cl_buffer_init(&folder);
    bool checked = cl_io_join(parent, "tests", &folder, error) &&
                   cl_io_look_found(cl_buffer_text(&folder), &is_folder, error) &&
                   (!is_folder ||
                    cl_io_each_json(cl_buffer_text(&folder), check_test, checking, error));
    cl_buffer_free(&folder);
    return checked;
}

/* Adds the entries of a folder. `tests` comes last, because it is read as rules only if no rule is
 * beside it. */
static bool add_entries(cl_ruleset *set, cl_document_kind kind, const char *path,
                        const cl_names *names, int depth, cl_api_checking *checking,
                        cl_error *error)
{
    uint64_t before = cl_ruleset_brought(set);
    bool rule_beside = false;
    bool added = true;
    for (size_t i = 0; added && i < names->count; i++) {
        if (strcmp(names->items[i], "tests") == 0)
            continue;
        added = add_entry(set, kind, path, names->items[i], depth, checking, error);
        rule_beside = rule_beside ||
                      (cl_io_is_json(names->items[i]) && cl_ruleset_brought(set) > before);
    }
    if (added && cl_names_hold(names, "tests")) {
        if (!rule_beside)
            added = add_entry(set, kind, path, "tests", depth, checking, error);
        else if (checking != NULL && kind == CL_DOCUMENT_ANY)
            added = check_tests(path, checking, error);
    }
    return added && (kind == CL_DOCUMENT_VALUE_SETS || cl_ruleset_brought(set) > before ||
                     miss_rule(set, path, error));
}

static bool add_folder(cl_ruleset *set, cl_document_kind kind, const char *path, int depth,
                       cl_api_checking *checking, cl_error *error)
{
    cl_names names = {.items = NULL};
    if (depth > CL_DEEPEST_FOLDER)
        return cl_error_set(error, CL_LIMIT_SIZE, "%s: folders deeper than %d are refused", path,
                            CL_DEEPEST_FOLDER);
    bool added = cl_io_list(path, &names, error) &&
                 add_entries(set, kind, path, &names, depth, checking, error);
    cl_names_free(&names);
    return added;
}

/* Returns: the length of the part of a path whose names say nothing about rules: the named folder,
 *   or the folders of a named file. */
static size_t root_of(const char *path, bool is_folder)
{
    const char *slash = strrchr(path, '/');
    if (is_folder)
        return strlen(path);
    return slash != NULL ? (size_t)(slash - path) + 1 : 0;
}

bool cl_api_add_path(cl_ruleset *set, cl_document_kind kind, const char *path,
                     cl_api_checking *checking, cl_error *error)
{
    bool is_folder;
    if (!cl_io_look(path, &is_folder, error))
        return false;
    set->root = root_of(path, is_folder);
    return is_folder ? add_folder(set, kind, path, 0, checking, error)
                     : add_file(set, kind, path, checking, error);
}
