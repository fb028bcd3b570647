import type { CallOptions, JoinOptions } from 'netcall-sdk';
import { badOption } from './rules';
import type { CallRequest } from './service-parts';

/** What a call carries, as netcall numbers it. */
const TYPES = { audio: 1, video: 2 } as const;

/** What is told to the others in a room: both, or the microphone only. */
const MODES = { audio: 1, video: 0 } as const;

/** What netcall is asked for a call. @throws CallError BAD_ARGUMENT naming `media` */
export function callOptions({ callee, media, custom }: CallRequest): CallOptions {
  return { type: of(TYPES, media), callee, ...(custom === undefined ? {} : { pushConfig: { custom } }) };
}

/** What netcall is asked for a named room. @throws CallError BAD_ARGUMENT naming `media` */
export function roomOptions(channelName: string, media: 'audio' | 'video'): JoinOptions {
  return { channelName, mode: of(MODES, media), role: 0, scene: 1, create: true };
}

/** A word that is neither would be a call of another sort than the one that was meant. */
function of<M extends 'audio' | 'video'>(numbers: Readonly<Record<M, number>>, media: M): number {
  const number: number | undefined = numbers[media];
  if (number === undefined) throw badOption('media', 'audio or video');
  return number;
}
