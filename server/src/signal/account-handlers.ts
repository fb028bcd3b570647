import { type Answers, badMessage, LIMITS, type Message, type Requests } from 'netcall-protocol';
import type { SessionRow, Tell } from '../store/store';
import type { Calls } from './calls';
import type { Handlers } from './handlers';
import { callNumber } from './placing';

/** Handlers of messages, of what has come while a device was away, and of an account's settings. */
export function accountHandlers({ services }: Calls): Pick<Handlers, 'send' | 'inbox' | 'settings'> {
  const { clock, limits, store: { accounts } } = services;
  let lastAtMs = 0;
  /** No two messages of one time, so that a device that asks from a time on always gets ahead. */
  const nextAtMs = (): number => (lastAtMs = Math.max(clock.nowMs(), lastAtMs + 1));

  return {
    send: async (row, request) => {
      limits.send(row, clock.nowMs());
      const [theirs, ours] = await Promise.all([accounts.stance(row.app, request.to, row.account), accounts.stance(row.app, row.account, request.to)]);
      const isDropped = theirs === 'blocked' || ours === 'blocked';
      const at = nextAtMs();
      const message = messageOf(row, request, callNumber(at, clock.random(10)), at);
      return accounts.post({ app: row.app, clientId: request.clientId, message, isDropped, tell: heardBy(row, message, isDropped) });
    },
    inbox: async (row, { after = 0 }) => {
      const now = clock.nowMs();
      const { records, messages, more } = await accounts.inbox(row.app, row.account, Math.max(after, now - LIMITS.inboxMs), LIMITS.inboxItems);
      const inbox: Answers['inbox'] = { records, messages, now };
      return more ? { ...inbox, more } : inbox;
    },
    settings: async (row, { dnd, block = [], unblock = [] }) => {
      const settings = await accounts.change(row.app, row.account, { block, unblock, ...(dnd === undefined ? {} : { dnd: Number(dnd) }) });
      if (settings === null) throw badMessage('block', `at most ${LIMITS.blocked} accounts in all`);
      return { dnd: settings.dnd > 0, blocked: settings.blocked };
    },
  };
}

function messageOf({ account: from }: SessionRow, { to, kind, content }: Requests['send'], id: string, at: number): Message {
  return { id, from, to, kind, content, at };
}

/** Every device of the other one; of a tip the sender's other devices too, dropped or not: they must not tell the difference. */
function heardBy({ account, device }: SessionRow, message: Message, isDropped: boolean): Tell[] {
  const tell: Tell[] = [];
  const event = { t: 'message', message } as const;
  if (!isDropped) tell.push({ do: 'tell', to: { account: message.to, except: message.to === account ? device : null, only: 'all' }, event });
  if (message.kind === 'tip' && message.to !== account) tell.push({ do: 'tell', to: { account, except: device, only: 'all' }, event });
  return tell;
}
