import { Type, type Static, type TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { badMessage, complainAboutAccount, complainAboutCustom, complainAboutRoomName, LIMITS, utf8Bytes, type RequestName, type Requests } from 'netcall-protocol';

const cid = Type.String({ minLength: 1, maxLength: LIMITS.idChars });
const id = Type.String({ pattern: `^[0-9A-Za-z._~-]{1,${LIMITS.idChars}}$` });
const account = Type.String({ maxLength: LIMITS.accountBytes });
const custom = Type.Optional(Type.String({ maxLength: LIMITS.customBytes }));
const mode = Type.Union([Type.Literal(0), Type.Literal(1), Type.Literal(2), Type.Literal(3)]);
const media = Type.Union([Type.Literal('audio'), Type.Literal('video')]);
const ringMs = Type.Optional(Type.Integer({ minimum: LIMITS.ringMinMs, maximum: LIMITS.ringMaxMs }));
const bit = Type.Union([Type.Literal(0), Type.Literal(1)]);
const roomName = Type.String({ minLength: 1, maxLength: LIMITS.roomNameBytes });
const yesOrNo = Type.Optional(Type.Boolean());
const accounts = (maxItems: number, minItems = 0) => Type.Array(account, { maxItems, minItems });
const level = Type.Integer({ minimum: 0, maximum: 0x7fff_ffff });
const meeting = Type.String({ pattern: '^[0-9]{8}$' });
const queue = Type.Integer({ minimum: 1, maximum: 0x7fff_ffff });
const ofCall = Type.Object({ cid });
const nothing = Type.Object({});

/** One schema per request. Unknown fields are let through, so that a newer client may send some. */
const SCHEMAS = {
  signIn: Type.Object({
    token: Type.String({ minLength: 1, maxLength: LIMITS.tokenChars }),
    device: Type.Object({ id, type: Type.Union([Type.Literal('wechat'), Type.Literal('web'), Type.Literal('node')]) }),
    busyPolicy: Type.Optional(Type.Union([Type.Literal('server'), Type.Literal('app')])),
    rtc: Type.Optional(Type.Object({ nick: Type.String({ maxLength: LIMITS.nickBytes }) })),
  }),
  resume: Type.Object({ sid: id, resumeToken: Type.String({ maxLength: 256 }), epoch: id, seq: Type.Integer({ minimum: 0 }) }),
  signOut: nothing,
  ping: nothing,
  call: Type.Object({
    callId: id,
    callee: account,
    media,
    ringMs,
    forceKeepCalling: yesOrNo,
    custom,
    meeting: Type.Optional(meeting),
  }),
  ringing: ofCall,
  accept: Type.Object({ cid, custom, meeting: Type.Optional(meeting) }),
  reject: Type.Object({ cid, custom }),
  hangup: Type.Object({ cid, custom }),
  control: Type.Object({ cid, command: Type.Integer({ minimum: 1, maximum: 255 }), custom }),
  join: Type.Object({ cid, mode }),
  leave: ofCall,
  setMode: Type.Object({ cid, mode }),
  renewStream: ofCall,
  members: ofCall,
  records: Type.Object({ before: Type.Optional(cid), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: LIMITS.recordsPerPage })) }),
  presence: Type.Object({ accounts: accounts(LIMITS.presenceAccounts) }),
  callTeam: Type.Object({ callId: id, callees: accounts(LIMITS.roomMembers - 1, 1), media, ringMs, forceKeepCalling: yesOrNo, custom }),
  callMore: Type.Object({ cid, callees: accounts(LIMITS.roomMembers - 1, 1), ringMs, forceKeepCalling: yesOrNo, custom }),
  createRoom: Type.Object({ name: roomName, scene: Type.Optional(bit), custom }),
  enterRoom: Type.Object({ name: roomName, mode, role: bit, scene: Type.Optional(bit), create: yesOrNo, live: yesOrNo }),
  send: Type.Object({ clientId: id, to: account, kind: Type.Union([Type.Literal('custom'), Type.Literal('tip')]), content: Type.String({ maxLength: LIMITS.customBytes }) }),
  inbox: Type.Object({ after: Type.Optional(Type.Integer({ minimum: 0 })) }),
  settings: Type.Object({ dnd: yesOrNo, block: Type.Optional(accounts(LIMITS.blocked)), unblock: Type.Optional(accounts(LIMITS.blocked)) }),
  createMeeting: nothing,
  destroyMeeting: Type.Object({ meeting }),
  enterMeeting: Type.Object({ meeting, mode }),
  kick: Type.Object({ cid, account }),
  userStatus: Type.Object({ accounts: Type.Optional(accounts(LIMITS.presenceAccounts)) }),
  watchStatus: Type.Object({ on: Type.Boolean() }),
  setDnd: Type.Object({ level }),
  invite: Type.Object({ inviteId: id, to: account, custom }),
  answerInvite: Type.Object({ inviteId: id, accepted: Type.Boolean(), custom }),
  cancelInvite: Type.Object({ inviteId: id, custom }),
  bulk: Type.Object({
    to: account, transfer: id, kind: Type.Union([Type.Literal('cmd'), Type.Literal('buffer'), Type.Literal('file')]), text: Type.Boolean(), seq: level,
    offset: level, total: level, data: Type.String({ maxLength: LIMITS.pieceChars }), name: Type.Optional(Type.String({ maxLength: 1_024 })),
  }),
  bulkSeen: Type.Object({ to: account, transfer: id, seq: level }),
  queues: nothing,
  queueJoin: Type.Object({ queue, custom }),
  queueLeave: nothing,
  serve: Type.Object({ queue, priority: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000 })) }),
  unserve: Type.Object({ queue }),
  assign: nothing,
  answerAssigned: Type.Object({ queue, account, accepted: Type.Boolean() }),
} satisfies Record<RequestName, TSchema>;

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Plain<T> = T extends object ? { [K in keyof T]: Plain<T[K]> } : T;
type Mutable<T> = T extends readonly (infer E)[] ? Mutable<E>[] : T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;
type Differences = { [N in RequestName]: Same<Plain<Mutable<Requests[N]>>, Plain<Static<(typeof SCHEMAS)[N]>>> extends true ? never : N }[RequestName];

