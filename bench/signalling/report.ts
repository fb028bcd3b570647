import { markdown } from '../support/report';
import { atRate, busyCpuUs, callsPerS, count, percent, shares, traffic, type Figures } from './figures';
import { BUSY_PAIRS, FULL, PAIRS, RATES, type Plan } from './plan';
import { SUBJECTS, type Subject } from './subjects';

const KIB = 1024;

/** All subjects, one line each, as a Markdown table that is aligned as text too. */
export function tableOf(figures: readonly Figures[]): string {
  const ours = figures.find(({ name }) => name === 'netcall');
  const rates = RATES.map((perS) => `p50 / p99 at ${perS}/s, ms`);
  const head = ['', 'CPU per call, µs', 'beside netcall', 'calls/s on one core', ...rates, `CPU at ${RATES[1]}/s, µs`, 'KiB per user', 'frames', 'bytes', 'cores busy: server, load'];
  const rows = figures.map((each) => {
    const { server, load } = shares(each);
    const { frames, bytes } = traffic(each);
    return [
      SUBJECTS[each.name].title, busyCpuUs(each).toFixed(0), ours === undefined ? '' : `${(busyCpuUs(each) / busyCpuUs(ours)).toFixed(2)} ×`,
      callsPerS(each).toFixed(0), ...RATES.map((_, index) => setUp(each, index)), atRate(each, 1).cpuUs.toFixed(0),
      (each.bytesPerUser / KIB).toFixed(1), frames.toFixed(1), bytes.toFixed(0), `${percent(server)}, ${percent(load)}`,
    ];
  });
  return markdown([head, ...rows]);
}

/** The part of the manual that a run makes: where, the table, what was raised. */
export interface Report {
  readonly table: string;
  readonly notes: string;
}

/** What has to be said with the table. */
export async function report(figures: readonly Figures[], plan: Plan, where: string): Promise<Report> {
  const subjects = figures.map(({ name }): Subject => SUBJECTS[name]);
  const versions = await Promise.all(subjects.map(async ({ title, version }) => `${title} ${await version()}`));
  const total = figures.map(count).reduce((sum, each) => ({ made: sum.made + each.made, lost: sum.lost + each.lost, resent: sum.resent + each.resent }));
  const notes = [
    `${plan === FULL ? 'Full run' : '**Quick run: coarse figures**'}, ${where}.`,
    '',
    `Versions: ${versions.join(', ')}.`,
    '',
    `${plan.rounds} ${plan.rounds === 1 ? 'round' : 'rounds, medians'}; ${BUSY_PAIRS} pairs call without a pause for ${plan.closedMs / 1000} s, ${PAIRS} pairs at each rate for ${plan.openMs / 1000} s; memory at ${plan.idleUsers} silent users. ${total.made} calls, ${total.lost} lost, ${total.resent} datagrams sent again.`,
    '',
    'What each does for a call:',
    ...subjects.map(({ title, does }) => `- ${title}: ${does}.`),
    '',
    'Raised limits:',
    ...subjects.filter(({ raised }) => raised !== '').map(({ title, raised }) => `- ${title}: ${raised}.`),
  ];
  return { table: tableOf(figures), notes: notes.join('\n') };
}

function setUp(figures: Figures, index: number): string {
  const { p50Ms, p99Ms, perS, reached } = atRate(figures, index);
  return reached ? `${p50Ms.toFixed(2)} / ${p99Ms.toFixed(2)}` : `only ${perS.toFixed(0)}/s went`;
}
