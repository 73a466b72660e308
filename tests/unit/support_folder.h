/* support_folder.h — a folder for a test. It is made on first use, below TMPDIR or /tmp, and
 * removed at the end of the test. Nothing here allocates memory. */
#ifndef CL_TESTS_SUPPORT_FOLDER_H
#define CL_TESTS_SUPPORT_FOLDER_H

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char test_folder[4096]; /* "" if it does not exist */

/* Makes the folder unless it exists. For a checked fixture, or called when the folder is needed. */
static inline void make_folder(void)
{
    const char *parent = getenv("TMPDIR");
    if (test_folder[0] != '\0')
        return;
    snprintf(test_folder, sizeof test_folder, "%s/certlogic-test-XXXXXX",
             parent != NULL && parent[0] != '\0' ? parent : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(test_folder));
}

/* Returns the path of a file in the folder, which must exist. Valid for 15 more calls. */
static inline char *in_folder(const char *name)
{
    static char paths[16][sizeof test_folder + 64];
    static int next;
    char *path = paths[next++ % 16];
    snprintf(path, sizeof paths[0], "%s/%s", test_folder, name);
    return path;
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

/* Removes the folder and its content. For a checked fixture. */
static inline void remove_folder(void)
{
    if (test_folder[0] != '\0')
        remove_below(test_folder);
    test_folder[0] = '\0';
}

#endif
