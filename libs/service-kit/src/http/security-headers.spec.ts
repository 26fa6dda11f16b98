import { describe, expect, it } from '@jest/globals';
import { securityHeaders } from './security-headers.js';

describe('The security headers', () => {
  it('forbid what a page of the shop does not need', () => {
    const headers = securityHeaders();
    const policy: Record<string, string> = Object.fromEntries(
      (headers['content-security-policy'] ?? '').split(';').map((part) => {
        const [name, ...sources] = part.split(' ');
        return [name ?? '', sources.join(' ')];
      }),
    );
    expect(policy).toMatchObject({ 'default-src': "'none'", 'script-src': "'self'", 'frame-ancestors': "'none'" });
    expect(Object.values(policy).join(' ')).not.toMatch(/unsafe|\*/);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
  });
});