type Assert<T extends true> = T;

/** Does not compile when a schema and the type of its request in `netcall-protocol` say different things. */
export type SchemasMatchTheProtocol = Assert<Same<Differences, never>>;

/** Names of all requests. */
export const REQUEST_NAMES = Object.keys(SCHEMAS) as RequestName[];

const VALIDATORS = Object.fromEntries(REQUEST_NAMES.map((name) => [name, Compile(SCHEMAS[name])])) as Record<RequestName, Validator>;

/**
 * Believes a frame to be a request of its name, or says which field is wrong.
 *
 * @throws CallError BAD_MESSAGE with `field`
 */
export function checkRequest<N extends RequestName>(name: N, frame: Readonly<Record<string, unknown>>): Requests[N] {
  const validator = VALIDATORS[name];
  if (!validator.Check(frame)) throw badMessage(fieldOf(validator, frame), 'the form in docs/protocol.md');
  complainAboutTexts(name, frame);
  return frame as unknown as Requests[N];
}

/**
 * What the pattern of a user's name cannot say. Only `signIn` has one, so no other request pays for it.
 *
 * @throws CallError BAD_MESSAGE with `rtc.nick`
 */
export function checkNick(nick: string): void {
  complain('rtc.nick', utf8Bytes(nick) > LIMITS.nickBytes ? `must have at most ${LIMITS.nickBytes} bytes` : complainAboutCustom(nick));
}

function fieldOf(validator: Validator, frame: unknown): string {
  const errors = validator.Errors(frame);
  const first = errors.find((error) => error.keyword !== 'const') ?? errors[0];
  if (first === undefined) return 'frame';
  const path = first.instancePath.split('/').filter((part) => part !== '');
  if (first.keyword === 'required') path.push(String((first.params).requiredProperties[0]));
  return path.join('.');
}

/** What a pattern cannot say: code points, bytes, lone surrogates, direction controls (call rule 41). */
function complainAboutTexts(request: RequestName, frame: Readonly<Record<string, unknown>>): void {
  if (typeof frame['callee'] === 'string') complain('callee', complainAboutAccount(frame['callee']));
  if (typeof frame['name'] === 'string' && request !== 'bulk') complain('name', complainAboutRoomName(frame['name']));
  if (typeof frame['custom'] === 'string') complain('custom', complainAboutCustom(frame['custom']));
  if (typeof frame['to'] === 'string') complain('to', complainAboutAccount(frame['to']));
  if (typeof frame['content'] === 'string') complain('content', complainAboutCustom(frame['content']));
  complainAboutList('callees', frame['callees']);
  complainAboutList('block', frame['block']);
  complainAboutList('unblock', frame['unblock']);
}

function complainAboutList(field: string, accounts: unknown): void {
  if (!Array.isArray(accounts)) return;
  for (const [index, each] of accounts.entries()) if (typeof each === 'string') complain(`${field}.${index}`, complainAboutAccount(each));
}

function complain(field: string, complaint: string | null): void {
  if (complaint !== null) throw badMessage(field, complaint);
}
