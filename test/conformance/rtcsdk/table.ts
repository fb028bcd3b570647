import { calls } from './calls';
import { channel } from './channel';
import { devices } from './devices';
import { invites } from './invites';
import { login } from './login';
import { others } from './others';
import { queues } from './queues';
import { rooms } from './rooms';
import type { Row } from './row';
import { status } from './status';
import { webEdition } from './web';

/** Every row of the reference with its proofs. The ones that must wait longest go first: proofs run side by side. */
export const ROWS: readonly Row[] = [...login, ...channel, ...queues, ...status, ...calls, ...invites, ...rooms, ...devices, ...others, ...webEdition];
