import { Transform } from 'node:stream';

/** Inner variables of the components' styles (`--n-…`), which no page is told of. A test compares with the sources; one that is missing here keeps its name. */
export const STYLE_NAMES: readonly string[] = [
  'accept', 'avatar', 'background', 'bars', 'brand', 'columns', 'control', 'disc-size', 'gap', 'glass', 'hang-up', 'icon', 'inverse', 'left', 'name', 'on-brand', 'on-glass', 'quiet', 'radius',
  'right', 'rows', 'scale', 'shadow', 'small-height', 'small-top', 'small-width', 'surface', 'text', 'tile', 'top', 'x', 'y',
];

/** A style or a template with one letter or digit for each inner variable, the same one in all files. */
export function shortenVariables(text: string): string {
  return text.replace(/--n-([a-z-]+)/g, (whole, name: string) => {
    const place = STYLE_NAMES.indexOf(name);
    return place === -1 ? whole : `--n${place.toString(36)}`;
  });
}

/** What gulp hands from step to step. */
interface Passing {
  readonly extname: string;
  contents: Uint8Array | null;
}

/** Shortens the inner variables of the styles and templates that pass. */
export function shorteningVariables(): Transform {
  return new Transform({
    objectMode: true,
    transform(file: Passing, _encoding, done) {
      const isText = file.extname === '.wxss' || file.extname === '.wxml';
      if (isText && file.contents !== null) file.contents = Buffer.from(shortenVariables(Buffer.from(file.contents).toString()));
      done(null, file);
    },
  });
}
