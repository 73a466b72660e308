/* support_files.h — files for a test: a folder that is gone at its end. Everything is named by its path
 * below that folder. */
#ifndef CL_TESTS_SUPPORT_FILES_H
#define CL_TESTS_SUPPORT_FILES_H

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support.h"

static char test_folder[4096]; /* "" while there is none */

/* The full path of a name below the test's folder, which is made when it is first asked for. */
static inline const char *path_of(const char *name)
{
    if (test_folder[0] == '\0') {
        const char *parent = getenv("TMPDIR");
        snprintf(test_folder, sizeof test_folder, "%s/certlogic-test-XXXXXX",
                 parent != NULL && parent[0] != '\0' ? parent : "/tmp");
        ck_assert_ptr_nonnull(mkdtemp(test_folder));
    }
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

static inline void remove_below(const char *path)
{
    DIR *folder = opendir(path);
    struct dirent *entry;
    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        char below[4096];
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        int length = snprintf(below, sizeof below, "%s/%s", path, entry->d_name);
        struct stat status;
        if (length > 0 && length < (int)sizeof below && lstat(below, &status) == 0 &&
            S_ISDIR(status.st_mode))
            remove_below(below);
        else
            unlink(below);
    }
    if (folder != NULL)
        closedir(folder);
    rmdir(path);
}

/* For a checked fixture, to run before given_end. */
static inline void remove_files(void)
{
    if (test_folder[0] != '\0')
        remove_below(test_folder);
    test_folder[0] = '\0';
}

#endif
