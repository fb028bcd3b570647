/*
 * How SIP messages travel. Over UDP all callers share one socket and all callees another, as in SIPp: to the proxy that is what
 * a socket for each would be. Over TCP every user has a connection, as a phone behind a NAT has.
 */
#ifndef SIP_TRANSPORT_H
#define SIP_TRANSPORT_H

#include <stddef.h>

#define MAX_MESSAGE 2048

/* Makes ready for users 0, 1, 2 …; what comes from the proxy at `port` goes to `on_message`, one whole message a time, ended by NUL. */
void sip_open(int tcp, int port, int users, void (*on_message)(const char *text));
/* A user's own port, by which the proxy finds its way back. */
int sip_port(int user);
/* Sends for a user; over TCP the first message opens the connection. */
void sip_send(int user, const char *text, size_t length);
/* Waits for at most so many milliseconds and hands on what has come. */
void sip_work(int wait_ms);

#endif
