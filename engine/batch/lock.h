/* lock.h — a lock that lets only one job write a file. */
#ifndef CL_BATCH_LOCK_H
#define CL_BATCH_LOCK_H

#include <stdbool.h>

/* Locks a regular file that is open for writing, until `fd` is closed or the process ends.
 * Returns: false if another job holds the lock; true for other files and on file systems without
 *   locks. */
bool cl_lock(int fd);

#endif
