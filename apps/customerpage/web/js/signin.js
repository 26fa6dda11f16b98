import { openDialog } from './dialog.js';
import { byId, h } from './dom.js';
import { t } from './i18n.js';
import { recall, remember } from './memory.js';

/**
 * Reads the claims of a token for display only; the services verify the token.
 * @param {string | null} token
 * @returns {{ name?: string, sub?: string }}
 */
function claimsOf(token) {
  try {
    return JSON.parse(atob(String(token).split('.')[1]?.replace(/-/g, '+').replace(/_/g, '/') ?? '')) ?? {};
  } catch {
    return {};
  }
}

/** @param {string | null} token */
const nameIn = (token) => String(claimsOf(token).name ?? subjectOf(token));

/** The user of a token; empty without a token. @param {string | null} token */
export const subjectOf = (token) => String(claimsOf(token).sub ?? '');

/** @param {() => void} done */
export function openSignIn(done) {
  if (document.getElementById('signin-dialog')) return;
  const error = h('p', { class: 'field-error', id: 'token-error', role: 'alert' });
  const field = h('textarea', {
    id: 'token',
    rows: 4,
    spellcheck: 'false',
    autocomplete: 'off',
    'aria-describedby': 'token-error',
  });
  const view = openDialog({
    name: 'signin-dialog',
    title: t('signin.title'),
    content: [
      h('p', { class: 'hint' }, t('signin.text')),
      h('label', { for: 'token' }, t('signin.label')),
      field,
      error,
      h('button', { class: 'primary wide', type: 'submit' }, t('signin.button')),
    ],
    submit: () => {
      const token = field.value.trim().replace(/^Bearer\s+/i, '');
      if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) {
        error.textContent = t('signin.bad');
        field.setAttribute('aria-invalid', 'true');
        field.focus();
        return;
      }
      remember('token', token);
      view.dialog.close();
      done();
    },
  });
  field.focus();
}

/**
 * The account part of the header.
 * @param {{ needed: boolean, signIn: () => void, signOut: () => void }} options
 */
export function drawAccount({ needed, signIn, signOut }) {
  const token = recall('token');
  const place = byId('account');
  place.hidden = !needed && !token;
  place.replaceChildren(
    ...(token
      ? [
          h('span', { class: 'who' }, t('signin.as', { name: nameIn(token) })),
          h('button', { class: 'quiet small', type: 'button', onclick: signOut }, t('signin.out')),
        ]
      : [h('button', { class: 'primary small', type: 'button', onclick: signIn }, t('signin.button'))]),
  );
}
