import 'miniprogram-simulate';
import { AWAITED_MS } from '../../components/src/call-kit/roster';
import { FakeClient } from './support/fake-client';
import { FakeHost } from './support/fake-host';
import { memberOf, NAMES, TEAM_CALLS, TeamRoom, urlOf } from './support/fake-team';
import { asked, buttonsOf, freshModules, render, rendered, textOf, withService, type Rendered } from './support/render';

beforeEach(freshModules);

function page({ runsLive = true } = {}) {
  const client = new FakeClient();
  const host = new FakeHost();
  const { service, store } = withService(client, host, { runsLive });
  const kit = render('call-kit');
  const happen = async (ms = 0): Promise<void> => {
    await host.advance(ms);
    await rendered(kit);
  };
  return { client, host, service, store, kit, room: new TeamRoom(client), happen };
}

/** Alice has called Bob, Carol and Dave, and is in the room with those of these numbers. */
async function together(uids: readonly number[], options = {}) {
  const all = page(options);
  all.client.become(TEAM_CALLS.calling);
  all.client.become(TEAM_CALLS.accepted);
  await all.happen();
  all.room.enter(...uids);
  await all.happen();
  all.client.log = [];
  asked.length = 0;
  return all;
}

const tilesOf = (kit: Rendered) => kit.querySelectorAll('.tile').slice(1);
/** What is written on each tile but the own one. */
const written = (kit: Rendered) => tilesOf(kit).map(({ dom }) => textsIn(dom).join(' '));
const textsIn = (node: Node): string[] => (node.nodeType === Node.TEXT_NODE ? [node.textContent ?? ''] : [...node.childNodes].flatMap(textsIn)).filter((text) => text.trim() !== '');
const playersOf = (kit: Rendered) => kit.querySelectorAll('.player').map((player) => player.querySelector('#player')!.data['src']);

describe('calling several', () => {
  test('draws a tile for each, who rings until there is an answer, and a place for the own picture', async () => {
    const { client, kit, happen } = page();
    client.become(TEAM_CALLS.placing);
    await happen();
    expect(written(kit)).toEqual(['B bob Ringing…', 'C carol Ringing…', 'D dave Ringing…']);
    expect([kit.querySelectorAll('.tile').length, textOf(kit)]).toEqual([4, expect.stringContaining('Group call (4)')]);
    expect(buttonsOf(kit)).toEqual(['Minimise', 'Mic on', 'Cancel', 'Speaker', 'Camera on', 'Flip']);
  });

  test('is what a list of callees asks of netcall', async () => {
    const { client, service } = page();
    await service.call({ callee: ['bob', 'carol'], media: 'audio', custom: 'stand-up' });
    expect(client.log).toEqual(['call 1 bob,carol stand-up']);
  });

  test.each([['rejected', 'Call declined'], ['busy', 'The other side is busy'], ['noAnswer', 'No answer']] as const)(
    'whoever does not come (%s) goes from the grid, with a remark for a while',
    async (reason, text) => {
      const { client, kit, store, happen } = page();
      client.become(TEAM_CALLS.calling);
      client.emit('callRejected', { cid: 'c1', account: 'carol', type: 2, reason });
      await happen();
      expect([written(kit), store.hint]).toEqual([['B bob Ringing…', 'D dave Ringing…'], `carol: ${text}`]);
      expect(textOf(kit)).toContain(`carol: ${text}`);
      await happen(5_000);
      expect(store.hint).toBe('');
    },
  );

  test('that comes to nothing says so without a grid', async () => {
    const { client, kit, happen } = page();
    client.become(TEAM_CALLS.calling);
    client.become({ ...TEAM_CALLS.ended, reason: 'noAnswer' });
    await happen();
    expect([kit.querySelectorAll('.tile').length, textOf(kit)]).toEqual([0, expect.stringMatching(/Group call ?No answer/)]);
  });
});

describe('a call with several that rings', () => {
  test.each([['video', 'invites you to a video call with carol · dave'], ['audio', 'invites you to a voice call with carol · dave']] as const)(
    'says who calls, what (%s) and with whom',
    async (media, text) => {
      const { client, kit, happen } = page();
      client.become({ ...TEAM_CALLS.ringing, media });
      await happen();
      expect([textOf(kit), buttonsOf(kit)]).toEqual([expect.stringMatching(new RegExp(`bob ?${text}`)), ['Decline', 'Accept']]);
    },
  );

  test('is answered and declined by its cid', async () => {
    const { client, service } = page();
    client.become(TEAM_CALLS.ringing);
    await service.accept();
    await service.reject();
    expect(client.log).toEqual(['response true bob 2 c1', 'response false bob 2 c1']);
  });

  test('shows whoever was called as awaited for as long as a call rings, and no longer', async () => {
    const { client, kit, happen } = page();
    client.become(TEAM_CALLS.ringing);
    client.become({ ...TEAM_CALLS.accepted, peer: 'bob', team: ['bob', 'alice', 'carol', 'dave'], role: 'callee' });
    await happen(AWAITED_MS.callee - 1);
    expect(written(kit)).toEqual(['C carol Ringing…', 'D dave Ringing…']);
    await happen(1);
    expect(written(kit)).toEqual([]);
  });
});

