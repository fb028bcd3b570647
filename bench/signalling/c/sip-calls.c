/*
 * Calls over SIP, through a proxy on loopback: sip-calls udp|tcp|ws PORT PAIRS
 *
 * Users u0, u1, u2 … register; u0 calls u1, u2 calls u3 and so on. INVITE → 200 → ACK, then BYE → 200 at once; no 180 and no
 * session description. What UDP loses is sent again as RFC 3261 wants it (17.1.1.2, 17.1.2.2, 13.3.1.4), though always after
 * T1 and without end. Headers are found by the case in which this program and Kamailio write them.
 */
#define _GNU_SOURCE
#include "load.h"
#include "sip-transport.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Users that register at the same time. */
#define AT_ONCE 20
#define MAX_VALUE 256
#define T1_NS 500000000ull
/* A proxy that has not answered any REGISTER for this long is not there. */
#define PATIENCE_NS 10000000000ull

struct message {
  char text[MAX_MESSAGE];
  int length;
  uint64_t sent_ns;
};

/* An INVITE is repeated while it is CALLING, no more once it is PROCEEDING; a BYE while it is ENDING. */
enum phase { FREE, CALLING, PROCEEDING, ENDING };

struct pair {
  enum phase phase;
  unsigned call;
  /* What the caller asked last, and the callee's answer until its ACK has come. */
  struct message request, answer;
  int awaits_ack;
  char to[MAX_VALUE], contact[MAX_VALUE], route[MAX_VALUE];
};

/* The transports' names in a Via, and what a Contact says of them. */
static const struct { const char *name, *via, *by; } transports[] = {
  [SIP_UDP] = {"udp", "UDP", ""}, [SIP_TCP] = {"tcp", "TCP", ";transport=tcp"}, [SIP_WS] = {"ws", "WS", ";transport=ws"},
};
static enum sip_transport transport;
static const char *via, *by;
static struct pair *pairs;
static struct message *registers;
static int pair_count, user_count, asked, registered;
static char *is_registered;

static void transmit(int user, struct message *message) {
  message->sent_ns = load_now_ns();
  sip_send(user, message->text, (size_t)message->length);
}

static void repeat(int user, struct message *message) {
  load_resent++;
  transmit(user, message);
}

/* Copies the value of a header, empty where there is none. The name stands between CRLF and colon. */
static void copy_value(char *out, const char *message, const char *name) {
  const char *found = strstr(message, name);
  size_t length = 0;
  if (found != NULL) {
    found += strlen(name);
    length = strcspn(found, "\r");
    if (length >= MAX_VALUE) load_fail("a header is too long");
    memcpy(out, found, length);
  }
  out[length] = 0;
}

static void register_user(int index) {
  struct message *message = &registers[index];
  const char *address = sip_address(index);
  message->length = sprintf(message->text,
    "REGISTER sip:bench.test SIP/2.0\r\nVia: SIP/2.0/%s %s;branch=z9hG4bKr%d\r\nMax-Forwards: 70\r\n"
    "From: <sip:u%d@bench.test>;tag=r%d\r\nTo: <sip:u%d@bench.test>\r\nCall-ID: r%d-0\r\nCSeq: 1 REGISTER\r\n"
    "Contact: <sip:u%d@%s%s>\r\nExpires: 3600\r\nContent-Length: 0\r\n\r\n",
    via, address, index, index, index, index, index, index, address, by);
  transmit(index, message);
}

static void invite(int index) {
  struct pair *pair = &pairs[index];
  pair->phase = CALLING;
  pair->call++;
  pair->request.length = sprintf(pair->request.text,
    "INVITE sip:u%d@bench.test SIP/2.0\r\nVia: SIP/2.0/%s %s;branch=z9hG4bKi%d-%u\r\nMax-Forwards: 70\r\n"
    "From: <sip:u%d@bench.test>;tag=c%d\r\nTo: <sip:u%d@bench.test>\r\nCall-ID: c%d-%u\r\nCSeq: 1 INVITE\r\n"
    "Contact: <sip:u%d@%s%s>\r\nContent-Length: 0\r\n\r\n",
    2 * index + 1, via, sip_address(2 * index), index, pair->call, 2 * index, index, 2 * index + 1, index, pair->call, 2 * index,
    sip_address(2 * index), by);
  transmit(2 * index, &pair->request);
}

