#define _GNU_SOURCE
#include "load.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_MS 1000000ull
#define NS_PER_S 1000000000ull
/* Set-up times are counted by the microsecond up to here; slower ones share the last place. */
#define SLOWEST_US 10000000u
/* After the last beginning a call may take this long before it counts as lost. */
#define LAST_CALL_NS (5 * NS_PER_S)
#define TICK_NS (NS_PER_S / 10)
/* A timer may be late by a millisecond, so what is due sooner than this is waited for with open eyes. */
#define SPIN_NS 1500000u

uint64_t load_frames, load_bytes, load_resent;

static const struct driver *driver;
static int pair_count;
/* When the pair's call was due: its set-up time counts from then. */
static uint64_t *due_ns;
/* Pairs without a call, first in first out. */
static int *free_pairs, free_head, free_count;

/* The run under way. */
static uint32_t *histogram;
static uint64_t begun, done, refused, connected, end_ns, ticked_ns;
static int repeats; /* A closed loop. */

uint64_t load_now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * NS_PER_S + (uint64_t)t.tv_nsec;
}

void load_fail(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fputc('\n', stderr);
  exit(1);
}

void load_write(int fd, const char *bytes, size_t length) {
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

void load_allow_sockets(void) {
  signal(SIGPIPE, SIG_IGN);
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

static void *zeros(size_t count, size_t size) {
  void *memory = calloc(count, size);
  if (memory == NULL) load_fail("out of memory");
  return memory;
}

static void give_back(int pair) {
  free_pairs[(free_head + free_count++) % pair_count] = pair;
}

static int take_free(void) {
  int pair = free_pairs[free_head];
  free_head = (free_head + 1) % pair_count;
  free_count--;
  return pair;
}

static void begin(int pair, uint64_t due) {
  due_ns[pair] = due;
  begun++;
  driver->begin(pair);
}

void load_connected(int pair) {
  uint64_t us = (load_now_ns() - due_ns[pair]) / 1000;
  histogram[us < SLOWEST_US ? us : SLOWEST_US - 1]++;
  connected++;
}

static void next(int pair) {
  uint64_t now = load_now_ns();
  if (repeats && now < end_ns) begin(pair, now);
  else give_back(pair);
}

void load_over(int pair) {
  done++;
  next(pair);
}

void load_refused(int pair) {
  refused++;
  next(pair);
}

/* The time that this share of all set-ups did not exceed, in microseconds. */
static unsigned quantile_us(double share) {
  uint64_t rank = (uint64_t)(share * (double)connected), seen = 0;
  for (unsigned us = 0; us < SLOWEST_US; us++)
    if ((seen += histogram[us]) > rank) return us;
  return SLOWEST_US;
}

static void work(int wait_ms) {
  driver->work(wait_ms);
  uint64_t now = load_now_ns();
  if (now - ticked_ns < TICK_NS) return;
  ticked_ns = now;
  driver->tick(now);
}

static void run_closed(int pairs) {
  repeats = 1;
  for (int i = 0; i < pairs && free_count > 0; i++) begin(take_free(), load_now_ns());
  while (load_now_ns() < end_ns) work(10);
  repeats = 0;
}

/* Returns how many calls were due without any pair being free for them before the end. */
static uint64_t run_open(uint64_t start_ns, double per_s) {
  double step_ns = (double)NS_PER_S / per_s;
  uint64_t next = 0, total = (uint64_t)((double)(end_ns - start_ns) / step_ns);
  for (;;) {
    uint64_t now = load_now_ns(), due = start_ns + (uint64_t)((double)next * step_ns);
    while (next < total && due <= now && free_count > 0) {
      begin(take_free(), due);
      due = start_ns + (uint64_t)((double)++next * step_ns);
    }
    if (next >= total || now >= end_ns) return total - next;
    work(due > now + SPIN_NS ? 1 : 0);
  }
}

static void run(const char *kind, long ms, double argument) {
  memset(histogram, 0, SLOWEST_US * sizeof *histogram);
  begun = done = refused = connected = load_frames = load_bytes = load_resent = 0;
  uint64_t start_ns = load_now_ns(), unbegun = 0;
  end_ns = start_ns + (uint64_t)ms * NS_PER_MS;
  if (strcmp(kind, "closed") == 0) run_closed((int)argument);
  else unbegun = run_open(start_ns, argument);

  uint64_t in_time = done;
  double elapsed_ms = (double)(load_now_ns() - start_ns) / NS_PER_MS;
  for (uint64_t last_ns = load_now_ns() + LAST_CALL_NS; done + refused < begun && load_now_ns() < last_ns;) work(1);
  printf("{\"begun\":%" PRIu64 ",\"done\":%" PRIu64 ",\"inTime\":%" PRIu64 ",\"unbegun\":%" PRIu64 ",\"elapsedMs\":%.3f,"
         "\"p50Us\":%u,\"p99Us\":%u,\"frames\":%" PRIu64 ",\"bytes\":%" PRIu64 ",\"resent\":%" PRIu64 "}\n",
         begun, done, in_time, unbegun, elapsed_ms, quantile_us(0.5), quantile_us(0.99), load_frames, load_bytes, load_resent);
  fflush(stdout);
}

void load_ready(int pairs) {
  pair_count = pairs;
  due_ns = zeros((size_t)pairs, sizeof *due_ns);
  free_pairs = zeros((size_t)pairs, sizeof *free_pairs);
  histogram = zeros(SLOWEST_US, sizeof *histogram);
  for (int pair = 0; pair < pairs; pair++) give_back(pair);
  puts("ready");
  fflush(stdout);
}

void load_serve(const struct driver *the_driver) {
  driver = the_driver;
  for (;;) {
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    if (poll(&input, 1, 0) > 0) {
      char line[128], kind[16];
      long ms;
      double argument;
      ssize_t length = read(STDIN_FILENO, line, sizeof line - 1);
      if (length <= 0) return;
      line[length] = 0;
      if (sscanf(line, "%15s %ld %lf", kind, &ms, &argument) != 3) load_fail("not understood: %s", line);
      run(kind, ms, argument);
    }
    work(20);
  }
}