describe('the grid', () => {
  test.each([[1, '2 × 1', '2 × 1'], [2, '2 × 2', '3 × 1'], [3, '2 × 2', '4 × 1'], [4, '2 × 3', '5 × 1'], [5, '2 × 3', '3 × 2'], [6, '3 × 3', '4 × 2'], [7, '3 × 3', '4 × 2'], [8, '3 × 3', '5 × 2'], [9, '3 × 3', '5 × 2']])(
    'beside %i others has %s columns and rows, and %s where it is wider than high',
    async (others, tall, wide) => {
      const { client, store, kit, happen } = page();
      client.become({ ...TEAM_CALLS.calling, team: NAMES.slice(0, others + 1) });
      await happen();
      const style = (prefix: string, [columns = '', rows = '']: readonly string[]) => `--netcall-${prefix}columns:${columns};--netcall-${prefix}rows:${rows}`;
      expect([tilesOf(kit).length, store.gridStyle]).toEqual([Math.min(others, 8), `${style('', tall.split(' × '))};${style('wide-', wide.split(' × '))}`]);
    },
  );

  test('of more than nine draws nine, plays all, and says how many there are', async () => {
    const uids = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
    const { kit } = await together(uids);
    expect([tilesOf(kit).length, kit.querySelectorAll('.unseen').length, playersOf(kit)]).toEqual([8, 3, uids.map((uid) => urlOf(uid))]);
    expect(textOf(kit)).toContain('Group call (12)');
  });

  test('changes while it runs: whoever comes and goes leaves the players of the others alone', async () => {
    const { kit, room, happen } = await together([2, 4]);
    expect(written(kit)).toEqual(['bob', 'C carol Ringing…', 'dave']);
    room.join(3);
    await happen();
    expect([written(kit), playersOf(kit), asked]).toEqual([['bob', 'carol', 'dave'], [2, 3, 4].map((uid) => urlOf(uid)), ['player play']]);
    room.leave(2);
    await happen();
    expect([written(kit), playersOf(kit), asked]).toEqual([['carol', 'dave'], [3, 4].map((uid) => urlOf(uid)), ['player play']]);
  });

  test('has the own picture first, with its address, and sets it before it tells the others', async () => {
    const { client, kit, service, happen } = await together([2]);
    const pusher = () => kit.querySelector('#pusher')!.querySelector('#pusher')!.data;
    expect([pusher()['url'], kit.querySelector('#view')!.querySelectorAll('.first').length]).toEqual([memberOf(1).url, 1]);
    await service.toggleCamera();
    await happen();
    expect([pusher()['enableCamera'], client.log, textOf(kit)]).toEqual([false, ['switchMode 1'], expect.stringContaining('Camera off')]);
  });

  test('has the controls of a call, without the way to sound and back, which are for two', async () => {
    const { client, kit, service } = await together([2]);
    expect(buttonsOf(kit)).toEqual(['Minimise', 'Mic on', 'Hang up', 'Speaker', 'Camera on', 'Flip']);
    client.hear(5);
    await service.askForVideo();
    await service.backToAudio();
    expect([client.log, buttonsOf(kit)]).toEqual([[], ['Minimise', 'Mic on', 'Hang up', 'Speaker', 'Camera on', 'Flip']]);
  });

  test('is gone with the call, and so are its timers', async () => {
    const { client, host, kit, happen } = await together([2, 3]);
    client.become({ ...TEAM_CALLS.ended, durationMs: 7_000 });
    await happen();
    expect([kit.querySelectorAll('.tile').length, playersOf(kit), textOf(kit)]).toEqual([0, [], expect.stringMatching(/Group call ?Call ended 00:07/)]);
    await happen(2_000);
    expect(host.waiting).toBe(0);
  });

  test('draws faces and says why where live-player does not run', async () => {
    const { kit } = await together([2], { runsLive: false });
    expect([playersOf(kit), written(kit)]).toEqual([[], ['B bob', 'C carol Ringing…', 'D dave Ringing…']]);
    expect(textOf(kit)).toContain('Camera and video run on phones only.');
  });
});

