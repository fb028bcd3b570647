#define _GNU_SOURCE
#include "sip-transport.h"

#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_EVENTS 512
#define MAX_IN_ROW 32
#define RECEIVE_BYTES (4 << 20)
#define MAX_DATAGRAM 65536

struct end {
  int fd, port;
  /* TCP: the beginning of a message whose end has not come yet. */
  size_t rest_length;
  char rest[2 * MAX_MESSAGE];
};

static struct sockaddr_in proxy = {.sin_family = AF_INET};
static struct end *ends;
static int is_tcp, poller;
static void (*handle)(const char *text);

/* Of a user: the connection, or the socket of all who call or all who are called. */
static int index_of(int user) {
  return is_tcp ? user : user % 2;
}

static void open_end(int index) {
  struct end *end = &ends[index];
  struct sockaddr_in own = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof own;
  end->fd = socket(AF_INET, is_tcp ? SOCK_STREAM : SOCK_DGRAM, 0);
  int failed = end->fd < 0 || (is_tcp ? connect(end->fd, (struct sockaddr *)&proxy, sizeof proxy) : bind(end->fd, (struct sockaddr *)&own, sizeof own)) != 0;
  if (failed || getsockname(end->fd, (struct sockaddr *)&own, &size) != 0) load_fail("cannot open a socket: %s", strerror(errno));
  end->port = ntohs(own.sin_port);
  if (is_tcp) setsockopt(end->fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
  else setsockopt(end->fd, SOL_SOCKET, SO_RCVBUF, &(int){RECEIVE_BYTES}, sizeof(int));
  fcntl(end->fd, F_SETFL, O_NONBLOCK);
  struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)index};
  epoll_ctl(poller, EPOLL_CTL_ADD, end->fd, &event);
}

void sip_open(int tcp, int port, int users, void (*on_message)(const char *text)) {
  is_tcp = tcp;
  handle = on_message;
  proxy.sin_port = htons((uint16_t)port);
  proxy.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  poller = epoll_create1(0);
  ends = calloc((size_t)users, sizeof *ends);
  if (ends == NULL) load_fail("out of memory");
}

int sip_port(int user) {
  int index = index_of(user);
  if (ends[index].fd == 0) open_end(index);
  return ends[index].port;
}

void sip_send(int user, const char *text, size_t length) {
  struct end *end = &ends[index_of(user)];
  load_frames++;
  load_bytes += length;
  while (length > 0) {
    ssize_t sent = is_tcp ? send(end->fd, text, length, MSG_NOSIGNAL) : sendto(end->fd, text, length, 0, (struct sockaddr *)&proxy, sizeof proxy);
    if (sent < 0 && errno != EAGAIN) load_fail("cannot send: %s", strerror(errno));
    if (!is_tcp) return; /* A datagram that finds no room is lost, and sent again in time. */
    struct pollfd full = {.fd = end->fd, .events = POLLOUT};
    if (sent < 0) poll(&full, 1, 1000);
    else {
      text += sent;
      length -= (size_t)sent;
    }
  }
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
static void receive_stream(struct end *end) {
  ssize_t got = recv(end->fd, end->rest + end->rest_length, sizeof end->rest - end->rest_length - 1, 0);
  if (got < 0 && errno == EAGAIN) return;
  if (got <= 0) load_fail("the server dropped a connection");
  end->rest_length += (size_t)got;
  end->rest[end->rest_length] = 0;
  char *begin = end->rest;
  for (char *blank; (blank = strstr(begin, "\r\n\r\n")) != NULL;) {
    char behind = blank[4];
    blank[4] = 0;
    take(begin, (size_t)(blank + 4 - begin));
    blank[4] = behind;
    begin = blank + 4;
  }
  end->rest_length -= (size_t)(begin - end->rest);
  memmove(end->rest, begin, end->rest_length);
  if (end->rest_length == sizeof end->rest - 1) load_fail("a message is too long");
}

void sip_work(int wait_ms) {
  struct epoll_event events[MAX_EVENTS];
  int count = epoll_wait(poller, events, MAX_EVENTS, wait_ms);
  for (int i = 0; i < count; i++) {
    struct end *end = &ends[events[i].data.u32];
    if (is_tcp) receive_stream(end);
    else for (int k = 0; k < MAX_IN_ROW && receive_datagram(end); k++) continue;
  }
}
