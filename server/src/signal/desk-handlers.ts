import type { Answers } from 'netcall-protocol';
import type { SessionRow } from '../store/store';
import { agentOf, queuedOf, queuingOf, statusesOf, type Client, type Desk, type DeskEvent } from './desk';
import type { Words } from './desk-words';
import type { Desks } from './desks';
import type { Handlers } from './handlers';
import { onlyRtc } from './only-rtc';

/** What sessions ask of queues. */
export type DeskHandlers = Pick<Handlers, 'queues' | 'queueJoin' | 'queueLeave' | 'serve' | 'unserve' | 'assign' | 'answerAssigned'>;

/** Handlers of those who wait and of those who serve (docs/protocol.md, "RTCSDK", 9 and 10). */
export function deskHandlers(desks: Desks): DeskHandlers {
  const apply = (row: SessionRow, method: keyof DeskHandlers, event: () => Promise<DeskEvent> | DeskEvent, words?: Words): Promise<Desk> => {
    onlyRtc(row, method);
    return desks.apply(row.app, event, words);
  };
  const standing = ({ app, account }: SessionRow) => desks.standingOf(app, account);
  return {
    queues: async (row) => queuesFor(desks, row),
    queueJoin: async (row, { queue, custom = '' }) => {
      const { account } = row;
      const desk = await apply(row, 'queueJoin', () => ({ type: 'joined', account, queue }), { nick: row.rtc?.nick ?? '', custom });
      const place = queuingOf(desk, there(queuedOf(desk, account)));
      desks.news.wait(row, place);
      return place;
    },
    queueLeave: async (row) => {
      await apply(row, 'queueLeave', () => ({ type: 'left', account: row.account }));
      return {};
    },
    serve: async (row, { queue, priority = 0 }) => {
      await apply(row, 'serve', async () => ({ type: 'served', account: row.account, queue, priority, ...(await standing(row)) }));
      return {};
    },
    unserve: async (row, { queue }) => {
      await apply(row, 'unserve', () => ({ type: 'unserved', account: row.account, queue }));
      return {};
    },
    assign: async (row) => {
      const desk = await apply(row, 'assign', async () => ({ type: 'asked', account: row.account, ...(await standing(row)) }));
      return { user: await desks.words.userOf(row.app, there(offeredTo(desk, row.account))) };
    },
    answerAssigned: async (row, { queue, account: client, accepted }) => {
      const { app, account } = row;
      await apply(row, 'answerAssigned', async () => ({ type: 'answered', account, queue, client, accepted, ...(await standing(row)) }));
      if (accepted) desks.services.log.info({ app, account, client, queue }, 'client served');
      return {};
    },
  };
}

async function queuesFor(desks: Desks, row: SessionRow): Promise<Answers['queues']> {
  onlyRtc(row, 'queues');
  const { app, account } = row;
  const queues = desks.queuesOf(app);
  const { desk } = await desks.read(app);
  const status = statusesOf(desk, queues);
  const [client, offered] = [queuedOf(desk, account), offeredTo(desk, account)];
  const queuing = client === undefined ? undefined : queuingOf(desk, client);
  if (queues.size > 0) desks.news.follow(row, status, queuing);
  return {
    queues: [...queues.values()], status, serving: agentOf(desk, account)?.services.map(({ queue }) => queue) ?? [],
    ...(queuing === undefined ? {} : { queuing }), ...(offered === undefined ? {} : { offered: await desks.words.userOf(app, offered) }),
  };
}

function offeredTo(desk: Desk, account: string): Client | undefined {
  const work = agentOf(desk, account)?.work;
  return work?.is === 'offered' ? work.client : undefined;
}

function there(client: Client | undefined): Client {
  if (client === undefined) throw new Error('a client is not where the desk has just put it');
  return client;
}