describe('a tile', () => {
  test('of a member without picture is its face, and that of a muted one says so; the player stays', async () => {
    const { kit, room, happen } = await together([2, 3, 4]);
    room.update(2, 1);
    room.update(3, 2);
    room.update(4, 3);
    await happen();
    expect([written(kit), asked]).toEqual([['B bob', 'carol Mic off', 'D dave Mic off'], []]);
    expect(playersOf(kit)).toEqual([2, 3, 4].map((uid) => urlOf(uid)));
  });

  test('says that the connection of its member is lost, and stops saying so when it is back or the room is told anew', async () => {
    const { kit, room, store, happen } = await together([2, 3, 4]);
    room.link(3, 'reconnecting');
    await happen();
    expect([written(kit), store.hint]).toEqual([['bob', 'carol Reconnecting…', 'dave'], '']);
    room.link(3, 'ok');
    await happen();
    expect(written(kit)).toEqual(['bob', 'carol', 'dave']);
    room.link(4, 'reconnecting');
    room.comeBack(2, 3, 4);
    await happen();
    expect([written(kit), asked]).toEqual([['bob', 'carol', 'dave'], []]);
  });

  test('whose stream is lost is played anew for as long as its member is there; the others and the call do not notice', async () => {
    const { client, kit, room, service, store, happen } = await together([2, 3, 4]);
    service.streams.playState(3, 'failed');
    await happen();
    expect([written(kit), store.hint]).toEqual([['bob', 'carol Reconnecting…', 'dave'], '']);
    client.failing.set('members', 'TIMEOUT');
    await happen(120_000);
    expect([store.hint, store.canRetry, written(kit)[1]]).toEqual(['', false, 'carol Reconnecting…']);
    client.failing.clear();
    await happen(8_000);
    expect([written(kit), asked]).toEqual([['bob', 'carol', 'dave'], ['player stop', 'player play']]);
    service.streams.playState(3, 'failed');
    room.leave(3);
    client.log = [];
    await happen(60_000);
    expect([written(kit), client.log]).toEqual([['bob', 'dave'], []]);
  });

  test('whose stream is weak says nothing of the own network, and a lost stream of the own picture is no matter of a tile', async () => {
    const { kit, service, store, happen } = await together([2, 3, 4]);
    service.streams.playState(2, 'weak');
    expect(store.hint).toBe('');
    service.streams.pushState('failed');
    await happen();
    expect([store.hint, written(kit)]).toEqual(['Reconnecting…', ['bob', 'carol', 'dave']]);
  });

  test('of a member with a new stream plays that one', async () => {
    const { kit, room, happen } = await together([2, 3, 4]);
    room.update(3, 0, 1);
    await happen();
    expect([playersOf(kit), asked]).toEqual([[urlOf(2), urlOf(3, 1), urlOf(4)], ['player stop', 'player play']]);
  });
});

describe('a named room', () => {
  const { team: _, ...alone } = TEAM_CALLS.accepted;
  const call = { ...alone, channel: 'Daily' } as const;

  test.each([['video', '0'], ['audio', '1']] as const)('is entered as a host with the mode of %s, and made when it is not open', async (media, mode) => {
    const { client, service } = page();
    await service.joinRoom('Daily', media);
    expect(client.log).toEqual([`joinChannel Daily ${mode} 0 1 true`]);
  });

  test('has its name at the head, waits for nobody, and shows who comes', async () => {
    const { client, kit, happen } = page();
    client.become({ phase: 'placing', callId: 'id1', peer: '', media: 'video', channel: 'Daily' });
    await happen();
    expect([written(kit), textOf(kit)]).toEqual([[], expect.stringContaining('Daily (1)')]);
    const room = new TeamRoom(client, call);
    room.enter();
    await happen();
    expect([textOf(kit), buttonsOf(kit)]).toEqual([expect.stringContaining('Daily (1)00:00'), ['Minimise', 'Mic on', 'Hang up', 'Speaker', 'Camera on', 'Flip']]);
    room.join(2);
    await happen();
    expect([written(kit), textOf(kit)]).toEqual([['bob'], expect.stringContaining('Daily (2)')]);
  });

  test('begins with the camera and the microphone that it was entered with, and both can be switched', async () => {
    const { client, service, store, happen } = page();
    client.become({ phase: 'placing', callId: 'id1', peer: '', media: 'video', channel: 'Daily' });
    const members = [memberOf(1, 1), memberOf(2)];
    client.become({ ...call, room: { uid: 1, mode: 1, members, connectCount: 0 } });
    client.emit('syncDone', { code: 200, errmsg: '', userlist: members.map((each) => ({ ...each, pusher_secret: '', scene: 1 })), connectCount: 0 });
    await happen();
    expect([store.cameraOn, store.micOn, client.log]).toEqual([false, true, []]);
    await service.toggleCamera();
    expect([store.cameraOn, client.log]).toEqual([true, ['switchMode 0']]);
  });
});
