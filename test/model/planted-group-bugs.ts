import type { GroupChange, GroupStore } from '../../server/src/store/group-store';
import { delegateGroups } from './group-history';
import { delegate } from './history';
import type { MakePlant } from './planted-bugs';

const groupsWith = (change: (groups: GroupStore) => Partial<GroupStore>): MakePlant => () => ({
  store: (store) => ({ ...delegate(store), groups: { ...delegateGroups(store.groups), ...change(store.groups) } }),
});

const changing = (edit: (change: GroupChange) => GroupChange): MakePlant => groupsWith((groups) => ({ commit: (change) => groups.commit(edit(change)) }));

const unheard = (name: string, reason?: string): MakePlant =>
  changing((change) => ({ ...change, tell: change.tell.filter(({ event }) => event.t !== name || ('reason' in event && reason !== undefined && event.reason !== reason)) }));

const lossUnnoticed: MakePlant = () => ({
  groups: (groups) => {
    const step = groups.step.bind(groups);
    groups.step = (group, event) => (event.type === 'linkLost' ? { group, effects: [] } : step(group, event));
  },
});

/** Eight faults that a server of calls with several and of named rooms may have. The model must find every one. */
export const PLANTED_GROUP_BUGS: Readonly<Record<string, MakePlant>> = {
  'who declines is told to nobody': unheard('declined'),
  'who is lost stays a member': lossUnnoticed,
  'a kicked device keeps its place': unheard('ended', 'kicked'),
  'one who leaves is not told': unheard('memberLeft'),
  'a group is no call': changing((change) => ({ ...change, mustBeFree: [] })),
  'a record is of the wrong one': changing((change) => ({ ...change, records: change.records.map((record) => ({ ...record, endedBy: record.caller })) })),
  'whom somebody calls more is told to nobody': unheard('calledMore'),
  'an invitation leaves no record': changing((change) => ({ ...change, records: change.records.filter(({ callId }) => !callId.startsWith(change.group.cid)) })),
};
