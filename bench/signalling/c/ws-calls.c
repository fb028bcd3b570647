/*
 * Calls over WebSocket, as a flow file says: ws-calls PORT FLOW TOKENS PAIRS
 *
 * TOKENS has a line per user, or is `-`. Users u0, u1, u2 … sign in; u0 calls u1, u2 calls u3 and so on. flow.h says what a flow is.
 */
#define _GNU_SOURCE
#include "flow.h"
#include "load.h"
#include "sasl.h"
#include "websocket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

/* Users that sign in at the same time: a server that checks signatures needs its time for each. */
#define AT_ONCE 20
#define MAX_ID 64
#define MAX_SHOWN 100
#define MAX_EVENTS 512
#define INBOX 262144
/* A user who has sent nothing for this long sends `keepAlive`: below every server's patience. */
#define SILENCE_NS 15000000000ull

enum state { UPGRADING, SIGNING_IN, SIGNED_IN };

struct user {
  int fd, step;
  enum state state;
  unsigned last_id;
  uint64_t seen, sent_ns;
  char *token;
  /* The beginning of a frame whose end has not come yet. */
  char *rest;
  size_t rest_length;
};

enum phase { FREE, CALLING, ACCEPTING, ENDING };

struct pair {
  enum phase phase;
  int answered, ended;
  char cid[MAX_ID];
};

static struct flow flow;
static struct user *users;
static struct pair *pairs;
static int user_count, opened, signed_in, port, poller;
static unsigned call_count;
static char inbox[INBOX];

/* Writes what stands for one name in braces. */
static int fill_in(char *out, const char *name, size_t length, int index) {
  struct user *user = &users[index];
  struct pair *pair = &pairs[index / 2];
#define IS(text) (length == sizeof text - 1 && memcmp(name, text, length) == 0)
  if (IS("me")) return sprintf(out, "u%d", index);
  if (IS("peer")) return sprintf(out, "u%d", index ^ 1);
  if (IS("token")) return sprintf(out, "%s", user->token == NULL ? "" : user->token);
  if (IS("auth")) return sasl_plain(out, index, "pw");
  if (IS("id")) return sprintf(out, "%u", ++user->last_id);
  if (IS("last")) return sprintf(out, "%u", user->last_id);
  if (IS("seen")) return sprintf(out, "%llu", (unsigned long long)user->seen);
  if (IS("cid")) return sprintf(out, "%s", pair->cid);
  if (IS("new")) {
    sprintf(pair->cid, "c%x-%x", (unsigned)getpid(), ++call_count);
    return sprintf(out, "%s", pair->cid);
  }
#undef IS
  load_fail("the flow has an unknown name: %.*s", (int)length, name);
}

/* A template with its names filled in; the text is good until the next call. */
static const char *expand(const char *template, int index, int *length) {
  static char text[MAX_TEXT];
  int k = 0;
  while (*template != 0) {
    const char *open = template[0] == '{' && template[1] >= 'a' && template[1] <= 'z' ? template : NULL;
    const char *close = open == NULL ? NULL : strchr(open, '}');
    if (close == NULL) text[k++] = *template++;
    else {
      k += fill_in(text + k, open + 1, (size_t)(close - open - 1), index);
      template = close + 1;
    }
    if (k > MAX_TEXT / 2) load_fail("a text of the flow is too long");
  }
  text[k] = 0;
  *length = k;
  return text;
}

static void say(int index, const char *template) {
  int length;
  const char *text = expand(template, index, &length);
  load_frames++;
  load_bytes += (uint64_t)length;
  users[index].sent_ns = load_now_ns();
  websocket_send(users[index].fd, 1, text, (size_t)length);
}

static int holds(const char *frame, size_t length, const char *wanted, int index) {
  if (wanted == NULL) return 0;
  int wanted_length = (int)strlen(wanted);
  if (strchr(wanted, '{') != NULL) wanted = expand(wanted, index, &wanted_length);
  return memmem(frame, length, wanted, (size_t)wanted_length) != NULL;
}

/* What follows a text in a frame, NULL where it is not there. The frame must be followed by a NUL. */
static const char *after(const char *frame, size_t length, const char *text) {
  const char *found = text == NULL ? NULL : memmem(frame, length, text, strlen(text));
  return found == NULL ? NULL : found + strlen(text);
}

static void next_step(int index) {
  struct user *user = &users[index];
  while (user->step < flow.step_count) {
    if (flow.steps[user->step].send != NULL) say(index, flow.steps[user->step].send);
    if (flow.steps[user->step].expect != NULL) return;
    user->step++;
  }
  user->state = SIGNED_IN;
  signed_in++;
}

static void over_if_both(int index) {
  struct pair *pair = &pairs[index / 2];
  if (!pair->ended || (flow.answered != NULL && !pair->answered)) return;
  pair->phase = FREE;
  load_over(index / 2);
}

static void on_caller(int index, const char *frame, size_t length) {
  struct pair *pair = &pairs[index / 2];
  if (pair->phase == ACCEPTING && holds(frame, length, flow.accepted, index)) {
    pair->phase = ENDING;
    load_connected(index / 2);
    say(index, flow.hangup);
  } else if (pair->phase == ENDING && holds(frame, length, flow.answered, index)) {
    pair->answered = 1;
    over_if_both(index);
  }
}

