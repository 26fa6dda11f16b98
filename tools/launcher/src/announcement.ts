import { identityIsOn } from './environment.ts';
import { SERVICES } from './services.ts';
import type { Shop } from './shop.ts';

/** The text that the user reads when all services are ready: the addresses, and whether identity is on. */
export function announcement(urls: Shop['urls'], duration: string): string {
  const local = (url: string): string => url.replace('127.0.0.1', 'localhost');
  const apis = SERVICES.map(
    (service) => `  ${service.padEnd(13)} ${local(urls[service])}   ${local(urls[service])}/docs`,
  );
  const identity = identityIsOn(process.env)
    ? 'Identity is on: requests need a token.'
    : 'Identity is off: no JWT_* is set, so everything listens on loopback only and everybody may do everything.';
  const lines = [
    '',
    `The shop is open after ${duration}.`,
    '',
    `  page          ${local(urls.gateway)}/`,
    `  gateway       ${local(urls.gateway)}`,
    ...apis,
  ];
  return [...lines, '', identity, 'Ctrl-C stops everything.', '', ''].join('\n');
}
