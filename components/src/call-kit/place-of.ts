import type { CallStatus } from './facts';

/** Where a call is to be seen. */
export type Place = 'page' | 'banner' | 'float';

/** What decides where a call is to be seen. */
export interface PlaceFacts {
  readonly status: CallStatus;
  /** The user talks on while looking at other pages. */
  readonly isMinimised: boolean;
  /** What the application wants for a call that rings. */
  readonly incoming: 'page' | 'banner';
  /** A banner stands on the visible page. */
  readonly hasBanner: boolean;
}

/** Where a call is to be seen: the page, unless the user or the application has chosen otherwise and it can be seen there. */
export function placeOf({ status, isMinimised, incoming, hasBanner }: PlaceFacts): Place {
  if (status === 'incoming') return incoming === 'banner' && hasBanner ? 'banner' : 'page';
  return isMinimised ? 'float' : 'page';
}
