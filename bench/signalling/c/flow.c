#define _GNU_SOURCE
#include "flow.h"

#include "load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *flow_copy(const char *text) {
  char *own = strndup(text, strcspn(text, "\r\n"));
  if (own == NULL) load_fail("out of memory");
  return own;
}

static void add_step(struct flow *flow, const char *key, const char *value) {
  int sends = strcmp(key, "send") == 0;
  if (flow->step_count == MAX_STEPS) load_fail("the flow has too many steps");
  if (!sends && flow->step_count > 0 && flow->steps[flow->step_count - 1].expect == NULL) flow->steps[flow->step_count - 1].expect = value;
  else flow->steps[flow->step_count++] = sends ? (struct step){value, NULL} : (struct step){NULL, value};
}

struct flow flow_read(const char *path) {
  struct flow flow = {0};
  const struct { const char *key, **value; } keys[] = {
    {"path", &flow.path}, {"protocol", &flow.protocol}, {"call", &flow.call}, {"invited", &flow.invited}, {"accept", &flow.accept},
    {"accepted", &flow.accepted}, {"hangup", &flow.hangup}, {"answered", &flow.answered}, {"ended", &flow.ended}, {"cid", &flow.cid},
    {"seen", &flow.seen}, {"keepAlive", &flow.keep_alive}, {"ping", &flow.ping}, {"pong", &flow.pong}, {"refused", &flow.refused},
    {"mirror", &flow.mirror},
  };
  FILE *file = fopen(path, "r");
  if (file == NULL) load_fail("cannot read %s", path);
  char line[MAX_TEXT];
  while (fgets(line, sizeof line, file) != NULL) {
    char *equals = strchr(line, '=');
    if (line[0] == '#' || equals == NULL) continue;
    *equals = 0;
    char *value = flow_copy(equals + 1);
    size_t known = 0;
    while (known < sizeof keys / sizeof *keys && strcmp(line, keys[known].key) != 0) known++;
    if (known < sizeof keys / sizeof *keys) *keys[known].value = value;
    else if (strcmp(line, "send") == 0 || strcmp(line, "expect") == 0) add_step(&flow, line, value);
    else load_fail("the flow has an unknown key: %s", line);
  }
  fclose(file);
  return flow;
}
