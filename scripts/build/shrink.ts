import { minify } from '@swc/core';
import { transform } from 'esbuild';

/**
 * Fields and private members of the sdk that no other file sees: the bundler gives them names of one letter. None of them
 * may be the name of anything outside: an option, a field on the wire, a method of the host. A test makes a call with the
 * bundle, so that a name too many does not stay unseen.
 */
export const SDK_NAMES: readonly string[] = [
  // Session
  'attempt', 'gapAfter', 'heardMs', 'host', 'lastId', 'linkState', 'listener', 'opening', 'pending', 'refusals', 'replay', 'seen', 'setup', 'socket', 'step',
  'stopHeartbeat', 'stopStep', 'stops', 'ticket', 'fields', 'frames', 'until', 'reconnecting',
  // Calls
  'change', 'early', 'earlyInvited', 'failPlacing', 'leaving', 'notify', 'onChange', 'onLeft', 'ownCall', 'ringUntilMs', 'session', 'stopGuard', 'theirs', 'untilMs', 'waiting',
  // Netcall and its emitter
  'deliver', 'destroyed', 'emitter', 'heard', 'instance', 'keep', 'later', 'listenerFailed', 'onFault', 'promise', 'replaces', 'running', 'shared',
];

/**
 * The same for the components, each of which is a file of its own: none of these stands in a template, in the file of a component
 * that draws, in a dictionary or in the kit's face. A test compares.
 */
export const COMPONENT_NAMES: readonly string[] = [
  // Service and what it is made of
  'addresses', 'closeLater', 'closing', 'entering', 'followCall', 'followConnection', 'isCurrent', 'isOnTop',
  'navigate', 'openStreams', 'patience', 'people', 'publish', 'putMember', 'screen', 'ticking',
  // Streams and their recovery
  'freshUrl', 'giveUp', 'isDown', 'isSet', 'livedLong', 'liveSinceMs', 'playOf', 'playerOf', 'renew', 'renewing', 'reset', 'restartPlay',
  'restartPush', 'schedule', 'startPush', 'steps', 'timer',
  // From sound to picture
  'hearRequest', 'lapse', 'setCamera', 'talking',
];

/**
 * Makes one CommonJS file of ES2018 as small as it gets out of a bundled ES module.
 *
 * esbuild's own wrapper for CommonJS and its minifier leave a tenth more than this.
 *
 * @param names - properties that no other file sees
 */
export async function shrink(code: string, names: readonly string[]): Promise<string> {
  const renamed = await transform(code, { format: 'esm', target: 'es2018', charset: 'utf8', mangleProps: new RegExp(`^(${names.join('|')})$`) });
  const small = await minify(renamed.code, {
    ecma: 2018, module: true, mangle: { toplevel: true },
    compress: { ecma: 2018, module: true, toplevel: true, passes: 4, unsafe_arrows: true, unsafe_methods: true, keep_fargs: false },
  });
  return `"use strict";${toCommonJs(small.code)}\n`;
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
