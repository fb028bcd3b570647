import type { CallService } from './service';

let current: CallService | null = null;

/** Makes a service the one of this app; an earlier one is destroyed. */
export function remember(service: CallService): void {
  current?.destroy();
  current = service;
}

/** A service that was destroyed is no longer the one of this app. */
export function forget(service: CallService): void {
  if (current === service) current = null;
}

/** The service that `createCallKit` made; null while there is none. */
export function currentOrNone(): CallService | null {
  return current;
}

/**
 * The service that `createCallKit` made.
 *
 * @throws Error when there is none
 */
export function currentService(): CallService {
  if (!current) throw new Error('there is no call kit: createCallKit has not been called, or the kit was destroyed');
  return current;
}
