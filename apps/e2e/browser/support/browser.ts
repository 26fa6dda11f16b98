import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page, type Request } from 'playwright-core';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const ARTIFACTS = resolve(import.meta.dirname, '../../../../artifacts/browser');

/** Disables Chromium's own network traffic and the GPU. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The views of a suite: the first and the last one with `VIEWS=two`, as in CI, where each costs up to 30 s. */
export function viewsOf<T>(views: readonly T[]): T[] {
  return process.env['VIEWS'] === 'two' ? views.filter((_, at) => at === 0 || at === views.length - 1) : [...views];
}

/**
 * Without animations. Chromium draws each frame of those that do not end in software, which takes half of the CPU time of a test, and
 * axe must not judge a colour in the middle of a fade.
 */
const STILL = { reducedMotion: 'reduce' } as const;

export const DESKTOP: BrowserContextOptions = { ...STILL, viewport: { width: 1280, height: 900 }, locale: 'en-GB' };
export const PHONE: BrowserContextOptions = {
  ...STILL,
  viewport: { width: 360, height: 740 },
  locale: 'en-GB',
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
};

/** The system's Chromium; CHROMIUM names another program. */
export function launch(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) {
    throw new Error(`There is no ${executablePath}: install it (apt-get install chromium) or set CHROMIUM.`);
  }
  return chromium.launch({ executablePath, args: ARGS });
}

/**
 * Opens a page, and again after ERR_NETWORK_CHANGED: Chromium aborts loading when the machine's network changes, for
 * example when a container starts.
 */
export async function visit(page: Page, url: string): Promise<void> {
  const dropped: string[] = [];
  const note = (request: Request): void => {
    if (request.failure()?.errorText === 'net::ERR_NETWORK_CHANGED') dropped.push(request.url());
  };
  page.on('requestfailed', note);
  await page.goto(url);
  for (let tries = 0; tries < 5 && dropped.length > 0; tries += 1) {
    dropped.length = 0;
    await page.reload();
  }
  page.off('requestfailed', note);
}

interface Finding {
  id: string;
  nodes: { html: string; failureSummary?: string }[];
}

/** The faults that axe finds on the current page, and whether the page is wider than its window, as text. */
export async function faults(page: Page): Promise<string[]> {
  // Through the debugger, because the page's Content-Security-Policy forbids foreign scripts.
  await page.evaluate(readFileSync(AXE, 'utf8'));
  const findings = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: Finding[] }> } };
    return (await axe.run()).violations;
  });
  // A phone zooms out for content that is too wide, and its innerWidth grows with it; the screen's width does not.
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - Math.min(innerWidth, screen.width));
  const words = findings.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
  return excess > 0 ? [...words, `wider than the window by ${excess} pixels`] : words;
}

/** Saves a screenshot for review. */
export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(ARTIFACTS, { recursive: true });
  await page.screenshot({ path: join(ARTIFACTS, `${name}.png`) });
}

/** Holds the answers to requests for a URL, a pattern of Playwright's. `asked` is settled by the first of them. */
export async function holdAnswers(page: Page, url: string): Promise<{ asked: Promise<unknown>; release: () => void }> {
  const { promise: released, resolve } = Promise.withResolvers<undefined>();
  await page.route(url, async (route) => {
    const response = await route.fetch();
    await released;
    // The page may have dropped the request.
    await route.fulfill({ response }).catch(() => undefined);
  });
  return { asked: page.waitForRequest(url), release: () => resolve(undefined) };
}
