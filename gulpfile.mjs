/** The tasks are TypeScript: scripts/build/tasks.ts. This file only loads them. */
import { createRequire } from 'node:module';
import { register } from 'tsx/cjs/api';

register();
const tasks = createRequire(import.meta.url)('./scripts/build/tasks.ts');

export const { clean, server, sdk, components, npm, types, sizes, build, dev } = tasks;
export default build;
