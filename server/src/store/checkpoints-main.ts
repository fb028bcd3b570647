import { parentPort, workerData } from 'node:worker_threads';
import { HOST_CLOCK } from '../clock';
import { makeCheckpoints } from './checkpoints';

/** The thread of checkpoints. The only message that it gets ends it. */
parentPort?.once('message', makeCheckpoints(String(workerData), HOST_CLOCK, (outcome) => parentPort?.postMessage(outcome)));
