import type { ClientType, Media, Member } from 'netcall-protocol';
import type { Notice } from '../core/call-events';
import type { CallType, NetCallEvents, SyncUser } from './events';

/** How one event is emitted. */
export type Emit = <N extends keyof NetCallEvents>(event: N, payload: NetCallEvents[N]) => void;

/** The original's numbers of clients; a mini-program signs in as the Web does there. */
const CLIENT_TYPES: Readonly<Record<ClientType, number>> = { wechat: 16, web: 16, node: 32 };

const CALL_TYPES: Readonly<Record<Media, CallType>> = { audio: 1, video: 2 };

/** Turns what the core tells into netcall's events. Source: reference of the netcall API, sections 1.5 and 1.6. */
export class Announcer {
  /** Which call's room was entered last, and how often. */
  private entered = { cid: '', times: 0 };

  constructor(private readonly emit: Emit) {}

  /** Emits the event that a notice stands for. */
  announce(notice: Notice): void {
    const { emit } = this;
    switch (notice.n) {
      case 'invited':
        return emit('beCalling', { cid: notice.cid, caller: notice.account, type: CALL_TYPES[notice.media], ...customOf(notice) });
      case 'peerRinging':
        return emit('peerRinging', { cid: notice.cid, account: notice.account });
      case 'accepted':
        return emit('callAccepted', { cid: notice.cid, account: notice.account, type: CALL_TYPES[notice.media] });
      case 'refused':
        return emit('callRejected', { cid: notice.cid, account: notice.account, type: CALL_TYPES[notice.media], reason: notice.reason });
      case 'elsewhere':
        return this.answeredElsewhere(notice);
      case 'peerEnded':
        return emit('hangup', { cid: notice.cid, timetag: String(notice.at), account: notice.account, reason: notice.reason });
      case 'control':
        return emit('control', { cid: notice.cid, account: notice.account, command: notice.command, ...customOf(notice) });
      case 'entered':
        return this.synced(notice.cid, notice.members);
      case 'memberJoined':
        return emit('clientJoin', { ...notice.member, cid: notice.cid });
      case 'memberUpdated':
        return emit('clientUpdate', { ...notice.member, cid: notice.cid });
      case 'memberLeft':
        return emit('clientLeave', { account: notice.member.account, uid: notice.member.uid, cid: notice.cid });
      case 'peerState':
        return emit('peerState', { cid: notice.cid, account: notice.account, state: notice.state });
      case 'closed':
        return emit('disconnect', { code: '0', desc: notice.reason });
    }
  }

  private answeredElsewhere({ cid, media, accepted, clientType, at }: Extract<Notice, { n: 'elsewhere' }>): void {
    this.emit('callerAckSync', { timetag: String(at), cid, type: CALL_TYPES[media], accepted, fromClientType: CLIENT_TYPES[clientType] });
  }

  private synced(cid: string, members: readonly Member[]): void {
    this.entered = { cid, times: this.entered.cid === cid ? this.entered.times + 1 : 0 };
    const userlist = members.map((member): SyncUser => ({ ...member, pusher_secret: '', scene: 0 }));
    this.emit('syncDone', { code: 200, errmsg: '', userlist, connectCount: this.entered.times });
  }
}

function customOf({ custom }: { readonly custom?: string }): { custom?: string } {
  return custom === undefined ? {} : { custom };
}
