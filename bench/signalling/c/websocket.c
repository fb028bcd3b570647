#include "websocket.h"

#include "load.h"

#include <stdio.h>
#include <string.h>

#define MAX_PAYLOAD 8192

void websocket_upgrade(int fd, int port, const char *path, const char *protocol) {
  char request[MAX_PAYLOAD];
  int size = snprintf(request, sizeof request,
                      "GET %s HTTP/1.1\r\nHost: localhost:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n%s%s%s\r\n",
                      path, port, protocol == NULL ? "" : "Sec-WebSocket-Protocol: ", protocol == NULL ? "" : protocol,
                      protocol == NULL ? "" : "\r\n");
  load_write(fd, request, (size_t)size);
}

void websocket_send(int fd, int opcode, const char *text, size_t length) {
  static const unsigned char mask[4] = {0x12, 0x9f, 0x5a, 0xc3}; /* Not zero, so that the server has its work. */
  char frame[MAX_PAYLOAD + 8];
  if (length > MAX_PAYLOAD) load_fail("a frame is too long");
  size_t k = 0;
  frame[k++] = (char)(0x80 | opcode);
  if (length < 126) frame[k++] = (char)(0x80 | length);
  else {
    frame[k++] = (char)(0x80 | 126);
    frame[k++] = (char)(length >> 8);
    frame[k++] = (char)length;
  }
  memcpy(frame + k, mask, 4);
  k += 4;
  for (size_t i = 0; i < length; i++) frame[k++] = (char)(text[i] ^ mask[i & 3]);
  load_write(fd, frame, k);
}

static void on_frame(struct websocket socket, int opcode, char *payload, size_t length) {
  if (opcode == 8) load_fail("the server closed a socket with %d", length < 2 ? 0 : (unsigned char)payload[0] << 8 | (unsigned char)payload[1]);
  if (opcode == 9) return websocket_send(socket.fd, 10, payload, length);
  if (opcode != 1 && opcode != 2) return;
  char behind = payload[length]; /* The next frame may begin here: the text is read as ended by NUL. */
  payload[length] = 0;
  socket.on_text(socket.index, payload, length);
  payload[length] = behind;
}

size_t websocket_take_upgrade(char *bytes, size_t length) {
  bytes[length] = 0;
  char *end = strstr(bytes, "\r\n\r\n");
  if (end == NULL) return 0;
  if (strncmp(bytes, "HTTP/1.1 101", 12) != 0) load_fail("no WebSocket: %.*s", (int)strcspn(bytes, "\r"), bytes);
  return (size_t)(end + 4 - bytes);
}

size_t websocket_take(struct websocket socket, char *bytes, size_t length) {
  size_t at = 0;
  while (length - at >= 2) {
    unsigned char *head = (unsigned char *)bytes + at;
    size_t size = head[1] & 127, header = 2;
    if (size == 127) load_fail("a frame is too long");
    if (size == 126) {
      if (length - at < 4) break;
      size = (size_t)(head[2] << 8 | head[3]);
      header = 4;
    }
    if (length - at < header + size) break;
    on_frame(socket, head[0] & 15, bytes + at + header, size);
    at += header + size;
  }
  return at;
}
