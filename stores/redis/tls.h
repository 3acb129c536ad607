/* TLS over a socket of ours, without the signals of OpenSSL's own. */
#ifndef PWPOL_STORES_REDIS_TLS_H
#define PWPOL_STORES_REDIS_TLS_H

#include <openssl/ssl.h>

/* NULL when there is no memory. host: what the certificate must be for, a name or an address. */
SSL *tls_over(SSL_CTX *context, const char *host, int file);
/* OpenSSL keeps errors for the thread; they are nobody's who calls pwpol. */
void tls_forget_errors(void);

#endif
