import { asyncFunction, numberOption, textOption, type WxFunctions } from './api';

/** Bytes, random numbers and the clipboard. */
export function byteFunctions(): WxFunctions {
  return {
    base64ToArrayBuffer: (text: string) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0)).buffer,
    arrayBufferToBase64: (bytes: ArrayBuffer) => btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join('')),
    getRandomValues: asyncFunction('getRandomValues', (options) => ({ randomValues: crypto.getRandomValues(new Uint8Array(numberOption(options, 'length', 1))).buffer })),
    setClipboardData: asyncFunction('setClipboardData', (options) => navigator.clipboard.writeText(textOption(options, 'data'))),
    getClipboardData: asyncFunction('getClipboardData', async () => ({ data: await navigator.clipboard.readText() })),
  };
}
