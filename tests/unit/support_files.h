/* support_files.h — writes files for a test, in a folder of its own. remove_folder must run before
 * given_end. */
#ifndef CL_TESTS_SUPPORT_FILES_H
#define CL_TESTS_SUPPORT_FILES_H

#include "support.h"
#include "support_folder.h"

/* Returns the full path of a name in the folder of the test, which is made on first use. */
static inline const char *path_of(const char *name)
{
    make_folder();
    return name[0] != '\0' ? given_text("%s/%s", test_folder, name) : test_folder;
}

/* Makes a folder and its parents. */
static inline const char *put_folder(const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s", path_of(name));
    for (char *slash = path + strlen(test_folder); slash != NULL; slash = strchr(slash + 1, '/')) {
        char kept = *slash;
        *slash = '\0';
        ck_assert(mkdir(path, 0700) == 0 || access(path, X_OK) == 0);
        *slash = kept;
    }
    ck_assert(mkdir(path, 0700) == 0 || access(path, X_OK) == 0);
    return path_of(name);
}

/* Writes a file of JSON from a text with ' instead of ", and makes its folder. */
static inline const char *put_file(const char *name, const char *text)
{
    const char *slash = strrchr(name, '/');
    if (slash != NULL)
        put_folder(given_text("%.*s", (int)(slash - name), name));
    FILE *file = fopen(path_of(name), "wb");
    ck_assert_msg(file != NULL, "cannot write %s", path_of(name));
    fputs(quoted(text), file);
    ck_assert_int_eq(fclose(file), 0);
    return path_of(name);
}

#endif
