/** Where failures go when the application does not hear them: who develops sees what is wrong. */
export function tellConsole(failure: unknown): void {
  console.error('netcall', failure);
}
