/** One way to break a call rule, and the tests that must notice. */
export interface Break {
  /** Number of the call rule; the tests that notice carry it in their names as "row N". */
  readonly row: number;
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly from: string;
  readonly to: string;
  /** Each of these files, below `test` and without `.test.ts`, must fail in a test of this row. */
  readonly tests: readonly string[];
}

const SIGNAL = 'server/src/signal';
const CORE = 'sdk/src/core';

const ended = 'ended: moves.ended,\n  },\n  inCall';
const secondAccept = "accepted: (call, event) => (call.callee.device === event.device ? keep(call) : refuse(call, { code: 'ANSWERED_ELSEWHERE', detail: {} })),";
const lostInCall = "if (!event.live[role] || lastMs <= nowMs) return endByTime(call, nowMs, 'lost');";
const busy = "mayRing ? place({ ...placing, onlyAppPolicy: true }) : placeBusy(placing, 'busy')";

/** What the server does. */
const SERVER: readonly Break[] = [
  { row: 2, file: `${SIGNAL}/call-table.ts`, from: 'accepted: refuseEnded,', to: 'accepted: (call) => keep(call),', tests: ['unit/server/races', 'e2e/node-calls'] },
  { row: 3, file: `${SIGNAL}/call-table.ts`, from: secondAccept, to: 'accepted: (call) => keep(call),', tests: ['unit/server/races', 'e2e/node-devices'] },
  { row: 4, file: `${SIGNAL}/call-table.ts`, from: 'accepted: refuseEnded,', to: 'accepted: (call) => keep(call),', tests: ['unit/server/races', 'e2e/node-calls'] },
  { row: 5, file: `${SIGNAL}/call-ends.ts`, from: 'accepted: false, clientType', to: 'accepted: true, clientType', tests: ['unit/server/races', 'e2e/node-devices'] },
  { row: 6, file: `${SIGNAL}/placing.ts`, from: busy, to: 'place({ ...placing, onlyAppPolicy: !mayRing })', tests: ['unit/server/races', 'e2e/node-calls'] },
  { row: 7, file: `${SIGNAL}/call-table.ts`, from: secondAccept, to: "accepted: (call) => refuse(call, { code: 'ANSWERED_ELSEWHERE', detail: {} }),", tests: ['unit/server/races'] },
  { row: 8, file: `${SIGNAL}/call-table.ts`, from: 'hungUp: hangUpRinging,', to: '', tests: ['unit/server/races', 'e2e/node-calls'] },
  { row: 10, file: `${SIGNAL}/call-table.ts`, from: 'joined: refuseEnded,', to: 'joined: refuseEnded, hungUp: refuseEnded,', tests: ['unit/server/races', 'unit/server/call-table'] },
  { row: 11, file: `${SIGNAL}/session.ts`, from: "if (kept !== undefined) return { is: 'answered', text: kept };", to: '', tests: ['unit/server/races', 'e2e/node-losses'] },
  { row: 12, file: `${SIGNAL}/outbox.ts`, from: '.filter(({ s }) => s > seq)', to: '.filter(() => true)', tests: ['unit/server/sessions'] },
  { row: 13, file: `${SIGNAL}/handlers.ts`, from: 'return answer ?? { already', to: "if (answer === null) throw new CallError('CALL_UNKNOWN');\n  return answer ?? { already", tests: ['unit/server/races'] },
  { row: 15, file: `${SIGNAL}/snapshot.ts`, from: 'return leg === null || leg.device === row.device;', to: 'return leg?.device === row.device;', tests: ['unit/server/sessions', 'e2e/node-devices'] },
  { row: 15, file: `${SIGNAL}/snapshot.ts`, from: 'Math.max(0, call.ringUntilMs - nowMs)', to: '30_000', tests: ['unit/server/sessions'] },
  { row: 17, file: `${SIGNAL}/call-table.ts`, from: 'Math.min(nowMs + times.resumeRingingMs, call.ringUntilMs)', to: 'call.ringUntilMs', tests: ['unit/server/call-table', 'unit/server/sessions', 'e2e/node-losses'] },
  { row: 17, file: `${SIGNAL}/call-table.ts`, from: 'Math.min(nowMs + times.resumeRingingMs, call.ringUntilMs)', to: 'nowMs', tests: ['unit/server/sessions', 'e2e/node-losses'] },
  {
    row: 18, file: `${SIGNAL}/calls.ts`, from: "      if (role === null || leg?.device !== row.device",
    to: "      if (leg === null && role !== null) await this.apply(row.app, call.cid, () => ({ type: 'hungUp', role, device: row.device, clientType: row.type }));\n      if (role === null || leg?.device !== row.device",
    tests: ['unit/server/sessions', 'e2e/node-losses'],
  },
  { row: 19, file: `${SIGNAL}/call-table.ts`, from: lostInCall, to: "if (lastMs <= nowMs) return endByTime(call, nowMs, 'lost');", tests: ['unit/server/call-table', 'unit/server/sessions', 'e2e/node-losses'] },
  { row: 19, file: `${SIGNAL}/call-table.ts`, from: lostInCall, to: "return endByTime(call, nowMs, 'lost');", tests: ['unit/server/call-table', 'unit/server/sessions', 'e2e/node-foreign-client'] },
  { row: 19, file: `${SIGNAL}/call-table.ts`, from: "[tellLink(call, event.role, 'reconnecting')]", to: '[]', tests: ['unit/server/sessions', 'e2e/node-losses'] },
  { row: 19, file: `${SIGNAL}/call-table.ts`, from: "[tellLink(call, event.role, 'ok')]", to: '[]', tests: ['unit/server/sessions', 'e2e/node-losses'] },
  { row: 20, file: `${SIGNAL}/hub.ts`, from: 'session.wire?.close(CLOSE_CODES.replaced);', to: '', tests: ['unit/server/sessions', 'e2e/node-devices'] },
  { row: 21, file: `${SIGNAL}/hub.ts`, from: 'await calls.restart();', to: '', tests: ['unit/server/sessions'] },
  { row: 21, file: 'server/src/store/embedded.ts', from: 'this.#adopt(loaded);', to: '', tests: ['unit/server/sessions', 'e2e/node-restart'] },
  { row: 26, file: `${SIGNAL}/call-table.ts`, from: lostInCall, to: lostInCall.replace("'lost'", "'failed'"), tests: ['unit/server/sessions', 'e2e/node-losses'] },
  { row: 27, file: `${SIGNAL}/hub.ts`, from: 'await this.#forget(session);', to: '', tests: ['unit/server/sessions', 'e2e/node-devices'] },
  { row: 28, file: `${SIGNAL}/placing.ts`, from: 'isAway && request.forceKeepCalling !== true', to: 'false', tests: ['unit/server/refusals', 'e2e/node-calls'] },
  { row: 28, file: `${SIGNAL}/placing.ts`, from: 'isAway && request.forceKeepCalling !== true', to: 'isAway', tests: ['unit/server/refusals', 'e2e/node-calls'] },
  { row: 29, file: `${SIGNAL}/placing.ts`, from: busy, to: "placeBusy(placing, 'busy')", tests: ['unit/server/races', 'e2e/node-calls'] },
  { row: 29, file: `${SIGNAL}/placing.ts`, from: busy, to: 'place({ ...placing, onlyAppPolicy: mayRing })', tests: ['unit/server/races', 'e2e/node-calls'] },
  { row: 30, file: `${SIGNAL}/placing.ts`, from: "if (stance !== 'open') return", to: "if (stance === 'blocked') return", tests: ['unit/server/settings', 'e2e/node-messages'] },
  { row: 30, file: `${SIGNAL}/call-ends.ts`, from: 'record: { ...record, reason }', to: 'record', tests: ['unit/server/settings', 'e2e/node-messages'] },
  { row: 30, file: 'server/src/store/record-rows.ts', from: "record.reason === 'dnd' && record.callee !== account", to: 'false', tests: ['unit/server/settings'] },
  { row: 31, file: `${SIGNAL}/call-table.ts`, from: "call.ringUntilMs <= nowMs ? endByTime(call, nowMs, 'noAnswer') : keep(call)", to: 'keep(call)', tests: ['unit/server/call-table', 'unit/server/refusals', 'e2e/node-calls'] },
  { row: 32, file: `${SIGNAL}/placing.ts`, from: "sessions.length === 0 || stance === 'blocked'", to: 'sessions.length === 0', tests: ['unit/server/settings', 'e2e/node-messages'] },
  { row: 32, file: `${SIGNAL}/call-ends.ts`, from: 'effects: silent ? [] : [{', to: 'effects: [{', tests: ['unit/server/settings'] },
  { row: 32, file: `${SIGNAL}/call-ends.ts`, from: 'return silent ? [kept, ours] :', to: 'return silent ? [kept, ours, theirs] :', tests: ['unit/server/settings'] },
  { row: 32, file: `${SIGNAL}/handlers.ts`, from: "(await store.accounts.stance(row.app, account, row.account)) !== 'blocked'", to: 'true', tests: ['unit/server/settings'] },
  { row: 32, file: 'server/src/store/tenant.ts', from: 'if (roleOf(call, account) === null) continue;', to: '', tests: ['unit/server/settings'] },
  { row: 32, file: 'server/src/store/record-rows.ts', from: 'callee = ?2 AND silent IS NULL', to: 'callee = ?2', tests: ['unit/server/settings'] },
  { row: 33, file: `${SIGNAL}/placing.ts`, from: "if (request.callee === row.account) throw new CallError('INVALID_CALLEE');", to: '', tests: ['unit/server/refusals'] },
  { row: 34, file: `${SIGNAL}/placing.ts`, from: "isTaking(call, row))) throw new CallError('ALREADY_IN_CALL');", to: "isTaking(call, row))) throw new CallError('CALLEE_OFFLINE');", tests: ['unit/server/refusals', 'e2e/node-calls'] },
  { row: 35, file: `${SIGNAL}/border.ts`, from: '!isDeeperThan(value, LIMITS.jsonDepth)', to: 'true', tests: ['unit/server/hostile', 'e2e/node-hostile'] },
  { row: 35, file: `${SIGNAL}/connection.ts`, from: 'Object.hasOwn(handlers, text)', to: 'text in handlers', tests: ['unit/server/hostile', 'e2e/node-hostile'] },
  { row: 36, file: `${SIGNAL}/calls.ts`, from: "if (role === null) throw new CallError('CALL_UNKNOWN');", to: "if (role === null) throw badState(method, call.phase);", tests: ['unit/server/hostile', 'e2e/node-hostile'] },
  { row: 37, file: `${SIGNAL}/tokens.ts`, from: 'clockTolerance: LEEWAY_S', to: 'clockTolerance: 600', tests: ['unit/server/hostile', 'e2e/node-hostile'] },
  { row: 37, file: `${SIGNAL}/tokens.ts`, from: "algorithms: ['HS256']", to: "algorithms: ['HS256', 'HS512']", tests: ['unit/server/hostile', 'e2e/node-hostile'] },
  { row: 38, file: `${SIGNAL}/connection.ts`, from: 'const retryAfterMs = session.bucket.take(this.#heardMs);', to: 'const retryAfterMs = 0 * session.bucket.take(this.#heardMs);', tests: ['unit/server/hostile'] },
  { row: 38, file: `${SIGNAL}/limits.ts`, from: 'refuse(this.#calls.take(', to: 'void (this.#calls.take(', tests: ['unit/server/hostile'] },
  { row: 38, file: `${SIGNAL}/limits.ts`, from: 'refuse(this.#pairs.take(', to: 'void (this.#pairs.take(', tests: ['unit/server/hostile'] },
  { row: 38, file: `${SIGNAL}/limits.ts`, from: '`${app}\\n${account}\\n${callee}`', to: '`${app}\\n${[account, callee].sort().join()}`', tests: ['unit/server/hostile'] },
  { row: 38, file: `${SIGNAL}/limits.ts`, from: 'refuse(this.#sends.take(', to: 'void (this.#sends.take(', tests: ['unit/server/messages'] },
  { row: 38, file: `${SIGNAL}/sockets.ts`, from: "> 0 ? '429 Too Many Requests' : null", to: "> 0 ? null : null", tests: ['unit/server/sockets'] },
  { row: 39, file: `${SIGNAL}/sockets.ts`, from: 'socket.bufferedAmount <= most', to: 'true', tests: ['unit/server/sockets'] },
  { row: 41, file: `${SIGNAL}/call.ts`, from: 'Object.create(null) as Record<string, number>', to: '{} as Record<string, number>', tests: ['unit/server/hostile'] },
  { row: 41, file: 'protocol/src/identity.ts', from: 'codePoints(account) >', to: 'account.length >', tests: ['unit/protocol/identity', 'unit/server/hostile', 'e2e/node-calls'] },
  { row: 41, file: 'protocol/src/identity.ts', from: "return BIDI.test(account) ? 'must not contain bidirectional control characters' : null;", to: 'return null;', tests: ['unit/protocol/identity', 'unit/server/hostile'] },
];