/* A request within the dialog. */
static void ask(struct message *message, int index, const char *method, int number) {
  struct pair *pair = &pairs[index];
  message->length = snprintf(message->text, MAX_MESSAGE,
    "%s %s SIP/2.0\r\nVia: SIP/2.0/%s %s;branch=z9hG4bK%s%d-%u\r\nMax-Forwards: 70\r\nRoute: %s\r\n"
    "From: <sip:u%d@bench.test>;tag=c%d\r\nTo: %s\r\nCall-ID: c%d-%u\r\nCSeq: %d %s\r\nContent-Length: 0\r\n\r\n",
    method, pair->contact, via, sip_address(2 * index), method, index, pair->call, pair->route, 2 * index, index, pair->to, index, pair->call, number, method);
  if (message->length >= MAX_MESSAGE) load_fail("a request is too long");
  transmit(2 * index, message);
}

static void acknowledge(int index) {
  struct message ack;
  ask(&ack, index, "ACK", 1);
}

static void on_accepted(int index, const char *text) {
  struct pair *pair = &pairs[index];
  if (pair->phase == ENDING) { /* The ACK was lost on its way: the callee has said it again. */
    load_resent++;
    return acknowledge(index);
  }
  load_connected(index);
  copy_value(pair->to, text, "\r\nTo: ");
  copy_value(pair->route, text, "\r\nRecord-Route: ");
  copy_value(pair->contact, text, "\r\nContact: <");
  pair->contact[strcspn(pair->contact, ">")] = 0;
  pair->phase = ENDING;
  acknowledge(index);
  ask(&pair->request, index, "BYE", 2);
}

/* A server that is out of memory says so. The ACK of a refusal goes by the INVITE's own way (17.1.1.3). */
static void on_refused(int index, const char *text) {
  static int said;
  struct pair *pair = &pairs[index];
  if (!said++) fprintf(stderr, "refused: %.*s\n", (int)strcspn(text, "\r"), text);
  if (pair->phase != ENDING) {
    struct message ack = {.length = snprintf(ack.text, MAX_MESSAGE,
      "ACK sip:u%d@bench.test SIP/2.0\r\nVia: SIP/2.0/%s %s;branch=z9hG4bKi%d-%u\r\nMax-Forwards: 70\r\n"
      "From: <sip:u%d@bench.test>;tag=c%d\r\nTo: <sip:u%d@bench.test>\r\nCall-ID: c%d-%u\r\nCSeq: 1 ACK\r\nContent-Length: 0\r\n\r\n",
      2 * index + 1, via, sip_address(2 * index), index, pair->call, 2 * index, index, 2 * index + 1, index, pair->call)};
    transmit(2 * index, &ack);
  }
  pair->phase = FREE;
  load_refused(index);
}

static void on_registered(int index, int status) {
  if (status != 200) load_fail("registration refused with %d", status);
  if (is_registered[index]) return;
  is_registered[index] = 1;
  registered++;
}

static void on_answer(const char *text) {
  char id[MAX_VALUE], sequence[MAX_VALUE], kind;
  int index, status = atoi(text + strlen("SIP/2.0 "));
  unsigned call;
  copy_value(id, text, "\r\nCall-ID: ");
  copy_value(sequence, text, "\r\nCSeq: ");
  if (sscanf(id, "%c%d-%u", &kind, &index, &call) != 3 || index < 0 || index >= user_count) return;
  if (kind == 'r') return on_registered(index, status);
  if (index >= pair_count || call != pairs[index].call || pairs[index].phase == FREE) return;
  struct pair *pair = &pairs[index];
  if (status >= 300) return on_refused(index, text);
  if (strcmp(sequence, "1 INVITE") == 0) {
    if (status >= 200) on_accepted(index, text);
    else if (pair->phase == CALLING) pair->phase = PROCEEDING;
  } else if (status >= 200 && pair->phase == ENDING) {
    pair->phase = FREE;
    load_over(index);
  }
}

static int starts(const char *line, const char *name) {
  return strncmp(line, name, strlen(name)) == 0;
}

