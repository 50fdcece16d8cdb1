// Asks for a token. The browser gets a session for it and forgets the token.

import { h, setText } from './dom.js';
import { t } from './text.js';

export function page(params, context) {
  const wrong = h('p.wrong', { id: 'token-wrong', role: 'alert' });
  const token = h('input', {
    id: 'token', type: 'password', autocomplete: 'current-password', spellcheck: 'false', autocapitalize: 'off', 'data-focus': true,
    'aria-describedby': 'token-help token-wrong',
  });
  const button = h('button.primary', { type: 'submit' }, t('login.button'));

  async function onsubmit(event) {
    event.preventDefault();
    button.disabled = true;
    try {
      if (!token.value.trim()) throw new Error(t('login.empty'));
      await context.api.post('/login', new URLSearchParams({ token: token.value.trim() }));
      token.value = '';
      await context.done();
    } catch (error) {
      setText(wrong, error.message);
      token.setAttribute('aria-invalid', 'true');
      token.select();
      token.focus();
    } finally {
      button.disabled = false;
    }
  }

  context.ready();
  return {
    title: t('login.title'),
    node: h('form.login', { onsubmit, novalidate: true }, h('h1', t('login.title')), h('label', { for: 'token' }, t('login.token')), token, wrong,
      h('p.help', { id: 'token-help' }, t('login.help')), h('div.buttons', button), h('p.help', t('login.where'))),
  };
}
