/* files.c — rule sets from files and folders. Of a folder with a rule.json only that is read: what lies
 * below are its tests. */
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
                 cl_io_look(cl_buffer_text(&path), &is_folder, error);
    if (added && is_folder)
        added = add_folder(set, kind, cl_buffer_text(&path), depth + 1, checking, error);
    else if (added && cl_io_is_json(name))
        added = add_file(set, kind, cl_buffer_text(&path), checking, error);
    cl_buffer_free(&path);
    return added;
}

static bool add_folder(cl_ruleset *set, cl_document_kind kind, const char *path, int depth,
                       cl_api_checking *checking, cl_error *error)
{
    cl_names names = {.items = NULL};
    if (depth > CL_DEEPEST_FOLDER)
        return cl_error_set(error, CL_LIMIT_SIZE, "%s: folders deeper than %d are refused", path,
                            CL_DEEPEST_FOLDER);
    bool added = cl_io_list(path, &names, error);
    bool only_rule = cl_names_hold(&names, "rule.json");
    for (size_t i = 0; added && i < names.count; i++) {
        if (!only_rule || strcmp(names.items[i], "rule.json") == 0)
            added = add_entry(set, kind, path, names.items[i], depth, checking, error);
    }
    cl_names_free(&names);
    return added;
}

bool cl_api_add_path(cl_ruleset *set, cl_document_kind kind, const char *path,
                     cl_api_checking *checking, cl_error *error)
{
    bool is_folder;
    if (!cl_io_look(path, &is_folder, error))
        return false;
    return is_folder ? add_folder(set, kind, path, 0, checking, error)
                     : add_file(set, kind, path, checking, error);
}
