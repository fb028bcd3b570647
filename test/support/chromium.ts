import { chromium, type Browser, type LaunchOptions } from 'playwright-core';

/** Debian's Chromium; Playwright brings none. */
export const CHROMIUM_PATH = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

/** What differs between browsers of tests. */
export interface ChromiumOptions {
  /** Chromium's own test picture and beeps as camera and microphone; false for a machine without devices. Default true. */
  readonly fakeDevices?: boolean;
  /** Cameras that the fake provides. Default 1. */
  readonly cameras?: number;
  /** Every question for camera and microphone is answered with yes. Default true. */
  readonly grantMedia?: boolean;
  /** Sound needs no tap on the page. Default true. */
  readonly autoplay?: boolean;
}

/** Quiet, offline, without a sandbox (tests run as root in containers), and awake in pages that nobody looks at. */
const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
  '--disable-sync', '--disable-renderer-backgrounding', '--disable-background-timer-throttling', '--disable-backgrounding-occluded-windows',
];

/**
 * Starts Chromium with a profile of its own in the system's temporary folder; closing it removes the profile. Every
 * context of it is a phone of its own. Prefer `useChromium`, which closes it.
 */
export function launchChromium(options: ChromiumOptions = {}): Promise<Browser> {
  const { fakeDevices = true, cameras = 1, grantMedia = true, autoplay = true } = options;
  const args = [
    ...FLAGS,
    ...(fakeDevices ? [`--use-fake-device-for-media-stream=device-count=${cameras}`] : []),
    ...(grantMedia ? ['--use-fake-ui-for-media-stream'] : []),
    ...(autoplay ? ['--autoplay-policy=no-user-gesture-required'] : ['--autoplay-policy=document-user-activation-required']),
  ];
  const launch: LaunchOptions = { executablePath: CHROMIUM_PATH, headless: true, args };
  return chromium.launch(launch);
}

/** Starts Chromium before the tests of this block and closes it after them, whatever happens. */
export function useChromium(options: ChromiumOptions = {}): () => Browser {
  let browser: Browser | null = null;
  beforeAll(async () => {
    browser = await launchChromium(options);
  }, 30_000);
  afterAll(async () => {
    await browser?.close();
  }, 30_000);
  return () => {
    if (browser === null) throw new Error('Chromium has not started yet');
    return browser;
  };
}
