import { textOf } from '../support/repo';

/** An API that others know, whose every row is proven. */
export type Api = 'netcall' | 'rtcsdk';

/** Names of the rows of an API's reference, `<section> <row>`, in its order. */
export function referenceRows(api: Api): readonly string[] {
  return textOf(`test/fixtures/${api}-rows.txt`).split('\n').filter((line) => /^\d/.test(line));
}
