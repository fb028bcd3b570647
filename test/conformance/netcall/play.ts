import type { Person } from './person';
import type { Stage } from './stage';

/** What a function throws at once; null when it does not. */
export function thrownBy(run: () => unknown): (Error & { readonly code?: unknown; readonly detail?: unknown }) | null {
  try {
    run();
    return null;
  } catch (error) {
    return error as Error;
  }
}

/** What a promise rejects with. @throws Error when it does not */
export function failureOf(promise: Promise<unknown>): Promise<Error & { readonly code: unknown; readonly event?: { readonly code: number } }> {
  return promise.then(() => Promise.reject(new Error('it did not fail')), (error: unknown) => error) as never;
}

/** The next event of a name, for a proof that looks at the listeners themselves: it takes the place of the recorder's. */
export function next(person: Person, name: 'disconnect' | 'control'): Promise<unknown> {
  return new Promise((resolve) => person.netcall.once(name, resolve));
}

/** One calls the other, who hears of it. Resolves with the cid. */
export async function ring(caller: Person, callee: Person, options: object = {}): Promise<string> {
  const [{ cid }] = await Promise.all([callee.heard('beCalling'), caller.netcall.call({ type: 2, callee: callee.account, ...options })]);
  return cid;
}

/** Answers, or declines. */
export function answer(callee: Person, caller: Person, cid: string, accepted = true): Promise<void> {
  return callee.netcall.response({ accepted, caller: caller.account, type: 2, cid });
}

/** One calls and the other accepts; nobody has entered the room. */
export async function accept(caller: Person, callee: Person): Promise<string> {
  const cid = await ring(caller, callee);
  await answer(callee, caller, cid);
  await caller.heard('callAccepted');
  return cid;
}

/** The whole way to a call in which both have entered the room and both know it. */
export async function talk(caller: Person, callee: Person): Promise<string> {
  const cid = await accept(caller, callee);
  for (const each of [callee, caller]) {
    await each.netcall.startRtc({ mode: 0 });
    await each.heard('syncDone');
  }
  await callee.heard('clientJoin');
  return cid;
}

/** A host enters the room of this proof. */
export function enter(stage: Stage, person: Person, more: object = {}) {
  return person.netcall.joinChannel({ channelName: stage.named('daily'), mode: 0, role: 0, ...more });
}

/** The first opens the room of this proof; all enter it, one after the other, and each knows that it is in. */
export async function meet(stage: Stage, people: readonly Person[], more: object = {}): Promise<void> {
  await people[0]!.netcall.createChannel({ channelName: stage.named('daily') });
  for (const each of people) {
    await enter(stage, each, more);
    await each.heard('syncDone');
  }
}
