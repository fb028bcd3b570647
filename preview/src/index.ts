export { buildPreview, demoRoots, type BuildOptions, type BuiltFiles } from './build/index';
export { BuildFault } from './build/faults';
export { startPreview, type PreviewServer, type PreviewServerOptions } from './server/index';
