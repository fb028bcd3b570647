/**
 * A long call on the real server, with everything that may grow or drift measured: `npm run soak -- --minutes 30 [--phones]`. Prints what it sees
 * once a minute and a verdict for each figure at the end; exits 1 when one is broken. docs/testing.md explains it.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { makeFile } from '../test/support/foreign-client';
import { startStack, type Stack } from '../test/support/stack';
import { FILE, NodeCall } from './soak/node-call';
import { PhonesCall } from './soak/phones-call';
import type { Finding } from './soak/series';
import { ASKABLE, Watched } from './soak/watched';

const LOOK_MS = 10_000;
const SPOKEN_EVERY_MS = 60_000;

/** Whatever is measured in the run. */
interface Subject {
  /** Takes the figures of this moment. */
  look(atMs: number): Promise<void> | void;
  /** The newest figures, for people. */
  readonly text: string;
  findings(minutes: number): Finding[];
}

async function main(): Promise<boolean> {
  const { values } = parseArgs({ options: { minutes: { type: 'string', default: '30' }, phones: { type: 'boolean', default: false } } });
  const minutes = Number(values.minutes);
  if (!(minutes >= 1)) throw new Error('--minutes takes a number from 1');
  const ends: (() => Promise<unknown>)[] = [];
  try {
    const subjects = await begin(ends, values.phones);
    await soak(subjects, minutes);
    return conclude(subjects.flatMap((subject) => subject.findings(minutes)));
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

/** @param ends - what undoes it all, in the order in which it was done */
async function begin(ends: (() => Promise<unknown>)[], phones: boolean): Promise<readonly Subject[]> {
  const folder = await mkdtemp(join(tmpdir(), 'netcall-soak-'));
  ends.push(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'scene.flv');
  await makeFile(file, FILE.size, FILE.fps);
  const stack = await startStack({ env: { NODE_OPTIONS: ASKABLE } });
  ends.push(() => stack.close());
  const onNode = await NodeCall.start(stack, file, ends);
  const onPhones = phones ? [await PhonesCall.start(stack, ends)] : [];
  const watched = await watch(stack);
  ends.push(() => Promise.all(watched.map((each) => each.close())));
  return [...watched, onNode, ...onPhones];
}

/** Asked when all are there, so that its sockets are what they stay. */
async function watch(stack: Stack): Promise<Watched[]> {
  const [relay = 0] = stack.relayPids();
  return [await Watched.attach('relay', relay, () => stack.log()), await Watched.attach('server', stack.pid, () => stack.log())];
}

async function soak(subjects: readonly Subject[], minutes: number): Promise<void> {
  const startedMs = performance.now();
  let spokenMs = 0;
  for (let lookMs = LOOK_MS; lookMs <= minutes * 60_000; lookMs += LOOK_MS) {
    await wait(startedMs + lookMs - performance.now());
    for (const subject of subjects) await subject.look(lookMs);
    if (lookMs - spokenMs < SPOKEN_EVERY_MS) continue;
    spokenMs = lookMs;
    console.log(`${(lookMs / 60_000).toFixed(0)} min: ${subjects.map(({ text }) => text).join('; ')}`);
  }
}

function conclude(findings: readonly Finding[]): boolean {
  findings.forEach(({ ok, text }) => console.log(`${ok ? 'ok    ' : 'BROKEN'} ${text}`));
  const broken = findings.filter(({ ok }) => !ok).length;
  console.log(broken === 0 ? `kept all of ${findings.length}` : `${broken} of ${findings.length} broken`);
  return broken === 0;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
main().then((kept) => { process.exitCode = kept ? 0 : 1; }, (fault: unknown) => {
  console.error(fault);
  process.exitCode = 1;
});
