import type { CallRecord, Message } from 'netcall-protocol';

/** What every message of the companion has. */
interface MessageFacts {
  readonly scene: 'p2p';
  readonly from: string;
  readonly to: string;
  /** Milliseconds since 1970 by the server's clock. */
  readonly time: number;
  /** Its id; that of a call's record is the call's. */
  readonly idServer: string;
  readonly flow: 'in' | 'out';
  /** The other account of the conversation, and the conversation. */
  readonly target: string;
  readonly sessionId: string;
}

/** What `oncustomsysmsg` hears: a text of the application's own. */
export interface CustomSysMsg extends MessageFacts {
  readonly type: 'custom';
  readonly content: string;
}

/** What `onmsg` hears of `sendTipMsg`. */
export interface TipMsg extends MessageFacts {
  readonly type: 'tip';
  readonly tip: string;
}

/** What remains of a call. The original's exact shape is not known; this one is ours. */
export interface CallAttachment {
  /** `netcallBill`: they talked; `netcallMiss`: nobody answered. */
  readonly type: 'netcallBill' | 'netcallMiss';
  readonly cid: string;
  /** 1 audio, 2 video. */
  readonly netcallType: 1 | 2;
  /** Caller and callee. */
  readonly accounts: readonly string[];
  /** Who called. */
  readonly from: string;
  /** When it began, milliseconds since 1970. */
  readonly time: number;
  /** How long they talked, in whole seconds. */
  readonly duration: number;
  readonly reason: CallRecord['reason'];
}

/** What `onmsg` hears of a call. */
export interface CallMsg extends MessageFacts {
  readonly type: 'notification';
  readonly attach: CallAttachment;
}

/** A message of the modern face, as the companion's applications read it. */
export function messageOf({ id, from, to, kind, content, at }: Message, account: string): CustomSysMsg | TipMsg {
  const facts = factsOf({ from, to, time: at, idServer: id }, account);
  return kind === 'tip' ? { ...facts, type: 'tip', tip: content } : { ...facts, type: 'custom', content };
}

/** A call's record, as a notification in the conversation of the two. */
export function recordOf(record: CallRecord, account: string): CallMsg {
  const { cid, caller, callee, media, startedAtMs, acceptedAtMs, endedAtMs, durationMs, reason } = record;
  return {
    ...factsOf({ from: caller, to: callee, time: endedAtMs, idServer: cid }, account), type: 'notification',
    attach: {
      type: acceptedAtMs === null ? 'netcallMiss' : 'netcallBill', cid, netcallType: media === 'audio' ? 1 : 2, accounts: [caller, callee], from: caller,
      time: startedAtMs, duration: Math.floor(durationMs / 1000), reason,
    },
  };
}

function factsOf(given: Pick<MessageFacts, 'from' | 'to' | 'time' | 'idServer'>, account: string): MessageFacts {
  const isOut = given.from === account;
  const target = isOut ? given.to : given.from;
  return { scene: 'p2p', ...given, flow: isOut ? 'out' : 'in', target, sessionId: `p2p-${target}` };
}
