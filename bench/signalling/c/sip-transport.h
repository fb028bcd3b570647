/*
 * How SIP messages travel. Over UDP all callers share one socket and all callees another, as in SIPp: to the proxy that is what
 * a socket for each would be. Over TCP every user has a connection, as a phone behind a NAT has, and over WebSocket (RFC 7118)
 * as a browser has, which does not know its own address.
 */
#ifndef SIP_TRANSPORT_H
#define SIP_TRANSPORT_H

#include <stddef.h>

#define MAX_MESSAGE 2048

enum sip_transport { SIP_UDP, SIP_TCP, SIP_WS };

/* Makes ready for users 0, 1, 2 …; what comes from the proxy at `port` goes to `on_message`, one whole message a time, ended by NUL. */
void sip_open(enum sip_transport transport, int port, int users, void (*on_message)(const char *text));
/* Where a user says that he is: his address and port, or over WebSocket a name that means nothing (RFC 7118, 5.1). */
const char *sip_address(int user);
/* Sends for a user. */
void sip_send(int user, const char *text, size_t length);
/* Waits for at most so many milliseconds and hands on what has come. */
void sip_work(int wait_ms);

#endif
