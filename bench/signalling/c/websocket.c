#include "websocket.h"

#include "load.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MAX_PAYLOAD 8192

static void write_all(int fd, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t written = write(fd, bytes, length);
    if (written < 0 && errno == EAGAIN) {
      struct pollfd full = {.fd = fd, .events = POLLOUT};
      poll(&full, 1, 1000);
      continue;
    }
    if (written < 0) load_fail("cannot write: %s", strerror(errno));
    bytes += written;
    length -= (size_t)written;
  }
}

void websocket_upgrade(int fd, int port, const char *path, const char *protocol) {
  char request[MAX_PAYLOAD];
  int size = snprintf(request, sizeof request,
                      "GET %s HTTP/1.1\r\nHost: localhost:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n%s%s%s\r\n",
                      path, port, protocol == NULL ? "" : "Sec-WebSocket-Protocol: ", protocol == NULL ? "" : protocol,
                      protocol == NULL ? "" : "\r\n");
  write_all(fd, request, (size_t)size);
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
  write_all(fd, frame, k);
}

size_t websocket_take(char *bytes, size_t length, int index, void (*on_frame)(int index, int opcode, char *payload, size_t length)) {
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
    on_frame(index, head[0] & 15, bytes + at + header, size);
    at += header + size;
  }
  return at;
}
