import { minify } from '@swc/core';
import { transform } from 'esbuild';

/**
 * Fields and private members of the sdk that no other file sees: the bundler gives them names of one letter. None of them
 * may be the name of anything outside: an option, a field on the wire, a method of the host. A test makes a call with the
 * bundle, so that a name too many does not stay unseen.
 */
const INNER_NAMES = [
  // Session
  'attempt', 'gapAfter', 'heardMs', 'host', 'lastId', 'linkState', 'listener', 'opening', 'pending', 'refusals', 'replay', 'seen', 'setup', 'socket', 'step',
  'stopHeartbeat', 'stopStep', 'stops', 'ticket', 'fields', 'frames', 'until', 'reconnecting',
  // Calls
  'change', 'early', 'earlyInvited', 'failPlacing', 'leaving', 'notify', 'onChange', 'onLeft', 'ownCall', 'ringUntilMs', 'session', 'stopGuard', 'theirs', 'untilMs', 'waiting',
  // Netcall and its emitter
  'deliver', 'destroyed', 'emitter', 'heard', 'instance', 'keep', 'later', 'listenerFailed', 'onFault', 'promise', 'replaces', 'running', 'shared',
];

/**
 * Makes one CommonJS file of ES2018 as small as it gets out of a bundled ES module that imports nothing.
 *
 * esbuild's own wrapper for CommonJS and its minifier leave a tenth more than this.
 */
export async function shrink(code: string): Promise<string> {
  const renamed = await transform(code, { format: 'esm', target: 'es2018', charset: 'utf8', mangleProps: new RegExp(`^(${INNER_NAMES.join('|')})$`) });
  const small = await minify(renamed.code, {
    ecma: 2018, module: true, mangle: { toplevel: true },
    compress: { ecma: 2018, module: true, toplevel: true, passes: 4, unsafe_arrows: true, unsafe_methods: true, keep_fargs: false },
  });
  return `"use strict";${toCommonJs(small.code)}\n`;
}

/** Turns the one `export{a as A,…}` at the end into assignments. @throws Error when the module ends otherwise */
export function toCommonJs(code: string): string {
  const list = /export\{([^{}]*)\};?\s*$/.exec(code);
  if (list === null || /\b(?:import|export)\b[ {*]/.test(code.slice(0, list.index))) throw new Error('the bundle is not a module with one list of exports at its end');
  const assignments = (list[1] ?? '').split(',').map((each) => {
    const [inner = '', outer = inner] = each.trim().split(/\s+as\s+/);
    return `exports.${outer}=${inner}`;
  });
  return `${code.slice(0, list.index)}${assignments.join(',')};`;
}