/** What the server does in calls with several and in named rooms. */
const GROUPS: readonly Break[] = [
  { row: 3, file: `${SIGNAL}/group-table.ts`, from: 'if (seat.device === event.device) return move();', to: 'return move();', tests: ['unit/server/team-flow', 'e2e/node-groups'] },
  { row: 17, file: `${SIGNAL}/group-table.ts`, from: '(calling ? times.resumeRingingMs : times.resumeCallMs)', to: 'times.resumeCallMs', tests: ['unit/server/team-losses'] },
  { row: 19, file: `${SIGNAL}/group-table.ts`, from: "return isLive && lastMs > nowMs ?", to: 'return lastMs > nowMs ?', tests: ['unit/server/team-losses', 'unit/server/named-rooms'] },
  { row: 19, file: `${SIGNAL}/room-moves.ts`, from: "(seat.link.up ? keep(group) : tellLink(group, seat, 'ok'))", to: 'keep(group)', tests: ['unit/server/named-rooms'] },
  { row: 21, file: `${SIGNAL}/hub.ts`, from: 'await groups.restart();', to: '', tests: ['unit/server/team-losses'] },
  { row: 21, file: 'server/src/store/embedded.ts', from: 'this.groups.adopt(loaded.groups);', to: '', tests: ['unit/server/team-losses', 'unit/server/named-room-losses', 'e2e/node-groups'] },
  { row: 29, file: `${SIGNAL}/team-placing.ts`, from: "reach: sessions.some(({ busyPolicy }) => busyPolicy === 'app') ? 'appPolicy' : 'busy'", to: "reach: 'busy'", tests: ['unit/server/team-reach'] },
  { row: 30, file: `${SIGNAL}/team-placing.ts`, from: "if (stance === 'dnd') return { account, reach: 'dnd', isSilent };", to: '', tests: ['unit/server/team-settings', 'e2e/node-groups'] },
  { row: 30, file: `${SIGNAL}/group-ends.ts`, from: "record.reason === 'dnd' ? { ...record, reason: 'busy' } : record", to: 'record', tests: ['unit/server/team-settings'] },
  { row: 32, file: `${SIGNAL}/team-placing.ts`, from: "const isSilent = stance === 'blocked';", to: 'const isSilent = false;', tests: ['unit/server/team-settings', 'e2e/node-groups'] },
  { row: 32, file: `${SIGNAL}/group.ts`, from: 'seat.account === account && !isSilent(seat)', to: 'seat.account === account', tests: ['unit/server/team-settings', 'e2e/node-groups'] },
  { row: 32, file: 'server/src/store/group-tenant.ts', from: 'if (isSilent(seat)) continue;', to: '', tests: ['unit/server/team-settings'] },
  { row: 34, file: `${SIGNAL}/placing.ts`, from: "if (await isInGroup(store, row)) throw new CallError('ALREADY_IN_CALL');", to: '', tests: ['unit/server/team-reach', 'unit/server/named-room-losses'] },
  { row: 36, file: `${SIGNAL}/group-table.ts`, from: "return refuse(group, { code: 'CALL_UNKNOWN', detail: {} });", to: "return refuse(group, { code: 'BAD_STATE', detail: {} });", tests: ['unit/server/named-rooms'] },
  { row: 38, file: `${SIGNAL}/team-placing.ts`, from: 'limits.team(row, callees, clock.nowMs())', to: 'undefined', tests: ['unit/server/team-reach', 'unit/server/team-settings'] },
  { row: 38, file: `${SIGNAL}/named-rooms.ts`, from: 'if (unused.length < most) return;', to: 'return;', tests: ['unit/server/group-limits'] },
  { row: 41, file: 'protocol/src/identity.ts', from: 'return utf8Bytes(name) > LIMITS.roomNameBytes ?', to: 'return name.length > LIMITS.roomNameBytes ?', tests: ['unit/server/group-limits'] },
];

