import type { Call, RingingCall } from '../../server/src/signal/call';
import type { Change, Store } from '../../server/src/store/store';
import { delegate } from './history';
import type { Plant } from './sim-server';

/** A plant is made for each run anew, since some remember what they have seen. */
export type MakePlant = () => Plant;

const storeWith = (change: (store: Store) => Partial<Store>): MakePlant => () => ({ store: (store) => ({ ...delegate(store), ...change(store) }) });

const changing = (edit: (change: Change) => Change): MakePlant => storeWith((store) => ({ commit: (change) => store.commit(edit(change)) }));

/** What a call was when it rang, whatever it has become. */
function rememberRinging(): { readonly note: (call: Call) => void; readonly of: (cid: string) => RingingCall | undefined } {
  const ringing = new Map<string, RingingCall>();
  return {
    note: (call) => {
      if (call.phase === 'ringing') ringing.set(call.cid, call);
    },
    of: (cid) => ringing.get(cid),
  };
}

const acceptAfterCancel: MakePlant = () => {
  const ringing = rememberRinging();
  return {
    calls: (calls) => {
      const step = calls.step.bind(calls);
      calls.step = (call, event) => {
        ringing.note(call);
        const isLate = call.phase === 'ended' && call.reason === 'cancelled' && event.type === 'accepted';
        return step(isLate ? (ringing.of(call.cid) ?? call) : call, event);
      };
    },
  };
};

const replayTwice: MakePlant = () => ({
  hub: (hub) => {
    const resume = hub.resume.bind(hub);
    hub.resume = async (request) => {
      const opened = await resume(request);
      const again = opened.replay.map((text) => {
        const { s: _s, ...event } = JSON.parse(text) as { s: number };
        return opened.session.outbox.add(JSON.stringify(event), 0);
      });
      return { ...opened, replay: [...opened.replay, ...again] };
    };
  },
});

const ringTimerNotCancelled: MakePlant = () => {
  const ringing = rememberRinging();
  return {
    store: (store) => ({
      ...delegate(store),
      commit: (change) => {
        ringing.note(change.call);
        return store.commit({ ...change, deadlineAtMs: ringing.of(change.call.cid)?.ringUntilMs ?? change.deadlineAtMs });
      },
    }),
  };
};

const hangUpByStrangers: MakePlant = () => ({
  handlers: (handlers, calls) => ({
    ...handlers,
    hangup: async (row, request) => {
      const call = (await calls.services.store.read(row.app, request.cid))?.call;
      const isStranger = call !== undefined && !Object.values(call.accounts).includes(row.account);
      const device = call === undefined || call.phase === 'ended' ? row.device : call.caller.device;
      return handlers.hangup(isStranger ? { ...row, account: call.accounts.caller, device } : row, request);
    },
  }),
});

const retryCallsAgain: MakePlant = () => {
  const known = new Set<string>();
  let retrying = '';
  return {
    store: (store) => ({
      ...delegate(store),
      placed: (_app, caller, callId) => {
        retrying = known.has(callId) ? caller : '';
        return Promise.resolve(null);
      },
      liveOf: async (app, account) => (await store.liveOf(app, account)).filter(({ call }) => retrying !== account || call.accounts.caller !== account),
      commit: async (change) => {
        const { callId } = change.call;
        const again = change.was === 0 && known.has(callId);
        const outcome = await store.commit(again ? { ...change, call: { ...change.call, callId: `${callId}-again` }, mustBeFree: [] } : change);
        if (outcome.done) known.add(callId);
        return outcome;
      },
    }),
  };
};

const forgetAfterRestart: MakePlant = () => {
  let lives = 0;
  return {
    store: (store) => {
      const isFirst = (lives += 1) === 1;
      return {
        ...delegate(store),
        commit: (change) => store.commit(isFirst || change.call.phase !== 'ringing' ? change : { ...change, deadlineAtMs: null }),
      };
    },
  };
};

/** Ten faults that a server of calls may have, each put in at one joint. The model must find every one. */
export const PLANTED_BUGS: Readonly<Record<string, MakePlant>> = {
  'accept after cancel connects': acceptAfterCancel,
  'busy not checked under concurrency': changing((change) => ({ ...change, mustBeFree: [] })),
  'resume replays an event twice': replayTwice,
  'ring timer not cancelled': ringTimerNotCancelled,
  'second device not told': changing((change) => ({ ...change, tell: change.tell.filter(({ event }) => event.t !== 'answeredElsewhere') })),
  'record written twice': () => ({
    journal: (journal) => ({
      accounts: journal.accounts,
      load: (sinceMs) => journal.load(sinceMs),
      write: (batch) => journal.write({ ...batch, records: [...batch.records, ...batch.records] }),
      records: (app, account, before, limit) => journal.records(app, account, before, limit),
      recordOf: (app, account, cid) => journal.recordOf(app, account, cid),
      close: () => journal.close(),
    }),
  }),
  'hangup of a foreign cid': hangUpByStrangers,
  'invite retried creates a second call': retryCallsAgain,
  'glare leaves both ringing': storeWith((store) => ({
    liveOf: async (app, account) => (await store.liveOf(app, account)).filter(({ call }) => call.phase !== 'ringing' || call.accounts.caller === account),
    commit: (change) => store.commit({ ...change, mustBeFree: [] }),
  })),
  'restart forgets a ring deadline': forgetAfterRestart,
};
