/* support_files.h — files for a test, below its folder. remove_folder runs before given_end. */
#ifndef CL_TESTS_SUPPORT_FILES_H
#define CL_TESTS_SUPPORT_FILES_H

#include "support.h"
#include "support_folder.h"

/* The full path of a name below the test's folder, which is made when it is first asked for. */
static inline const char *path_of(const char *name)
{
    make_folder();
    return name[0] != '\0' ? given_text("%s/%s", test_folder, name) : test_folder;
}

/* Makes a folder and those above it. */
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

/* Writes a file of JSON with ' for ", and makes its folder. */
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
