/* HTTP and HTTPS, through libmicrohttpd: a thread a connection, so that handlers may simply wait for a
 * hash. */
#ifndef LOGIN_SERVER_H
#define LOGIN_SERVER_H

#include "service.h"

struct server;
/* Listens; sets service->origin where no option gave it. NULL after a complaint on standard error. */
struct server *server_start(struct service *service);
/* Takes no new connection, lets the requests under way end (for ten seconds at most), and stops. NULL is
 * fine. */
void server_stop(struct server *server);

#endif
