import { describe, expect, it } from '@jest/globals';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerTagged } from './if-none-match.js';

/** @returns the body, and what was set on the reply */
function answer(tag: string, known?: string): { body: string | undefined; status: number; etag: string } {
  const sent = { status: 200, etag: '' };
  const reply = {
    header: (_name: string, value: string) => (sent.etag = value),
    status: (status: number) => (sent.status = status),
  };
  const request = { headers: known === undefined ? {} : { 'if-none-match': known } };
  const body = answerTagged(request as FastifyRequest, reply as unknown as FastifyReply, tag, 'body');
  return { body, ...sent };
}

describe('A tagged answer', () => {
  it.each([
    ['"a1"', undefined],
    ['"a1"', '"a2"'],
    ['"a1"', 'a1'],
    ['W/"a1"', '"a", W/"a11"'],
  ])('with the tag %s has its body for If-None-Match %s', (tag, known) => {
    expect(answer(tag, known)).toEqual({ body: 'body', status: 200, etag: tag });
  });

  it.each([
    ['"a1"', '"a1"'],
    ['"a1"', 'W/"a1"'],
    ['W/"a1"', '"a1"'],
    ['W/"a1"', '"a2", W/"a1" , "a3"'],
    ['"a1"', '*'],
  ])('with the tag %s has no body for If-None-Match %s', (tag, known) => {
    expect(answer(tag, known)).toEqual({ body: undefined, status: 304, etag: tag });
  });
});
