import { CallError, complainAboutAccount, complainAboutCustom, LIMITS, type Media, type Mode } from 'netcall-protocol';

/** What `call` takes. */
export interface CallOptions {
  /** 1 audio, 2 video; the texts `'1'` and `'2'` are taken too. */
  readonly type: number | string;
  /** Whom to call. JavaScript applications may write `account` instead. */
  readonly callee: string;
  /** True: rings when a device of the callee appears, though none is signed in now. */
  readonly forceKeepCalling?: boolean;
  readonly pushConfig?: {
    /** A text for the callee's application: `custom` of its `beCalling`. */
    readonly custom?: string;
  };
  /** How long it rings; 5,000 to 120,000. Default: that of the constructor. */
  readonly ringMs?: number;
}

/** What `response` takes. `type` and `cid` may be texts: they often come through a page's address. */
export interface ResponseOptions {
  readonly accepted: boolean;
  readonly caller: string;
  readonly type: number | string;
  readonly cid: string | number;
  /** A text for the caller's application, when declining. */
  readonly custom?: string;
}

/** What `startRtc` takes. */
export interface StartOptions {
  /** What is told to the others: 0 both, 1 microphone only, 2 camera only, 3 nothing. It never stops media by itself. */
  readonly mode: number | string;
}

/** What `control` takes. */
export interface ControlOptions {
  /** One of `NETCALL_CONTROL_COMMAND_…`, or a number of one's own up to 255. */
  readonly command: number;
  /** Default: the current call. */
  readonly cid?: string | number;
  readonly custom?: string;
}

const COMMAND_MAX = 255;

/** What an application passes before it was looked at: it may be written in JavaScript. */
type Given = Readonly<Record<string, unknown>>;

/** @throws CallError BAD_ARGUMENT naming what is missing or wrong */
export function readCall(options: CallOptions, defaultRingMs: number) {
  const given = objectOf(options);
  const type = required(given, 'type');
  const callee = required({ callee: given['callee'] ?? given['account'] }, 'callee');
  const custom = textOrNothing(objectOf(given['pushConfig'] ?? {})['custom'], 'pushConfig.custom');
  return {
    callee: textOf(callee, 'callee'), media: mediaOf(type), forceKeepCalling: given['forceKeepCalling'] === true,
    ringMs: ringMsOf(given['ringMs'] ?? defaultRingMs), ...(custom === undefined ? {} : { custom }),
  };
}

/** @throws CallError BAD_ARGUMENT naming what is missing or wrong */
export function readResponse(options: ResponseOptions) {
  const given = objectOf(options);
  for (const field of ['caller', 'accepted', 'type', 'cid']) required(given, field);
  mediaOf(given['type']);
  if (typeof given['accepted'] !== 'boolean') throw CallError.badArgument('accepted', 'true or false');
  return { accepted: given['accepted'], cid: textOf(given['cid'], 'cid'), custom: textOrNothing(given['custom'], 'custom') };
}

/** @throws CallError BAD_ARGUMENT naming what is missing or wrong */
export function readControl(options: ControlOptions) {
  const given = objectOf(options);
  const command = integerOf(required(given, 'command'), 'command', 1, COMMAND_MAX);
  const custom = textOrNothing(given['custom'], 'custom');
  const cid = given['cid'] === undefined ? undefined : textOf(given['cid'], 'cid');
  return { command, cid, ...(custom === undefined ? {} : { custom }) };
}

/** @throws CallError BAD_ARGUMENT naming `mode` */
export function readMode(value: unknown): Mode {
  const mode = ([0, 1, 2, 3] as const).find((each) => String(each) === String(value));
  if (mode === undefined) throw CallError.badArgument('mode', '0, 1, 2 or 3');
  return mode;
}

/** `options.mode`, which must be there. @throws CallError BAD_ARGUMENT naming `mode` */
export function readStart(options: StartOptions): Mode {
  return readMode(required(objectOf(options), 'mode'));
}

/** Whether an account can be called at all. */
export function isAccount(account: string): boolean {
  return complainAboutAccount(account) === null;
}

/** How long it rings. @throws CallError BAD_ARGUMENT naming `ringMs` */
export function ringMsOf(value: unknown): number {
  return integerOf(value, 'ringMs', LIMITS.ringMinMs, LIMITS.ringMaxMs);
}

function objectOf(value: unknown): Given {
  if (typeof value !== 'object' || value === null) throw CallError.badArgument('options', 'an object');
  return { ...value };
}

function required(given: Given, field: string): unknown {
  const value = given[field];
  if (value === undefined || value === null) throw CallError.badArgument(field, 'a value');
  return value;
}

function textOf(value: unknown, field: string): string {
  if (typeof value === 'number' && field === 'cid') return String(value);
  if (typeof value !== 'string') throw CallError.badArgument(field, 'a string');
  return value;
}

function textOrNothing(value: unknown, field: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  const text = textOf(value, field);
  const complaint = complainAboutCustom(text);
  if (complaint !== null) throw CallError.badArgument(field, complaint);
  return text;
}

function integerOf(value: unknown, field: string, min: number, max: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw CallError.badArgument(field, `an integer from ${min} to ${max}`);
}

function mediaOf(type: unknown): Media {
  if (String(type) === '1') return 'audio';
  if (String(type) === '2') return 'video';
  throw CallError.badArgument('type', '1 or 2');
}
