/*
 * What a call consists of, as a flow file says: lines
 * of `key=value`, and comments that begin with `#`. What is sent may hold {me}, {peer}, {token} and {auth} (base64 of NUL me NUL
 * "pw"), {id} (the next request number of this user), {last} (the one before), {seen} (the last event number), {new} (a new
 * call id), {cid} (the id of the pair's call).
 * What is awaited is a text that the frame must contain.
 *
 *   path, protocol                 of the WebSocket
 *   send, expect                   steps of signing in, in order
 *   call → invited, accept → accepted, hangup → answered (may be absent) and ended
 *                                  a call: what caller and callee send, and what shows that the other one's has come
 *   cid                            the text before a call id that the server makes, in `invited`
 *   seen                           the text before an event's number
 *   keepAlive                      sent by a user who has been silent for a while
 *   ping, pong                     a whole frame of the server and its answer
 *   refused                        a text that no frame may contain
 *   mirror                         the server sends frames back to their sender; they count as the peer's
 */
#ifndef FLOW_H
#define FLOW_H

#define MAX_STEPS 16
#define MAX_TEXT 8192

struct step {
  const char *send, *expect;
};

struct flow {
  const char *path, *protocol, *call, *invited, *accept, *accepted, *hangup, *answered, *ended;
  const char *cid, *seen, *keep_alive, *ping, *pong, *refused, *mirror;
  struct step steps[MAX_STEPS];
  int step_count;
};

/* Reads a flow file; what it leaves out stays NULL. */
struct flow flow_read(const char *path);
/* The first line of a text, in memory of its own. */
char *flow_copy(const char *text);

#endif
