import { LIMITS } from './limits';

/** Why an account or custom text is refused, in words that a developer can act on; null when it is good. */
export type Complaint = string | null;

const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const ID = /^[0-9A-Za-z._~-]+$/;

/**
 * Checks an account: 1 to 128 code points, at most 512 bytes, no control characters, lone surrogates or bidirectional
 * controls. Emoji, combining marks and `__proto__` are accounts like any other.
 *
 * @see docs/protocol.md, section "Identities" (call rule 41)
 */
export function complainAboutAccount(account: string): Complaint {
  if (account.length === 0) return 'must not be empty';
  if (hasLoneSurrogate(account)) return 'must not contain a lone surrogate';
  if (codePoints(account) > LIMITS.accountCodePoints) return `must have at most ${LIMITS.accountCodePoints} characters`;
  if (utf8Bytes(account) > LIMITS.accountBytes) return `must have at most ${LIMITS.accountBytes} bytes`;
  if (CONTROL.test(account)) return 'must not contain control characters';
  return BIDI.test(account) ? 'must not contain bidirectional control characters' : null;
}

/** Checks the name of a room: at most 128 bytes, otherwise as an account. */
export function complainAboutRoomName(name: string): Complaint {
  return utf8Bytes(name) > LIMITS.roomNameBytes ? `must have at most ${LIMITS.roomNameBytes} bytes` : complainAboutAccount(name);
}

/** Checks an identifier made by a client (`callId`, `deviceId`): 1 to 64 characters of `0-9 A-Z a-z . _ ~ -`. */
export function complainAboutId(id: string): Complaint {
  if (id.length === 0 || id.length > LIMITS.idChars) return `must have 1 to ${LIMITS.idChars} characters`;
  return ID.test(id) ? null : 'must consist of 0-9 A-Z a-z . _ ~ -';
}

/** Checks a text of the application: well-formed and at most 4,096 bytes. */
export function complainAboutCustom(custom: string): Complaint {
  if (hasLoneSurrogate(custom)) return 'must not contain a lone surrogate';
  return utf8Bytes(custom) > LIMITS.customBytes ? `must have at most ${LIMITS.customBytes} bytes` : null;
}

/** Length in UTF-8 bytes, without TextEncoder, which some WeChat clients lack. */
export function utf8Bytes(text: string): number {
  // A surrogate pair is two units and four bytes.
  return text.replace(/[\u0080-\u07ff\ud800-\udfff]/g, 'xx').replace(/[^\u0000-\u007f]/g, 'xxx').length;
}

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

function hasLoneSurrogate(text: string): boolean {
  for (const character of text) {
    if (character.length === 1 && isSurrogate(character.charCodeAt(0))) return true;
  }
  return false;
}
