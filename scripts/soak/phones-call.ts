import type { CDPSession } from 'playwright-core';
import { buildPreview, demoRoots, startPreview } from '../../preview/src/index';
import { connect, openPair, type Pair, type ScreenPhone } from '../../test/e2e/support/pair';
import { launchChromium } from '../../test/support/chromium';
import type { Stack } from '../../test/support/stack';
import { type PlayFigures, takeFigures, watchPlayer } from './play-figures';
import { changesBy, type Finding, growsBy, megabytes, Series, together } from './series';

/** By how much the duration that a phone shows may differ from the time that has passed: it changes once a second, and reading takes a moment. */
const DURATION_S = 2;
/** By how much what waits to be heard, and so the whole delay, may change: so much a player adapts itself to how evenly packets come. */
const DELAY_DRIFT_MS = 250;
/** By how much pictures may move against the sound. */
const AV_DRIFT_MS = 40;
/** A call between two phones shows at least so many pictures a second: a machine that is busy shows fewer than the camera gives. */
const LEAST_FPS = 5;

/** Nodes of the page that may be more at the end: texts that come and go. */
const NODES = 20;

/** One phone of the pair and its figures. */
class SoakPhone {
  private readonly delay = new Series();
  private readonly buffered = new Series();
  private readonly avOffset = new Series();
  private newest: PlayFigures | null = null;
  private slowest = Infinity;
  private worstS = 0;

  constructor(readonly name: string, private readonly phone: ScreenPhone) {}

  async look(atMs: number, passedS: number): Promise<void> {
    const figures = await takeFigures(this.phone.frame);
    if (figures.delayMs !== null) this.delay.note(atMs, figures.delayMs);
    if (figures.bufferedMs !== null) this.buffered.note(atMs, figures.bufferedMs);
    if (figures.avOffsetMs !== null) this.avOffset.note(atMs, figures.avOffsetMs);
    this.slowest = Math.min(this.slowest, figures.fps);
    this.newest = figures;
    const shown = await this.phone.frame.getByRole('timer').filter({ visible: true }).first().textContent({ timeout: 2_000 }).catch(() => null);
    const shownS = shown === null ? -Infinity : shown.trim().split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
    this.worstS = Math.max(this.worstS, Math.abs(shownS - passedS));
  }

  get text(): string {
    const { fps = 0, bufferedMs = 0, underruns = 0 } = this.newest ?? {};
    return `${this.name} ${fps.toFixed(1)} pictures a second, ${Math.round(bufferedMs ?? 0)} ms wait, ${underruns} gaps`;
  }

  finding(minutes: number): Finding {
    return together(this.name, [
      { ok: this.worstS <= DURATION_S, text: `duration shown off by up to ${this.worstS.toFixed(1)} of ${DURATION_S} s` },
      { ok: this.slowest >= LEAST_FPS, text: `pictures a second at least ${this.slowest.toFixed(1)} (${LEAST_FPS} demanded)` },
      changesBy('delay', this.delay, minutes, DELAY_DRIFT_MS), changesBy('what waits to be heard', this.buffered, minutes, DELAY_DRIFT_MS), changesBy('pictures against sound', this.avOffset, minutes, AV_DRIFT_MS),
      { ok: true, text: `${this.newest?.underruns ?? 0} gaps in the sound` },
    ]);
  }
}

/** A video call between two phones of the demo in Chromium. */
export class PhonesCall {
  private readonly heap = new Series();
  private readonly nodes = new Series();

  private constructor(private readonly pair: Pair, private readonly phones: readonly SoakPhone[], private readonly inspector: CDPSession, private readonly connectedMs: number) {}

  /** @param ends - takes what closes it again */
  static async start(stack: Stack, ends: (() => Promise<unknown>)[]): Promise<PhonesCall> {
    const preview = await startPreview({ files: await buildPreview(demoRoots()), port: 0, signalPort: stack.signalPort, flvPort: stack.flvPort });
    ends.push(() => preview.close());
    const browser = await launchChromium();
    ends.push(() => browser.close());
    const pair = await openPair(browser, preview.url, 'en');
    const both = [pair.alice, pair.bob];
    await Promise.all(both.map((phone) => watchPlayer(phone.frame)));
    await connect(pair.alice, pair.bob, 'bob');
    const connectedMs = performance.now();
    await Promise.all(both.map((phone) => phone.seeMovingPicture()));
    const phones = both.map((phone, at) => new SoakPhone(at === 0 ? 'Alice' : 'Bob', phone));
    return new PhonesCall(pair, phones, await pair.context.newCDPSession(pair.page), connectedMs);
  }

  async look(atMs: number): Promise<void> {
    for (const phone of this.phones) await phone.look(atMs, (performance.now() - this.connectedMs) / 1_000);
    await this.inspector.send('HeapProfiler.collectGarbage');
    this.heap.note(atMs, (await this.inspector.send('Runtime.getHeapUsage')).usedSize);
    this.nodes.note(atMs, (await this.inspector.send('Memory.getDOMCounters')).nodes);
  }

  get text(): string {
    return `${this.phones.map(({ text }) => text).join(', ')}, page ${megabytes(this.heap.last ?? 0)}`;
  }

  findings(minutes: number): Finding[] {
    const { faults } = this.pair;
    return [
      ...this.phones.map((phone) => phone.finding(minutes)),
      together('page of both', [growsBy('in use after garbage collection', this.heap, minutes), changesBy('nodes', this.nodes, minutes, NODES, ''), { ok: faults.length === 0, text: `faults: ${faults.join('; ') || 'none'}` }]),
    ];
  }
}