/* 200 with what a response repeats of its request; the To gets its tag where it has none. */
static void answer(struct message *message, const char *text, int index) {
  int k = sprintf(message->text, "SIP/2.0 200 OK\r\n");
  for (const char *line = strstr(text, "\r\n") + 2; *line != '\r' && *line != 0; line = strstr(line, "\r\n") + 2) {
    int length = (int)strcspn(line, "\r");
    int repeats = starts(line, "Via:") || starts(line, "Record-Route:") || starts(line, "From:") || starts(line, "Call-ID:") || starts(line, "CSeq:");
    int to = starts(line, "To:");
    if (k + length > MAX_MESSAGE - MAX_VALUE) load_fail("an answer is too long");
    if (repeats || to) k += sprintf(message->text + k, "%.*s%s\r\n", length, line, to && memmem(line, (size_t)length, ";tag=", 5) == NULL ? ";tag=s" : "");
  }
  k += sprintf(message->text + k, "Contact: <sip:u%d@%s%s>\r\nContent-Length: 0\r\n\r\n", 2 * index + 1, sip_address(2 * index + 1), by);
  message->length = k;
  transmit(2 * index + 1, message);
}

static void on_request(const char *text) {
  char id[MAX_VALUE];
  int index;
  unsigned call;
  copy_value(id, text, "\r\nCall-ID: ");
  if (sscanf(id, "c%d-%u", &index, &call) != 2 || index < 0 || index >= pair_count || call != pairs[index].call) return;
  struct pair *pair = &pairs[index];
  struct message bye;
  if (starts(text, "ACK ")) pair->awaits_ack = 0;
  else if (starts(text, "BYE ")) {
    pair->awaits_ack = 0;
    answer(&bye, text, index);
  } else if (starts(text, "INVITE ")) {
    pair->awaits_ack = 1;
    answer(&pair->answer, text, index);
  }
}

static void on_message(const char *text) {
  if (starts(text, "SIP/2.0 ")) on_answer(text);
  else if (strstr(text, "\r\n") != NULL) on_request(text);
}

static void tick(uint64_t now) {
  if (transport != SIP_UDP) return;
  for (int i = 0; i < pair_count; i++) {
    struct pair *pair = &pairs[i];
    if ((pair->phase == CALLING || pair->phase == ENDING) && now - pair->request.sent_ns > T1_NS) repeat(2 * i, &pair->request);
    if (pair->awaits_ack && now - pair->answer.sent_ns > T1_NS) repeat(2 * i + 1, &pair->answer);
  }
}

static void register_all(void) {
  uint64_t heard_ns = load_now_ns();
  while (registered < user_count) {
    while (asked < user_count && asked - registered < AT_ONCE) register_user(asked++);
    int before = registered;
    sip_work(100);
    uint64_t now = load_now_ns();
    if (registered > before) heard_ns = now;
    if (now - heard_ns > PATIENCE_NS) load_fail("nobody answers");
    for (int i = 0; i < asked; i++)
      if (transport == SIP_UDP && !is_registered[i] && now - registers[i].sent_ns > T1_NS) repeat(i, &registers[i]);
  }
}

static void choose_transport(const char *name) {
  while (strcmp(transports[transport].name, name) != 0)
    if (++transport == sizeof transports / sizeof *transports) load_fail("there is no transport %s", name);
  via = transports[transport].via;
  by = transports[transport].by;
}

int main(int argc, char **argv) {
  if (argc != 4) load_fail("usage: sip-calls udp|tcp|ws PORT PAIRS");
  load_allow_sockets();
  choose_transport(argv[1]);
  pair_count = atoi(argv[3]);
  user_count = 2 * pair_count;
  pairs = calloc((size_t)pair_count, sizeof *pairs);
  registers = calloc((size_t)user_count, sizeof *registers);
  is_registered = calloc((size_t)user_count, 1);
  if (pairs == NULL || registers == NULL || is_registered == NULL) load_fail("out of memory");
  sip_open(transport, atoi(argv[2]), user_count, on_message);
  register_all();
  load_ready(pair_count);
  load_serve(&(struct driver){invite, sip_work, tick});
  return 0;
}
