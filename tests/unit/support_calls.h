/* support_calls.h — each call of the system, of the heap, of OpenSSL, zlib and zstd that batch/
 * makes. A test makes the k-th call fail, or changes what some calls do. */
#ifndef CL_TESTS_SUPPORT_CALLS_H
#define CL_TESTS_SUPPORT_CALLS_H

#include <fcntl.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "support_faults.h"

static struct {
    bool only_system;   /* calls of the heap and of libraries do not fail */
    int signal_instead; /* it is sent where a call of the system would have failed */
    bool interrupts;    /* and the call ends with EINTR; otherwise it succeeds */
    const char *never;  /* the call of this name fails each time; it is not counted */
    bool fast_clock;    /* a second passes between two readings of the clock */
    bool inputs_end;    /* pread finds the end of the file */
    dev_t other_device; /* stat, not fstat, finds a device number that is larger by this */
    ino_t other_file;   /* and a file number that is larger by this */
} calls;

static bool is_never(const char *name)
{
    if (calls.never == NULL || strcmp(calls.never, name) != 0)
        return false;
    errno = EIO;
    return true;
}

static bool refuse_system(const char *name)
{
    if (is_never(name))
        return true;
    if (!faults_refuse(name))
        return false;
    if (calls.signal_instead == 0)
        return true;
    kill(getpid(), calls.signal_instead);
    errno = EINTR;
    return calls.interrupts;
}

static bool refuse_library(const char *name)
{
    return !calls.only_system && faults_refuse(name);
}

