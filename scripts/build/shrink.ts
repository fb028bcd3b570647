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
  'attempt', 'gapAfter', 'heardIds', 'heardMs', 'hearer', 'host', 'lastId', 'linkState', 'opening', 'pending', 'refusals', 'replay', 'seen', 'setup', 'socket', 'step',
  'stopHeartbeat', 'stopStep', 'stops', 'facts', 'greeting', 'unnumbered', 'ticket', 'fields', 'frames', 'until', 'reconnecting',
  // Calls
  'change', 'early', 'earlyInvited', 'failPlacing', 'onChange', 'onLeft', 'ownCall', 'ringUntilMs', 'session', 'stopGuard', 'theirs', 'untilMs', 'waiting',
  'atMs', 'isBehind', 'isOver', 'notice', 'told',
  // Netcall and its emitter
  'closed', 'deliver', 'emitter', 'heard', 'later', 'promise', 'shared', 'ringMsDefault',
  // The listener
  'events', 'failures', 'giveBack', 'holder', 'kept', 'signingIn', 'stopWait', 'taken',
  // The drop-in
  'ask', 'backInRoom', 'callBack', 'changeTo', 'client', 'companion', 'connected', 'disconnected', 'drop', 'encryptKey', 'encryptType', 'endNetcall',
  'filled', 'hear', 'hearLine', 'instance', 'isBusy', 'isDestroyed', 'isGone', 'isHeard', 'isOwned', 'isRoomEdition', 'isToldLater', 'line', 'lineFor',
  'lineOfStranger', 'lines', 'lostWith', 'makeNetcall', 'netcallOf', 'nimEnded', 'nimOf', 'onDestroyed', 'post', 'put', 'received', 'renew', 'resolveUsers',
  'slots', 'synced', 'take', 'tell', 'unheard', 'unheardRing', 'wishes', 'withoutKey',
  // The RTCSDK face
  'acceptExt', 'arriving', 'core', 'endExt', 'isIn', 'isReady', 'jwt', 'legs', 'meet', 'pieces', 'roomWish', 'sdk', 'sending', 'skewMs', 'standing', 'statusCookie', 'stay',
  'stopLost', 'stopToken', 'tries', 'turn', 'units', 'viewListeners', 'whenBusy', 'cookie', 'nextSeq', 'unseen', 'who', 'lens', 'shown', 'queueList', 'address', 'sentUnits', 'taskId', 'whole', 'form', 'fetchJwt', 'legId', 'entry',
];

/** Events, effects and the like of the sdk that no other file sees: as words, since they are names of properties and values both. */
export const SDK_WORDS: readonly string[] = [
  'abandon', 'acceptAsked', 'acceptDone', 'acceptFailed', 'adopted', 'entered', 'glared', 'hangUpAsked', 'mediaChanged', 'notify', 'ownChanged', 'place', 'placed',
  'placeFailed', 'rejectAsked', 'skipped', 'synced', 'own',
];

/**
 * What two files of the sdk export for those beside them and for nobody else: in one list each, by their places here. A test compares
 * with `sdk/src/shared-core.ts` and `sdk/src/shared.ts`.
 */
export const SDK_SHARED: Readonly<Record<'./core' | './index', readonly string[]>> = {
  './core': [
    'CallError', 'request', 'nothing', 'close', 'open', 'signOut', 'objectOf', 'textOf', 'wxPlatform', 'checkFunction', 'makeSession', 'utf8Bytes', 'ANSWER_FIELDS', 'EVENT_FIELDS', 'badArgument',
    'sessionOf', 'reconnect', 'badState', 'canSend', 'fail', 'PLACING',
  ],
  './index': ['accept', 'adopt', 'closeCalls', 'connectionChanged', 'decline', 'hangUp', 'makeCalls', 'place', 'receive', 'CAN_BEGIN', 'WithConstants', 'makeEmitter'],
};

/**
 * The same for the components, each of which is a file of its own: none of these stands in a template, in the file of a component
 * that draws, in a dictionary or in the kit's face. A test compares.
 */
export const COMPONENT_NAMES: readonly string[] = [
  // Service and what it is made of
  'addresses', 'arrived', 'begin', 'came', 'client', 'clock', 'closeLater', 'closing', 'entering', 'entrance', 'followCall', 'followConnection',
  'host', 'isCurrent', 'loseMember', 'meet', 'openAnew', 'ongoing', 'openStreams', 'opening', 'parts', 'patience', 'people', 'publish', 'putMember',
  'roster', 'screen', 'stops', 'ticking', 'videoSwitch',
  // Streams and their recovery
  'freshUrl', 'giveUp', 'isDown', 'isSet', 'livedLong', 'liveSinceMs', 'playOf', 'playerOf', 'plays', 'renew', 'renewing', 'reset', 'restartPlay',
  'restartPush', 'schedule', 'startPush', 'steps',
  // Store
  'endText', 'faceOf',
  // Ring, places of the call, disturbances
  'above', 'banners', 'bell', 'carryOut', 'comeBack', 'cover', 'deadline', 'disturbances', 'hangUpAtMs', 'hasBanner', 'hasMuted', 'isAudioTaken', 'isHidden', 'isIos', 'isOverdue',
  'isPageLeft', 'isSuspended', 'keepFile', 'lastsS', 'nudging', 'onAudioTaken', 'onVisible', 'playLoop', 'policies', 'quiver', 'review', 'revive', 'setMic', 'silence',
  'since', 'sounding', 'vacating', 'vibrates', 'appIsShown', 'covering', 'decline', 'exit', 'isBack', 'isCovered', 'isLeft', 'isWanted', 'micTouched', 'release',
  // Options and settings
  'closeSettings', 'followApp', 'holds', 'pushBars', 'signalOf', 'stopTheme',
  // From sound to picture
  'hearRequest', 'isTalking', 'lapse', 'setCamera', 'turn',
];

