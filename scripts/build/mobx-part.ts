import { readFile } from 'node:fs/promises';
import { transform, type Plugin } from 'esbuild';

/** Names that MobX keeps to itself end like this; its own build shortens them too. Part of a regular expression: `STALE_`, which is a text as well, is none of them. */
export const MOBX_PRIVATE = '[a-zA-Z$][\\w$]*[a-z\\d]_';

/** Names of MobX's global state, which is not shared with another copy, and of what its parts say to each other. */
export const MOBX_INNER: readonly string[] = [
  'allowStateChanges', 'allowStateReads', 'computedRequiresReaction', 'debugObjectName', 'defaultDecorator', 'derivation', 'disableErrorBoundaries', 'enforceActions', 'enhancer',
  'fireImmediately', 'globalReactionErrorHandlers', 'inBatch', 'isRunningReactions', 'newValue', 'NOT_TRACKING_', 'observableKind', 'observableRequiresReaction', 'pendingReactions',
  'pendingUnobservations', 'POSSIBLY_STALE_', 'reactionRequiresObservable', 'requiresObservable', 'runId', 'safeDescriptors', 'suppressReactionErrors', 'trackingContext', 'trackingDerivation',
  'UP_TO_DATE_', 'useProxies',
];

/** A module of MobX's sources. */
const MODULE = /[\\/]node_modules[\\/]mobx-miniprogram[\\/]src[\\/](.+)\.ts$/;

/**
 * What takes the place of the modules that a store without observable arrays, maps, sets and generators never enters: the store of the
 * call kit holds references and plain values. What observes other stores of the page is theirs: MobX of two builds cannot share its state.
 */
const INSTEAD: Readonly<Record<string, string>> = {
  'api/flow': 'export const isFlow = () => false, flow = undefined, flowResult = undefined, isFlowCancellationError = undefined, FlowCancellationError = undefined;',
  'api/tojs': 'export const toJS = (value) => value;',
  'api/trace': 'export const trace = undefined;',
  'core/spy': 'export const isSpyEnabled = () => false, spyReport = () => {}, spyReportStart = spyReport, spyReportEnd = spyReport, spy = undefined;',
  'types/flowannotation': 'export const createFlowAnnotation = () => ({});',
  'types/legacyobservablearray': 'export const createLegacyArray = undefined, LegacyObservableArray = undefined;',
  'types/observablearray': "export const UPDATE = 'update', isObservableArray = () => false, createObservableArray = undefined, ObservableArrayAdministration = undefined, arrayExtensions = undefined;",
  'types/observablemap': "export const ADD = 'add', DELETE = 'delete', isObservableMap = () => false, ObservableMap = undefined;",
  'types/observableset': 'export const isObservableSet = () => false, ObservableSet = undefined;',
  'utils/global': 'const own = {}; export const getGlobal = () => own;',
  'utils/iterable': 'export const makeIterable = undefined;',
};

/** Bundles MobX from its sources without the modules above, as its authors compile them. */
export const mobxInPart: Plugin = {
  name: 'mobx in part',
  setup({ onLoad }) {
    onLoad({ filter: MODULE }, async ({ path }) => {
      const instead = INSTEAD[MODULE.exec(path)?.[1]?.replaceAll('\\', '/') ?? ''];
      if (instead !== undefined) return { contents: instead, loader: 'js' };
      const options = { loader: 'ts', target: 'es2018', tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } } } as const;
      return { contents: (await transform(await readFile(path, 'utf8'), options)).code, loader: 'js' };
    });
  },
};
