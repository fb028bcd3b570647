import { minify } from '@swc/core';
import { transform } from 'esbuild';
import { arrowsFor } from './arrows';

/**
 * Fields and private members of the sdk that no other file sees: the bundler gives them names of one letter. None of them
 * may be the name of anything outside: an option, a field on the wire, a method of the host. A test makes a call with the
 * bundle, so that a name too many does not stay unseen.
 */
export const SDK_NAMES: readonly string[] = [
  // Session
  'attempt', 'gapAfter', 'heardIds', 'heardMs', 'host', 'lastId', 'linkState', 'listener', 'opening', 'pending', 'refusals', 'replay', 'seen', 'setup', 'socket', 'step',
  'stopHeartbeat', 'stopStep', 'stops', 'ticket', 'fields', 'frames', 'until', 'reconnecting',
  // Calls
  'change', 'early', 'earlyInvited', 'failPlacing', 'onChange', 'onLeft', 'ownCall', 'ringUntilMs', 'session', 'stopGuard', 'theirs', 'untilMs', 'waiting',
  'atMs', 'isBehind', 'isOver', 'notice', 'told',
  // Netcall and its emitter
  'deliver', 'heard', 'later', 'promise', 'shared', 'ringMsDefault',
  // The drop-in
  'ask', 'backInRoom', 'callBack', 'changeTo', 'client', 'companion', 'connected', 'disconnected', 'drop', 'encryptKey', 'encryptType', 'endNetcall',
  'filled', 'hear', 'hearLine', 'instance', 'isBusy', 'isDestroyed', 'isGone', 'isHeard', 'isOwned', 'isRoomEdition', 'isToldLater', 'line', 'lineFor',
  'lineOfStranger', 'lines', 'lostWith', 'makeNetcall', 'netcallOf', 'nimEnded', 'nimOf', 'onDestroyed', 'post', 'put', 'received', 'renew', 'resolveUsers',
  'slots', 'synced', 'take', 'tell', 'unheard', 'unheardRing', 'wishes', 'withoutKey',
];

/** Events, effects and the like of the sdk that no other file sees: as words, since they are names of properties and values both. */
export const SDK_WORDS: readonly string[] = [
  'abandon', 'acceptAsked', 'acceptDone', 'acceptFailed', 'adopted', 'entered', 'glared', 'hangUpAsked', 'mediaChanged', 'notify', 'ownChanged', 'place', 'placed',
  'placeFailed', 'rejectAsked', 'skipped',
];

/**
 * The same for the components, each of which is a file of its own: none of these stands in a template, in the file of a component
 * that draws, in a dictionary or in the kit's face. A test compares.
 */
export const COMPONENT_NAMES: readonly string[] = [
  // Service and what it is made of
  'addresses', 'arrived', 'begin', 'came', 'client', 'clock', 'closeLater', 'closing', 'entering', 'entrance', 'followCall', 'followConnection',
  'host', 'isCurrent', 'isOnTop', 'loseMember', 'meet', 'navigate', 'ongoing', 'openStreams', 'opening', 'parts', 'patience', 'people', 'publish', 'putMember',
  'roster', 'screen', 'stops', 'ticking', 'videoSwitch',
  // Streams and their recovery
  'freshUrl', 'giveUp', 'isDown', 'isSet', 'livedLong', 'liveSinceMs', 'playOf', 'playerOf', 'plays', 'renew', 'renewing', 'reset', 'restartPlay',
  'restartPush', 'schedule', 'startPush', 'steps', 'timer',
  // Store
  'companyText', 'endText', 'faceOf', 'remarkText',
  // From sound to picture
  'hearRequest', 'isTalking', 'lapse', 'setCamera', 'turn',
];

/** What no other package sees. */
export interface Inner {
  /** Properties. */
  readonly names: readonly string[];
  /** The same, that are values too. */
  readonly words?: readonly string[];
  /** The short names that they have in the files before, when several files share them; those of this one are added. */
  readonly given?: Record<string, string | false>;
}

/**
 * Makes one CommonJS file of ES2018 as small as it gets out of a bundled ES module.
 *
 * esbuild's own wrapper for CommonJS and its minifier leave a tenth more than this.
 */
export async function shrink(code: string, { names, words = [], given = {} }: Inner): Promise<string> {
  const marked = words.length === 0 ? code : code.replace(new RegExp(`"(${words.join('|')})"`, 'g'), '/* @__KEY__ */ $&');
  const mangleProps = new RegExp(`^(${[...names, ...words].join('|')})$`);
  const renamed = await transform(marked, { format: 'esm', target: 'es2018', charset: 'utf8', mangleProps, mangleCache: given });
  Object.assign(given, renamed.mangleCache);
  return `"use strict";${toCommonJs(await squeeze(arrowsFor(await squeeze(renamed.code))))}\n`;
}

async function squeeze(code: string): Promise<string> {
  const compress = { ecma: 2018, module: true, toplevel: true, passes: 4, unsafe_arrows: true, unsafe_methods: true, keep_fargs: false } as const;
  return (await minify(code, { ecma: 2018, module: true, mangle: { toplevel: true }, compress })).code;
}

/**
 * Turns named imports into calls of `require`, and the one `export{a as A,…}` at the end into assignments.
 *
 * @throws Error when the module imports or exports in another way
 */
export function toCommonJs(code: string): string {
  const list = /export\{([^{}]*)\};?\s*$/.exec(code);
  const body = code.slice(0, list?.index).replace(/\bimport\{([^{}]*)\}from("[^"]*");?/g, (_, names: string, from: string) => `const{${names.replace(/\s+as\s+/g, ':')}}=require(${from});`);
  if (/\b(?:import|export)\b *[ {*"]/.test(body)) throw new Error('the bundle is not a module with named imports and one list of exports at its end');
  const assignments = (list?.[1] ?? '').split(',').filter((each) => each !== '').map((each) => {
    const [inner = '', outer = inner] = each.trim().split(/\s+as\s+/);
    return `exports.${outer}=${inner};`;
  });
  return `${body}${assignments.join('')}`;
}
