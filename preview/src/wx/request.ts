import { asyncFunction, numberOption, type Options, optionsOf, textOption, WxFailure, type WxFunctions } from './api';
import type { Host } from './host';

/** WeChat's own time limit of a request, in milliseconds. */
const TIMEOUT_MS = 60_000;

/** `wx.request`: HTTP by the browser. The server must allow this origin. */
export function requestFunctions({ network }: Pick<Host, 'network'>): WxFunctions {
  return {
    request: (given?: unknown) => {
      const options = optionsOf(given);
      const abort = new AbortController();
      const answer = asyncFunction('request', () => {
        if (!network.status.isConnected) throw new WxFailure('no network', { errno: 600002 });
        return send(options, abort);
      })(options);
      return Object.assign(answer ?? {}, { abort: () => abort.abort(), onHeadersReceived() {}, offHeadersReceived() {} });
    },
  };
}

async function send(options: Options, abort: AbortController) {
  const timer = window.setTimeout(() => abort.abort('timeout'), numberOption(options, 'timeout', TIMEOUT_MS));
  try {
    const response = await fetch(...requestOf(options, abort.signal));
    const header = Object.fromEntries(response.headers);
    return { statusCode: response.status, header, cookies: [], data: await bodyOf(response, options) };
  } catch (cause) {
    throw new WxFailure(abort.signal.reason === 'timeout' ? 'timeout' : abort.signal.aborted ? 'abort' : String(cause), { errno: 600000 });
  } finally {
    window.clearTimeout(timer);
  }
}

function requestOf(options: Options, signal: AbortSignal): [string, RequestInit] {
  const method = textOption(options, 'method', 'GET').toUpperCase();
  const headers = new Headers(Object.fromEntries(Object.entries(optionsOf(options['header'])).map(([name, value]) => [name, String(value)])));
  if (!headers.has('content-type')) headers.set('content-type', 'application/json');
  const url = textOption(options, 'url');
  const data = options['data'];
  if (method === 'GET' || method === 'HEAD') return [withQuery(url, data), { method, headers, signal }];
  return [url, { method, headers, signal, body: encoded(data, headers.get('content-type') ?? '') }];
}

function encoded(data: unknown, type: string): BodyInit | null {
  if (data === undefined || data === null) return null;
  if (typeof data === 'string' || data instanceof ArrayBuffer) return data;
  return type.includes('x-www-form-urlencoded') ? parametersOf(data) : JSON.stringify(data);
}

function withQuery(url: string, data: unknown): string {
  const query = typeof data === 'object' && data !== null ? parametersOf(data).toString() : '';
  return query === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${query}`;
}

function parametersOf(data: unknown): URLSearchParams {
  return new URLSearchParams(Object.entries(optionsOf(data)).map(([name, value]) => [name, String(value)]));
}

/** With `dataType: json`, the default, a body that is no JSON is given as text. */
async function bodyOf(response: Response, options: Options): Promise<unknown> {
  if (textOption(options, 'responseType') === 'arraybuffer') return response.arrayBuffer();
  const text = await response.text();
  if (textOption(options, 'dataType', 'json') !== 'json') return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text; // WeChat does the same: no error for a body that is no JSON.
  }
}

