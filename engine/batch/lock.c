/* lock.c — POSIX record locks (fcntl). NFS forwards them to its server.
 *
 * If the system has open file description locks (F_OFD_SETLK), they are used: such a lock belongs
 * to the open file and not to the process, so closing the same file elsewhere in the process does
 * not drop it. _GNU_SOURCE declares them.
 */
#define _GNU_SOURCE
#include "batch/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef F_OFD_SETLK
#define SET_LOCK F_OFD_SETLK
#else
#define SET_LOCK F_SETLK
#endif

bool cl_lock(int fd)
{
    struct stat facts;
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fstat(fd, &facts) != 0 || !S_ISREG(facts.st_mode))
        return true;
    return fcntl(fd, SET_LOCK, &whole) == 0 || (errno != EAGAIN && errno != EACCES);
}
