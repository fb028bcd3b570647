import { readFile } from 'node:fs/promises';
import { transform, type Plugin } from 'esbuild';

/** Names that MobX keeps to itself end like this; its own build shortens them too. Part of a regular expression: `STALE_`, which is a text as well, is none of them. */
export const MOBX_PRIVATE = '[a-zA-Z$][\\w$]*[a-z\\d]_';

/** Names of MobX's global state, which is not shared with another copy, and of what its parts say to each other. */
export const MOBX_INNER: readonly string[] = [
  '__mobxGlobals', '__mobxInstanceCount', 'allowStateChanges', 'allowStateReads', 'computedRequiresReaction', 'debugObjectName', 'defaultDecorator', 'derivation', 'disableErrorBoundaries', 'enforceActions', 'enhancer',
  'fireImmediately', 'globalReactionErrorHandlers', 'inBatch', 'isRunningReactions', 'newValue', 'observableKind', 'observableRequiresReaction', 'pendingReactions',
  'pendingUnobservations', 'reactionRequiresObservable', 'requiresObservable', 'runId', 'reportChanged', 'reportObserved', 'safeDescriptors', 'suppressReactionErrors', 'trackingContext', 'trackAndCompute', 'trackingDerivation', 'updateStoreBindings', 'useProxies',
];

/** A module of MobX's sources. */
const MODULE = /[\\/]node_modules[\\/]mobx-miniprogram[\\/]src[\\/](.+)\.ts$/;

/**
 * What takes the place of the modules that a store without observable arrays, maps, sets, proxies and generators, which nobody observes
 * or intercepts change by change, never enters, and of some, in few words, that it does: how its members are made observable, and when
 * plain values are equal. What observes other stores of the page is theirs: MobX of two builds cannot share its state.
 */
const INSTEAD: Readonly<Record<string, string>> = {
  'api/flow': 'export const isFlow = () => false, flow = undefined, flowResult = undefined, isFlowCancellationError = undefined, FlowCancellationError = undefined;',
  'api/tojs': 'export const toJS = (value) => value;',
  'api/trace': 'export const trace = undefined;',
  'core/spy': 'export const isSpyEnabled = () => false, spyReport = () => {}, spyReportStart = spyReport, spyReportEnd = spyReport, spy = undefined;',
  'types/actionannotation': `import { createAction, defineProperty, isAction } from '../internal';
    export const createActionDescriptor = undefined, createActionAnnotation = (annotationType_, options_) => ({
      annotationType_, options_,
      make_(adm, key, { value }, source) {
        if (isAction(value)) return 1;
        defineProperty(source, key, { value: createAction(key, value, options_.autoAction), configurable: true, writable: true });
        return 2;
      },
    });`,
  'types/autoannotation': `import { autoAction, computed, observable } from '../internal';
    const kindOf = (adm, { get, value }, source) => (get ? computed : source !== adm.target_ && typeof value === 'function' ? autoAction : observable);
    export const createAutoAnnotation = () => ({
      annotationType_: 'true',
      make_: (adm, key, descriptor, source) => kindOf(adm, descriptor, source).make_(adm, key, descriptor, source),
    });
    export const autoAnnotation = createAutoAnnotation();`,
  'types/computedannotation': `export const createComputedAnnotation = (annotationType_, options_) => ({
      annotationType_, options_, make_: (adm, key, { get, set }) => (adm.defineComputedProperty_(key, { ...options_, get, set }, false), 1),
    });`,
  'types/dynamicobject': 'export const asDynamicObservableObject = undefined;',
  'types/flowannotation': 'export const createFlowAnnotation = () => ({});',
  'types/intercept-utils': 'export const hasInterceptors = () => false, interceptChange = (_, change) => change, registerInterceptor = undefined;',
  'types/legacyobservablearray': 'export const createLegacyArray = undefined, LegacyObservableArray = undefined;',
  'types/listen-utils': 'export const hasListeners = () => false, notifyListeners = () => {}, registerListener = undefined;',
  'types/observableannotation': `import { deepEnhancer } from '../internal';
    export const createObservableAnnotation = (annotationType_, options_) => ({
      annotationType_, options_, make_: (adm, key, { value }) => (adm.defineObservableProperty_(key, value, options_ ? options_.enhancer : deepEnhancer, false), 1),
    });`,
  'types/observablearray': "export const UPDATE = 'update', isObservableArray = () => false, createObservableArray = undefined, ObservableArrayAdministration = undefined, arrayExtensions = undefined;",
  'types/observablemap': "export const ADD = 'add', DELETE = 'delete', isObservableMap = () => false, ObservableMap = undefined;",
  'types/observableset': 'export const isObservableSet = () => false, ObservableSet = undefined;',
  'types/overrideannotation': 'export const isOverride = () => false, override = undefined;',
  'utils/eq': `export const deepEqual = (a, b) => Object.is(a, b) || (Object(a) === a && Object(b) === b && Object.keys(a).length === Object.keys(b).length
    && Object.keys(a).every((key) => key in b && deepEqual(a[key], b[key])));`,
  'utils/global': 'const own = {}; export const getGlobal = () => own;',
  'utils/iterable': 'export const makeIterable = undefined;',
};

/** Members of MobX's enumerations, which its authors' compiler writes as numbers. */
const MEMBERS: Readonly<Record<string, number>> = {
  'IDerivationState_.NOT_TRACKING_': -1, 'IDerivationState_.UP_TO_DATE_': 0, 'IDerivationState_.POSSIBLY_STALE_': 1, 'IDerivationState_.STALE_': 2,
  'MakeResult.Cancel': 0, 'MakeResult.Break': 1, 'MakeResult.Continue': 2,
};

const inNumbers = (code: string): string => Object.entries(MEMBERS).reduce((text, [member, number]) => text.replaceAll(new RegExp(`\\b${member.replace('.', '\\.')}\\b`, 'g'), `(${number})`), code);

/** Bundles MobX from its sources without the modules above, as its authors compile them. */
export const mobxInPart: Plugin = {
  name: 'mobx in part',
  setup({ onLoad }) {
    onLoad({ filter: MODULE }, async ({ path }) => {
      const instead = INSTEAD[MODULE.exec(path)?.[1]?.replaceAll('\\', '/') ?? ''];
      if (instead !== undefined) return { contents: instead, loader: 'js' };
      const options = { loader: 'ts', target: 'es2018', tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } } } as const;
      return { contents: (await transform(inNumbers(await readFile(path, 'utf8')), options)).code, loader: 'js' };
    });
  },
};
