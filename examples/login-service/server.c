#include "server.h"
#include "routes.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTIONS_MAX = 256, PER_ADDRESS_MAX = 64, IDLE_SECONDS = 20, DRAIN_SECONDS = 10 };

struct server {
    struct service *service;
    struct MHD_Daemon *daemon;
    atomic_int running; /* requests under way */
};

static const struct {
    const char *name, *value;
} headers[] = {
    /* Nothing inline, nothing from elsewhere, no frame around us. */
    { "Content-Security-Policy",
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
      "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'" },
    { "X-Frame-Options", "DENY" },
    { "X-Content-Type-Options", "nosniff" },
    { "Referrer-Policy", "same-origin" }, /* links of mails hold tokens */
    { "Cross-Origin-Opener-Policy", "same-origin" },
    { "Cross-Origin-Resource-Policy", "same-origin" },
    { "Permissions-Policy", "camera=(), geolocation=(), microphone=()" },
};

static enum MHD_Result send_answer(struct request *request)
{
    struct text page = { 0 };
    if (request->location == NULL && request->type == NULL) {
        request->type = "text/html; charset=utf-8";
        pages_render(request->service->pages, &request->view, &page);
    } else {
        page = request->answer;
    }
    request->answer = (struct text){ 0 };
    if (page.failed) {
        text_end(&page);
        return MHD_NO;
    }
    struct MHD_Response *response =
        page.bytes != NULL
            ? MHD_create_response_from_buffer_with_free_callback(page.length, page.bytes, text_free)
            : MHD_create_response_from_buffer(0, "", MHD_RESPMEM_PERSISTENT);
    if (response == NULL) {
        text_end(&page);
        return MHD_NO;
    }
    bool whole = true;
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
        whole = MHD_add_response_header(response, headers[i].name, headers[i].value) == MHD_YES && whole;
    for (size_t i = 0; i < request->cookies_count; i++)
        whole = MHD_add_response_header(response, "Set-Cookie", request->cookies[i]) == MHD_YES && whole;
    if (request->service->https)
        whole =
            MHD_add_response_header(response, "Strict-Transport-Security", "max-age=31536000") == MHD_YES &&
            whole;
    if (request->location != NULL)
        whole = MHD_add_response_header(response, "Location", request->location) == MHD_YES && whole;
    if (request->type != NULL)
        whole = MHD_add_response_header(response, "Content-Type", request->type) == MHD_YES && whole;
    whole = MHD_add_response_header(response, "Cache-Control", "no-store") == MHD_YES && whole;
    enum MHD_Result sent =
        whole ? MHD_queue_response(request->connection, request->status, response) : MHD_NO;
    MHD_destroy_response(response);
    return sent;
}

/* One line a request: neither what follows "?" nor any field, for both may be secrets. */
static void log_request(const struct request *request, const char *method, int64_t began)
{
    char when[32];
    time_t seconds = (time_t)(began / 1000);
    struct tm utc;
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&seconds, &utc));
    fprintf(stderr, "%s %s %s %u %lld ms\n", when,
            request->post    ? "POST"
            : *method == 'H' ? "HEAD"
                             : "GET",
            route_name(request->path), request->status, (long long)(service_now() - began));
}

static struct request *begin(struct server *server, struct MHD_Connection *connection, const char *url)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    struct request *request = sodium_malloc(sizeof *request);
    if (request == NULL)
        return NULL;
    memset(request, 0, sizeof *request);
    request->service = server->service;
    request->connection = connection;
    if (strlen(url) < sizeof request->path)
        strcpy(request->path, url);
    if (info != NULL && getnameinfo(info->client_addr,
                                    info->client_addr->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6)
                                                                             : sizeof(struct sockaddr_in),
                                    request->source, sizeof request->source, NULL, 0, NI_NUMERICHOST) != 0)
        request->source[0] = '\0';
    atomic_fetch_add(&server->running, 1);
    return request;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *sent,
                                  size_t *sent_size, void **state)
{
    struct request *request = *state;
    (void)version;
    if (request == NULL) {
        *state = begin(context, connection, url);
        return *state != NULL ? MHD_YES : MHD_NO;
    }
    if (*sent_size > 0) {
        if (request->body_length + *sent_size <= BODY_SIZE)
            memcpy(request->body + request->body_length, sent, *sent_size);
        else
            request->body_too_long = true; /* is read on, for a while, so that the person can be told */
        request->body_length += *sent_size;
        if (request->body_length > 32 * BODY_SIZE)
            return MHD_NO;
        /* libmicrohttpd's own buffer, which it does not wipe, and which nobody reads any more. */
        sodium_memzero((char *)(uintptr_t)sent, *sent_size);
        *sent_size = 0;
        return MHD_YES;
    }
    int64_t began = service_now();
    route(request, method);
    enum MHD_Result result = send_answer(request);
    log_request(request, method, began);
    return result;
}

