import { startProgram, untilExit } from '../../support/processes';

const WRITER = 'test/support/log-writer.ts';

test.each(['exit', 'throw'] as const)('a process that ends by %s has written all of its log, in order, several lots of it', async (end) => {
  const { output } = await untilExit(WRITER, ['3000', end]);
  const lines = output.trim().split('\n').map((line) => (JSON.parse(line) as { line: number }).line);
  expect(lines).toEqual(Array.from({ length: 3_000 }, (_, index) => index + 1));
});

test('a single line leaves by itself while the process goes on', async () => {
  const program = startProgram(WRITER, ['1', 'stay']);
  try {
    await program.says('"line":1');
  } finally {
    await program.kill();
  }
});
