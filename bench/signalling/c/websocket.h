/* The client's side of WebSocket (RFC 6455), as far as a generator on loopback needs it: whole frames, no fragments. */
#ifndef WEBSOCKET_H
#define WEBSOCKET_H

#include <stddef.h>

/* Asks for the upgrade; a protocol that is NULL is not named. */
void websocket_upgrade(int fd, int port, const char *path, const char *protocol);
/* Returns how many bytes the server's whole answer to that was, 0 as long as it has not come; a NUL is put behind the bytes. */
size_t websocket_take_upgrade(char *bytes, size_t length);
void websocket_send(int fd, int opcode, const char *text, size_t length);

/* Where frames come from, and who takes their texts, ended by NUL; `index` is the taker's own. */
struct websocket {
  int fd, index;
  void (*on_text)(int index, const char *text, size_t length);
};

/* Hands on the whole frames among the bytes, and answers pings; returns how many bytes these were. There must be room for a NUL. */
size_t websocket_take(struct websocket socket, char *bytes, size_t length);

#endif
