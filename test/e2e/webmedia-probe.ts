import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What ffprobe says about a stream. */
export interface Probe {
  readonly streams: readonly Readonly<Record<string, string | number>>[];
  readonly packets: readonly { readonly codec_type: string; readonly dts_time: string; readonly flags: string }[];
}

/** Lets ffprobe read `seconds` of a live stream. */
export async function probe(url: string, seconds: number): Promise<Probe> {
  const entries = 'stream=codec_type,codec_name,profile,width,height,sample_rate,channels,has_b_frames:packet=codec_type,dts_time,flags';
  const args = ['-v', 'error', '-read_intervals', `%+${seconds}`, '-show_entries', entries, '-of', 'json', url];
  const { stdout } = await promisify(execFile)('ffprobe', args, { timeout: 20_000, maxBuffer: 16 * 1024 * 1024 });
  const answer: unknown = JSON.parse(stdout);
  if (!isProbe(answer)) throw new Error(`ffprobe answered ${stdout}`);
  return answer;
}

function isProbe(answer: unknown): answer is Probe {
  return typeof answer === 'object' && answer !== null && 'streams' in answer && 'packets' in answer;
}