/** What the client does. */
const CLIENT: readonly Break[] = [
  { row: 2, file: `${CORE}/call-table.ts`, from: ended, to: '},\n  inCall', tests: ['unit/sdk/races', 'e2e/node-calls'] },
  { row: 3, file: `${CORE}/call-moves.ts`, from: 'null, nowMs, ackSync(event)', to: 'null, nowMs', tests: ['unit/sdk/races', 'e2e/node-devices'] },
  { row: 4, file: `${CORE}/call-table.ts`, from: ended, to: '},\n  inCall', tests: ['unit/sdk/races', 'e2e/node-calls'] },
  { row: 5, file: `${CORE}/call-moves.ts`, from: "${event.accepted ? 'answered' : 'declined'}Elsewhere", to: 'answeredElsewhere', tests: ['unit/sdk/races', 'e2e/node-devices'] },
  { row: 6, file: `${CORE}/calls.ts`, from: 'c.early.push(() => receiveOfCall(c, event));', to: '', tests: ['unit/sdk/races'] },
  { row: 7, file: 'sdk/src/netcall/netcall.ts', from: '(running.get(what) as Promise<T> | undefined) || ', to: '', tests: ['unit/sdk/races', 'e2e/node-calls'] },
  { row: 8, file: `${CORE}/call-table.ts`, from: "'cid' in event && !isSame ? [['hangup', event.cid]] : []", to: '[]', tests: ['unit/sdk/races', 'e2e/node-calls'] },
  { row: 10, file: `${CORE}/call-table.ts`, from: '  ended: begins,', to: '  ended: { ...begins, ended: moves.ended as never },', tests: ['unit/sdk/races', 'e2e/node-calls'] },
  { row: 11, file: `${CORE}/connect.ts`, from: '[...again, last].forEach', to: '[last].forEach', tests: ['unit/sdk/resume', 'e2e/node-losses'] },
  { row: 12, file: `${CORE}/receive.ts`, from: 'if (frame.s <= s.seen) return;', to: '', tests: ['unit/sdk/resume', 'e2e/node-losses'] },
  { row: 13, file: `${CORE}/call-table.ts`, from: "!isSame && event.t !== 'invited') return [call, []];", to: "!isSame && event.t === 'adopted') return [call, []];", tests: ['unit/sdk/calls', 'e2e/node-losses'] },
  { row: 13, file: `${CORE}/calls.ts`, from: "setup.log('debug', 'event ignored', { t: event.t, cid: event.cid })", to: 'undefined', tests: ['unit/sdk/calls'] },
  { row: 15, file: `${CORE}/snapshot.ts`, from: "if (!mine) return ring(", to: "if (!mine) return void (", tests: ['unit/sdk/calls', 'e2e/node-devices'] },
  { row: 17, file: `${CORE}/commands.ts`, from: 'c.early.splice(0).forEach((run) => run());', to: '', tests: ['unit/sdk/resume'] },
  { row: 18, file: `${CORE}/calls.ts`, from: 'rings ? ringUntilMs + RING_GRACE_MS - host.monotonicMs() : AWAY_LIMIT_MS', to: "linkState === 'online' ? 60_000 : 0", tests: ['unit/sdk/resume', 'e2e/node-losses'] },
  { row: 19, file: `${CORE}/calls.ts`, from: '  forgetAbandoned(c);\n  guard(c);', to: "  forgetAbandoned(c);\n  if (c.session.linkState !== 'online') giveUp(c, 'lost');\n  guard(c);", tests: ['unit/sdk/resume', 'e2e/node-losses'] },
  { row: 20, file: `${CORE}/snapshot.ts`, from: '(mine && (!c.adoptCalls || !CAN_BEGIN[ownCall.phase] || channel))', to: 'mine', tests: ['unit/sdk/snapshot', 'e2e/node-devices'] },
  { row: 20, file: `${CORE}/snapshot.ts`, from: '!c.adoptCalls || !CAN_BEGIN', to: '!CAN_BEGIN', tests: ['unit/sdk/snapshot', 'e2e/node-devices'] },
  { row: 21, file: `${CORE}/snapshot.ts`, from: 'ownCall.room && room && !old', to: '!ownCall.room && room && !old', tests: ['unit/sdk/snapshot', 'e2e/node-restart'] },
  { row: 24, file: `${CORE}/connect.ts`, from: 'host.onNetworkChange((available) => (available ? reconnect(s) : lost(s)))', to: 'host.onNetworkChange(() => undefined)', tests: ['unit/sdk/session', 'e2e/node-losses'] },
  { row: 26, file: `${CORE}/call-table.ts`, from: 'peerState: moves.peerState, ended: moves.ended,', to: 'peerState: moves.peerState,', tests: ['unit/sdk/calls', 'e2e/node-losses'] },
  { row: 27, file: `${CORE}/connect.ts`, from: 's.stops.forEach((stop) => stop());', to: '', tests: ['unit/sdk/session'] },
  { row: 28, file: 'sdk/src/netcall/netcall.ts', from: 'OFFLINE_CODE = 11_001', to: 'OFFLINE_CODE = 603', tests: ['unit/sdk/refusals', 'e2e/node-calls'] },
  { row: 28, file: 'sdk/src/netcall/arguments.ts', from: 'fields: { ...how, media,', to: 'fields: { ...how, forceKeepCalling: undefined, media,', tests: ['unit/sdk/refusals', 'e2e/node-calls'] },
  { row: 29, file: `${CORE}/calls.ts`, from: "if (!isIn(c.ownCall, 'inCall') || c.ownCall.cid !== cid) announce", to: 'if (CAN_BEGIN[c.ownCall.phase]) announce', tests: ['unit/sdk/refusals', 'e2e/node-calls'] },
  { row: 31, file: 'sdk/src/netease/create.ts', from: 'RING_MS = 60_000', to: 'RING_MS = 30_000', tests: ['unit/sdk/netease'] },
  { row: 33, file: `${CORE}/commands.ts`, from: "if (facts.peer === session.account) return no(new CallError('INVALID_CALLEE'));", to: '', tests: ['unit/sdk/refusals'] },
  { row: 34, file: `${CORE}/commands.ts`, from: "if (!CAN_BEGIN[ownCall.phase]) return no(new CallError('ALREADY_IN_CALL'));", to: '', tests: ['unit/sdk/refusals'] },
  { row: 35, file: 'protocol/src/parse.ts', from: 'onFault(error);', to: 'throw error;', tests: ['unit/sdk/face'] },
  { row: 36, file: `${CORE}/requests.ts`, from: 'new CallError(frame.err.code, frame.err.detail)', to: "new CallError('INTERNAL')", tests: ['unit/sdk/face'] },
  { row: 37, file: `${CORE}/connect.ts`, from: 'if (isRefusal(error) && (s.opening !== null ||', to: 'if (isRefusal(error) && (s.opening === null &&', tests: ['unit/sdk/session'] },
  { row: 39, file: `${CORE}/connect.ts`, from: 'if (code === CLOSE_CODES.replaced)', to: 'if (code === CLOSE_CODES.replaced || code === CLOSE_CODES.slowReader)', tests: ['unit/sdk/session'] },
  { row: 41, file: 'sdk/src/netcall/arguments.ts', from: '{ callee: peer }', to: '{ callee: peer.slice(0, 64) }', tests: ['unit/sdk/face'] },
];

