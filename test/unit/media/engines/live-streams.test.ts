import { LiveStreams, type EngineClient } from '../../../../server/src/media/engines/live-streams';

const S = '12345678_1_a';
const client = (id: string, run = '', server = 'one'): EngineClient => ({ server, run, id });

function watched(): { live: LiveStreams; told: string[] } {
  const told: string[] = [];
  return { live: new LiveStreams((type, stream) => told.push(`${type} ${stream}`)), told };
}

test('every published is followed by one unpublished, however often hooks come', () => {
  const { live, told } = watched();
  live.publishes(S, client('1'), 0);
  live.publishes(S, client('1'), 1);
  expect(live.has(S)).toBe(true);
  live.ended(S, client('1'));
  live.ended(S, client('1'));
  expect([told, live.has(S)]).toEqual([[`published ${S}`, `unpublished ${S}`], false]);
});

test('the end of a client that nobody knows is harmless', () => {
  const { live, told } = watched();
  live.ended(S, client('1'));
  live.publishes(S, client('1'), 0);
  live.ended(S, client('2'));
  live.ended(S, client('1', '', 'another engine'));
  live.ended('another', client('1'));
  expect([told, live.has(S)]).toEqual([[`published ${S}`], true]);
});

test('a second publisher that the engine then refuses does not end the first; the first may also leave first', () => {
  const { live, told } = watched();
  live.publishes(S, client('1'), 0);
  live.publishes(S, client('2'), 0);
  live.ended(S, client('2'));
  expect(told).toEqual([`published ${S}`]);
  live.publishes(S, client('3'), 0);
  live.ended(S, client('1'));
  expect(told).toEqual([`published ${S}`]);
  live.ended(S, client('3'));
  expect(told).toEqual([`published ${S}`, `unpublished ${S}`]);
});

test('when an engine begins a new run, what its last run had is over; other engines go on', () => {
  const { live, told } = watched();
  live.publishes('a', client('1', 'run 1'), 0);
  live.publishes('b', client('2', 'run 1'), 0);
  live.publishes('c', client('1', 'run 7', 'two'), 0);
  live.publishes('a', client('1', 'run 2'), 0);
  expect(told).toEqual(['published a', 'published b', 'published c', 'unpublished a', 'unpublished b', 'published a']);
  live.ended('a', client('1', 'run 1'));
  expect([live.has('a'), live.has('c')]).toEqual([true, true]);
});

test('clients that were not heard of for a while are over; one that was heard in time is not', () => {
  const { live, told } = watched();
  live.publishes('a', client('1'), 100);
  live.publishes('b', client('2'), 100);
  live.publishes('b', client('2'), 200);
  live.endSilentSince(100);
  expect(told).toEqual(['published a', 'published b']);
  live.endSilentSince(101);
  expect(told).toEqual(['published a', 'published b', 'unpublished a']);
});

test('to forget a stream and to forget all tell the end once', () => {
  const { live, told } = watched();
  live.publishes('a', client('1'), 0);
  live.publishes('a', client('2'), 0);
  live.publishes('b', client('3'), 0);
  live.forget('a');
  live.forget('a');
  live.clear();
  live.ended('a', client('1'));
  expect(told).toEqual(['published a', 'published b', 'unpublished a', 'unpublished b']);
});
