/** Plays one stream of each server over links that are slower than it, as the plan in its argument says. Prints `ready`; after a line on its input it measures and prints an outcome for each player. */
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { RTMP_TYPE, type RtmpMessage } from '../../server/src/media/rtmp-messages';
import { slowLink } from '../../test/unit/media/support/slow-link';
import { nowMs, quantile, sentAtMs, Traffic } from '../../test/unit/media/support/traffic';
import type { Address, SlowOutcome, SlowPlan, SlowPlayer, SlowWire } from './plan';
import { playRtmp, playWsFlv, push, type Hear, type Send } from './wires';

const STEP_MS = 5;
const STREAM = 'slow';

/** What has come to a player since it began. */
class Watcher {
  private readonly windows: number[][];
  private readonly pictureWindows: number[][];
  private sounds = 0;
  private pictures = 0;
  private startedAtMs = Infinity;
  private before: Pushed = { sounds: 0, pictures: 0 };

  constructor(private readonly plan: SlowPlan) {
    const windows = (): number[][] => Array.from({ length: Math.ceil(plan.durationMs / plan.windowMs) }, () => []);
    [this.windows, this.pictureWindows] = [windows(), windows()];
  }

  /** @param pushed - so far */
  begin(pushed: Pushed): void {
    this.startedAtMs = nowMs();
    this.before = { ...pushed };
  }

  hear(message: RtmpMessage): void {
    const sentMs = sentAtMs(message);
    const atMs = nowMs();
    if (sentMs === null) return;
    const isSound = message.type === RTMP_TYPE.audio;
    const window = Math.floor((atMs - this.startedAtMs) / this.plan.windowMs);
    this.windows[window]?.push((atMs - sentMs) / 1000);
    if (!isSound) this.pictureWindows[window]?.push((atMs - sentMs) / 1000);
    if (sentMs < this.startedAtMs) return;
    if (isSound) this.sounds += 1;
    else this.pictures += 1;
  }

  outcome(pushed: Pushed): SlowOutcome {
    const mediansOf = (windows: readonly number[][]) => windows.map((delays) => delays.length === 0 ? null : quantile(delays, 0.5));
    return {
      windowsS: mediansOf(this.windows), pictureWindowsS: mediansOf(this.pictureWindows),
      sound: this.sounds / (pushed.sounds - this.before.sounds), pictures: this.pictures / (pushed.pictures - this.before.pictures),
    };
  }
}

interface Pushed { sounds: number; pictures: number }

async function main(): Promise<void> {
  const plan = JSON.parse(process.argv[2] ?? '') as SlowPlan;
  const pushed: Pushed = { sounds: 0, pictures: 0 };
  const watchers = plan.players.map((player) => ({ player, watcher: new Watcher(plan) }));
  const join = (late: boolean) => Promise.all(watchers.filter(({ player }) => player.joinsLate === late).map(({ player, watcher }) => watch(player, plan, watcher)));
  await join(false);
  const pushers = await Promise.all(Object.values(plan.addresses).map((address) => push(address, STREAM)));
  console.log('ready');
  await once(process.stdin, 'data');
  watchers.forEach(({ watcher }) => watcher.begin(pushed));
  const traffic = new Traffic(plan.streamKbps, toAll(pushers, pushed));
  const stepping = setInterval(() => traffic.step(), STEP_MS);
  await wait(plan.lateMs);
  watchers.filter(({ player }) => player.joinsLate).forEach(({ watcher }) => watcher.begin(pushed));
  await join(true);
  await wait(plan.durationMs);
  clearInterval(stepping);
  console.log(JSON.stringify(watchers.map(({ watcher }) => watcher.outcome(pushed))));
}

async function watch({ subject, wire, latencyMs }: SlowPlayer, plan: SlowPlan, watcher: Watcher): Promise<void> {
  const address = plan.addresses[subject];
  if (address === undefined) throw new Error(`nobody says where ${subject} is`);
  await play(wire, address, { kbps: plan.linkKbps, latencyMs }, (message) => watcher.hear(message));
}

async function play(wire: SlowWire, address: Address, { kbps, latencyMs }: { readonly kbps: number; readonly latencyMs: number }, hear: Hear): Promise<void> {
  const link = await slowLink(wire === 'rtmp' ? address.rtmpPort : address.httpPort, kbps, 'client', latencyMs);
  const through = { ...address, rtmpPort: link.port, httpPort: link.port };
  if (wire === 'rtmp') await playRtmp(through, STREAM, hear);
  else await playWsFlv(through, STREAM, hear, wire === 'ws-flv-reports');
}

/** The same packets to every server at once. */
function toAll(pushers: readonly Send[], pushed: Pushed): Send {
  return (type, timestampMs, payload) => {
    if (sentAtMs({ type, payload }) !== null) pushed[type === RTMP_TYPE.audio ? 'sounds' : 'pictures'] += 1;
    pushers.forEach((send) => send(type, timestampMs, payload));
  };
}

void main();
