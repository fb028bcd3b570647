import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig, type ConfigError } from '../../../server/src/config';
import { parseQueues, queuesOf } from '../../../server/src/queues';
import { textOf } from '../../support/repo';

const LOANS = { id: 2, name: 'Loans' };

function complaintsAbout(value: unknown): string[] {
  const complaints: string[] = [];
  parseQueues(typeof value === 'string' ? value : JSON.stringify(value), complaints);
  return complaints;
}

describe('the file of queues', () => {
  test('holds a list for every app, in its order; desc is empty and prio 0 without a word', () => {
    const complaints: string[] = [];
    const plan = parseQueues(JSON.stringify([{ ...LOANS, prio: 5, desc: '贷款' }, { id: 1, name: 'Gold' }]), complaints);
    expect(complaints).toEqual([]);
    expect([...queuesOf(plan, 'shop').values()]).toEqual([{ id: 2, name: 'Loans', desc: '贷款', prio: 5 }, { id: 1, name: 'Gold', desc: '', prio: 0 }]);
    expect(queuesOf(plan, 'bank')).toBe(queuesOf(plan, 'shop'));
  });

  test('or lists by app; an app that is not named has none', () => {
    const plan = parseQueues(JSON.stringify({ shop: [LOANS], bank: [] }), []);
    expect([...queuesOf(plan, 'shop').keys()]).toEqual([2]);
    expect([queuesOf(plan, 'bank').size, queuesOf(plan, 'other').size, queuesOf(plan, 'constructor').size]).toEqual([0, 0, 0]);
  });

  test.each([
    ['{', ['is not JSON']],
    ['null', ['must be a list of queues, or an object with a list for each app']],
    [{ shop: LOANS }, ['shop must be a list of at most 100 queues']],
    [{ 'my shop': [] }, ['"my shop" is not the name of an app']],
    [Array.from({ length: 101 }, (_, index) => ({ id: index + 1, name: 'x' })), ['the list must be a list of at most 100 queues']],
    [[LOANS, { id: 2, name: 'Accounts' }], ['[1].id must be unique: 2 is there already']],
    [{ shop: [LOANS, { name: 'Accounts' }] }, ['shop[1].id must be a whole number from 1 to 2147483647']],
    [[{ ...LOANS, id: 0 }], ['[0].id must be a whole number from 1 to 2147483647']],
    [[{ ...LOANS, id: '2' }], ['[0].id must be a whole number from 1 to 2147483647']],
    [[{ ...LOANS, prio: -1 }], ['[0].prio must be a whole number from 0 to 2147483647']],
    [[{ ...LOANS, prio: 1.5 }], ['[0].prio must be a whole number from 0 to 2147483647']],
    [[{ id: 2 }], ['[0].name must be a text of 1 to 128 bytes']],
    [[{ id: 2, name: '' }], ['[0].name must be a text of 1 to 128 bytes']],
    [[{ id: 2, name: '贷'.repeat(43) }], ['[0].name must be a text of 1 to 128 bytes']],
    [[{ ...LOANS, desc: 7 }], ['[0].desc must be a text of at most 512 bytes']],
    [[{ ...LOANS, priority: 1 }], ['[0].priority is not known: a queue has id, name, desc and prio']],
    [['Loans'], ['[0] must be an object with id and name', '[0].id must be a whole number from 1 to 2147483647', '[0].name must be a text of 1 to 128 bytes']],
  ])('that says %j is refused with %j', (value, complaints) => {
    expect(complaintsAbout(value)).toEqual(complaints);
  });

  test.each(['docs/self-hosting.md', 'docs/self-hosting.zh-CN.md'])('of the example in %s is a good one', (path) => {
    const [, example = ''] = /```json\n(\[[^`]+)```/.exec(textOf(path))!;
    const complaints: string[] = [];
    expect([[...queuesOf(parseQueues(example, complaints), 'default').keys()], complaints]).toEqual([[1, 2, 3], []]);
  });
});

describe('NETCALL_QUEUES', () => {
  const folder = mkdtempSync(join(tmpdir(), 'netcall-queues-'));
  const path = join(folder, 'queues.json');
  const read = () => readConfig({ NETCALL_MODE: 'development', NETCALL_QUEUES: path });
  const complaints = (): readonly string[] => {
    try {
      read();
    } catch (fault) {
      return (fault as ConfigError).complaints;
    }
    return [];
  };
  afterAll(() => rmSync(folder, { recursive: true }));

  test('names a file that is missing, has a wrong field, or is good', () => {
    expect(complaints()).toEqual(['NETCALL_QUEUES: cannot be read: ENOENT']);
    writeFileSync(path, JSON.stringify([{ ...LOANS, prio: 'high' }]));
    expect(complaints()).toEqual(['NETCALL_QUEUES: [0].prio must be a whole number from 0 to 2147483647']);
    writeFileSync(path, JSON.stringify([LOANS]));
    expect(queuesOf(read().queues, 'default').get(2)).toEqual({ id: 2, name: 'Loans', desc: '', prio: 0 });
  });

  test('without it there are no queues', () => {
    expect(queuesOf(readConfig({ NETCALL_MODE: 'development' }).queues, 'default').size).toBe(0);
  });
});
