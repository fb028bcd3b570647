#include "sasl.h"

#include <stdio.h>

#define MAX_PLAIN 64

static int encode64(char *out, const unsigned char *in, int length) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  int k = 0;
  for (int i = 0; i < length; i += 3) {
    unsigned bits = (unsigned)in[i] << 16 | (i + 1 < length ? (unsigned)in[i + 1] << 8 : 0) | (i + 2 < length ? in[i + 2] : 0);
    out[k++] = digits[bits >> 18];
    out[k++] = digits[bits >> 12 & 63];
    out[k++] = i + 1 < length ? digits[bits >> 6 & 63] : '=';
    out[k++] = i + 2 < length ? digits[bits & 63] : '=';
  }
  out[k] = 0;
  return k;
}

int sasl_plain(char *out, int user, const char *password) {
  char plain[MAX_PLAIN];
  int length = snprintf(plain, sizeof plain, "%cu%d%c%s", 0, user, 0, password);
  return encode64(out, (unsigned char *)plain, length);
}
