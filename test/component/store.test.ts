import { isObservable } from 'mobx-miniprogram';
import { CallStore } from '../../components/src/call-kit/store';
import { CALLS, inRoom } from './support/fake-client';

const BOB = { uid: 2, account: 'bob', url: 'rtmp://b', attempt: 0, picture: true, state: 'live' } as const;

function connected(): CallStore {
  const store = new CallStore('en', true);
  store.setConnection('online');
  store.setCall(inRoom);
  store.setMedia({ players: [BOB], pushState: 'live' });
  return store;
}

test('the store holds references, and makes nothing that it is given observable: the MobX that is published has no arrays and maps of its own', () => {
  const store = connected();
  store.setUser('bob', { name: 'Bob' });
  store.say({ key: 'videoRefused' });
  store.setMedia({ awaited: ['carol'], away: ['dave'] });
  const held = Object.keys(store).map((field) => [field, (store as unknown as Record<string, unknown>)[field]] as const).filter(([, value]) => typeof value === 'object' && value !== null);
  expect(held.map(([field]) => field)).toEqual(expect.arrayContaining(['call', 'users', 'players', 'remark', 'awaited', 'away']));
  expect(held.filter(([, value]) => isObservable(value)).map(([field]) => field)).toEqual([]);
});

test('there is a status for every phase', () => {
  const store = new CallStore('en', true);
  const { placing, calling, ringing, answering, accepted, ended } = CALLS;
  const statuses = [{ phase: 'idle' } as const, placing, calling, ringing, answering, accepted, inRoom, ended].map((call) => {
    store.setCall(call);
    return store.status;
  });
  expect(statuses).toEqual(['idle', 'dialling', 'dialling', 'incoming', 'connecting', 'connecting', 'connecting', 'ended']);
  expect(connected().status).toBe('connected');
});

test.each([
  [0, '00:00'], [7_999, '00:07'], [60_000, '01:00'], [3_599_000, '59:59'], [3_600_000, '1:00:00'], [37_230_000, '10:20:30'], [-5_000, '00:00'],
])('%i ms of talk read %s', (ms, text) => {
  const store = connected();
  store.tick(inRoom.sinceMs + ms);
  expect(store.durationText).toBe(text);
});

test('of several troubles the gravest is told', () => {
  const store = connected();
  const hints = [store.hint];
  store.tick(1000);
  store.setMedia({ weakUntilMs: 1001 });
  hints.push(store.hint);
  store.setMedia({ players: [{ ...BOB, state: 'stalled' }] });
  hints.push(store.hint);
  store.setCall({ ...inRoom, peerLink: 'reconnecting' });
  hints.push(store.hint);
  store.setConnection('connecting');
  hints.push(store.hint);
  store.setMedia({ gaveUp: true });
  hints.push(store.hint);
  expect(hints).toEqual([
    '', 'The network is weak', 'Reconnecting…', 'The other side is reconnecting…', 'Reconnecting…', 'Sound and picture could not be restored',
  ]);
});

test('the remark on a weak network ends at its time', () => {
  const store = connected();
  store.setMedia({ weakUntilMs: 1001 });
  const hints = [1000, 1001].map((nowMs) => {
    store.tick(nowMs);
    return store.hint;
  });
  expect(hints).toEqual(['The network is weak', '']);
});

test('the peer is to be seen in a video call in which it sends a picture', () => {
  const store = connected();
  const seen = [store.peerPicture];
  store.setMedia({ players: [{ ...BOB, picture: false }] });
  seen.push(store.peerPicture);
  store.setMedia({ players: [BOB] });
  store.setCall({ ...inRoom, media: 'audio' });
  seen.push(store.peerPicture);
  expect(seen).toEqual([true, false, false]);
});

test('a name belongs to its account: the next caller does not inherit it', () => {
  const store = connected();
  store.setUser('bob', { name: 'Bob B.', avatar: 'bob.png' });
  expect([store.peerName, store.peerAvatar]).toEqual(['Bob B.', 'bob.png']);
  store.setCall({ ...CALLS.ringing, peer: 'carol' });
  expect([store.peerName, store.peerAvatar]).toEqual(['carol', '']);
});

test('the end has the key of its text, and before the end there is none', () => {
  const store = connected();
  expect(store.endTextKey).toBeNull();
  store.setCall({ ...CALLS.ended, reason: 'noAnswer' });
  expect([store.endTextKey, store.statusText]).toEqual(['noAnswer', 'No answer']);
});
