import { Bell } from '../../../components/src/call-kit/bell';
import type { Ringtones } from '../../../components/src/call-kit/bell';
import { DEFAULT_INTERRUPTIONS } from '../../../components/src/call-kit/interruptions';
import type { Interruptions } from '../../../components/src/call-kit/interruptions';
import { Languages } from '../../../components/src/call-kit/languages';
import { PageRoute } from '../../../components/src/call-kit/page-route';
import { CallService } from '../../../components/src/call-kit/service';
import { CallStore } from '../../../components/src/call-kit/store';
import type { User } from '../../../components/src/call-kit/facts';
import { CALLS, enterRoom, FakeClient } from './fake-client';
import { FakeHost, settle } from './fake-host';

/** Address of the call page. */
export const CALL_PAGE = 'pages/call/index';

/** What rings in these tests. */
export const RINGTONES: Ringtones = { incoming: '/in.mp3', outgoing: '/out.mp3' };

/** What a test may choose. */
interface Choices {
  readonly resolveUser?: (name: string) => User | Promise<User>;
  readonly withScreen?: boolean;
  readonly interruptions?: Partial<Interruptions>;
  readonly incoming?: 'page' | 'banner';
  readonly ringtones?: Ringtones;
}

/** The call service on a stand-in for netcall, with a page that notes what the pusher is told. */
export function kit({ resolveUser = (name) => ({ name }), withScreen = true, interruptions = {}, incoming = 'page', ringtones = RINGTONES }: Choices = {}) {
  const client = new FakeClient();
  const host = new FakeHost();
  const store = new CallStore('en', true);
  const errors: unknown[] = [];
  const route = new PageRoute(host, { callPage: `/${CALL_PAGE}`, homePage: '/pages/index/index' });
  const bell = new Bell({ host, ringtones, vibrates: true });
  const service = new CallService({ client, store, host, bell, route, languages: new Languages(), resolveUser, incoming, interruptions: { ...DEFAULT_INTERRUPTIONS, ...interruptions }, onError: (error) => errors.push(error) });
  const screen = { settle: () => (client.log.push(`pusher camera ${store.cameraOn} mic ${store.micOn}`), Promise.resolve()) };
  const detach = withScreen ? service.attach(screen) : () => undefined;
  return { client, host, store, errors, service, screen, detach };
}

/** The kit in a room with Bob; the log begins there. */
export async function inCall(media: 'audio' | 'video' = 'video', interruptions: Partial<Interruptions> = {}) {
  const all = kit({ interruptions });
  all.client.become({ ...CALLS.calling, media });
  all.client.become({ ...CALLS.accepted, media });
  await settle();
  enterRoom(all.client, media);
  await settle();
  all.client.log = [];
  return all;
}

/** The texts of errors. */
export const messages = (errors: readonly unknown[]) => errors.map((error) => (error as Error).message);
