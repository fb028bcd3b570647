/* The client's side of WebSocket (RFC 6455), as far as a generator on loopback needs it: whole frames, no fragments. */
#ifndef WEBSOCKET_H
#define WEBSOCKET_H

#include <stddef.h>

/* Asks for the upgrade; a protocol that is NULL is not named. */
void websocket_upgrade(int fd, int port, const char *path, const char *protocol);
void websocket_send(int fd, int opcode, const char *text, size_t length);
/* Gives the whole frames among the bytes to `on_frame`; returns how many bytes these were. */
size_t websocket_take(char *bytes, size_t length, int index, void (*on_frame)(int index, int opcode, char *payload, size_t length));

#endif
