#include "redis/tls.h"

#include "base/where.h"
#include "redis/transport.h"

#include <arpa/inet.h>
#include <errno.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

void tls_forget_errors(void)
{
    ERR_clear_error();
}

/* ---- A socket without SIGPIPE ------------------------------------------------ */

/* OpenSSL writes to a socket with write(), and a server that is gone would end the whole
 * service by SIGPIPE. So this one sends, with MSG_NOSIGNAL. */
static BIO_METHOD *method;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static int file_of(BIO *bio)
{
    return (int)(intptr_t)BIO_get_data(bio);
}

static int moved(BIO *bio, ssize_t count, int retry)
{
    BIO_clear_retry_flags(bio);
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
        BIO_set_flags(bio, retry | BIO_FLAGS_SHOULD_RETRY);
    return (int)count;
}

static int send_bytes(BIO *bio, const char *bytes, int length)
{
    return moved(bio, send(file_of(bio), bytes, (size_t)length, MSG_NOSIGNAL), BIO_FLAGS_WRITE);
}

static int receive_bytes(BIO *bio, char *bytes, int size)
{
    return moved(bio, recv(file_of(bio), bytes, (size_t)size, 0), BIO_FLAGS_READ);
}

static long control(BIO *bio, int command, long number, void *pointer)
{
    (void)bio;
    (void)number;
    (void)pointer;
    return command == BIO_CTRL_FLUSH;
}

static void make_method(void)
{
    method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "pwpol");
    if (method == NULL)
        return;
    BIO_meth_set_write(method, send_bytes);
    BIO_meth_set_read(method, receive_bytes);
    BIO_meth_set_ctrl(method, control);
}

static BIO *socket_bio(int file)
{
    pthread_once(&once, make_method);
    BIO *bio = method == NULL ? NULL : BIO_new(method);
    if (bio == NULL)
        return NULL;
    BIO_set_data(bio, (void *)(intptr_t)file);
    BIO_set_init(bio, 1);
    return bio;
}

/* ---- Whom to trust ------------------------------------------------------------- */

/* The certificate must be that of the name in the URL, or of the address. */
static int expect_host(SSL *tls, const char *host)
{
    unsigned char address[16];
    X509_VERIFY_PARAM *wanted = SSL_get0_param(tls);
    if (inet_pton(AF_INET, host, address) == 1)
        return X509_VERIFY_PARAM_set1_ip(wanted, address, 4);
    if (inet_pton(AF_INET6, host, address) == 1)
        return X509_VERIFY_PARAM_set1_ip(wanted, address, 16);
    SSL_set_hostflags(tls, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    return SSL_set1_host(tls, host) == 1 && SSL_set_tlsext_host_name(tls, host) == 1;
}

SSL *tls_over(SSL_CTX *context, const char *host, int file)
{
    SSL *tls = SSL_new(context);
    BIO *bio = tls == NULL ? NULL : socket_bio(file);
    if (bio == NULL || expect_host(tls, host) != 1) {
        BIO_free(bio);
        SSL_free(tls);
        tls_forget_errors();
        return NULL;
    }
    SSL_set_bio(tls, bio, bio);
    return tls;
}

static SSL_CTX *refuse(SSL_CTX *context, pwpol_where *where, const char *file, const char *english, const char *french)
{
    SSL_CTX_free(context);
    tls_forget_errors();
    char message_en[640], message_fr[640];
    snprintf(message_en, sizeof message_en, english, file);
    snprintf(message_fr, sizeof message_fr, french, file);
    where_report(where, file, 0, 0, NULL, NULL, message_en, message_fr);
    return NULL;
}

SSL_CTX *tls_new(const struct settings *settings, pwpol_where *where, pwpol_status *status)
{
    *status = PWPOL_ERR_NO_MEMORY;
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    if (context == NULL || SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) != 1) {
        SSL_CTX_free(context);
        tls_forget_errors();
        return NULL;
    }
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
    *status = PWPOL_ERR_IO;
    bool trusted = settings->ca_file[0] == '\0' ? SSL_CTX_set_default_verify_paths(context) == 1
                                                : SSL_CTX_load_verify_locations(context, settings->ca_file, NULL) == 1;
    if (!trusted)
        return refuse(context, where, settings->ca_file, "The ca_file %s of the store cannot be read, or holds no certificate.",
                      "Le ca_file %s du magasin ne peut être lu, ou ne contient pas de certificat.");
    if (settings->certificate_file[0] != '\0' &&
        SSL_CTX_use_certificate_chain_file(context, settings->certificate_file) != 1)
        return refuse(context, where, settings->certificate_file,
                      "The certificate_file %s of the store cannot be read, or holds no certificate.",
                      "Le certificate_file %s du magasin ne peut être lu, ou ne contient pas de certificat.");
    if (settings->key_file[0] != '\0' && (SSL_CTX_use_PrivateKey_file(context, settings->key_file, SSL_FILETYPE_PEM) != 1 ||
                                          SSL_CTX_check_private_key(context) != 1))
        return refuse(context, where, settings->key_file,
                      "The key_file %s of the store cannot be read, or is not the certificate's key.",
                      "Le key_file %s du magasin ne peut être lu, ou n'est pas la clé du certificat.");
    *status = PWPOL_OK;
    return context;
}