/** What files export for those beside them alone, by the names of the files as they are imported. */
export type Shared = Readonly<Record<string, readonly string[]>>;

/** What no other package sees. */
export interface Inner {
  /** Properties. */
  readonly names: readonly string[];
  /** The same, that are values too. */
  readonly words?: readonly string[];
  /** The short names that they have in the files before, when several files share them; those of this one are added. */
  readonly given?: Record<string, string | false>;
  /** The name of this file as others import it. */
  readonly file?: string;
  /** What some of several files export for the others alone. */
  readonly shared?: Shared;
  /** Whether arguments that nobody reads stay: swc leaves holes where it takes one with a default from between others. Default false. */
  readonly keepsArguments?: boolean;
}

/**
 * Makes one CommonJS file of ES2018 as small as it gets out of a bundled ES module.
 *
 * esbuild's own wrapper for CommonJS and its minifier leave a tenth more than this.
 */
export async function shrink(code: string, { names, words = [], given = {}, file = '', shared = {}, keepsArguments = false }: Inner): Promise<string> {
  const marked = words.length === 0 ? importOnce(code) : importOnce(code).replace(new RegExp(`"(${words.join('|')})"`, 'g'), '/* @__KEY__ */ $&');
  const mangleProps = new RegExp(`^(${[...names, ...words].join('|')})$`);
  const renamed = await transform(marked, { format: 'esm', target: 'es2018', charset: 'utf8', mangleProps, mangleCache: given });
  Object.assign(given, renamed.mangleCache);
  return `"use strict";${toCommonJs(await squeeze(arrowsFor(await squeeze(renamed.code, keepsArguments)), keepsArguments), shared, file)}\n`;
}

/** What several modules of a bundle import from one file comes once; the other names are constants, which the minifier drops. */
function importOnce(code: string): string {
  const names = new Map<string, string>();
  return code.replace(/^import \{([^{}]*)\} from ("[^"]*");$/gm, (_, list: string, from: string) => {
    const aliases: string[] = [];
    const first = list.split(',').map((each) => each.trim()).filter((each) => {
      const [name = '', local = name] = each.split(' as ');
      const known = names.get(from + name);
      if (known === undefined) names.set(from + name, local);
      else aliases.push(`const ${local} = ${known};`);
      return known === undefined;
    });
    return `${first.length > 0 ? `import { ${first.join(', ')} } from ${from};` : ''}${aliases.join('')}`;
  });
}

async function squeeze(code: string, keepsArguments: boolean): Promise<string> {
  const compress = { ecma: 2018, module: true, toplevel: true, passes: 4, unsafe_arrows: true, unsafe_methods: true, unsafe: true, keep_fargs: keepsArguments } as const;
  return (await minify(code, { ecma: 2018, module: true, mangle: { toplevel: true }, compress })).code;
}

/**
 * Turns named imports into calls of `require`, and the one `export{a as A,…}` at the end into assignments.
 *
 * @param shared - what is exported, and imported, in one list by their places in the list of its file
 * @param file - the name of this one as others import it
 * @throws Error when the module imports or exports in another way
 */
export function toCommonJs(code: string, shared: Shared = {}, file = ''): string {
  const list = /export\{([^{}]*)\};?\s*$/.exec(code);
  const body = code.slice(0, list?.index).replace(/\bimport\{([^{}]*)\}from("[^"]*");?/g, (_, names: string, from: string) => `const{${pairs(names, shared[from.slice(1, -1)]).join(',')}}=require(${from});`);
  if (/\b(?:import|export)\b *[ {*"]/.test(body)) throw new Error('the bundle is not a module with named imports and one list of exports at its end');
  const exported = pairs((list?.[1] ?? '').replace(/([^\s,]+)\s+as\s+([^\s,]+)/g, '$2 as $1'), shared[file]);
  return `${body}${exported.map((pair) => pair.replace(/^(\w+|\$)(?::(.*))?$/, (_, outer: string, inner = outer) => `exports.${outer}=${inner};`)).join('')}`;
}

/** The name that all shared things stand under. */
const SHARED = '$';

/** `a as b,c` as `a:b` and `c`, what is shared in one of these. */
function pairs(list: string, shared: readonly string[] = []): string[] {
  const all = list.split(',').map((each) => each.trim()).filter((each) => each !== '').map((each) => each.split(/\s+as\s+/));
  const isShared = ([name = '']: readonly string[]): boolean => shared.includes(name);
  const inner = shared.map((name) => all.find(([each]) => each === name)?.[1] ?? '');
  return [...all.filter((pair) => !isShared(pair)).map((pair) => pair.join(':')), ...(inner.some((local) => local !== '') ? [`${SHARED}:[${inner.join(',').replace(/,+$/, '')}]`] : [])];
}

