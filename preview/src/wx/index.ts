import { audioFunctions } from './audio';
import type { WxFunctions } from './api';
import { byteFunctions } from './bytes';
import { dialogFunctions } from './dialogs';
import { eventFunctions } from './events';
import { fileFunctions, USER_DATA_PATH } from './files';
import type { Host } from './host';
import { liveFunctions } from './live';
import { navigationFunctions } from './navigation';
import { permissionFunctions } from './permissions';
import { requestFunctions } from './request';
import { selectorFunctions } from './selector';
import { socketFunctions } from './socket';
import { storageFunctions } from './storage';
import { subPackageFunctions } from './sub-packages';
import { systemFunctions } from './system';

/** The global `wx` of one phone. */
export function createWx(host: Host): object {
  const functions: WxFunctions = {
    ...audioFunctions(host), ...byteFunctions(), ...dialogFunctions(host), ...eventFunctions(host), ...fileFunctions(), ...liveFunctions(host), ...navigationFunctions(host),
    ...permissionFunctions(host), ...requestFunctions(host), ...selectorFunctions(host), ...socketFunctions(host), ...storageFunctions(host), ...subPackageFunctions(host), ...systemFunctions(host),
    env: { USER_DATA_PATH },
  };
  return strict({ ...functions, canIUse: (schema: string) => isThere(functions, schema) });
}

/** Which names are asked of any object by the language or by tools, not by the mini-program. */
const LANGUAGE_NAMES = new Set(['then', 'toJSON', 'constructor', 'prototype', '$$typeof', 'nodeType', 'asymmetricMatch']);

/**
 * Reading what is not there throws its name, so that a missing function is found at once and not as "not a function" somewhere
 * else. Code that can do without asks `wx.canIUse('name')` or `'name' in wx`.
 */
export function strict(functions: WxFunctions): object {
  return new Proxy(functions, {
    get(target, name) {
      if (typeof name === 'symbol' || name in target || LANGUAGE_NAMES.has(name)) return Reflect.get(target, name) as unknown;
      throw new Error(`wx.${name} is not there in the preview`);
    },
  });
}

/** A schema is `name`, `name.callback.field…`, or a tag; only names of functions and tags are looked at. */
function isThere(functions: WxFunctions, schema: string): boolean {
  const name = schema.split('.')[0] ?? '';
  return name in functions || ['live-pusher', 'live-player', 'button', 'input', 'swiper', 'scroll-view'].includes(name);
}
