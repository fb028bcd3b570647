#define _GNU_SOURCE
#include "sip-transport.h"

#include "load.h"
#include "websocket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#define MAX_EVENTS 512
#define MAX_IN_ROW 32
#define RECEIVE_BYTES (4 << 20)
#define MAX_DATAGRAM 65536

struct end {
  int fd;
  char address[32];
  /* TCP and WebSocket: the beginning of a message whose end has not come yet. */
  size_t rest_length;
  char rest[2 * MAX_MESSAGE];
};

static struct sockaddr_in proxy = {.sin_family = AF_INET};
static struct end *ends;
static enum sip_transport transport;
static int poller;
static void (*handle)(const char *text);

/* Of a user: the connection, or the socket of all who call or all who are called. */
static int index_of(int user) {
  return transport == SIP_UDP ? user % 2 : user;
}

static int open_datagrams(void) {
  struct sockaddr_in own = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  if (fd < 0 || bind(fd, (struct sockaddr *)&own, sizeof own) != 0) load_fail("cannot open a socket: %s", strerror(errno));
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &(int){RECEIVE_BYTES}, sizeof(int));
  return fd;
}

static int open_stream(void) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0 || connect(fd, (struct sockaddr *)&proxy, sizeof proxy) != 0) load_fail("cannot connect: %s", strerror(errno));
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
  return fd;
}

/* Waits for the answer: the proxy says nothing behind it until it has heard something. */
static void upgrade(int fd) {
  char answer[MAX_MESSAGE];
  size_t length = 0;
  websocket_upgrade(fd, ntohs(proxy.sin_port), "/", "sip");
  do {
    ssize_t got = recv(fd, answer + length, sizeof answer - length - 1, 0);
    if (got <= 0) load_fail("the server dropped a connection");
    length += (size_t)got;
  } while (websocket_take_upgrade(answer, length) == 0);
}

static void open_end(int index) {
  struct end *end = &ends[index];
  end->fd = transport == SIP_UDP ? open_datagrams() : open_stream();
  if (transport == SIP_WS) {
    upgrade(end->fd);
    sprintf(end->address, "c%d.invalid", index);
  } else {
    struct sockaddr_in own;
    getsockname(end->fd, (struct sockaddr *)&own, &(socklen_t){sizeof own});
    sprintf(end->address, "127.0.0.1:%d", ntohs(own.sin_port));
  }
  fcntl(end->fd, F_SETFL, O_NONBLOCK);
  struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)index};
  epoll_ctl(poller, EPOLL_CTL_ADD, end->fd, &event);
}

void sip_open(enum sip_transport the_transport, int port, int users, void (*on_message)(const char *text)) {
  transport = the_transport;
  handle = on_message;
  proxy.sin_port = htons((uint16_t)port);
  proxy.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  poller = epoll_create1(0);
  ends = calloc((size_t)users, sizeof *ends);
  if (ends == NULL) load_fail("out of memory");
}

const char *sip_address(int user) {
  int index = index_of(user);
  if (ends[index].fd == 0) open_end(index);
  return ends[index].address;
}

void sip_send(int user, const char *text, size_t length) {
  int fd = ends[index_of(user)].fd;
  load_frames++;
  load_bytes += length;
  if (transport == SIP_WS) return websocket_send(fd, 1, text, length);
  if (transport == SIP_TCP) return load_write(fd, text, length);
  /* A datagram that finds no room is lost, and sent again in time. */
  if (sendto(fd, text, length, 0, (struct sockaddr *)&proxy, sizeof proxy) < 0 && errno != EAGAIN) load_fail("cannot send: %s", strerror(errno));
}

static void take(const char *text, size_t length) {
  load_frames++;
  load_bytes += length;
  handle(text);
}

/* Returns whether there was a datagram. */
static int receive_datagram(struct end *end) {
  static char text[MAX_DATAGRAM];
  ssize_t length = recv(end->fd, text, sizeof text - 1, 0);
  if (length <= 0) return 0;
  text[length] = 0;
  take(text, (size_t)length);
  return 1;
}

/* Messages without a body end with an empty line; there are no others here. */
static size_t take_messages(char *bytes) {
  char *begin = bytes;
  for (char *blank; (blank = strstr(begin, "\r\n\r\n")) != NULL;) {
    char behind = blank[4];
    blank[4] = 0;
    take(begin, (size_t)(blank + 4 - begin));
    blank[4] = behind;
    begin = blank + 4;
  }
  return (size_t)(begin - bytes);
}

static void on_text(int index, const char *text, size_t length) {
  (void)index;
  take(text, length);
}

static void receive_stream(struct end *end) {
  ssize_t got = recv(end->fd, end->rest + end->rest_length, sizeof end->rest - end->rest_length - 1, 0);
  if (got < 0 && errno == EAGAIN) return;
  if (got <= 0) load_fail("the server dropped a connection");
  end->rest_length += (size_t)got;
  end->rest[end->rest_length] = 0;
  size_t taken = transport == SIP_TCP ? take_messages(end->rest) : websocket_take((struct websocket){.fd = end->fd, .on_text = on_text}, end->rest, end->rest_length);
  end->rest_length -= taken;
  memmove(end->rest, end->rest + taken, end->rest_length);
  if (end->rest_length == sizeof end->rest - 1) load_fail("a message is too long");
}

void sip_work(int wait_ms) {
  struct epoll_event events[MAX_EVENTS];
  int count = epoll_wait(poller, events, MAX_EVENTS, wait_ms);
  for (int i = 0; i < count; i++) {
    struct end *end = &ends[events[i].data.u32];
    if (transport != SIP_UDP) receive_stream(end);
    else for (int k = 0; k < MAX_IN_ROW && receive_datagram(end); k++) continue;
  }
}