#define WRAPPED(refuse, type, name, parameters, arguments, failure)                                \
    type __real_##name parameters;                                                                 \
    type __wrap_##name parameters;                                                                 \
    type __wrap_##name parameters                                                                  \
    {                                                                                              \
        return refuse(#name) ? (failure) : __real_##name arguments;                                \
    }
#define SYSTEM(type, name, parameters, arguments)                                                  \
    WRAPPED(refuse_system, type, name, parameters, arguments, -1)
#define LIBRARY(type, name, parameters, arguments, failure)                                        \
    WRAPPED(refuse_library, type, name, parameters, arguments, failure)

SYSTEM(ssize_t, read, (int fd, void *bytes, size_t length), (fd, bytes, length))
SYSTEM(ssize_t, write, (int fd, const void *bytes, size_t length), (fd, bytes, length))
SYSTEM(int, fstat, (int fd, struct stat *facts), (fd, facts))
SYSTEM(int, access, (const char *path, int mode), (path, mode))
SYSTEM(off_t, lseek, (int fd, off_t offset, int whence), (fd, offset, whence))
SYSTEM(int, ftruncate, (int fd, off_t length), (fd, length))
SYSTEM(int, fsync, (int fd), (fd))
SYSTEM(int, fdatasync, (int fd), (fd))
SYSTEM(int, rename, (const char *from, const char *to), (from, to))
SYSTEM(int, unlink, (const char *path), (path))
SYSTEM(int, sigpending, (sigset_t * set), (set))
SYSTEM(int, pselect,
       (int count, fd_set *in, fd_set *out, fd_set *other, const struct timespec *wait,
        const sigset_t *mask),
       (count, in, out, other, wait, mask))

SYSTEM(long, sysconf, (int name), (name))
SYSTEM(int, pthread_create,
       (pthread_t * thread, const pthread_attr_t *how, void *(*run)(void *), void *self),
       (thread, how, run, self))

LIBRARY(void *, malloc, (size_t size), (size), NULL)
LIBRARY(void *, calloc, (size_t count, size_t size), (count, size), NULL)
LIBRARY(void *, realloc, (void *block, size_t size), (block, size), NULL)
LIBRARY(char *, strdup, (const char *text), (text), NULL)
LIBRARY(char *, strndup, (const char *text, size_t length), (text, length), NULL)
LIBRARY(FILE *, open_memstream, (char **text, size_t *length), (text, length), NULL)
LIBRARY(int, fflush, (FILE * file), (file), EOF)
LIBRARY(OSSL_LIB_CTX *, OSSL_LIB_CTX_new, (void), (), NULL)
LIBRARY(EVP_MD *, EVP_MD_fetch, (OSSL_LIB_CTX * c, const char *a, const char *p), (c, a, p), NULL)
LIBRARY(EVP_MD_CTX *, EVP_MD_CTX_new, (void), (), NULL)
LIBRARY(int, EVP_DigestInit_ex2, (EVP_MD_CTX * c, const EVP_MD *md, const OSSL_PARAM *p),
        (c, md, p), 0)
LIBRARY(int, EVP_DigestUpdate, (EVP_MD_CTX * c, const void *bytes, size_t length),
        (c, bytes, length), 0)
LIBRARY(int, EVP_MD_CTX_copy_ex, (EVP_MD_CTX * to, const EVP_MD_CTX *from), (to, from), 0)
LIBRARY(int, EVP_DigestFinal_ex, (EVP_MD_CTX * c, unsigned char *bytes, unsigned *length),
        (c, bytes, length), 0)
LIBRARY(int, inflateInit2_, (z_streamp stream, int bits, const char *version, int size),
        (stream, bits, version, size), Z_MEM_ERROR)
LIBRARY(int, inflate, (z_streamp stream, int flush), (stream, flush), Z_MEM_ERROR)
LIBRARY(ZSTD_DStream *, ZSTD_createDStream, (void), (), NULL)
LIBRARY(size_t, ZSTD_decompressStream,
        (ZSTD_DStream * stream, ZSTD_outBuffer *to, ZSTD_inBuffer *from), (stream, to, from),
        (size_t)-ZSTD_error_memory_allocation)
LIBRARY(size_t, ZSTD_DCtx_setParameter, (ZSTD_DCtx * c, ZSTD_dParameter p, int value),
        (c, p, value), (size_t)-1)

/* This call fails only if the stream is broken, so the test names it. */
WRAPPED(is_never, int, inflateReset, (z_streamp stream), (stream), Z_STREAM_ERROR)

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __real_close(int fd);
int __wrap_close(int fd);
int __real_fclose(FILE *file);
int __wrap_fclose(FILE *file);
int __real_fcntl(int fd, int command, ...);
int __wrap_fcntl(int fd, int command, ...);
ssize_t __real_pread(int fd, void *bytes, size_t length, off_t at);
ssize_t __wrap_pread(int fd, void *bytes, size_t length, off_t at);
int __real_stat(const char *path, struct stat *facts);
int __wrap_stat(const char *path, struct stat *facts);
int __real_clock_gettime(clockid_t clock, struct timespec *t);
int __wrap_clock_gettime(clockid_t clock, struct timespec *t);

int __wrap_open(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    int mode = (flags & O_CREAT) != 0 ? va_arg(arguments, int) : 0;
    va_end(arguments);
    return refuse_system("open") ? -1 : __real_open(path, flags, mode);
}

int __wrap_close(int fd)
{
    bool refused = refuse_system("close");
    int done = __real_close(fd);
    return refused ? -1 : done;
}

int __wrap_fclose(FILE *file)
{
    bool refused = refuse_library("fclose");
    int done = __real_fclose(file);
    return refused ? EOF : done;
}

int __wrap_fcntl(int fd, int command, ...)
{
    va_list arguments;
    va_start(arguments, command);
    void *pointer = va_arg(arguments, void *);
    va_end(arguments);
    return refuse_system("fcntl") ? -1 : __real_fcntl(fd, command, pointer);
}

int __wrap_clock_gettime(clockid_t clock, struct timespec *t)
{
    static time_t seconds;
    if (refuse_system("clock_gettime"))
        return -1;
    if (!calls.fast_clock)
        return __real_clock_gettime(clock, t);
    *t = (struct timespec){.tv_sec = ++seconds};
    return 0;
}

ssize_t __wrap_pread(int fd, void *bytes, size_t length, off_t at)
{
    if (refuse_system("pread"))
        return -1;
    return calls.inputs_end ? 0 : __real_pread(fd, bytes, length, at);
}

int __wrap_stat(const char *path, struct stat *facts)
{
    if (refuse_system("stat") || __real_stat(path, facts) != 0)
        return -1;
    facts->st_dev += calls.other_device;
    facts->st_ino += calls.other_file;
    return 0;
}

#endif
