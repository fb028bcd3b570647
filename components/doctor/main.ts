/**
 * `npx netcall-miniprogram doctor [folder] [--lang en|zh-CN] [--json]`: looks whether a mini-program can call, and says what mends it.
 * Ends with 1 when there is an error, with 2 when it could not look.
 */
import { parseArgs } from 'node:util';
import { examine } from './checks';
import { readFacts } from './facts';
import { sayOf, wordOf, type Language } from './texts';

const USAGE = 'netcall-miniprogram doctor [folder] [--lang en|zh-CN] [--json]';

/** @throws Error with how to call it for anything else */
function main(args: readonly string[]): number {
  const options = { lang: { type: 'string' }, json: { type: 'boolean' } } as const;
  const { values, positionals: [command, folder = '.', ...more] } = parseArgs({ args: [...args], options, allowPositionals: true });
  if (command !== 'doctor' || more.length > 0) throw new Error(USAGE);
  const language = languageOf(values.lang);
  const found = examine(readFacts(folder)).map((each) => ({ ...each, text: sayOf(language, each.check, each.level, each.fact) }));
  const lines = found.map(({ check, level, text }) => `${wordOf(language, level).padEnd(8)} ${check.padEnd(16)} ${text}`);
  process.stdout.write(`${values.json === true ? JSON.stringify(found) : lines.join('\n')}\n`);
  return found.some(({ level }) => level === 'error') ? 1 : 0;
}

function languageOf(asked = /^zh/i.test(process.env['LANG'] ?? '') ? 'zh-CN' : 'en'): Language {
  if (asked === 'en' || asked === 'zh-CN') return asked;
  throw new Error(`--lang ${asked}: there are en and zh-CN. ${USAGE}`);
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (fault) {
  process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`);
  process.exitCode = 2;
}
