/** Waits for a step; a failure goes to `onError`. Resolves with whether it succeeded. */
export type Attempt = (step: Promise<unknown>) => Promise<boolean>;

/** Makes the function through which everything goes that may fail without a caller to tell. */
export function attemptWith(onError: (error: unknown) => void): Attempt {
  return (step) =>
    step.then(
      () => true,
      (error: unknown) => {
        onError(error);
        return false;
      },
    );
}
