/** node-media-server as its own command starts it, without its web console, with a log of errors alone: node-media-server.mjs RTMP_PORT HTTP_PORT FOLDER. */
import NodeMediaServer from 'node-media-server';
import logger from 'node-media-server/src/core/logger.js';

const [rtmpPort, httpPort, folder] = process.argv.slice(2);
const server = new NodeMediaServer({
  bind: '127.0.0.1', rtmp: { port: Number(rtmpPort) }, http: { port: Number(httpPort) }, auth: { play: false, publish: false },
  store: { path: folder }, webadmin: { enable: false },
}, '');
logger.level = 'error'; // The constructor has set it.
await server.run();
