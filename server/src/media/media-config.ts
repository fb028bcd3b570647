import type { HookedEngine } from './engines/hook-forms';
import type { HookAddress } from './engines/hook-server';
import type { ControlledNode } from './engines/hooked-engine';
import type { MediaNode } from './engines/nodes';
import type { Vendor, VendorKeys } from './signers';

/** Where media flows, and what signing and asking need there. */
export type MediaConfig =
  | { readonly engine: 'embedded' }
  | { readonly engine: HookedEngine; readonly nodes: readonly [ControlledNode, ...ControlledNode[]]; readonly hook: HookAddress; readonly hasBrowserRelay: boolean }
  | { readonly engine: Vendor; readonly nodes: readonly [MediaNode, ...MediaNode[]]; readonly keys: VendorKeys };

/** The engines that may be chosen. */
export const ENGINES = ['embedded', 'srs', 'nginx-rtmp', 'tencent', 'aliyun'] as const;

/** Values of the settings that this reads, as the operator wrote them. */
export interface MediaTexts {
  readonly engine: (typeof ENGINES)[number];
  readonly nodes: string;
  readonly hook: HookAddress;
  readonly pushKey: string;
  readonly playKey: string;
  readonly playProtocol: 'rtmp' | 'flv';
  readonly browserRelay: 'on' | 'off';
}

const SECRET = /^[A-Za-z0-9_-]{32,}$/;
/** What a node may say, and the schemes it may have. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  push: ['rtmp:'], play: ['rtmp:'], flv: ['http:', 'https:'], control: ['http:', 'https:'], inner: ['rtmp:'],
};
const FORM = 'push=rtmp://HOST control=http://HOST:PORT; push=…';

/** Where hooks arrive unless the operator says otherwise: nobody but this machine gets there. */
export const HOOK_HOST = '127.0.0.1';
const NO_NODE: ControlledNode = { push: '', play: '', control: '' };

/** @param complaints - gets a line for each setting that is missing, wrong or of no use; never its value */
export function readMedia(texts: MediaTexts, complaints: string[]): MediaConfig {
  const { engine, hook, browserRelay } = texts;
  complaints.push(...uselessWith(texts).map((name) => `${name} is of no use with NETCALL_MEDIA_ENGINE=${engine}`));
  if (engine === 'embedded') return { engine };
  const before = complaints.length;
  const nodes = readNodes(texts.nodes, complaints);
  complainAboutFlv(texts, nodes, complaints);
  const isVendor = engine === 'tencent' || engine === 'aliyun';
  if (isVendor && nodes.some(({ inner }) => inner !== undefined)) complaints.push(`NETCALL_MEDIA_NODES: inner is of no use with NETCALL_MEDIA_ENGINE=${engine}`);
  if (isVendor) return { engine, nodes: atLeastOne(nodes, NO_NODE), keys: readKeys(texts, complaints) };
  const controlled = nodes.map((node) => ({ ...node, control: node.control ?? '' }));
  if (complaints.length === before && controlled.some(({ control }) => control === '')) complaints.push(`NETCALL_MEDIA_NODES must name control for each node: ${FORM}`);
  if (!SECRET.test(hook.secret) || /^(.)\1*$/.test(hook.secret)) complaints.push('NETCALL_HOOK_SECRET must have at least 32 letters and digits; make one with: openssl rand -hex 32');
  return { engine, nodes: atLeastOne(controlled, NO_NODE), hook, hasBrowserRelay: browserRelay === 'on' };
}

/** Names of settings that are set and that this engine does not read: who sets them means another engine. */
function uselessWith({ engine, nodes, hook, pushKey, playKey, browserRelay }: MediaTexts): string[] {
  const isVendor = engine === 'tencent' || engine === 'aliyun';
  const isHooked = engine === 'srs' || engine === 'nginx-rtmp';
  const useless: [name: string, isSet: boolean][] = [
    ['NETCALL_MEDIA_NODES', nodes !== '' && !isVendor && !isHooked],
    ['NETCALL_HOOK_HOST', hook.host !== HOOK_HOST && !isHooked],
    ['NETCALL_HOOK_SECRET', hook.secret !== '' && !isHooked],
    ['NETCALL_BROWSER_RELAY', browserRelay !== 'on' && !isHooked],
    ['NETCALL_MEDIA_PUSH_KEY', pushKey !== '' && !isVendor],
    ['NETCALL_MEDIA_PLAY_KEY', playKey !== '' && !isVendor],
  ];
  return useless.filter(([, isSet]) => isSet).map(([name]) => name);
}

/** Without any there was a complaint, and the server does not start. */
function atLeastOne<T>([first, ...others]: readonly T[], none: T): readonly [T, ...T[]] {
  return [first ?? none, ...others];
}

function readKeys({ pushKey, playKey }: MediaTexts, complaints: string[]): VendorKeys {
  if (pushKey === '') complaints.push('NETCALL_MEDIA_PUSH_KEY must be the key of the push domain');
  if (playKey === '') complaints.push('NETCALL_MEDIA_PLAY_KEY must be the key of the play domain');
  if (pushKey !== '' && pushKey === playKey) complaints.push('NETCALL_MEDIA_PLAY_KEY must differ from NETCALL_MEDIA_PUSH_KEY: who may play could push');
  return { push: pushKey, play: playKey };
}

function complainAboutFlv({ engine, playProtocol }: MediaTexts, nodes: readonly MediaNode[], complaints: string[]): void {
  if (playProtocol !== 'flv') return;
  if (engine === 'nginx-rtmp') complaints.push('NETCALL_PLAY_PROTOCOL must be rtmp: nginx-rtmp has no HTTP-FLV');
  else if (nodes.some(({ flv }) => flv === undefined)) complaints.push('NETCALL_MEDIA_NODES must name flv for each node when NETCALL_PLAY_PROTOCOL is flv');
}

function readNodes(list: string, complaints: string[]): MediaNode[] {
  const entries = list.split(';').map((each) => each.trim()).filter((each) => each !== '');
  if (entries.length === 0) complaints.push(`NETCALL_MEDIA_NODES must name at least one node: ${FORM}`);
  const nodes = entries.map((entry, index) => readNode(entry, `NETCALL_MEDIA_NODES (node ${index + 1})`, complaints));
  if (new Set(nodes.map(({ push }) => push)).size < nodes.length) complaints.push('NETCALL_MEDIA_NODES must not name a push address twice');
  return nodes;
}

function readNode(entry: string, place: string, complaints: string[]): MediaNode {
  const fields = new Map<string, string>();
  for (const pair of entry.split(/\s+/)) {
    const [name = '', ...rest] = pair.split('=');
    const schemes = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
    const base = rest.join('=').replace(/\/$/, '');
    if (schemes === undefined || fields.has(name)) complaints.push(`${place} may have each of ${Object.keys(FIELDS).join(', ')} once`);
    else if (!isBase(base, schemes)) complaints.push(`${place}: ${name} must be ${schemes.map((scheme) => `${scheme}//HOST`).join(' or ')}, without a path`);
    else fields.set(name, base);
  }
  const push = fields.get('push');
  if (push === undefined && !entry.includes('push=')) complaints.push(`${place} must name push: ${FORM}`);
  const others = Object.fromEntries(fields);
  return { ...others, push: push ?? '', play: others['play'] ?? push ?? '' };
}

/** Scheme, host and port, and nothing else. */
function isBase(text: string, schemes: readonly string[]): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, pathname, search, hash, username, password } = new URL(text);
  return schemes.includes(protocol) && hostname !== '' && (pathname === '' || pathname === '/') && search + hash + username + password === '';
}
