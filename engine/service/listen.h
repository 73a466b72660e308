/* listen.h — opens the socket of the service. */
#ifndef CL_SERVICE_LISTEN_H
#define CL_SERVICE_LISTEN_H

#include "certlogic.h"

enum { CL_ADDRESS = 72 }; /* bytes of an address as text, with its port and a NUL */

/* Opens a socket that listens. `where` is ADDRESS:PORT, or [ADDRESS]:PORT for IPv6; names are not
 * looked up. Port 0 is any free port.
 * Returns: the socket, and the address in `address`; -1 with `usage` or `io`. */
int cl_listen(const char *where, char address[CL_ADDRESS], certlogic_error *error);

#endif