static void on_end(void *context, struct MHD_Connection *connection, void **state,
                   enum MHD_RequestTerminationCode why)
{
    struct server *server = context;
    struct request *request = *state;
    (void)connection;
    (void)why;
    if (request == NULL)
        return;
    text_end(&request->answer);
    pwpol_outcome_free(request->outcome);
    pwpol_report_free(request->report);
    sodium_free(request); /* wipes */
    *state = NULL;
    atomic_fetch_sub(&server->running, 1);
}

/* The address of the options; without HTTPS only one that no other machine reaches. */
static bool find_address(const struct service *service, struct sockaddr_storage *address, socklen_t *length)
{
    struct addrinfo hints = { .ai_flags = AI_NUMERICHOST | AI_PASSIVE, .ai_socktype = SOCK_STREAM },
                    *found = NULL;
    char port[8];
    snprintf(port, sizeof port, "%u", service->options.port);
    if (getaddrinfo(service->options.address, port, &hints, &found) != 0) {
        fputs("login-service: --address wants an IP address, such as 127.0.0.1.\n", stderr);
        return false;
    }
    memcpy(address, found->ai_addr, found->ai_addrlen);
    *length = found->ai_addrlen;
    freeaddrinfo(found);
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)address;
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)address;
    bool local = address->ss_family == AF_INET ? ntohl(v4->sin_addr.s_addr) >> 24 == 127
                                               : IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr);
    if (!local && !service->https)
        fputs("login-service: passwords would cross the network in clear: give --certificate and --key.\n",
              stderr);
    return local || service->https;
}

/* The listening socket, -1 after a complaint; sets service->origin, before any request comes. */
static int listen_there(struct service *service)
{
    struct sockaddr_storage address = { 0 };
    socklen_t length;
    char port[8];
    if (!find_address(service, &address, &length))
        return -1;
    int fd = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int)) != 0 ||
        bind(fd, (struct sockaddr *)&address, length) != 0 || listen(fd, SOMAXCONN) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &length) != 0 ||
        getnameinfo((struct sockaddr *)&address, length, NULL, 0, port, sizeof port, NI_NUMERICSERV) != 0) {
        fprintf(stderr, "login-service: cannot listen on %s port %u.\n", service->options.address,
                service->options.port);
        if (fd >= 0)
            close(fd);
        return -1;
    }
    if (service->options.origin != NULL)
        snprintf(service->origin, sizeof service->origin, "%s", service->options.origin);
    else
        snprintf(service->origin, sizeof service->origin,
                 address.ss_family == AF_INET6 ? "%s://[%s]:%s" : "%s://%s:%s",
                 service->https ? "https" : "http", service->options.address, port);
    return fd;
}

struct server *server_start(struct service *service)
{
    struct server *server = calloc(1, sizeof *server);
    struct text certificate = { 0 }, key = { 0 };
    unsigned int flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION | MHD_USE_POLL |
                         MHD_USE_ERROR_LOG | MHD_USE_ITC;
    int fd = -1;
    if (server == NULL)
        return NULL;
    server->service = service;
    if (service->https &&
        (!text_read(&certificate, service->options.certificate) || !text_read(&key, service->options.key)))
        fputs("login-service: the certificate or its key cannot be read.\n", stderr);
    else
        fd = listen_there(service);
    struct MHD_OptionItem tls[] = {
        { MHD_OPTION_HTTPS_MEM_CERT, 0, certificate.bytes },
        { MHD_OPTION_HTTPS_MEM_KEY, 0, key.bytes },
        { MHD_OPTION_HTTPS_PRIORITIES, 0, "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2" },
        { MHD_OPTION_END, 0, NULL },
    };
    if (fd >= 0)
        server->daemon = MHD_start_daemon(
            service->https ? flags | MHD_USE_TLS : flags, 0, NULL, NULL, on_request, server,
            MHD_OPTION_NOTIFY_COMPLETED, on_end, server, MHD_OPTION_LISTEN_SOCKET, fd,
            MHD_OPTION_CONNECTION_LIMIT, (unsigned int)CONNECTIONS_MAX, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
            (unsigned int)PER_ADDRESS_MAX, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned int)IDLE_SECONDS,
            MHD_OPTION_ARRAY, service->https ? tls : tls + 3, MHD_OPTION_END);
    text_end(&key);
    text_end(&certificate);
    if (server->daemon != NULL)
        return server;
    if (fd >= 0) {
        fputs("login-service: the server does not start; is the certificate that of the key?\n", stderr);
        close(fd);
    }
    free(server);
    return NULL;
}

void server_stop(struct server *server)
{
    if (server == NULL)
        return;
    int fd = MHD_quiesce_daemon(server->daemon);
    for (int i = 0; i < DRAIN_SECONDS * 100 && atomic_load(&server->running) > 0; i++)
        nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
    MHD_stop_daemon(server->daemon);
    if (fd >= 0)
        close(fd);
    free(server);
}
