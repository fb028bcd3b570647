import { CallError, LIMITS, utf8Bytes, type Media, type Mode } from 'netcall-protocol';

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

/** Which records: those before one, at most so many. */
export interface RecordRange {
  readonly before?: string;
  /** 1 to 50. */
  readonly limit?: number;
}

const COMMAND_MAX = 255;

/** What an application passes before it was looked at: it may be written in JavaScript. */
type Given = Readonly<Record<string, unknown>>;

/** @throws CallError BAD_ARGUMENT naming what is missing or wrong */
export function readCall(options: CallOptions, defaultRingMs: number) {
  const given = objectOf(options);
  const media = mediaOf(given['type']);
  return {
    media, callee: textOf(given['callee'] ?? given['account'], 'callee'), forceKeepCalling: given['forceKeepCalling'] === true,
    ringMs: ringMsOf(given['ringMs'] ?? defaultRingMs), ...readCustom(objectOf(given['pushConfig'] ?? {})['custom'], 'pushConfig.custom'),
  };
}

/** @throws CallError BAD_ARGUMENT naming what is missing or wrong */
export function readResponse(options: ResponseOptions) {
  const { caller, accepted, type, cid, custom } = objectOf(options);
  textOf(caller, 'caller');
  if (typeof accepted !== 'boolean') throw bad('accepted', 'true or false');
  mediaOf(type);
  return { accepted, cid: textOf(cid, 'cid'), ...readCustom(custom, 'custom') };
}

/** @throws CallError BAD_ARGUMENT naming what is missing or wrong */
export function readControl(options: ControlOptions) {
  const { command, cid, custom } = objectOf(options);
  return { command: integerOf(command, 'command', 1, COMMAND_MAX), ...(cid === undefined ? {} : { cid: textOf(cid, 'cid') }), ...readCustom(custom, 'custom') };
}

/** @throws CallError BAD_ARGUMENT naming `mode` */
export function readMode(value: unknown): Mode {
  const mode = ([0, 1, 2, 3] as const).find((each) => String(each) === String(value));
  if (mode === undefined) throw bad('mode', '0, 1, 2 or 3');
  return mode;
}

/** `options.mode`. @throws CallError BAD_ARGUMENT */
export function readStart(options: StartOptions): Mode {
  return readMode(objectOf(options)['mode']);
}

/** How long it rings. @throws CallError BAD_ARGUMENT naming `ringMs` */
export function ringMsOf(value: unknown): number {
  return integerOf(value, 'ringMs', LIMITS.ringMinMs, LIMITS.ringMaxMs);
}

/** @throws CallError BAD_ARGUMENT naming `options` */
export function objectOf(value: unknown): Given {
  if (typeof value !== 'object' || value === null) throw bad('options', 'an object');
  return { ...value };
}

/** A text; a number is taken as its digits. @throws CallError BAD_ARGUMENT naming `field` */
export function textOf(value: unknown, field: string): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw bad(field, 'a string');
}

function readCustom(custom: unknown, field: string): { custom?: string } {
  if (custom === undefined || custom === null) return {};
  const text = textOf(custom, field);
  if (utf8Bytes(text) > LIMITS.customBytes) throw bad(field, `at most ${LIMITS.customBytes} bytes`);
  return { custom: text };
}

function integerOf(value: unknown, field: string, min: number, max: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw bad(field, `${min} to ${max}`);
}

function mediaOf(type: unknown): Media {
  if (String(type) === '1') return 'audio';
  if (String(type) === '2') return 'video';
  throw bad('type', '1 or 2');
}

function bad(field: string, expected: string): CallError {
  return CallError.badArgument(field, expected);
}
