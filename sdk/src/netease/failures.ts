import { badArgument, CallError, type ErrorCode } from 'netcall-protocol';
import { objectOf } from '../core/given';

/** An application's options before they were looked at: it may be written in JavaScript. */
export type Given = Readonly<Record<string, unknown>>;

/** What the original says where ours has a code. */
export const TEXTS = {
  calling: '呼叫失败: 当前正在通话中',
  inRoom: '已经在房间中了',
  notInRoom: '未处于房间中',
  /** The room edition's. */
  leftAlready: '不在房间中了，请勿重复离开',
  missing: '参数缺失',
} as const;

/**
 * Gives an error the original's words. It stays an error with its code, and is as good as the text that the original
 * rejects with: `String(error)`, `'' + error`, a template and `error == '…'` give the words alone.
 */
export function worded<E extends Error>(text: string, error: E): E {
  return Object.defineProperties(error, { message: { value: text }, toString: { value: () => text } });
}

/** The options of a method, none of them missing. @throws CallError BAD_ARGUMENT: `参数缺失 <name>` */
export function need(options: unknown, ...names: readonly string[]): Given {
  const given = objectOf(options === undefined ? {} : options);
  const absent = names.find((name) => given[name] === undefined || given[name] === null);
  if (absent !== undefined) throw missing(absent);
  return given;
}

/** An option is missing. */
export function missing(name: string): CallError {
  return worded(`${TEXTS.missing} ${name}`, badArgument(name, 'one'));
}

/** Thrown where the original throws by accident, when there is nothing that a method could work on. */
export function tooEarly(code: ErrorCode): TypeError {
  return Object.assign(new TypeError(code), { code });
}

/** Gives failures with one code the original's words. */
export function reworded<T>(promise: Promise<T>, code: ErrorCode, text: string): Promise<T> {
  return promise.catch((error: unknown) => {
    throw error instanceof CallError && error.code === code ? worded(text, error) : error;
  });
}
