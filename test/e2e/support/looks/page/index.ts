import { inspect } from './inspect';
import { judge, rest, show } from './show';

/** What the stand calls in the phone's window. */
const looks = { inspect, judge, rest, show };

export type Looks = typeof looks;

Object.assign(window, { looks });
