/* support_faults.h — makes chosen calls of the system and of other libraries fail.
 *
 * A program that includes this file names each call by FAULTY. The linker redirects the calls of
 * all code that is linked statically (-Wl,--wrap=NAME in tests/local.mk): the engine, and not the
 * libraries.
 */
#ifndef CL_TESTS_SUPPORT_FAULTS_H
#define CL_TESTS_SUPPORT_FAULTS_H

#include <check.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>

static struct {
    bool armed;       /* calls are counted and may fail */
    bool lasting;     /* all calls after the failing one fail too */
    size_t asked;     /* number of calls since it was armed */
    size_t failing;   /* number of the call that fails, from 0 */
    size_t refused;   /* number of calls that failed */
    int error;        /* the value of errno after a failure */
    const char *name; /* name of the first call that failed */
} faults;

static inline bool faults_refuse(const char *name)
{
    if (!faults.armed)
        return false;
    size_t number = faults.asked++;
    if (number != faults.failing && !(faults.lasting && number > faults.failing))
        return false;
    if (faults.refused++ == 0)
        faults.name = name;
    errno = faults.error;
    return true;
}

/* Arms the faults: call number `failing` fails. */
static inline void faults_arm(size_t failing)
{
    faults.failing = failing;
    faults.asked = faults.refused = 0;
    faults.name = "none";
    faults.armed = true;
}

/* Defines a call that returns `failure` when it must fail. */
#define FAULTY(type, name, parameters, arguments, failure)                                         \
    type __real_##name parameters;                                                                 \
    type __wrap_##name parameters;                                                                 \
    type __wrap_##name parameters                                                                  \
    {                                                                                              \
        return faults_refuse(#name) ? (failure) : __real_##name arguments;                         \
    }

/* Runs `work`, which returns whether it succeeded, with each call failing: alone, and together with
 * all later calls. Then nothing fails, and it must succeed. Unless `may_do_without`, it must fail
 * with each failing call and succeed afterwards. Returns how often it failed. */
static inline size_t faults_at_every_call(bool (*work)(void), bool may_do_without)
{
    size_t failed = 0;
    ck_assert(work());
    for (int lasting = 0; lasting < 2; lasting++) {
        faults.lasting = lasting == 1;
        faults.refused = 1;
        for (size_t k = 0; faults.refused > 0; k++) {
            faults_arm(k);
            bool done = work();
            faults.armed = false;
            if (done && faults.refused > 0 && !may_do_without)
                ck_abort_msg("call %zu, %s, failed, and nobody noticed", k, faults.name);
            if (!done && faults.refused == 0)
                ck_abort_msg("the work failed at call %zu, and no call had", k);
            failed += !done;
            if (!may_do_without && !work())
                ck_abort_msg("after call %zu, %s, has failed nothing works", k, faults.name);
        }
        ck_assert(work());
    }
    return failed;
}

#endif
