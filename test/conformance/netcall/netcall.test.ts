import { useStack } from '../../support/stack';
import { REFERENCE } from './reference';
import { facesOf, type Face, type Row } from './row';
import { Stage } from './stage';
import { ROWS } from './table';

/** Time to come back in a call or a room: short here, so that a proof can outlast it. */
const RESUME_MS = 8_000;

const stack = useStack({ env: { NETCALL_RESUME_CALL_MS: String(RESUME_MS) } });
const proofs = ROWS.flatMap((row) => facesOf(row).map((face): [string, Face, Row] => [`${row.section} ${row.row} (${face}): ${row.says}`, face, row]));

test.concurrent.each(proofs.map(([name, face, row], index) => [name, face, row, index] as const))('%s', async (_name, face, { prove }, index) => {
  const stage = new Stage(stack(), face, index);
  try {
    await prove(stage);
  } finally {
    await stage.close();
  }
});

test.each(['drop-in', 'modern'] as const)('every row of the reference is proven on the %s face, and no row is made up', (face) => {
  const proven = new Set(ROWS.filter((row) => facesOf(row).includes(face)).map(({ section, row }) => `${section} ${row}`));
  expect([...proven].sort()).toEqual([...REFERENCE].sort());
});
