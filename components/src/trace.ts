/** What happened, for support. An entry of its own: who does not import it does not carry it, and it costs nothing before `startTrace`. */
import { reaction } from './call-kit/kit';
import type { CallKit } from './call-kit/kit';
import { deviceFacts, followDevice, now } from './trace/device';
import { followEvents } from './trace/events';
import { followRequests } from './trace/requests';
import { Ring } from './trace/ring';
import type { Fields } from './trace/ring';
import { textOfTrace } from './trace/text';

/** A trace that runs. */
export interface Trace {
  /**
   * Everything that is noted, as one text that can be pasted: a head and a line for each fact. It holds accounts and ids of
   * calls, and never a token, a secret, an address of a stream, or a text of the application.
   */
  exportTrace(): string;
  /** Ends it and gives the kit back as it was; what is noted stays. Safe to call twice. */
  stop(): void;
}

/** How many facts are kept unless the application says otherwise. */
const CAPACITY = 200;

/**
 * Notes what happens from now on: states of the call and the connection, requests and how they end, codes of pusher and
 * players, the network, the app coming and going. One at a time for each kit, best before `login`.
 *
 * @param capacity - how many facts are kept, the last ones; default 200
 */
export function startTrace(kit: CallKit, { capacity = CAPACITY }: { readonly capacity?: number } = {}): Trace {
  const ring = new Ring(capacity);
  const note = (what: string, fields: Fields): void => ring.put({ atMs: now(), what, fields });
  note('trace', { connection: kit.netcall.connection, phase: kit.netcall.current.phase });
  const heardBefore = kit.streamHeard;
  kit.streamHeard = (stream, code) => note(...streamFact(stream, code));
  const undo = [
    followDevice(note), followEvents(kit.netcall, note), followRequests(kit.netcall, note),
    reaction(() => mediaOf(kit.store), (media) => note('media', media), { equals: isSame }),
    () => void (kit.streamHeard = heardBefore),
  ];
  note('media', mediaOf(kit.store));
  return {
    exportTrace() {
      const { facts, lost } = ring.read();
      return textOfTrace(facts, lost, deviceFacts());
    },
    stop: () => undo.splice(0).forEach((stop) => stop()),
  };
}

/** `push` or `play 2` as a fact. */
function streamFact(stream: string, code: number): [what: string, fields: Fields] {
  const [what = '', uid] = stream.split(' ');
  return [what, { code, uid }];
}

/** What the kit has decided about sound and picture. Addresses are told only as being there. */
function mediaOf({ cameraOn, micOn, speakerOn, pushUrl, pushState, players, denied, deniedBy, gaveUp }: CallKit['store']): Fields {
  return {
    camera: cameraOn, mic: micOn, speaker: speakerOn, pushes: pushUrl !== '', push: pushState, players: players.map(({ uid, state }) => `${uid}:${state}`),
    denied: denied === '' ? undefined : denied, by: denied === '' ? undefined : deniedBy, gaveUp,
  };
}

function isSame(one: Fields, other: Fields): boolean {
  return Object.keys(one).every((name) => String(one[name]) === String(other[name]));
}
