import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useStack } from '../../support/stack';
import { referenceRows } from '../reference';
import { QUEUES, Stage } from './stage';
import { ROWS } from './table';

const folder = mkdtempSync(join(tmpdir(), 'netcall-queues-'));
writeFileSync(join(folder, 'queues.json'), JSON.stringify(QUEUES));
afterAll(() => rmSync(folder, { recursive: true }));

const stack = useStack({ env: { NETCALL_QUEUES: join(folder, 'queues.json') } });
/** A proof of several rows stands in the table once for each; it is played once. */
const stories = new Map<(typeof ROWS)[number]['prove'], Promise<unknown>>();

test.concurrent.each(ROWS.map(({ row, says, prove }, index) => [`${row}: ${says}`, prove, index] as const))('%s', async (_name, prove, index) => {
  const stage = new Stage(stack(), index);
  const story = stories.get(prove) ?? prove(stage);
  stories.set(prove, story);
  try {
    await story;
  } finally {
    await stage.close();
  }
});

test('every row of the reference is proven, and no row is made up', () => {
  const proven = new Set(ROWS.map(({ row }) => row));
  expect([...proven].sort()).toEqual([...referenceRows('rtcsdk')].sort());
});
