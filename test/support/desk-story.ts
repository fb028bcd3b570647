import type { QueueInfo } from 'netcall-protocol';
import { agentOf, EMPTY_DESK, queuedOf, type Desk, type DeskEvent, type DeskStep } from '../../server/src/signal/desk';
import { deskDeadlineAtMs, deskTransition } from '../../server/src/signal/desk-table';

const queue = (id: number, prio: number): QueueInfo => ({ id, name: `queue ${id}`, desc: '', prio });

/** Loans (1) and accounts (2) are served alike, by arrival; cards (3) after both, gold cards (9) before all. */
export const QUEUES: ReadonlyMap<number, QueueInfo> = new Map([[1, queue(1, 5)], [2, queue(2, 5)], [3, queue(3, 7)], [9, queue(9, 0)]]);
export const [LOANS, ACCOUNTS, CARDS, GOLD] = [1, 2, 3, 9] as const;

const FREE = { inCall: false, dnd: false } as const;

/** A desk on which one event follows the other. */
export class DeskStory {
  nowMs = 1_000_000;
  desk: Desk = EMPTY_DESK;
  /** What agents were told: `ann+carl` is offered, `ann-carl` no more. */
  readonly told: string[] = [];
  refusal: DeskStep['refusal'];

  does(event: DeskEvent): this {
    const step = deskTransition(this.desk, event, this.nowMs, QUEUES);
    this.desk = step.desk;
    this.refusal = step.refusal;
    for (const { do: what, agent, client } of step.effects) this.told.push(`${agent}${what === 'offer' ? '+' : '-'}${client.account}`);
    return this;
  }

  joins(account: string, to: number = LOANS): this {
    return this.does({ type: 'joined', account, queue: to });
  }

  serves(account: string, to: number = LOANS, more: { priority?: number; dnd?: boolean; inCall?: boolean } = {}): this {
    return this.does({ type: 'served', account, queue: to, priority: 0, ...FREE, ...more });
  }

  asks(account: string, dnd = true): this {
    return this.does({ type: 'asked', account, inCall: false, dnd });
  }

  /** An agent answers for the client that it has been offered. */
  answers(account: string, accepted: boolean, more: { dnd?: boolean; inCall?: boolean } = {}): this {
    const work = agentOf(this.desk, account)?.work;
    if (work?.is !== 'offered') throw new Error(`${account} has nobody offered`);
    const { dnd = false, inCall = false } = more;
    return this.does({ type: 'answered', account, queue: work.client.queue, client: work.client.account, accepted, dnd, inCall });
  }

  /** An agent's call begins and ends. */
  calls(account: string, dnd = false): this {
    return this.does({ type: 'changed', account, inCall: true, dnd });
  }

  hangsUp(account: string, dnd = false): this {
    return this.does({ type: 'changed', account, inCall: false, dnd });
  }

  /** Time passes; the desk is looked at whenever it has asked for it, and never otherwise. */
  passes(ms: number): this {
    const untilMs = this.nowMs + ms;
    for (let atMs = deskDeadlineAtMs(this.desk); atMs !== null && atMs <= untilMs; atMs = deskDeadlineAtMs(this.desk)) {
      this.nowMs = Math.max(this.nowMs, atMs);
      this.does({ type: 'timeUp' });
    }
    this.nowMs = untilMs;
    return this;
  }

  /** Those who wait, in their order. */
  get waiting(): string[] {
    return this.desk.waiting.map(({ account }) => account);
  }

  /** What an agent is busy with: `offered carl`, `serving carl`, or `-`. */
  workOf(account: string): string {
    const work = agentOf(this.desk, account)?.work;
    return work === undefined || work.is === 'none' ? '-' : `${work.is} ${work.client.account}`;
  }

  clientOf(account: string) {
    return queuedOf(this.desk, account);
  }
}
