/** A context that can take a picture. */
interface Snapper {
  snapshot(options: { quality: 'raw' | 'compressed'; success: (taken: { tempImagePath: string }) => void; fail: (reason: { errMsg: string }) => void }): void;
}

/**
 * Takes a picture of what a tag shows.
 *
 * @param isText - whether the picture is wanted as base64, in place of the path of a file
 * @throws Error with WeChat's reason when there is no picture
 */
export function snapshotOf(context: Snapper, quality: unknown, isText: unknown): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = ({ errMsg }: { errMsg: string }): void => reject(new Error(errMsg));
    context.snapshot({
      quality: quality === 'compressed' ? 'compressed' : 'raw',
      success: ({ tempImagePath }) => (isText === true ? readText(tempImagePath, resolve, fail) : resolve(tempImagePath)),
      fail,
    });
  });
}

function readText(filePath: string, resolve: (text: string) => void, fail: (reason: { errMsg: string }) => void): void {
  wx.getFileSystemManager().readFile({ filePath, encoding: 'base64', success: ({ data }) => resolve(typeof data === 'string' ? data : ''), fail });
}
