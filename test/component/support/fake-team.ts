import type { Call, Member } from 'netcall-sdk';
import type { Mode } from '../../../components/src/call-kit/client';
import type { FakeClient } from './fake-client';

/** Everybody whom Alice calls, in the order of their numbers, which begin with hers. */
export const NAMES = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi', 'ivan', 'judy', 'mallory', 'niaj'] as const;

/** Somebody's stream. */
export const urlOf = (uid: number, attempt = 0): string => `rtmp://relay/live/1_${uid}_${attempt}?e=play`;

/** Somebody in the room. */
export const memberOf = (uid: number, mode: Mode = 0, attempt = 0): Member => ({ uid, account: NAMES[uid - 1]!, mode, url: urlOf(uid, attempt) });

const FACTS = { callId: 'id1', peer: '', media: 'video', team: NAMES.slice(0, 4) } as const;
const UIDS = { alice: 1, bob: 2, carol: 3, dave: 4 };

/** Alice calls Bob, Carol and Dave, or Bob calls her with them. */
export const TEAM_CALLS = {
  placing: { phase: 'placing', ...FACTS },
  calling: { phase: 'calling', ...FACTS, cid: 'c1', uids: UIDS, peerRings: false },
  ringing: { phase: 'ringing', ...FACTS, peer: 'bob', team: ['bob', 'alice', 'carol', 'dave'], cid: 'c1', uids: UIDS, answering: false },
  accepted: { phase: 'inCall', ...FACTS, cid: 'c1', uids: UIDS, role: 'caller', sinceMs: 1_000_000, room: null, peerLink: 'ok' },
  ended: { phase: 'ended', ...FACTS, cid: 'c1', role: 'caller', reason: 'hungUp', endedBy: 'alice', durationMs: 0 },
} as const satisfies Record<string, Call>;

type RoomCall = Extract<Call, { phase: 'inCall' }>;

/** Makes these the members of Alice's room, as netcall does it: the call changes, then the events come. */
export class TeamRoom {
  private members: readonly Member[] = [memberOf(1)];

  constructor(
    private readonly client: FakeClient,
    private readonly call: RoomCall = TEAM_CALLS.accepted,
  ) {}

  /** Alice is in, and finds these. */
  enter(...uids: readonly number[]): void {
    this.members = [1, ...uids].map((uid) => memberOf(uid));
    this.become();
    this.sync(0);
  }

  /** Alice has been away, and finds these. */
  comeBack(...uids: readonly number[]): void {
    this.members = [1, ...uids].map((uid) => memberOf(uid));
    this.become();
    this.sync(1);
  }

  join(uid: number): void {
    this.put(memberOf(uid), 'clientJoin');
  }

  update(uid: number, mode: Mode, attempt = 0): void {
    this.put(memberOf(uid, mode, attempt), 'clientUpdate');
  }

  leave(uid: number): void {
    this.members = this.members.filter((each) => each.uid !== uid);
    this.become();
    this.client.emit('clientLeave', { cid: 'c1', uid, account: NAMES[uid - 1]! });
  }

  /** Somebody's connection to the server is lost or back. */
  link(uid: number, state: 'ok' | 'reconnecting'): void {
    this.client.emit('peerState', { cid: 'c1', account: NAMES[uid - 1]!, state });
  }

  private put(member: Member, event: 'clientJoin' | 'clientUpdate'): void {
    this.members = [...this.members.filter((each) => each.uid !== member.uid), member];
    this.become();
    this.client.emit(event, { ...member, cid: 'c1' });
  }

  private sync(connectCount: number): void {
    const userlist = this.members.map((each) => ({ ...each, pusher_secret: '', scene: 1 as const }));
    this.client.emit('syncDone', { code: 200, errmsg: '', userlist, connectCount });
  }

  private become(): void {
    this.client.become({ ...this.call, room: { uid: 1, mode: this.members[0]!.mode, members: this.members, connectCount: 0 } });
  }
}
