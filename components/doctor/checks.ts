import { isOlder } from '../src/check/versions';
import { fieldsOf, textOf, textsIn, type Facts, type Part } from './facts';

/** How grave it is; `byHand` cannot be seen from outside of WeChat's admin site. */
export type Level = 'ok' | 'warning' | 'error' | 'byHand';

/** What a check has found, and the fact that its text names. */
export interface Verdict {
  readonly level: Level;
  readonly fact: string;
}

/** The oldest base library for which the checks of `netcall-miniprogram/check` have no error. */
const NEEDED_LIBRARY = '2.9.1';
const KIT = /netcall-miniprogram\/call-kit(\/index)?$/;
/** What DevTools writes for the newest base library instead of a number. */
const NEWEST = ['latest', 'trial', 'widelyUsed'];
const DEFAULT_PAGE = 'pages/call/index';
/** WeChat DevTools gives this to a project of nobody's. */
const NOBODY = 'touristappid';

const ok = (fact = ''): Verdict => ({ level: 'ok', fact });
const warning = (fact = ''): Verdict => ({ level: 'warning', fact });
const error = (fact = ''): Verdict => ({ level: 'error', fact });

/** Addresses of signalling servers that stand in the scripts. */
function serversIn(scripts: string): string[] {
  return [...new Set([...scripts.matchAll(/\bwss?:\/\/[\w.:-]+/g)].map(([address]) => address))];
}

/** Pages that hold the call kit, themselves or in a component of their own, under whatever tag the part or app.json gives it. */
function callPages({ app, pages }: Facts): string[] {
  const holdsKit = ({ config, template }: Part): boolean => [...kitTags(app), ...kitTags(config)].some((tag) => new RegExp(`<${tag}[\\s/>]`).test(template));
  return pages.filter(({ parts }) => parts.some(holdsKit)).map(({ path }) => path);
}

/** On the computer of who develops, or in its network. */
function isNear(server: string): boolean {
  return /^wss?:\/\/(localhost|127\.|10\.|192\.168\.)/.test(server);
}

function kitTags(config: Facts['app']): string[] {
  return Object.entries(fieldsOf(config['usingComponents'])).filter(([tag, path]) => /^[\w-]+$/.test(tag) && KIT.test(textOf(path) ?? '')).map(([tag]) => tag);
}

function isDeclared({ app }: Facts, scope: string): boolean {
  return textOf(fieldsOf(fieldsOf(app['permission'])[scope])['desc']) !== undefined;
}

/** One question each, in the order in which they are told. */
export const CHECKS = {
  package: ({ manifest }) => {
    const version = textOf(fieldsOf(manifest?.['dependencies'])['netcall-miniprogram']);
    return version === undefined ? error() : ok(version);
  },
  npm: ({ npm: { built, installed } }) => {
    if (built === null) return error();
    return installed !== null && installed !== built ? warning() : ok();
  },
  page: (facts) => {
    const pages = callPages(facts);
    return pages.length > 0 ? ok(pages.join(', ')) : error();
  },
  callPage: (facts) => {
    const [page] = callPages(facts);
    return page === undefined || page === DEFAULT_PAGE || /\bcallPage\b/.test(facts.scripts) ? ok(page) : warning(page);
  },
  backgroundAudio: ({ app }) => (textsIn(app['requiredBackgroundModes']).includes('audio') ? ok() : warning()),
  camera: (facts) => (isDeclared(facts, 'scope.camera') ? ok() : warning()),
  microphone: (facts) => (isDeclared(facts, 'scope.record') ? ok() : warning()),
  privacy: () => ({ level: 'byHand', fact: '' }),
  baseLibrary: ({ project }) => {
    const version = textOf(project['libVersion']);
    if (version !== undefined && NEWEST.includes(version)) return ok(version);
    if (version === undefined || !/^\d+\.\d+/.test(version)) return warning(version ?? '');
    return isOlder(version, NEEDED_LIBRARY) ? error(version) : ok(version);
  },
  minimumLibrary: () => ({ level: 'byHand', fact: NEEDED_LIBRARY }),
  es6: ({ project }) => (fieldsOf(project['setting'])['es6'] === true ? ok() : warning()),
  unusedFiles: ({ project }) => (fieldsOf(project['setting'])['ignoreUploadUnusedFiles'] === false ? warning() : ok()),
  appid: ({ project }) => {
    const appid = textOf(project['appid']) ?? '';
    return appid === '' || appid === NOBODY ? warning(appid) : ok(appid);
  },
  server: ({ scripts }) => {
    const servers = serversIn(scripts);
    const isReal = servers.some((each) => each.startsWith('wss:'));
    const open = servers.filter((each) => each.startsWith('ws:') && !(isReal && isNear(each)));
    if (open.length > 0) return warning(open.join(', '));
    return servers.length > 0 ? ok(servers.filter((each) => each.startsWith('wss:')).join(', ')) : { level: 'byHand', fact: '' };
  },
  domains: ({ scripts }) => ({ level: 'byHand', fact: serversIn(scripts).filter((each) => each.startsWith('wss:')).join(', ') }),
  category: () => ({ level: 'byHand', fact: '' }),
  interfaces: () => ({ level: 'byHand', fact: '' }),
} satisfies Readonly<Record<string, (facts: Facts) => Verdict>>;

/** Name of a check. */
export type CheckName = keyof typeof CHECKS;

/** Everything that was asked, with what was found. */
export function examine(facts: Facts): readonly (Verdict & { readonly check: CheckName })[] {
  return (Object.keys(CHECKS) as CheckName[]).map((check) => ({ check, ...CHECKS[check](facts) }));
}
