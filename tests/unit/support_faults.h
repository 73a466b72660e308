/* support_faults.h — calls of the system and of other libraries that fail when it is their turn.
 *
 * A program that includes this names each call by FAULTY, and the linker sends the calls of all that is linked
 * statically here (-Wl,--wrap=NAME in tests/local.mk): the engine, and not the libraries themselves. */
#ifndef CL_TESTS_SUPPORT_FAULTS_H
#define CL_TESTS_SUPPORT_FAULTS_H

#include <check.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>

static struct {
    bool armed;       /* calls are counted, and may fail */
    bool lasting;     /* all behind the failing one fail too */
    size_t asked;     /* calls since it was armed */
    size_t failing;   /* the one that fails, from 0 */
    size_t refused;   /* calls that failed */
    int error;        /* what errno then says */
    const char *name; /* of the first that failed */
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

/* From now on call number `failing` fails. */
static inline void faults_arm(size_t failing)
{
    faults.failing = failing;
    faults.asked = faults.refused = 0;
    faults.name = "none";
    faults.armed = true;
}

/* A call that gives `failure` when it is its turn. */
#define FAULTY(type, name, parameters, arguments, failure)                                         \
    type __real_##name parameters;                                                                 \
    type __wrap_##name parameters;                                                                 \
    type __wrap_##name parameters                                                                  \
    {                                                                                              \
        return faults_refuse(#name) ? (failure) : __real_##name arguments;                         \
    }

/* Runs `work`, which returns whether it succeeded, with each call failing: alone, and together with all
 * calls behind it. Then nothing fails, and it must succeed. If not `may_do_without`, it must fail with
 * each call, and succeed after each. Returns how often it failed. */
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
