/** Prints the size table of what the build placed for the mini-program; exits 1 over a limit. */
import { printSizes } from './build/sizes';

printSizes().catch((fault: unknown) => {
  console.error(fault instanceof Error ? fault.message : fault);
  process.exitCode = 1;
});
