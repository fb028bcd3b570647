#ifndef SASL_H
#define SASL_H

/* Writes what SASL PLAIN (RFC 4616) says for a user uN, in base64; returns its length. */
int sasl_plain(char *out, int user, const char *password);

#endif
