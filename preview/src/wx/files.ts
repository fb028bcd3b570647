import { asyncFunction, textOption, WxFailure, type Options, type WxFunctions } from './api';

/** Where a mini-program may keep files. */
export const USER_DATA_PATH = 'wxfile://usr';

/** Files that the mini-program has written, by path, as addresses that the browser can open. They are gone with the page. */
const written = new Map<string, string>();

/** The address at which the browser finds what a path of the mini-program's own files names; null for any other address. */
export function fileUrl(path: string): string | null {
  return written.get(path) ?? null;
}

/** `wx.getFileSystemManager`: what writes files of the mini-program's own. */
export function fileFunctions(): WxFunctions {
  const manager = { writeFile: asyncFunction('writeFile', write), writeFileSync: (filePath: unknown, data: unknown) => write({ filePath, data }) };
  return { getFileSystemManager: () => manager };
}

/** WeChat lets a mini-program write in its own folder only. */
function write(options: Options): void {
  const [path, { data }] = [textOption(options, 'filePath'), options];
  if (!path.startsWith(`${USER_DATA_PATH}/`)) throw new WxFailure(`permission denied, open "${path}"`);
  if (!(data instanceof ArrayBuffer) && typeof data !== 'string') throw new WxFailure('invalid data');
  const before = written.get(path);
  if (before !== undefined) URL.revokeObjectURL(before);
  written.set(path, URL.createObjectURL(new Blob([data])));
}
