/** Writes the client's part and that of groups of docs/call-states.md from their tables. A test fails when they are not current. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withClientStates } from './call-states/client';
import { withGroupStates } from './call-states/groups';

const FILE = join(__dirname, '../docs/call-states.md');

writeFileSync(FILE, withGroupStates(withClientStates(readFileSync(FILE, 'utf8'))));
