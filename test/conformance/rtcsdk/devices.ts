import { NUMBER, TEXT } from './matchers';
import { meet } from './play';
import { section } from './row';
import type { Player, Stage } from './stage';

const row = section('1.8');

/** Two in a room. */
async function two(stage: Stage): Promise<[Player, Player]> {
  const [alice, bob] = await stage.people('alice', 'bob');
  await meet((await alice.createMeeting()).ID, alice, bob);
  return [alice, bob];
}

/** Section 1.8: microphones and cameras, as members tell each other; the pictures are the components'. */
export const devices = [
  ...row(['OpenMic', 'CloseMic', 'AudioStatusChanged'], 'everybody in the room hears UID, old and new: 3 open, 2 closed', async (stage) => {
    const [alice, bob] = await two(stage);
    alice.rtcsdk.OpenMic(alice.account);
    for (const each of [alice, bob]) await each.hears('AudioStatusChanged', (UID, _old, now) => UID === alice.account && now === 3);
    expect([alice, bob].map((each) => each.rtcsdk.GetMemberInfo(alice.account)?.audioStatus)).toEqual([3, 3]);
    alice.rtcsdk.CloseMic(alice.account);
    for (const each of [alice, bob]) expect(await each.hears('AudioStatusChanged', (_UID, _old, now) => now === 2)).toEqual([alice.account, 3, 2]);
  }),
  ...row(['OpenVideo', 'CloseVideo', 'VideoStatusChanged'], 'everybody in the room hears UID, old and new: 3 open, 2 closed', async (stage) => {
    const [alice, bob] = await two(stage);
    bob.rtcsdk.OpenVideo(bob.account);
    for (const each of [alice, bob]) await each.hears('VideoStatusChanged', (UID, _old, now) => UID === bob.account && now === 3);
    expect(alice.rtcsdk.GetMemberInfo(bob.account)).toMatchObject({ audioStatus: 2, videoStatus: 3 });
    bob.rtcsdk.CloseVideo(bob.account);
    for (const each of [alice, bob]) expect(await each.hears('VideoStatusChanged', (_UID, _old, now) => now === 2)).toEqual([bob.account, 3, 2]);
  }),
  ...row(['SetAllAudioClose', 'NotifyAllAudioClose'], 'closes everybody\'s microphone; the others hear who wished it', async (stage) => {
    const [alice, bob] = await two(stage);
    for (const each of [alice, bob]) {
      each.rtcsdk.OpenMic(each.account);
      await each.hears('AudioStatusChanged', (UID, _old, now) => UID === each.account && now === 3);
    }
    alice.rtcsdk.SetAllAudioClose();
    expect(await bob.hears('NotifyAllAudioClose')).toEqual([alice.account]);
    for (const each of [alice, bob]) await each.hears('AudioStatusChanged', (UID, _old, now) => UID === bob.account && now === 2);
  }),
  ...row(['GetAllVideoInfo', 'GetDefaultVideo'], 'a member has a camera with a number and a name; who is not there has none', async (stage) => {
    const [alice, bob] = await two(stage);
    const videos = alice.rtcsdk.GetAllVideoInfo(bob.account);
    expect(videos.length).toBeGreaterThan(0);
    expect(videos[0]).toEqual({ userID: bob.account, videoID: NUMBER, videoName: TEXT });
    expect(videos.map(({ videoID }) => videoID)).toContain(alice.rtcsdk.GetDefaultVideo(bob.account));
    expect(alice.rtcsdk.GetAllVideoInfo(stage.named('carol'))).toEqual([]);
  }),
  ...row(['SetDefaultVideo', 'VideoDevChanged'], 'turns between front and back; the component is told', async (stage) => {
    const [alice] = await two(stage);
    const facing: unknown[] = [];
    alice.rtcsdk.media.subscribe(({ push }) => void facing.push(push?.facing));
    alice.rtcsdk.SetDefaultVideo(alice.account, '');
    await alice.until('the camera is turned', () => facing.at(-1) === 'back');
    alice.rtcsdk.SetDefaultVideo(alice.account, '');
    await alice.until('the camera is turned back', () => facing.at(-1) === 'front');
    expect((await alice.hears('VideoDevChanged'))[0]).toBe(alice.account);
  }),
  ...row('GetWatchableVideos', 'lists cameras that are open: userID and videoID; of one user when it is named', async (stage) => {
    const [alice, bob] = await two(stage);
    expect(alice.rtcsdk.GetWatchableVideos()).toEqual([]);
    bob.rtcsdk.OpenVideo(bob.account);
    await alice.hears('VideoStatusChanged', (UID, _old, now) => UID === bob.account && now === 3);
    const videoID = alice.rtcsdk.GetDefaultVideo(bob.account);
    expect(alice.rtcsdk.GetWatchableVideos().map(({ userID, videoID: id }) => [userID, id])).toEqual([[bob.account, videoID]]);
    expect(alice.rtcsdk.GetWatchableVideos(bob.account)).toHaveLength(1);
    expect(alice.rtcsdk.GetWatchableVideos(alice.account)).toEqual([]);
  }),
  ...row('MicEnergyUpdate', 'exists; a mini-program measures nothing, so that it is never heard', async (stage) => {
    const [alice, bob] = await two(stage);
    bob.rtcsdk.OpenMic(bob.account);
    await alice.hears('AudioStatusChanged', (UID, _old, now) => UID === bob.account && now === 3);
    await alice.settled();
    expect(alice.heards('MicEnergyUpdate')).toEqual([]);
    alice.rtcsdk.MicEnergyUpdate.trigger(bob.account, 0, 1);
    expect(alice.heards('MicEnergyUpdate')).toEqual([[bob.account, 0, 1]]);
  }),
  ...row('OpenMicFailRslt', 'hears the number that the pusher reports; the microphone counts as closed, for the others too', async (stage) => {
    const [alice, bob] = await two(stage);
    alice.rtcsdk.OpenMic(alice.account);
    await bob.hears('AudioStatusChanged', (UID, _old, now) => UID === alice.account && now === 3);
    alice.rtcsdk.media.failed('mic', 705);
    expect(await alice.hears('OpenMicFailRslt')).toEqual([705]);
    expect(await bob.hears('AudioStatusChanged', (_UID, _old, now) => now === 2)).toEqual([alice.account, 3, 2]);
  }),
  ...row('OpenVideoFailRslt', 'hears the number that the pusher reports; may be called by components', async (stage) => {
    const [alice, bob] = await two(stage);
    alice.rtcsdk.OpenVideo(alice.account);
    await bob.hears('VideoStatusChanged', (UID, _old, now) => UID === alice.account && now === 3);
    alice.rtcsdk.media.failed('camera', 703);
    expect(await alice.hears('OpenVideoFailRslt')).toEqual([703]);
    expect(await bob.hears('VideoStatusChanged', (_UID, _old, now) => now === 2)).toEqual([alice.account, 3, 2]);
    const { rtcsdk } = await stage.fresh('carol');
    expect(() => rtcsdk.OpenVideoFailRslt.callback?.(702)).not.toThrow();
  }),
];
