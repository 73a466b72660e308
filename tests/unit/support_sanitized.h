/* support_sanitized.h — tells whether a sanitizer replaces the heap. Then SANITIZED is defined: requests
 * are not counted, and frames and memory are larger. */
#ifndef CL_TESTS_SUPPORT_SANITIZED_H
#define CL_TESTS_SUPPORT_SANITIZED_H

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||                         \
    __has_feature(memory_sanitizer) || __has_feature(leak_sanitizer)
#define SANITIZED 1
#endif
#endif

#endif
