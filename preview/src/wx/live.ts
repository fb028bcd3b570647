import type { WxFunctions } from './api';
import type { Host } from './host';

export function liveFunctions(_: Host): WxFunctions {
  return {};
}
