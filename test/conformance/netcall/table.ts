import { companion } from './companion';
import { constants } from './constants';
import { emitter } from './emitter';
import { events } from './events';
import { losses } from './losses';
import { methods } from './methods';
import { order } from './order';
import { others } from './others';
import { rooms } from './rooms';
import type { Row } from './row';
import { shape } from './shape';

/** Every row of the reference with its proofs. The ones that must wait longest go first: proofs run side by side. */
export const ROWS: readonly Row[] = [...losses, ...order, ...companion, ...events, ...shape, ...constants, ...methods, ...rooms, ...others, ...emitter];
