import { asyncFunction, optionsOf, textOption, WxFailure, type WxFunctions } from './api';
import type { Host } from './host';

/** WeChat's limit of one mini-program's storage, in KB. */
const LIMIT_KB = 10240;

/** `wx.setStorage` and its like. Each phone has its own storage, though all phones share one origin. */
export function storageFunctions({ phone }: Host): WxFunctions {
  const store = new PhoneStorage(`netcall-preview:${phone.id}:`);
  return {
    setStorageSync: (key: string, data: unknown) => store.set(key, data),
    getStorageSync: (key: string) => store.get(key) ?? '',
    removeStorageSync: (key: string) => store.remove(key),
    clearStorageSync: () => store.clear(),
    getStorageInfoSync: () => store.info(),
    setStorage: asyncFunction('setStorage', (options) => store.set(textOption(options, 'key'), options['data'])),
    getStorage: asyncFunction('getStorage', (options) => {
      const data = store.get(textOption(options, 'key'));
      if (data === undefined) throw new WxFailure('data not found');
      return { data };
    }),
    removeStorage: asyncFunction('removeStorage', (options) => store.remove(textOption(options, 'key'))),
    clearStorage: asyncFunction('clearStorage', () => store.clear()),
    getStorageInfo: asyncFunction('getStorageInfo', () => store.info()),
  };
}

class PhoneStorage {
  constructor(private readonly prefix: string) {}

  set(key: string, data: unknown): void {
    localStorage.setItem(this.prefix + key, JSON.stringify({ data }));
  }

  get(key: string): unknown {
    const text = localStorage.getItem(this.prefix + key);
    return text === null ? undefined : optionsOf(JSON.parse(text))['data'];
  }

  remove(key: string): void {
    localStorage.removeItem(this.prefix + key);
  }

  clear(): void {
    this.keys().forEach((key) => this.remove(key));
  }

  info(): { keys: string[]; currentSize: number; limitSize: number } {
    const bytes = this.keys().reduce((sum, key) => sum + (localStorage.getItem(this.prefix + key) ?? '').length, 0);
    return { keys: this.keys(), currentSize: Math.ceil(bytes / 1024), limitSize: LIMIT_KB };
  }

  private keys(): string[] {
    return Object.keys(localStorage).filter((key) => key.startsWith(this.prefix)).map((key) => key.slice(this.prefix.length));
  }
}
