/**
 * What a bundler must be told to build this box: `mediabunny` is our own stand-in (audio/mediabunny.ts). Give the result
 * to esbuild's `alias`; with `splitting` the AAC encoder (993 KB) becomes a file of its own that loads when it is needed.
 *
 * @param webmediaFolder - absolute path of the folder `webmedia`
 */
export function bundleAlias(webmediaFolder: string): Record<string, string> {
  return { mediabunny: `${webmediaFolder}/src/audio/mediabunny.ts` };
}
