/* listen.c — reads an address and opens a socket on it. */
#include "service/listen.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "service/fault.h"

enum { QUEUE = 1024, HOST = 64, PORT = 8 };

/* Splits "127.0.0.1:8080" and "[::1]:8080". */
static bool split(const char *where, char host[HOST], char port[PORT])
{
    bool bracket = where[0] == '[';
    const char *from = bracket ? where + 1 : where;
    const char *end = strchr(from, bracket ? ']' : ':');
    const char *colon = end == NULL ? NULL : bracket ? end + 1 : end;
    if (colon == NULL || *colon != ':' || end - from >= HOST || end == from)
        return false;
    size_t digits = strspn(colon + 1, "0123456789");
    if (digits == 0 || digits >= PORT || colon[1 + digits] != '\0')
        return false;
    snprintf(host, HOST, "%.*s", (int)(end - from), from);
    snprintf(port, PORT, "%s", colon + 1);
    return true;
}

static bool describe(int socket, char address[CL_ADDRESS])
{
    struct sockaddr_storage name;
    socklen_t length = sizeof name;
    char host[HOST], port[PORT];
    if (getsockname(socket, (struct sockaddr *)&name, &length) != 0 ||
        getnameinfo((struct sockaddr *)&name, length, host, sizeof host, port, sizeof port,
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0)
        return false;
    snprintf(address, CL_ADDRESS, strchr(host, ':') != NULL ? "[%s]:%s" : "%s:%s", host, port);
    return true;
}

static int open_socket(const struct addrinfo *to)
{
    int on = 1;
    int opened = socket(to->ai_family, to->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (opened < 0)
        return -1;
    if (setsockopt(opened, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
        bind(opened, to->ai_addr, to->ai_addrlen) == 0 && listen(opened, QUEUE) == 0)
        return opened;
    close(opened);
    return -1;
}

int cl_listen(const char *where, char address[CL_ADDRESS], certlogic_error *error)
{
    const struct addrinfo hints = {.ai_family = AF_UNSPEC,
                                   .ai_socktype = SOCK_STREAM,
                                   .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE};
    char host[HOST], port[PORT];
    struct addrinfo *found;
    if (!split(where, host, port) || getaddrinfo(host, port, &hints, &found) != 0) {
        cl_service_fault(error, "usage", "%s is not an address with a port, such as 127.0.0.1:8080",
                         where);
        return -1;
    }
    int opened = open_socket(found);
    freeaddrinfo(found);
    if (opened < 0) {
        cl_service_fault(error, "io", "%s: %s", where, strerror(errno));
        return -1;
    }
    if (describe(opened, address))
        return opened;
    cl_service_fault(error, "io", "%s: %s", where, strerror(errno));
    close(opened);
    return -1;
}
