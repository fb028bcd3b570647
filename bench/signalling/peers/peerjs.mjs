/** The PeerJS server as its package starts it, for more users at once: peerjs.mjs PORT USERS. */
import { PeerServer } from 'peer';

PeerServer({ host: '127.0.0.1', port: Number(process.argv[2]), path: '/', concurrent_limit: Number(process.argv[3]) });
