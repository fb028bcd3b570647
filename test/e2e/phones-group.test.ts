import { demoRoots } from '../../preview/src/index';
import { useChromium } from '../support/chromium';
import { usePhones, type Heard } from '../support/node-phone';
import { usePreview } from '../support/preview';
import { useStack } from '../support/stack';
import { until } from '../support/until';
import { Member, useSmallFile } from './support/members';
import { dialSeveral, enterRoom, openPair, type Pair, type ScreenPhone } from './support/pair';
import { namesOf, seeMoving, watched, watchTiles } from './support/tiles';

const stack = useStack();
const preview = usePreview(() => ({ ...demoRoots(), signalPort: stack().signalPort, flvPort: stack().flvPort }));
const browser = useChromium();
const file = useSmallFile();
const phones = usePhones(stack);
const members: Member[] = [];
let pair: Pair;

/** Longest time for which the picture of somebody whom nothing happens to may stand still: it changes five times a second. */
const STILL_MS = 5_000;

beforeEach(async () => {
  pair = await openPair(browser(), preview().url, 'en');
  for (const name of ['carol', 'dave', 'erin', 'frank', 'grace', 'heidi', 'ivan']) members.push(new Member(await phones.signIn(name), file()));
}, 60_000);

afterEach(async () => {
  // A call that is still up would keep both accounts busy for the next test.
  for (const phone of [pair.alice, pair.bob]) if (await phone.button('Hang up').isVisible()) await leave(phone);
  await Promise.all(members.splice(0).map((member) => member.stop()));
  await pair.context.close();
  expect(pair.faults).toEqual([]);
});

const namesIn = (all: readonly Member[]): string[] => all.map(({ account }) => account);

/** Waits until everybody of these has heard exactly this since the mark. */
async function haveHeard(all: readonly Member[], events: readonly Heard[]): Promise<void> {
  await Promise.all(all.map((member) => until(`${member.account} hears ${events.join(' ')}, not ${member.heardSince.join(' ')}`, () => member.heardSince.length >= events.length)));
  for (const member of all) expect([member.account, member.heardSince]).toEqual([member.account, events]);
}

async function leave(phone: ScreenPhone): Promise<void> {
  await phone.tap('Hang up');
  await phone.see('Call ended');
}

test('nine people, two on phones and seven on Node, see each other; one joins late, one leaves, one loses its network, and the rest do not notice', async () => {
  const { alice, bob } = pair;
  const both = [alice, bob];
  const [leaver, late, lost, ...calm] = members as [Member, Member, Member, ...Member[]];
  const early = [leaver, lost, ...calm];
  await dialSeveral(alice, members.map(({ account }) => account));
  await bob.see(/^invites you to a video call with carol-1 · dave-1 · /);
  await bob.tap('Accept');
  await Promise.all(early.map((member) => member.join()));
  await Promise.all(both.map(watchTiles));
  await Promise.all([seeMoving(alice, ['Bob', ...namesIn(early)]), seeMoving(bob, ['Alice', ...namesIn(early)])]);
  await Promise.all(both.map((phone) => phone.see('Group call (9)')));
  await alice.see('Ringing…');
  for (const member of early) member.mark();

  await late.join();
  late.mark();
  await Promise.all(both.map((phone) => seeMoving(phone, namesIn(members))));
  expect([await namesOf(alice), await namesOf(bob)]).toEqual([['Bob', ...namesIn(members)], ['Alice', ...namesIn(members)]]);
  await haveHeard(early, ['callAccepted', 'joinChannel', 'clientJoin']);

  await leaver.leave();
  await Promise.all(both.map((phone) => phone.see('Group call (8)')));
  await haveHeard([late], ['clientLeave']);
  await haveHeard([lost, ...calm], ['callAccepted', 'joinChannel', 'clientJoin', 'clientLeave']);

  await lost.lose();
  await Promise.all(both.map((phone) => phone.seeInTile(lost.account, 'Reconnecting…')));
  await Promise.all(both.map((phone) => seeMoving(phone, namesIn([late, ...calm]))));
  await lost.comeBack();
  await Promise.all(both.map((phone) => seeMoving(phone, [lost.account])));
  await haveHeard(calm, ['callAccepted', 'joinChannel', 'clientJoin', 'clientLeave', 'peerState', 'peerState', 'clientUpdate']);
  await haveHeard([late], ['clientLeave', 'peerState', 'peerState', 'clientUpdate']);

  for (const [phone, other] of [[alice, 'Bob'], [bob, 'Alice']] as const) {
    const seen = await watched(phone);
    for (const name of [other, ...namesIn([late, ...calm])]) expect([name, seen[name]!.isSame, seen[name]!.stillMs < STILL_MS]).toEqual([name, true, true]);
  }
}, 180_000);

test('one of a group calls another into it: both phones show who is being called, then the picture; and a phone asks for more by its button', async () => {
  const { alice, bob } = pair;
  const both = [alice, bob];
  const [carol, dave, erin] = members as [Member, Member, Member];
  await dialSeveral(alice, [carol.account]);
  await bob.tap('Accept');
  await carol.join();
  await Promise.all(both.map(watchTiles));
  await Promise.all([seeMoving(alice, ['Bob', carol.account]), seeMoving(bob, ['Alice', carol.account])]);
  await carol.phone.netcall.invite({ callees: [dave.account, erin.account] });
  await Promise.all(both.flatMap((phone) => [phone.seeInTile(dave.account, 'Ringing…'), phone.seeInTile(erin.account, 'Ringing…'), phone.see('Group call (5)')]));
  await dave.join();
  const { cid, caller, type } = await erin.phone.heard('beCalling');
  await erin.phone.netcall.response({ accepted: false, cid, caller, type });
  await Promise.all(both.flatMap((phone) => [seeMoving(phone, [dave.account]), phone.see(`${erin.account}: Call declined`)]));
  await Promise.all(both.map((phone) => phone.see('Group call (4)')));
  await alice.tap('Invite');
  await alice.frame.getByText('Erin', { exact: true }).filter({ visible: true }).click();
  await alice.see('Erin: The other side is offline');
  for (const phone of both) {
    const seen = await watched(phone);
    expect([seen[carol.account]!.isSame, seen[carol.account]!.stillMs < STILL_MS]).toEqual([true, true]);
  }
}, 120_000);

test('the phones of a group hang up one after the other, and the group goes on without them', async () => {
  const { alice, bob } = pair;
  const [carol, dave] = members as [Member, Member];
  await dialSeveral(alice, [carol, dave].map(({ account }) => account));
  await bob.tap('Accept');
  for (const member of [carol, dave]) await member.join();
  for (const member of [carol, dave]) member.mark();
  await bob.see('Group call (4)');
  await leave(alice);
  await bob.see('Group call (3)');
  await leave(bob);
  await haveHeard([carol, dave], ['clientLeave', 'clientLeave']);
  expect(carol.phone.netcall.current.phase).toBe('inCall');
}, 90_000);

test('phones that enter the same room by its name see each other, and whoever comes later', async () => {
  const { alice, bob } = pair;
  await enterRoom(alice, 'Daily');
  await alice.see('Daily (1)');
  await enterRoom(bob, 'Daily');
  const [carol] = members as [Member];
  await carol.enter('Daily');
  await Promise.all([alice, bob].map(watchTiles));
  await Promise.all([seeMoving(alice, ['Bob', carol.account]), seeMoving(bob, ['Alice', carol.account])]);
  await leave(alice);
  await bob.see('Daily (2)');
}, 90_000);
