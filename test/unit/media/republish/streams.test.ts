import { writeFlvTag } from '../../../../server/src/media/flv';
import { until } from '../../../support/until';
import { besideEngine, browserPlays, browserPushes } from '../support/beside-engine';
import { interFrame, keyFrame, sound } from '../support/packets';
import { asTags, flvOf, PICTURES, player, publisher, push, S } from '../support/scene';

const tag = ({ type, timestampMs, payload }: ReturnType<typeof keyFrame>): Buffer => writeFlvTag(type, timestampMs, payload);
const FETCHED = 'a stream is fetched from the media engine';
const PASSED_ON = 'a stream is passed on to the media engine';

describe('what a browser publishes', () => {
  test('is published at the engine, unchanged, and ends there when the browser leaves', async () => {
    const scene = await besideEngine();
    const phone = await player(scene.engine);
    const browser = await browserPushes(scene);
    browser.send(flvOf(PICTURES));
    await phone.until(() => phone.media.length === 6);
    expect(asTags(phone.media)).toEqual(asTags(PICTURES));
    expect(scene.notes).toEqual([{ level: 'info', stream: S, text: PASSED_ON }]);
    browser.terminate();
    await scene.wire.untilNoneOpen();
    await scene.engine.told(2);
    expect([scene.engine.events.map(({ type }) => type), scene.asked]).toEqual([['published', 'unpublished'], [`push ${S}`]]);
  });

  test('begins at an engine that was away with what decoders need and the last key frame', async () => {
    const scene = await besideEngine();
    scene.wire.cut();
    const browser = await browserPushes(scene);
    browser.send(Buffer.concat([flvOf(PICTURES), ...[keyFrame(500), sound(510), interFrame(566)].map(tag)]));
    await scene.failed(1);
    const near = await browserPlays(scene);
    await near.flv.until(() => near.flv.tags.length === 6);
    scene.wire.mend();
    scene.relay.clock.advance(200);
    const phone = await player(scene.engine);
    await phone.until(() => phone.media.length === 6);
    expect(asTags(phone.media)).toEqual(asTags([...PICTURES.slice(0, 3), keyFrame(500), sound(510), interFrame(566)]));
  });

  test('is played here from here: nothing of it is fetched from the engine', async () => {
    const scene = await besideEngine();
    const browser = await browserPushes(scene);
    browser.send(flvOf(PICTURES));
    await scene.engine.told(1);
    const near = await browserPlays(scene);
    await near.flv.until(() => near.flv.tags.length === 6);
    expect([near.flv.tags, scene.asked, scene.wire.open]).toEqual([asTags(PICTURES), [`push ${S}`], 1]);
  });

  test('goes on over the same connection when the browser publishes anew, and time goes on', async () => {
    const scene = await besideEngine();
    const phone = await player(scene.engine);
    (await browserPushes(scene)).send(flvOf(PICTURES));
    await phone.until(() => phone.media.length === 6);
    (await browserPushes(scene)).send(flvOf(PICTURES));
    await phone.until(() => phone.media.length === 12);
    expect([scene.asked, phone.media.slice(9).map(({ timestampMs }) => timestampMs)]).toEqual([[`push ${S}`], [106, 116, 172]]);
    expect(scene.engine.events.map(({ type }) => type)).toEqual(['published']);
  });
});

describe('what is published at the engine', () => {
  test('is played here by any number of browsers over one connection, and is told to nobody as a client of ours', async () => {
    const scene = await besideEngine();
    const first = await browserPlays(scene);
    const phone = await publisher(scene.engine);
    push(phone, PICTURES);
    await first.flv.until(() => first.flv.tags.length === 6);
    const second = await browserPlays(scene);
    await second.flv.until(() => second.flv.tags.length === 6);
    expect([first.flv.tags, second.flv.tags]).toEqual([asTags(PICTURES), asTags(PICTURES)]);
    expect([scene.asked, scene.wire.open]).toEqual([[`play ${S}`], 1]);
    expect(scene.engine.events).toEqual([{ type: 'published', stream: S }]);
    expect(scene.notes).toEqual([{ level: 'info', stream: S, text: FETCHED }]);
  });

  test('is fetched for two seconds more after the last browser has left, and again for the next one', async () => {
    const scene = await besideEngine();
    push(await publisher(scene.engine), PICTURES);
    for (const [round, waitMs] of [1_999, 3_000].entries()) {
      const { socket, flv } = await browserPlays(scene);
      await flv.until(() => flv.tags.length === 6);
      expect(scene.asked).toEqual([`play ${S}`]);
      socket.terminate();
      await until('the browser has left', () => scene.left() > round);
      scene.relay.clock.advance(waitMs);
    }
    await scene.wire.untilNoneOpen();
    const { flv } = await browserPlays(scene);
    await flv.until(() => flv.tags.length === 6);
    expect(scene.asked).toEqual([`play ${S}`, `play ${S}`]);
  });
});
