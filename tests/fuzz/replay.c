/* replay.c — runs a fuzz target on files, so that every `make check` repeats inputs that once found
 * a fault.
 *
 * A target is fuzz_<name>.c with libFuzzer's LLVMFuzzerTestOneInput. Its corpus is the folder
 * <name> beside this file. Linked with this main, the target runs on the files and folders that are
 * operands, or on its corpus. Linked with clang's -fsanitize=fuzzer, without this main, it searches
 * for new inputs (tests/fuzz/run). A fault is a crash, so nothing here reports one.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz.h"

static int complain(const char *path)
{
    perror(path);
    return -1;
}

/* Returns the number of inputs that were run, or -1. The copy is as long as the file, so that a
 * sanitizer detects a read beyond its end. */
static int replay_file(const char *path, long size)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = malloc(size > 0 ? (size_t)size : 1);
    if (file == NULL || bytes == NULL || fread(bytes, 1, (size_t)size, file) != (size_t)size)
        return complain(path);
    fclose(file);
    LLVMFuzzerTestOneInput(bytes, (size_t)size);
    free(bytes);
    return 1;
}

static int replay(const char *path);

static int replay_folder(const char *path)
{
    int count = 0, more = 0;
    DIR *folder = opendir(path);
    if (folder == NULL)
        return complain(path);
    const struct dirent *entry;
    while (more >= 0 && (entry = readdir(folder)) != NULL) {
        char inside[4096];
        if (entry->d_name[0] == '.')
            continue;
        snprintf(inside, sizeof inside, "%s/%s", path, entry->d_name);
        more = replay(inside);
        count += more;
    }
    closedir(folder);
    return more < 0 ? -1 : count;
}

static int replay(const char *path)
{
    struct stat status;
    if (stat(path, &status) != 0)
        return complain(path);
    return S_ISDIR(status.st_mode) ? replay_folder(path) : replay_file(path, (long)status.st_size);
}

/* Returns the corpus of a program fuzz_<name>. */
static int replay_own(const char *program)
{
    char path[4096];
    const char *top = getenv("top_srcdir");
    const char *name = strrchr(program, '/');
    name = strstr(name != NULL ? name : program, "fuzz_");
    if (name == NULL)
        return -1;
    snprintf(path, sizeof path, "%s/tests/fuzz/%s", top != NULL ? top : ".", name + 5);
    return replay(path);
}

int main(int argc, char **argv)
{
    int count = argc < 2 ? replay_own(argv[0]) : 0;
    for (int i = 1; i < argc && count >= 0; i++) {
        int more = replay(argv[i]);
        count = more < 0 ? -1 : count + more;
    }
    if (count <= 0) {
        fputs("nothing was replayed\n", stderr);
        return 1;
    }
    printf("%d passed, 0 failed\n", count);
    return 0;
}
