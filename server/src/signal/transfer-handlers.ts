import { CallError, type BulkFrame, type Piece } from 'netcall-protocol';
import type { Bus, Taken } from '../store/bus';
import type { SessionRow } from '../store/store';
import type { Handlers } from './handlers';
import { checkPiece } from './piece';
import type { Services } from './services';

/** A sender asks again after this time when the other end has no socket: most come back within a few seconds. */
const AWAY_RETRY_MS = 1_000;
/** The same when the other end reads too slowly: a part of what waits for it is gone by then. */
export const FULL_RETRY_MS = 100;

/** Handlers of transfers: pieces and the words that they were seen pass through, and nothing of them is kept (docs/protocol.md, "RTCSDK", 8). */
export function transferHandlers({ store }: Services, bus: Bus): Pick<Handlers, 'bulk' | 'bulkSeen'> {
  /** @throws CallError CALLEE_OFFLINE without a session of this face, and for whoever is blocked */
  const hand = async (row: SessionRow, to: string, frame: BulkFrame): Promise<Taken> => {
    const [sessions, stance] = await Promise.all([store.sessionsOf(row.app, to), store.accounts.stance(row.app, to, row.account)]);
    const theirs = sessions.find(({ rtc }) => rtc !== undefined);
    if (theirs === undefined || stance === 'blocked') throw new CallError('CALLEE_OFFLINE');
    return bus.hand({ sid: theirs.sid, frame: JSON.stringify(frame) });
  };
  return {
    bulk: async (row, request) => {
      checkPiece(request);
      const taken = await hand(row, request.to, { t: 'bulk', from: row.account, ...pieceOf(request) });
      if (taken !== 'sent') throw new CallError('RATE_LIMITED', { retryAfterMs: taken === 'full' ? FULL_RETRY_MS : AWAY_RETRY_MS });
      return {};
    },
    bulkSeen: async (row, { to, transfer, seq }) => {
      await hand(row, to, { t: 'bulkSeen', from: row.account, transfer, seq }); // One that is lost is said again when its piece comes again.
      return {};
    },
  };
}

/** A frame may have further fields, which are nobody else's business. */
function pieceOf({ transfer, kind, text, seq, offset, total, data, name }: Piece): Piece {
  return { transfer, kind, text, seq, offset, total, data, ...(name === undefined ? {} : { name }) };
}
