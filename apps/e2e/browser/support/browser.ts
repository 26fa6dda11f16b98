import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page, type Request } from 'playwright-core';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const ARTIFACTS = resolve(import.meta.dirname, '../../../../artifacts/browser');

/** Nothing of the browser's own may use the network or the graphics card. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 900 }, locale: 'en-GB' };
export const PHONE: BrowserContextOptions = {
  viewport: { width: 360, height: 740 },
  locale: 'en-GB',
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
};

/** Chromium of the system: CHROMIUM names another than Debian's. */
export function launch(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) {
    throw new Error(`There is no ${executablePath}: install it (apt-get install chromium) or set CHROMIUM.`);
  }
  return chromium.launch({ executablePath, args: ARGS });
}

/**
 * Opens a page, and again when the machine's network changed meanwhile: Chromium then drops whatever it is loading
 * (ERR_NETWORK_CHANGED), and a container that starts nearby is such a change.
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

/** What axe finds wrong on the page as it stands, and whether it is wider than its window, in words. */
export async function faults(page: Page): Promise<string[]> {
  // Through the debugger: the page's policy would let no foreign script in.
  await page.evaluate(readFileSync(AXE, 'utf8'));
  const findings = await page.evaluate(async () => {
    // A colour in the middle of a fade is not the one to judge.
    const fades = document.getAnimations().filter((each) => each.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.all(fades.map((fade) => fade.finished.catch(() => undefined)));
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: Finding[] }> } };
    return (await axe.run()).violations;
  });
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  const words = findings.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
  return excess > 0 ? [...words, `wider than the window by ${excess} pixels`] : words;
}

/** Keeps how the page looks for people to judge. */
export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(ARTIFACTS, { recursive: true });
  await page.screenshot({ path: join(ARTIFACTS, `${name}.png`) });
}
