/** jsdom has none; the checks of the server, which the fake one uses too, want it. */
import { TextEncoder } from 'node:util';

Object.assign(globalThis, { TextEncoder });
