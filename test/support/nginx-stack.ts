import { Nginx } from './nginx';
import { freePorts } from './processes';
import { startStack, type Stack } from './stack';

/** The real server with a real nginx-rtmp as its engine. */
export interface NginxStack {
  readonly nginx: Nginx;
  readonly stack: Stack;
}

const HOOK_SECRET = '0123456789abcdef0123456789abcdef';

/** Both for all tests of a file: started before the first, ended after the last. @param env - more of the server's environment */
export function useNginxStack(env: Readonly<Record<string, string>> = {}): () => NginxStack {
  jest.setTimeout(60_000);
  let nginx: Nginx | null = null;
  let stack: Stack | null = null;
  beforeAll(async () => {
    const [rtmpPort = 0, controlPort = 0, hookPort = 0] = await freePorts(3);
    nginx = new Nginx(rtmpPort, controlPort, hookPort, HOOK_SECRET);
    await nginx.start();
    stack = await startStack({
      env: {
        NETCALL_MEDIA_ENGINE: 'nginx-rtmp', NETCALL_MEDIA_NODES: `push=rtmp://127.0.0.1:${rtmpPort} control=http://127.0.0.1:${controlPort}`,
        NETCALL_HOOK_PORT: String(hookPort), NETCALL_HOOK_SECRET: HOOK_SECRET, ...env,
      },
    });
  }, 60_000);
  afterAll(async () => {
    await nginx?.remove();
    await stack?.close();
  }, 30_000);
  return () => {
    if (nginx === null || stack === null) throw new Error('nginx and the server have not started');
    return { nginx, stack };
  };
}
