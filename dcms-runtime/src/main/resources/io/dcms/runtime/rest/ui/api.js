// Calls of the agent. api(host) speaks to the agent that serves this page, or through it to another machine's.
//
//   const a = api(null); await a.get('/jobs'); await a.post('/jobs/7/run'); await a.put('/jobs/7', {schedule: '@daily'});
//
// All answer what stands in "data", or throw Trouble, whose message is the agent's own. 401 also calls onLogin.

import { t } from './text.js';

const PATIENCE = 20_000;

/** What went wrong. status is the HTTP status, 0 = no answer. data is there if the answer had some all the same, as /health has. */
export class Trouble extends Error {
  constructor(message, status, data) {
    super(message);
    Object.assign(this, { status, data });
  }
}

let onLogin = () => {};
/** The agent's clock minus the browser's in milliseconds, as the last answer's Date tells. */
export let clockOffset = 0;

export function setLogin(action) {
  onLogin = action;
}

export function api(host) {
  const base = host ? `/hosts/${encodeURIComponent(host)}` : '';
  const call = (method, path, body) => send(method, base + path, body);
  return {
    host,
    url: path => base + path,
    get: path => call('GET', path),
    post: (path, body) => call('POST', path, body),
    put: (path, body) => call('PUT', path, body),
    del: path => call('DELETE', path),
    /** An answer that comes piece by piece: its Response. */
    stream: (path, signal) => open('GET', base + path, undefined, signal),
  };
}

async function send(method, url, body) {
  return (await json(await open(method, url, body, AbortSignal.timeout(PATIENCE)))).data;
}

async function open(method, url, body, signal) {
  const response = await fetch(url, {
    method, signal, body: body === undefined || body instanceof URLSearchParams ? body : JSON.stringify(body), cache: 'no-store', credentials: 'same-origin',
  }).catch(error => {
    throw error.name === 'AbortError' ? error : new Trouble(t(error.name === 'TimeoutError' ? 'trouble.slow' : 'trouble.away'), 0);
  });
  const date = Date.parse(response.headers.get('Date') ?? '');
  // Date has no milliseconds: on the average half of a second has passed.
  if (date) clockOffset = date + 500 - Date.now();
  if (response.ok) return response;
  const answer = await json(response).catch(() => ({}));
  if (response.status === 401) onLogin();
  throw new Trouble(answer.msg || `HTTP ${response.status} ${response.statusText}`, response.status, answer.data);
}

const json = response => response.json().catch(() => {
  throw new Trouble(t('trouble.odd'), response.status);
});

/** Runs tasks, so many at a time. */
export function limited(most) {
  let running = 0;
  const queue = [];
  return async task => {
    if (running >= most) await new Promise(resolve => queue.push(resolve));
    else running++;
    try {
      return await task();
    } finally {
      // Who goes gives its place to the next.
      if (queue.length > 0) queue.shift()();
      else running--;
    }
  };
}
