import { createNetease, type NeteaseOptions } from 'netcall-sdk/netease';
import { FakeClock } from './fake-clock';
import { FakePlatform } from './fake-platform';
import { FakeServer } from './fake-server';
import { SOON_MS } from './sdk';

/** Every name that the samples subscribe to. */
const NAMES = [
  'beCalling', 'callAccepted', 'callRejected', 'callerAckSync', 'hangup', 'control', 'joinChannel', 'syncDone', 'clientJoin', 'clientLeave', 'clientUpdate',
  'liveRoomClose', 'willreconnect', 'sendCommandOverTime', 'kicked', 'disconnect', 'error',
] as const;

/** Both classes on a fake host with a fake server, and a note of all that their listeners hear. */
export function dropIn(options: Partial<NeteaseOptions> = {}, make = createNetease) {
  const clock = new FakeClock();
  const server = new FakeServer(clock);
  const platform = new FakePlatform(clock, server, 'alice');
  const { NIM, Netcall } = make({ server: 'wss://call.example.com/ws', getToken: (account, token) => `${account} ${token}`, platform, ...options });
  const heard: [name: string, payload: unknown][] = [];
  return {
    clock, server, platform, NIM, Netcall, heard,
    /** Names of what was heard, and forgets it. */
    names: () => heard.splice(0).map(([name]) => name),
    /** Subscribes to everything, as a page does. */
    listen: (netcall: { on(event: string, listener: (payload: never) => void): void }) => NAMES.forEach((name) => netcall.on(name, (payload) => void heard.push([name, payload]))),
    soon: () => clock.advance(SOON_MS),
  };
}

/** As `dropIn`, signed in, with an instance that was made in `onconnect` as samples do. */
export async function signedIn(options: Partial<NeteaseOptions> = {}, make = createNetease) {
  const bench = dropIn(options, make);
  const connects: object[] = [];
  bench.NIM.use(bench.Netcall);
  const nim = bench.NIM.getInstance({
    account: 'alice', token: 'secret',
    onconnect: (login) => {
      connects.push(login);
      bench.Netcall.destroy();
      bench.listen(bench.Netcall.getInstance({ nim, debug: true }));
    },
  });
  await bench.soon();
  return {
    ...bench, nim, connects,
    /** The instance as it is now. */
    get netcall() {
      return bench.Netcall.getInstance({ nim });
    },
  };
}
