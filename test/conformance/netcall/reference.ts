import { referenceRows } from '../reference';

/** Names of the reference's rows, `<section> <row>`, in its order. */
export const REFERENCE: readonly string[] = referenceRows('netcall');
