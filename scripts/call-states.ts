/** Writes the client's part of docs/call-states.md from the table. A test fails when it is not current. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withClientStates } from './call-states/client';

const FILE = join(__dirname, '../docs/call-states.md');

writeFileSync(FILE, withClientStates(readFileSync(FILE, 'utf8')));
