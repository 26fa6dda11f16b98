/** @import { ExtensionQuote, ExtensionRequest, Mails, ReturnQuote } from './types.js' */
import { call } from './api.js';

/**
 * @param {number} orderId
 * @param {string} to the end to ask for, RFC 3339 with its offset
 * @returns {Promise<ExtensionQuote>}
 */
export const getExtension = (orderId, to) =>
  call('GET', `/orders/${orderId}/extension?${new URLSearchParams({ to }).toString()}`);

/**
 * @param {number} orderId
 * @param {ExtensionRequest} extension
 * @param {string} key the same for every attempt of one extension
 * @returns {Promise<{ to: string, total: number }>}
 */
export const postExtension = (orderId, extension, key) =>
  call('POST', `/orders/${orderId}/extensions`, { body: extension, headers: { 'idempotency-key': key } });

/**
 * What a return now would charge and refund.
 * @param {number} orderId
 * @param {number} [odometer] the reading, in kilometres
 * @returns {Promise<ReturnQuote>}
 */
export const getReturnQuote = (orderId, odometer) =>
  call('GET', `/orders/${orderId}/return${odometer === undefined ? '' : `?odometer=${odometer}`}`);

/** @param {number} orderId @returns {Promise<Mails>} */
export const getMails = (orderId) => call('GET', `/orders/${orderId}/mails`);

/** @param {number} orderId @param {boolean} enabled @returns {Promise<Mails>} */
export const patchMails = (orderId, enabled) => call('PATCH', `/orders/${orderId}/mails`, { body: { enabled } });

/** @returns {Promise<{ url: string }>} a new private link; it replaces the one before */
export const postCalendarFeed = () => call('POST', '/calendar-feeds');

export const deleteCalendarFeed = () => call('DELETE', '/calendar-feeds');
