import { CallError, LIMITS, utf8Bytes } from 'netcall-protocol';

/** What of a frame may be used for a list of accounts. */
const LIST_BYTES = LIMITS.frameBytes / 2;

/** Cuts a list of accounts so that each part fits into one request. */
export function inFrames(accounts: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = [];
  let room = 0;
  for (const account of accounts) {
    const bytes = utf8Bytes(JSON.stringify(account)) + 1;
    const last = parts[parts.length - 1];
    if (last === undefined || last.length === LIMITS.presenceAccounts || bytes > room) {
      parts.push([account]);
      room = LIST_BYTES - bytes;
    } else {
      last.push(account);
      room -= bytes;
    }
  }
  return parts;
}

/** The range of a page of records. @throws CallError BAD_ARGUMENT naming what is wrong */
export function readRange({ before, limit }: { readonly before?: string; readonly limit?: number }): { before?: string; limit?: number } {
  if (before !== undefined && typeof before !== 'string') throw CallError.badArgument('before', 'a string');
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1 && limit <= LIMITS.recordsPerPage)) {
    throw CallError.badArgument('limit', `an integer from 1 to ${LIMITS.recordsPerPage}`);
  }
  return { ...(before === undefined ? {} : { before }), ...(limit === undefined ? {} : { limit }) };
}
