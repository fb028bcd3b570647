/*
 * What both generators share: the clock, the histogram of set-up times, and the loop that begins calls.
 *
 * A generator signs its users in, calls load_ready(), then load_serve(), which obeys lines on standard input:
 *   closed MS PAIRS   each of the first PAIRS pairs calls again as soon as its call is over
 *   open MS PER_S     calls are due at a fixed rate whether or not earlier ones are over
 * and answers each with one line of JSON. It returns when standard input ends, so no generator outlives its parent.
 */
#ifndef LOAD_H
#define LOAD_H

#include <stddef.h>
#include <stdint.h>

/* What a protocol does for the loop. */
struct driver {
  /* Begins a call of a pair that is free. */
  void (*begin)(int pair);
  /* Waits for at most so many milliseconds and handles what has come. */
  void (*work)(int wait_ms);
  /* Called about ten times a second: repeats what was lost, keeps idle users alive. */
  void (*tick)(uint64_t now_ns);
};

/* Counters of the protocol; the loop sets them to 0 before a run and prints them after it. */
extern uint64_t load_frames, load_bytes, load_resent;

uint64_t load_now_ns(void);
/* Lets this process open as many files as it is allowed to: every user has a socket. One that the server has closed is an error of
   whoever writes to it and no signal. */
void load_allow_sockets(void);
/* Says `ready`. From here on calls may begin. */
void load_ready(int pairs);
void load_serve(const struct driver *driver);
/* The caller of this pair has just heard that its call was accepted. */
void load_connected(int pair);
/* The pair's call is over on both sides; the pair may call again, and does so before this returns in a closed loop. */
void load_over(int pair);
/* The server could not make this pair's call, which is lost; the pair goes on as after load_over(). */
void load_refused(int pair);
/* Writes everything to a descriptor that need not block, waiting while it is full. */
void load_write(int fd, const char *bytes, size_t length);
/* Writes why it cannot go on to standard error and exits with 1. */
__attribute__((noreturn, format(printf, 1, 2))) void load_fail(const char *format, ...);

#endif
