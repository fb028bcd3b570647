import 'miniprogram-simulate';
import { CALLS, enterRoom, FakeClient } from './support/fake-client';
import { FakeHost } from './support/fake-host';
import { NAMES, TEAM_CALLS, TeamRoom } from './support/fake-team';
import { asked, buttonsOf, freshModules, render, rendered, textOf, withService, type KitChoices, type Rendered } from './support/render';

beforeEach(freshModules);

/** Alice talks with these of those whom she has called. */
async function talking(uids: readonly number[], options: KitChoices = {}) {
  const client = new FakeClient();
  const host = new FakeHost();
  const { service, store, errors } = withService(client, host, options);
  const kit = render('call-kit');
  const room = new TeamRoom(client);
  const happen = async (ms = 0): Promise<void> => {
    await host.advance(ms);
    await rendered(kit);
  };
  client.become(TEAM_CALLS.calling);
  client.become(TEAM_CALLS.accepted);
  await happen();
  room.enter(...uids);
  await happen();
  client.log = [];
  asked.length = 0;
  return { client, service, store, errors, kit, room, happen };
}

/** Bob has called Erin. */
function callErin({ client }: { readonly client: FakeClient }): void {
  client.become({ ...TEAM_CALLS.accepted, room: { uid: 1, mode: 0, members: [], connectCount: 0 }, uids: { ...TEAM_CALLS.accepted.uids, erin: 5 } });
  client.emit('callInvited', { cid: 'c1', account: 'bob', callees: ['erin'] });
}

const tilesIn = (kit: Rendered): number => kit.querySelectorAll('.tile').length - 1;
const press = (kit: Rendered): void => kit.querySelector('#view')!.instance.triggerEvent('invite');

describe('somebody who is called into a call that goes on', () => {
  test('has a tile that says so until there is an answer, after those who were called before', async () => {
    const all = await talking([2, 3, 4]);
    callErin(all);
    await all.happen();
    expect(all.store.tiles.map(({ uid, name, waiting, note }) => [uid, name, waiting, note])).toEqual([[2, 'bob', false, ''], [3, 'carol', false, ''], [4, 'dave', false, ''], [5, 'erin', true, 'Ringing…']]);
    expect(textOf(all.kit)).toContain('Group call (5)');
    all.room.join(5);
    await all.happen();
    expect(all.store.tiles.at(-1)).toMatchObject({ uid: 5, waiting: false });
  });

  test.each([['rejected', 'Call declined'], ['noAnswer', 'No answer']] as const)('and does not come (%s) goes from the grid with a remark, and may be called again', async (reason, text) => {
    const all = await talking([2, 3, 4]);
    callErin(all);
    all.client.emit('callRejected', { cid: 'c1', account: 'erin', type: 2, reason });
    await all.happen();
    expect([tilesIn(all.kit), all.store.hint]).toEqual([3, `erin: ${text}`]);
    callErin(all);
    await all.happen();
    expect(tilesIn(all.kit)).toBe(4);
  });

  test('in a call that is not this one has no tile', async () => {
    const { client, kit, happen } = await talking([2, 3]);
    client.emit('callInvited', { cid: 'c2', account: 'bob', callees: ['erin'] });
    await happen();
    expect(tilesIn(kit)).toBe(3);
  });
});

describe('the button that invites', () => {
  test('is there while a call with several goes on and the application lets one pick, also when all others have left', async () => {
    expect(buttonsOf((await talking([2, 3])).kit)).not.toContain('Invite');
    freshModules();
    const { kit, room, happen } = await talking([2, 3], { pickInvitees: () => [] });
    expect(buttonsOf(kit)).toContain('Invite');
    room.leave(2);
    room.leave(3);
    await happen();
    expect(buttonsOf(kit)).toContain('Invite');
  });

  test('is not there in a call for two, which cannot grow', async () => {
    const client = new FakeClient();
    withService(client, new FakeHost(), { pickInvitees: () => [] });
    const kit = render('call-kit');
    client.become(CALLS.accepted);
    await rendered(kit);
    enterRoom(client);
    await rendered(kit);
    expect(buttonsOf(kit)).toContain('Hang up');
    expect(buttonsOf(kit)).not.toContain('Invite');
  });

  test('asks the application once, tells it who is there, and calls whom it gives', async () => {
    const given: (readonly string[])[] = [];
    const { client, kit, happen } = await talking([2, 3], { pickInvitees: (present) => (given.push(present), Promise.resolve(['erin', 'frank'])) });
    press(kit);
    press(kit);
    await happen();
    expect([given, client.log]).toEqual([[['alice', 'bob', 'carol', 'dave']], ['invite erin,frank c1']]);
  });

  test('calls nobody when nobody is picked, or when the call has ended meanwhile', async () => {
    let pick: (accounts: readonly string[]) => void = () => undefined;
    const { client, kit, happen } = await talking([2, 3], { pickInvitees: () => new Promise((resolve) => (pick = resolve)) });
    press(kit);
    await happen();
    pick([]);
    await happen();
    press(kit);
    await happen();
    client.become(TEAM_CALLS.ended);
    pick(['erin']);
    await happen();
    expect(client.log.filter((line) => line.startsWith('invite'))).toEqual([]);
  });

  test('waits for an answer that never comes no longer than the call', async () => {
    let asked = 0;
    const { client, kit, happen } = await talking([2, 3], { pickInvitees: () => (asked++, new Promise(() => undefined)) });
    press(kit);
    await happen();
    press(kit);
    await happen();
    expect(asked).toBe(1);
    client.become(TEAM_CALLS.ended);
    client.become({ ...TEAM_CALLS.calling, callId: 'id2', cid: 'c2' });
    client.become({ ...TEAM_CALLS.accepted, callId: 'id2', cid: 'c2' });
    await happen();
    press(kit);
    await happen();
    expect(asked).toBe(2);
  });

  test.each([[undefined], ['erin'], [{ account: 'erin' }]])('calls nobody when the application gives %j in place of a list, and names the option', async (given) => {
    const { client, kit, errors, happen } = await talking([2, 3], { pickInvitees: () => given as unknown as string[] });
    press(kit);
    await happen();
    expect([errors, client.log]).toEqual([[expect.objectContaining({ code: 'BAD_ARGUMENT', detail: expect.objectContaining({ field: 'pickInvitees' }) as object })], []]);
  });

  test('says when the one who was picked is signed in nowhere', async () => {
    const { client, kit, store, happen } = await talking([2, 3], { pickInvitees: () => ['erin'] });
    client.failing.set('invite', 'CALLEE_OFFLINE');
    press(kit);
    await happen();
    expect(store.hint).toBe('erin: The other side is offline');
  });
});

test('invite of the kit calls these into the current call, and rejects as netcall does', async () => {
  const { client, service } = await talking([2]);
  await service.invite([NAMES[4], NAMES[5]]);
  expect(client.log).toEqual(['invite erin,frank']);
  client.failing.set('invite', 'ROOM_FULL');
  await expect(service.invite(['grace'])).rejects.toMatchObject({ code: 'ROOM_FULL' });
});
