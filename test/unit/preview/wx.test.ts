import { asyncFunction, WxFailure } from '../../../preview/src/wx/api';
import { fileFunctions, fileUrl, USER_DATA_PATH } from '../../../preview/src/wx/files';
import { strict } from '../../../preview/src/wx/index';

const double = asyncFunction('double', ({ number }) => {
  if (typeof number !== 'number') throw new WxFailure('parameter error', { errno: 1001 });
  return { result: number * 2 };
});

test('a wx function without callbacks gives a promise of its answer', async () => {
  await expect(double({ number: 2 })).resolves.toEqual({ errMsg: 'double:ok', result: 4 });
});

test('a wx function without callbacks gives a promise of its failure', async () => {
  await expect(double({})).rejects.toMatchObject({ errMsg: 'double:fail parameter error', errno: 1001 });
});

test('callbacks are called later, success or fail first and then complete, and there is no promise', async () => {
  const calls: string[] = [];
  const run = (number: unknown) => new Promise<void>((resolve) => {
    const result = double({
      number,
      success: () => calls.push('success'),
      fail: ({ errMsg }: { errMsg: string }) => calls.push(errMsg),
      complete: () => {
        calls.push('complete');
        resolve();
      },
    });
    calls.push(result === undefined ? 'called' : 'promised');
  });
  await run(1);
  await run('one');
  expect(calls).toEqual(['called', 'success', 'complete', 'called', 'double:fail parameter error', 'complete']);
});

test('reading a wx function that is not there throws its name', () => {
  const wx = strict({ login: () => 'in' }) as Record<string, () => string>;
  expect(wx['login']?.()).toBe('in');
  expect(() => wx['shareAppMessage']).toThrow('wx.shareAppMessage is not there in the preview');
});

test('whether a wx function is there can be asked without a throw', () => {
  const wx = strict({ login: () => 'in' });
  expect(['login' in wx, 'shareAppMessage' in wx]).toEqual([true, false]);
});

test('wx is no promise, though promises ask it', async () => {
  const wx = strict({});
  expect(await Promise.resolve(wx)).toBe(wx);
});

test('a mini-program writes files in its own folder only, and what it has written has an address for the browser', () => {
  const { getFileSystemManager } = fileFunctions() as { getFileSystemManager: () => { writeFileSync(path: string, data: unknown): void } };
  const files = getFileSystemManager();
  files.writeFileSync(`${USER_DATA_PATH}/a.wav`, new ArrayBuffer(8));
  expect([fileUrl(`${USER_DATA_PATH}/a.wav`), fileUrl(`${USER_DATA_PATH}/b.wav`)]).toEqual([expect.stringMatching(/^blob:/), null]);
  expect(() => files.writeFileSync('/assets/a.wav', new ArrayBuffer(8))).toThrow('permission denied, open "/assets/a.wav"');
  expect(() => files.writeFileSync(`${USER_DATA_PATH}/a.wav`, 8)).toThrow('invalid data');
});
