/* lock.h — one job at a time writes a file. */
#ifndef CL_BATCH_LOCK_H
#define CL_BATCH_LOCK_H

#include <stdbool.h>

/* Locks a regular file that is open for writing, until `fd` is closed or the process ends. False
 * when another job holds the lock. True for other files, and where the file system has no locks. */
bool cl_lock(int fd);

#endif
