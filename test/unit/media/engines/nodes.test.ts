import { nodeOf, type MediaNode } from '../../../../server/src/media/engines/nodes';

const node = (name: string): MediaNode => ({ push: `rtmp://${name}.shop.cn`, play: `rtmp://${name}.shop.cn` });
const [a, b, c, d] = [node('a'), node('b'), node('c'), node('d')];
const ROOMS = Array.from({ length: 4_000 }, (_, index) => String(10_000_000 + index * 7));

test('all streams of one call are on the same node', () => {
  for (const room of ROOMS.slice(0, 200)) {
    const nodes = ['_1_a', '_2_b', '_1_zz9', '_16_0'].map((rest) => nodeOf([a, b, c], room + rest).push);
    expect(new Set(nodes).size).toBe(1);
  }
});

test('calls are spread evenly, whatever the order of the nodes in the list', () => {
  const shares = [a, b, c].map(({ push }) => ROOMS.filter((room) => nodeOf([a, b, c], `${room}_1_a`).push === push).length / ROOMS.length);
  for (const share of shares) expect(Math.abs(share - 1 / 3)).toBeLessThan(0.04);
  expect(ROOMS.map((room) => nodeOf([c, a, b], room).push)).toEqual(ROOMS.map((room) => nodeOf([a, b, c], room).push));
});

test('a fourth node takes a quarter of the rooms, and no room moves between the others', () => {
  const moved = ROOMS.filter((room) => nodeOf([a, b, c], room) !== nodeOf([a, b, c, d], room));
  expect(Math.abs(moved.length / ROOMS.length - 1 / 4)).toBeLessThan(0.04);
  expect(new Set(moved.map((room) => nodeOf([a, b, c, d], room)))).toEqual(new Set([d]));
});
