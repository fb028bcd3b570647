import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { pushFile } from '../../test/support/foreign-client';
import { connect, Phone } from '../../test/support/node-phone';
import type { Stack } from '../../test/support/stack';
import { Arrivals } from './arrivals';
import { PLAYERS, playUrlsOf, type SoakPlayer } from './players';
import { changesBy, type Finding, isAtMost, Series, together } from './series';

/** The file that is pushed. */
export const FILE = { size: '360x640', fps: 15, audioStepMs: (1_024 * 1_000) / 44_100 } as const;
/** By how much a player may be later at the end than at the beginning, or its sound than its pictures. */
const DRIFT_MS = 100;
const AV_DRIFT_MS = 40;

interface Pusher {
  ended(): string | null;
  stop(): Promise<void>;
}

/** One player of the call and what it has received. */
class Watch {
  readonly delay = new Series();
  readonly avOffset = new Series();

  constructor(readonly name: string, readonly arrivals: Arrivals, readonly player: SoakPlayer) {}

  look(atMs: number): void {
    const [video, audio] = [this.arrivals.video.look(), this.arrivals.audio.look()];
    if (video !== null) this.delay.note(atMs, video);
    if (video !== null && audio !== null) this.avOffset.note(atMs, video - audio);
  }

  finding(minutes: number): Finding {
    const { packets, holes, backwards } = this.arrivals;
    const ended = this.player.ended();
    return together(this.name, [
      changesBy('delay', this.delay, minutes, DRIFT_MS), changesBy('pictures against sound', this.avOffset, minutes, AV_DRIFT_MS),
      isAtMost('missing', holes, 0), isAtMost('out of order', backwards, 0), { ok: ended === null, text: ended ?? `${packets} packets` },
    ]);
  }
}

/** A call of two clients of the sdk on Node: one side pushes with ffmpeg by RTMP, the other FLV by WebSocket; each stream is played in every way. */
export class NodeCall {
  private constructor(private readonly phones: readonly [Phone, Phone], private readonly pushers: readonly Pusher[], private readonly watches: readonly Watch[]) {}

  /** @param ends - what undoes it all; each part is there as soon as there is something to undo */
  static async start(stack: Stack, file: string, ends: (() => Promise<unknown>)[]): Promise<NodeCall> {
    const [carol, dave] = [await signIn(stack, 'carol', ends), await signIn(stack, 'dave', ends)];
    await connect(carol, dave);
    const pushed = pushFile(file, urlFor(carol, 'carol'));
    const byRtmp = endingOf(pushed);
    ends.push(() => byRtmp.stop());
    await pushed.started;
    const byWs = await pushByWs(file, playUrlsOf(urlFor(dave, 'dave'), stack.flvPort).ws);
    ends.push(() => byWs.stop());
    const watches = ([['RTMP', urlFor(dave, 'carol')], ['WS-FLV', urlFor(carol, 'dave')]] as const).flatMap(([how, url]) => Object.entries(PLAYERS).map(async ([name, play]) => {
      const arrivals = new Arrivals(FILE.fps, FILE.audioStepMs);
      const player = await play(playUrlsOf(url, stack.flvPort), arrivals);
      ends.push(() => player.stop());
      return new Watch(`${name} of what came by ${how}`, arrivals, player);
    }));
    await Promise.allSettled(watches); // When one is refused, those that began are ended too.
    return new NodeCall([carol, dave], [byRtmp, byWs], await Promise.all(watches));
  }

  look(atMs: number): void {
    this.watches.forEach((watch) => watch.look(atMs));
  }

  get text(): string {
    const ended = this.watches.filter(({ player }) => player.ended() !== null);
    const faults = this.watches.reduce((sum, { arrivals }) => sum + arrivals.holes + arrivals.backwards, 0);
    const packets = this.watches.reduce((sum, { arrivals }) => sum + arrivals.packets, 0);
    return `${this.watches.length - ended.length} players, ${packets} packets, ${faults} missing or out of order`;
  }

  findings(minutes: number): Finding[] {
    const told = this.phones.flatMap((phone) => (['hangup', 'disconnect', 'willreconnect', 'error'] as const).flatMap((name) => phone.all(name).map(() => `${phone.account} heard ${name}`)));
    const phases = this.phones.map((phone) => phone.netcall.current.phase);
    return [
      { ok: told.length === 0 && phases.every((phase) => phase === 'inCall'), text: `call on Node: ${[...phases, ...told].join(', ')}` },
      ...this.pushers.map((pusher) => pusher.ended()).filter((ended) => ended !== null).map((ended) => ({ ok: false, text: `pusher: ${ended}` })),
      ...this.watches.map((watch) => watch.finding(minutes)),
    ];
  }
}

async function signIn(stack: Stack, account: string, ends: (() => Promise<unknown>)[]): Promise<Phone> {
  const phone = await Phone.signIn(stack, account);
  ends.push(() => phone.end());
  return phone;
}

/** The address that signalling has told a phone for an account: to push for its own, to play for the other. */
function urlFor(phone: Phone, account: string): string {
  const told = [...phone.all('syncDone').flatMap(({ userlist }) => userlist), ...phone.all('clientJoin')];
  const url = told.find((member) => member.account === account)?.url;
  if (url === undefined) throw new Error(`${phone.account} knows no address of ${account}`);
  return url;
}

function endingOf(pusher: ReturnType<typeof pushFile>): Pusher {
  let ended: string | null = null;
  void pusher.ended.then(({ status, complaint }) => { ended = `ffmpeg ended with ${status}: ${complaint}`; });
  return { ended: () => ended, stop: () => pusher.stop() };
}

/** What ffmpeg writes, to the relay as a browser sends it. */
async function pushByWs(file: string, url: string): Promise<Pusher> {
  const socket = new WebSocket(url, 'post');
  await once(socket, 'open');
  const child = spawn('ffmpeg', ['-hide_banner', '-nostdin', '-loglevel', 'error', '-re', '-stream_loop', '-1', '-i', file, '-c', 'copy', '-flush_packets', '1', '-f', 'flv', 'pipe:1'], { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.on('data', (bytes: Buffer) => socket.send(bytes));
  const closed = once(child, 'close');
  const killAtExit = (): void => void child.kill('SIGKILL');
  process.once('exit', killAtExit);
  return {
    ended: () => (socket.readyState === WebSocket.OPEN && child.exitCode === null ? null : 'the WebSocket or its ffmpeg has ended'),
    async stop() {
      child.kill('SIGKILL');
      await closed;
      socket.terminate();
      process.off('exit', killAtExit);
    },
  };
}
