import type { BrowserContext, Page } from 'playwright-core';
import { buildPreview, type BuildOptions, type PreviewServer, startPreview } from '../../preview/src/index';
import { join } from 'node:path';
import { ROOT } from './repo';

/** Where the mini-programs of tests lie. */
export const fixture = (name: string): string => join(ROOT, 'test/e2e/fixtures', name);

/** What a test serves. */
export interface PreviewOptions extends BuildOptions {
  /** Default 1, where nothing listens: for tests without a server. */
  readonly signalPort?: number;
  readonly flvPort?: number;
}

/** A built and served preview for all tests of a file. */
export function usePreview(options: () => PreviewOptions): () => PreviewServer {
  let server: PreviewServer | null = null;
  beforeAll(async () => {
    const { signalPort = 1, flvPort = 1, ...build } = options();
    server = await startPreview({ files: await buildPreview(build), port: 0, signalPort, flvPort });
  }, 60_000);
  afterAll(async () => {
    await server?.close();
  });
  return () => {
    if (server === null) throw new Error('the preview has not started yet');
    return server;
  };
}

/** One phone in a browser: its page, what it has logged, and what it has thrown. */
export interface TestPhone {
  readonly page: Page;
  /** Errors that nothing caught. */
  readonly errors: string[];
  /** Warnings and errors of the console. */
  readonly complaints: string[];
}

/** Size of a phone in tests, in CSS pixels: one rpx is half of one. */
export const PHONE_SIZE = { width: 375, height: 720 };

/** Opens a phone by its address, e.g. `phone=a&as=alice`. */
export async function openPhone(context: BrowserContext, url: string, search: string): Promise<TestPhone> {
  const page = await context.newPage();
  await page.setViewportSize(PHONE_SIZE);
  const phone: TestPhone = { page, errors: [], complaints: [] };
  page.on('pageerror', (error) => phone.errors.push(error.message));
  page.on('console', (message) => {
    if (['warning', 'error'].includes(message.type())) phone.complaints.push(message.text());
  });
  await page.goto(`${url}phone.html?${search}`);
  await page.waitForSelector('wx-page');
  return phone;
}