/** Media: what is lost comes back under a new name, and who may push or play. */
const MEDIA: readonly Break[] = [
  { row: 23, file: `${SIGNAL}/room.ts`, from: 'member.stream === before.stream ? [] : [before.stream]', to: '[]', tests: ['unit/server/refusals'] },
  { row: 23, file: 'components/src/call-kit/recovery.ts', from: 'if (!this.lost) this.steps.stop();', to: '', tests: ['component/recovery', 'component/service'] },
  { row: 23, file: `${CORE}/commands.ts`, from: "    ok(answer);\n  }, no);\n}\n\n/** What may be asked of a call that goes on", to: "    ok({ ...answer, url: '' });\n  }, no);\n}\n\n/** What may be asked of a call that goes on", tests: ['unit/sdk/calls'] },
  { row: 40, file: 'server/src/media/judge.ts', from: "if (verdict !== 'ok') return verdict;", to: '', tests: ['unit/media/relay-tickets'] },
  { row: 40, file: 'server/src/media/judge.ts', from: "rules.isRevoked(stream) ? 'revoked' : null", to: 'null', tests: ['unit/media/relay-tickets'] },
];

/** Every call rule that a test must hold, broken on each side that has a part in it. */
export const BREAKS: readonly Break[] = [...SERVER, ...GROUPS, ...CLIENT, ...MEDIA];
