import { textOf } from '../../support/repo';

/** Names of the reference's rows, `<section> <row>`, in its order. */
export const REFERENCE: readonly string[] = textOf('test/fixtures/netcall-rows.txt').split('\n').filter((line) => /^\d/.test(line));
