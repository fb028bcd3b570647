import { readTrace } from '../../../scripts/trace/read';

const TRACE = `netcall-trace 1 start=2026-03-01T08:59:59.500Z facts=7 lost=2 library=3.8.12 platform=ios
+0.000 app state=shown
+0.750 ask name=call request=1
+0.900 refused name=call request=1 code=CALLEE_OFFLINE
+1.000 push code=-1301
+1.250 play code=2004 uid=2
+2.000 ask name=hangup request=2
+2.100 callChanged phase=ended peer=bob reason=lost
`;

test('a trace is read as the time of day, the meaning of codes, and what failed', () => {
  expect(readTrace(TRACE).split('\n')).toEqual([
    '2026-03-01  facts=7 library=3.8.12 platform=ios', '2 facts before these are lost', '08:59:59.500  app            state=shown', '09:00:00.250  ask            name=call request=1',
    '09:00:00.400  refused        name=call request=1 code=CALLEE_OFFLINE', '09:00:00.500  push           code=-1301 (failed)', '09:00:00.750  play           code=2004 uid=2 (live)',
    '09:00:01.500  ask            name=hangup request=2', '09:00:01.600  callChanged    phase=ended peer=bob reason=lost', '',
    'a call with bob ended: lost', 'call was refused: CALLEE_OFFLINE', 'hangup was not answered',
  ]);
});

test('a device that was refused and a code without a meaning are read too, and line ends of Windows', () => {
  const read = readTrace('netcall-trace 1 start=2026-03-01T00:00:00.000Z facts=2 lost=0\r\n+0.000 push code=10001\r\n+0.001 play code=9 uid=1\r\n');
  expect([read.includes('push           code=10001 (camera)'), read.includes('play           code=9 uid=1 (no meaning)')]).toEqual([true, true]);
});

test.each([
  ['hello', 'line 1 is not the head of a trace: hello'], ['netcall-trace 2 start=x', 'format 2 is not known, only 1'],
  ['netcall-trace 1 start=2026-03-01T00:00:00.000Z\n+0.000 app\nhello', 'line 3 is not a fact: hello'],
])('what is no trace is refused: %j', (text, message) => {
  expect(() => readTrace(text)).toThrow(message);
});
