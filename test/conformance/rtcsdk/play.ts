import type { Heard } from '../../support/rtcsdk-person';
import type { Player } from './stage';

/** A call from one to another who hears of it. */
export interface Ringing {
  readonly callID: string;
  readonly meeting: Heard<'CreateMeetingSuccess'>[0];
}

/** One makes a room and calls the other into it; it rings. */
export async function ring(caller: Player, callee: Player, usrExtDat = ''): Promise<Ringing> {
  const meeting = await caller.createMeeting();
  const callID = caller.rtcsdk.Call(callee.account, meeting, usrExtDat, undefined);
  await Promise.all([caller.hears('CallSuccess', (id) => id === callID), callee.hears('NotifyCallIn', (id) => id === callID)]);
  return { callID, meeting };
}

/** The other accepts; nobody has entered the room. */
export async function accept(caller: Player, callee: Player): Promise<Ringing> {
  const call = await ring(caller, callee);
  callee.rtcsdk.AcceptCall(call.callID, call.meeting, '', undefined);
  await Promise.all([callee.hears('AcceptCallSuccess'), caller.hears('NotifyCallAccepted')]);
  return call;
}

/** Both have accepted and entered, and the caller knows that the callee is there. */
export async function talk(caller: Player, callee: Player): Promise<Ringing> {
  const call = await accept(caller, callee);
  await meet(call.meeting.ID, caller, callee);
  return call;
}

/** All enter a room, one after the other, and those before know of each. */
export async function meet(meeting: number, ...people: readonly Player[]): Promise<void> {
  for (const [index, each] of people.entries()) {
    await each.enter(meeting);
    for (const before of people.slice(0, index)) await before.hears('UserEnterMeeting', (UID) => UID === each.account);
  }
}

/** Calls a callback hears, without those of a person's own preparation. */
export function since(person: Player, run: () => void): string[] {
  const before = person.names.length;
  run();
  return person.names.slice(before);
}
