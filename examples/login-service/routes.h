/* Which page answers which path, and what must hold before it does. */
#ifndef LOGIN_ROUTES_H
#define LOGIN_ROUTES_H

#include "request.h"

/* Fills in the answer to a request whose body has come. */
void route(struct request *request, const char *method);
/* Whether a path exists; what is logged is never what a stranger wrote. */
const char *route_name(const char *path);

#endif
