/** @import { OrderRequest } from './types.js' */
import { h } from './dom.js';
import { t } from './i18n.js';

/**
 * Whether e-mails about the rental are wanted, and the address for them.
 * @param {OrderRequest | undefined} interrupted the order that a reload interrupted
 * @param {boolean} isSignedIn whether the sign-in may have an address
 */
export function mailFields(interrupted, isSignedIn) {
  const wanted = h('input', {
    type: 'checkbox',
    id: 'mails',
    checked: interrupted?.mails !== false,
    onchange: () => {
      field.hidden = !wanted.checked;
      mark('');
    },
  });
  const address = h('input', {
    id: 'email',
    type: 'email',
    maxlength: 254,
    autocomplete: 'email',
    'aria-describedby': 'email-hint email-error',
    value: interrupted?.email ?? '',
    oninput: () => mark(''),
  });
  const error = h('p', { class: 'field-error', id: 'email-error', role: 'alert' });
  const field = h(
    'div',
    { class: 'field', hidden: !wanted.checked },
    h('label', { for: 'email' }, t('mails.address')),
    address,
    h('p', { class: 'hint', id: 'email-hint' }, t('mails.addressHint'), isSignedIn && ` ${t('mails.ownAddress')}`),
    error,
  );

  /** @param {string} fault */
  function mark(fault) {
    error.textContent = fault;
    address.setAttribute('aria-invalid', String(fault !== ''));
    if (fault) address.focus();
  }

  return {
    node: h('div', { class: 'mails' }, h('label', { class: 'check' }, wanted, t('mails.wanted')), field),
    /** Marks an address that cannot be one. @returns {boolean} whether the order can be sent */
    check() {
      if (!wanted.checked || address.checkValidity()) return true;
      mark(t('mails.badAddress'));
      return false;
    },
    /** The shop refused the address. */
    refuse: () => mark(t('mails.badAddress')),
    /** @returns {Pick<OrderRequest, 'email' | 'mails'>} */
    request() {
      if (!wanted.checked) return { mails: false };
      const email = address.value.trim();
      return email ? { email } : {};
    },
  };
}
