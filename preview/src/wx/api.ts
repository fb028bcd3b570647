import { guarded, type Listeners } from '../runtime/listeners';

/** Options of a `wx` function: its own fields, and callbacks. */
export type Options = Readonly<Record<string, unknown>>;
/** What a `wx` function gives besides `errMsg`. */
export type Answer = Readonly<Record<string, unknown>>;
/** A group of `wx` functions by name. */
export type WxFunctions = Readonly<Record<string, unknown>>;

/** A refusal, as WeChat words it after `name:fail`. */
export class WxFailure extends Error {
  constructor(readonly reason: string, readonly fields: Answer = {}) {
    super(reason);
  }
}

/**
 * A `wx` function with callbacks: `success`, `fail` and `complete` are called later, never during the call; without any of
 * them it gives a promise. Answers carry `errMsg` in WeChat's words, `name:ok` or `name:fail reason`.
 */
export function asyncFunction(name: string, run: (options: Options) => Answer | void | Promise<Answer | void>) {
  return (given?: unknown): Promise<unknown> | undefined => {
    const options = optionsOf(given);
    const answer = Promise.resolve().then(() => run(options)).then(
      (result) => ({ errMsg: `${name}:ok`, ...result }),
      (error: unknown) => Promise.reject(failureOf(name, error)),
    );
    if (!hasCallbacks(options)) return answer;
    answer.then(
      (result) => settle(options, 'success', result),
      (failure: unknown) => settle(options, 'fail', failure),
    );
    return undefined;
  };
}

/** Options that outside code gave; none counts as empty. */
export function optionsOf(given: unknown): Options {
  return typeof given === 'object' && given !== null ? (given as Options) : {};
}

/** A text option, or a default. */
export function textOption(options: Options, name: string, otherwise = ''): string {
  const value = options[name];
  return typeof value === 'string' ? value : otherwise;
}

/** A number option, or a default. */
export function numberOption(options: Options, name: string, otherwise: number): number {
  const value = options[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
}

/** Calls one of the callbacks in options, when it is there. */
export function callBack(options: Options, name: string, value: unknown): void {
  const callback = options[name];
  if (typeof callback === 'function') guarded(() => Reflect.apply(callback, undefined, [value]) as unknown);
}

/** Is it a function that takes one value, as a listener does? */
export function isListener(value: unknown): value is (value: unknown) => void {
  return typeof value === 'function';
}

/** `onX` and `offX` on one list of listeners; `offX` without a listener removes all. */
export function listenerPair<T>(name: string, listeners: Listeners<T>): WxFunctions {
  return {
    [`on${name}`]: (listener: unknown) => {
      if (isListener(listener)) listeners.add(listener);
    },
    [`off${name}`]: (listener?: unknown) => listeners.remove(isListener(listener) ? listener : undefined),
  };
}

function hasCallbacks(options: Options): boolean {
  return ['success', 'fail', 'complete'].some((name) => typeof options[name] === 'function');
}

function settle(options: Options, callback: string, value: unknown): void {
  callBack(options, callback, value);
  callBack(options, 'complete', value);
}

/** WeChat gives a plain object with `errMsg`; an Error with the same field serves promises as well. */
function failureOf(name: string, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  const errMsg = `${name}:fail ${reason}`;
  return Object.assign(new Error(errMsg, { cause: error }), { errMsg }, error instanceof WxFailure ? error.fields : {});
}
