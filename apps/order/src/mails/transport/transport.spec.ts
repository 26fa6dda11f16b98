import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '@carshare/service-kit';
import { MailConfig } from '../mail.config.js';
import { readSender } from './letter.js';
import { optionsOf, outcomeOf } from './smtp-transport.js';

describe('A failed attempt', () => {
  it.each([
    [{ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550 }, 'refused'],
    [{ code: 'EMESSAGE', command: 'DATA', responseCode: 554 }, 'refused'],
    [{ code: 'EENVELOPE', command: 'API' }, 'refused'],
    [{ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 450 }, 'later'],
    [{ code: 'EMESSAGE', command: 'DATA', responseCode: 451 }, 'later'],
    [{ code: 'EENVELOPE', command: 'MAIL FROM', responseCode: 550 }, 'down'],
    [{ code: 'EAUTH', command: 'AUTH PLAIN', responseCode: 535 }, 'down'],
    [{ code: 'ETLS', command: 'STARTTLS' }, 'down'],
    [{ code: 'ETIMEDOUT', command: 'CONN' }, 'down'],
    [{}, 'down'],
  ])('with %j: %s', (fault, kind) => {
    expect(outcomeOf(fault).kind).toBe(kind);
  });

  it('is reported without the text of the server, which may contain the address', () => {
    const fault = { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550, response: '550 <ann@example.org>' };
    expect(outcomeOf(fault)).toEqual({ kind: 'refused', reason: 'EENVELOPE RCPT TO 550' });
  });

  it('may have delivered the mail, unless the connection was never made or the server said no', () => {
    const isUncertain = (fault: object): unknown => (outcomeOf(fault) as { isUncertain?: boolean }).isUncertain;
    expect(isUncertain({ code: 'ECONNECTION', command: 'CONN' })).toBe(true);
    expect(isUncertain({ code: 'ESOCKET', command: 'CONN', syscall: 'connect' })).toBe(false);
    expect(isUncertain({ code: 'EAUTH', responseCode: 535 })).toBe(false);
  });
});

it('A password is sent through TLS only, except to this machine', () => {
  const of = (url: string): object => optionsOf(new URL(url));
  expect(of('smtp://u:p%40w@mail.example')).toMatchObject({
    ...{ host: 'mail.example', port: 587, secure: false, auth: { user: 'u', pass: 'p@w' }, requireTLS: true },
  });
  expect(of('smtps://u:p@mail.example')).toMatchObject({ port: 465, secure: true });
  expect(of('smtp://u:p@127.0.0.1:2525')).toMatchObject({ port: 2525, requireTLS: false });
  expect(of('smtp://mail.example')).not.toHaveProperty('auth');
});

it.each([
  ['a@b.example', { name: '', address: 'a@b.example' }],
  ['Car Share <a@b.example>', { name: 'Car Share', address: 'a@b.example' }],
  ['"Car, Share" <a@b.example>', { name: 'Car, Share', address: 'a@b.example' }],
  ['Car Share', undefined],
  ['Car Share a@b.example', undefined],
  ['a@b.example\r\nBcc: c@d.example', undefined],
  ['A\r\nBcc: c@d.example <a@b.example>', undefined],
  ['a@b.example, c@d.example', undefined],
])('The sender %j is read as %j', (text, sender) => {
  expect(readSender(text)).toEqual(sender);
});

it.each([
  [{ MAIL_SMTP_URL: 'http://mail.example' }, /MAIL_SMTP_URL must be smtp/],
  [{ MAIL_SMTP_URL: 'smtp://u:secret%zz@mail.example' }, /MAIL_SMTP_URL must be smtp/],
  [{ MAIL_FROM: 'nobody' }, /MAIL_FROM must be an address/],
  [{ MAIL_REMINDER_HOURS: '0' }, /MAIL_REMINDER_HOURS must be at least 1/],
])('The settings %j are refused', (env, fault) => {
  expect(() => loadConfig(MailConfig, env)).toThrow(fault);
});
