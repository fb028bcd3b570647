import { badArgument } from 'netcall-protocol';
import { wxPlatform } from '../platform/wx';
import { makeSession, type ClientOptions, type Session, type SessionListener } from './session';

/** What an application passes before it was looked at: it may be written in JavaScript. */
type Given = Readonly<Record<string, unknown>>;

/** @throws CallError BAD_ARGUMENT naming `field` */
export function objectOf(value: unknown, field = 'options'): Given {
  if (typeof value !== 'object' || value === null) throw badArgument(field, 'an object');
  return value as Given;
}

/** A text; a number is taken as its digits. @throws CallError BAD_ARGUMENT naming `field` */
export function textOf(value: unknown, field: string): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw badArgument(field, 'a string');
}

/** @throws CallError BAD_ARGUMENT naming `field` */
export function checkFunction(value: unknown, field: string): void {
  if (typeof value !== 'function') throw badArgument(field, 'a function');
}

/** A session that is not open, as an application's options say. @throws CallError BAD_ARGUMENT naming the option that is missing or wrong */
export function sessionOf(options: ClientOptions, hearer: SessionListener): Session {
  textOf(objectOf(options)['server'], 'server');
  checkFunction(options.getToken, 'getToken');
  const { platform = wxPlatform(), busyPolicy = 'server' } = options;
  const { log = platform.log } = options;
  return makeSession({ ...options, greeting: { busyPolicy }, log }, platform, hearer);
}
