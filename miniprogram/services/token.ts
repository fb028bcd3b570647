import { CallError } from 'netcall-sdk';

/** How long the token service may take. */
const TIMEOUT_MS = 10_000;

/**
 * Asks the token service who vouches for `account`. The demo's one trusts everybody and exists in development only; in an
 * application the back end answers this for the user whom it has signed in.
 *
 * @throws CallError NOT_CONNECTED when it cannot be reached, UNAUTHENTICATED when it refuses.
 */
export function requestToken(url: string, account: string): Promise<string> {
  return new Promise((resolve, reject) => {
    wx.request({
      url,
      method: 'POST',
      data: { account },
      timeout: TIMEOUT_MS,
      success: ({ statusCode, data }) => {
        const token = tokenOf(data);
        if (statusCode === 200 && token !== null) resolve(token);
        else reject(new CallError('UNAUTHENTICATED', { statusCode }));
      },
      fail: ({ errMsg }) => reject(new CallError('NOT_CONNECTED', { reason: errMsg })),
    });
  });
}

function tokenOf(data: unknown): string | null {
  if (typeof data !== 'object' || data === null || !('token' in data)) return null;
  return typeof data.token === 'string' ? data.token : null;
}
