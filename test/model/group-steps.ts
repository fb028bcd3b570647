import fc from 'fast-check';
import type { Device } from './device';
import type { World } from './world';

/** What happens with calls with several and named rooms. `others` has a bit for each of the other people, and of an invitation one for somebody unknown; `crowd` are so many more of those. */
export type GroupStep =
  | { readonly do: 'callTeam'; readonly d: number; readonly others: number; readonly type: 1 | 2; readonly force: boolean }
  | { readonly do: 'invite'; readonly d: number; readonly others: number; readonly crowd: number; readonly force: boolean }
  | { readonly do: 'createChannel'; readonly d: number; readonly room: number; readonly scene: 0 | 1 }
  | { readonly do: 'joinChannel'; readonly d: number; readonly room: number; readonly scene: 0 | 1; readonly role: 0 | 1; readonly liveEnable: 0 | 1; readonly create: boolean }
  | { readonly do: 'leaveChannel'; readonly d: number };

const d = fc.nat(7);
/** The first room is for a meeting, the second for two people; one in eight is mistaken about that. */
const door = fc.tuple(fc.constantFrom(0, 0, 1), fc.nat(7)).map(([room, odd]) => ({ room, scene: (room === 0) === (odd < 7) ? (1 as const) : (0 as const) }));
/** One invitation in four is to so many that a call may be full of them. */
const CROWD = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constantFrom(3, 12, 13, 14) });
const bit = fc.constantFrom<0 | 1>(0, 1);

/** How people come together who are more than two. */
export const GROUP_STEPS: fc.Arbitrary<GroupStep> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('callTeam' as const), d, others: fc.integer({ min: 1, max: 7 }), type: fc.constantFrom<1 | 2>(1, 2), force: fc.boolean() }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('invite' as const), d, others: fc.integer({ min: 1, max: 15 }), crowd: CROWD, force: fc.boolean() }) },
  { weight: 1, arbitrary: fc.tuple(door, d).map(([where, who]) => ({ do: 'createChannel' as const, d: who, ...where })) },
  {
    weight: 8,
    arbitrary: fc
      .tuple(door, fc.record({ d, role: fc.constantFrom<0 | 1>(0, 0, 1), liveEnable: bit, create: fc.constantFrom(true, true, false) }))
      .map(([where, how]) => ({ do: 'joinChannel' as const, ...where, ...how })),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('leaveChannel' as const), d }) },
);

/** One of these steps in words. */
export function groupWordsOf(step: GroupStep, who: string, callees: readonly string[]): string {
  switch (step.do) {
    case 'callTeam': return `${who} calls ${callees.join(' and ')} at once (${step.type === 1 ? 'audio' : 'video'}${step.force ? ', even when offline' : ''})`;
    case 'invite': return `${who} calls ${callees.join(' and ')} into it${step.force ? ', even when offline' : ''}`;
    case 'createChannel': return `${who} makes room ${step.room} for scene ${step.scene}`;
    case 'joinChannel': {
      const more = [...(step.role === 1 ? ['to listen'] : []), ...(step.liveEnable === 1 ? ['to broadcast'] : []), ...(step.create ? ['making it if it is not there'] : [])];
      return [`${who} enters room ${step.room} of scene ${step.scene}`, ...more].join(', ');
    }
    case 'leaveChannel': return `${who} leaves the room`;
  }
}

/** The user taps. */
export function tapGroup(world: World, device: Device, step: GroupStep): void {
  switch (step.do) {
    case 'callTeam': {
      const { type, force: forceKeepCalling } = step;
      return device.wish(step.do, (netcall) => netcall.call({ type, callee: world.calleesOf(step), forceKeepCalling }));
    }
    case 'invite': return device.wish(step.do, (netcall) => netcall.invite({ callees: world.calleesOf(step), forceKeepCalling: step.force }));
    case 'createChannel': return device.wish(step.do, (netcall) => netcall.createChannel({ channelName: nameOf(step.room), scene: step.scene }));
    case 'joinChannel': {
      const { scene: asked, role, liveEnable, create } = step;
      return device.wish(step.do, (netcall) => netcall.joinChannel({ channelName: nameOf(step.room), mode: 0, scene: asked, role, liveEnable, create }));
    }
    case 'leaveChannel':
      if (!device.isFrozen && 'channel' in device.current) device.owns();
      return device.wish(step.do, (netcall) => netcall.leaveChannel());
  }
}

const nameOf = (number: number): string => `room-${number}`;