static void on_callee(int index, const char *frame, size_t length) {
  struct pair *pair = &pairs[index / 2];
  if (pair->phase == CALLING && holds(frame, length, flow.invited, index)) {
    const char *cid = after(frame, length, flow.cid);
    if (cid != NULL) snprintf(pair->cid, MAX_ID, "%.*s", (int)strcspn(cid, "\"'"), cid);
    pair->phase = ACCEPTING;
    say(index, flow.accept);
  } else if (pair->phase == ENDING && holds(frame, length, flow.ended, index)) {
    pair->ended = 1;
    over_if_both(index);
  }
}

/* Shows the refusal and nothing that stands before it: a frame may carry a token. */
__attribute__((noreturn)) static void fail_refused(const char *frame, size_t length) {
  const char *refusal = memmem(frame, length, flow.refused, strlen(flow.refused));
  size_t left = length - (size_t)(refusal - frame);
  load_fail("refused: %.*s", (int)(left < MAX_SHOWN ? left : MAX_SHOWN), refusal);
}

static void on_text(int index, const char *frame, size_t length) {
  struct user *user = &users[index];
  load_frames++;
  load_bytes += length;
  if (flow.ping != NULL && length == strlen(flow.ping) && memcmp(frame, flow.ping, length) == 0) return say(index, flow.pong);
  if (holds(frame, length, flow.refused, index)) fail_refused(frame, length);
  const char *seen = after(frame, length, flow.seen);
  if (seen != NULL) user->seen = strtoull(seen, NULL, 10);
  if (user->state == SIGNING_IN) {
    if (!holds(frame, length, flow.steps[user->step].expect, index)) return;
    user->step++;
    return next_step(index);
  }
  if (flow.mirror != NULL) index ^= 1;
  if (index % 2 == 0) on_caller(index, frame, length);
  else on_callee(index, frame, length);
}

static void on_readable(int index) {
  struct user *user = &users[index];
  size_t length = user->rest_length;
  if (length > 0) memcpy(inbox, user->rest, length);
  ssize_t got = read(user->fd, inbox + length, INBOX / 2 - 1);
  if (got < 0 && errno == EAGAIN) return;
  if (got <= 0) load_fail("the server dropped the socket of user %d, %s", index, user->state == SIGNED_IN ? "who was signed in" : "who was signing in");
  length += (size_t)got;
  size_t taken = user->state == UPGRADING ? websocket_take_upgrade(inbox, length) : 0;
  if (taken > 0) {
    user->state = SIGNING_IN;
    next_step(index);
  }
  if (user->state != UPGRADING) taken += websocket_take((struct websocket){user->fd, index, on_text}, inbox + taken, length - taken);
  user->rest_length = length - taken;
  if (user->rest_length > INBOX / 2) load_fail("a frame is too long");
  if (user->rest_length == 0) return;
  user->rest = realloc(user->rest, user->rest_length);
  if (user->rest == NULL) load_fail("out of memory");
  memcpy(user->rest, inbox + taken, user->rest_length);
}

static void open_socket(int index) {
  struct user *user = &users[index];
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  user->fd = socket(AF_INET, SOCK_STREAM, 0);
  if (user->fd < 0 || connect(user->fd, (struct sockaddr *)&address, sizeof address) != 0) load_fail("cannot connect: %s", strerror(errno));
  setsockopt(user->fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
  fcntl(user->fd, F_SETFL, O_NONBLOCK);
  struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)index};
  epoll_ctl(poller, EPOLL_CTL_ADD, user->fd, &event);
  int length;
  websocket_upgrade(user->fd, port, expand(flow.path, index, &length), flow.protocol);
}

static void work(int wait_ms) {
  struct epoll_event events[MAX_EVENTS];
  int count = epoll_wait(poller, events, MAX_EVENTS, wait_ms);
  for (int i = 0; i < count; i++) on_readable((int)events[i].data.u32);
}

static void begin(int index) {
  pairs[index].answered = pairs[index].ended = 0;
  pairs[index].phase = CALLING;
  say(2 * index, flow.call);
}

static void tick(uint64_t now) {
  if (flow.keep_alive == NULL) return;
  for (int i = 0; i < opened; i++)
    if (users[i].state == SIGNED_IN && now - users[i].sent_ns > SILENCE_NS) say(i, flow.keep_alive);
}

static void read_tokens(const char *path) {
  if (strcmp(path, "-") == 0) return;
  FILE *file = fopen(path, "r");
  if (file == NULL) load_fail("cannot read the tokens");
  char line[MAX_TEXT / 4];
  for (int i = 0; i < user_count; i++) {
    if (fgets(line, sizeof line, file) == NULL) load_fail("there is no token for user %d", i);
    users[i].token = flow_copy(line);
  }
  fclose(file);
}

int main(int argc, char **argv) {
  if (argc != 5) load_fail("usage: ws-calls PORT FLOW TOKENS PAIRS");
  load_allow_sockets();
  port = atoi(argv[1]);
  user_count = 2 * atoi(argv[4]);
  users = calloc((size_t)user_count, sizeof *users);
  pairs = calloc((size_t)user_count / 2, sizeof *pairs);
  if (users == NULL || pairs == NULL) load_fail("out of memory");
  flow = flow_read(argv[2]);
  read_tokens(argv[3]);
  poller = epoll_create1(0);
  while (signed_in < user_count) {
    while (opened < user_count && opened - signed_in < AT_ONCE) open_socket(opened++);
    work(100);
    tick(load_now_ns());
  }
  load_ready(user_count / 2);
  load_serve(&(struct driver){begin, work, tick});
  return 0;
}
