/* lock.c — locks of POSIX records (fcntl), which NFS carries to its server.
 *
 * Where the system has them, they belong to the open file and not to the process: closing the same
 * file elsewhere in the process does not drop them. The declaration of those asks for _GNU_SOURCE.
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
