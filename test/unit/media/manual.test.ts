import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RELAY_LIMITS } from '../../../server/src/media/limits';

test('the manual lists every limit of the relay with its value, and no other', () => {
  const manual = readFileSync(join(__dirname, '../../../docs/media.md'), 'utf8');
  const section = manual.slice(manual.indexOf('## Limits'), manual.indexOf('## What it costs'));
  const listed = [...section.matchAll(/`(\w+)` \| (\d+)/g)].map(([, name = '', value]) => [name, Number(value)] as const);
  expect(Object.fromEntries(listed)).toEqual({ ...RELAY_LIMITS });
});
