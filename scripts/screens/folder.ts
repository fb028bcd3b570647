import { join } from 'node:path';
import { ROOT } from '../../test/support/repo';

/** Where the pictures are kept. */
export const FOLDER = join(ROOT, 'docs/screens');
