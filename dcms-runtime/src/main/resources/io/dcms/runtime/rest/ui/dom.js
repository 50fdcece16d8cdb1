// Makes and changes what the page shows. Nothing here, or anywhere, parses markup: what an agent sends becomes text nodes only.
//
//   h('td.number', {title: all}, 'text', node)       an element; attributes may be missing, children may be null, false, arrays
//   svg('rect', {x: 1, class: 'failed'}, child)      the same of SVG
//   keyed(tbody, items, item => item.id, make, update)      children that follow a list, by key, kept in place
//   tall(table, {key, make, update}).show(items)     a table of thousands of rows that has those in view
//   await ask({title, text, action})                 a dialog that asks; true = yes
//   say('saved') / complain(error)                   for all to hear: polite, and an alert

import { t } from './text.js';

/** Set as properties: as attributes they are none, or mean something else. */
const PROPERTIES = new Set(['value', 'checked', 'disabled', 'hidden', 'open', 'selected']);

export function h(tag, ...rest) {
  const [name, ...classes] = tag.split('.');
  const element = fill(document.createElement(name), rest);
  element.classList.add(...classes);
  return element;
}

export const svg = (tag, ...rest) => fill(document.createElementNS('http://www.w3.org/2000/svg', tag), rest);

function fill(element, rest) {
  const attributes = rest[0] === null || rest[0]?.constructor === Object ? rest.shift() : {};
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (PROPERTIES.has(name)) element[name] = value;
    else if (value || value === 0 || value === '') element.setAttribute(name, value === true ? '' : value);
  }
  return put(element, rest);
}

/** Puts other children in. */
export function put(parent, ...children) {
  parent.replaceChildren(...children.flat(9).filter(child => child || child === 0));
  return parent;
}

/** Puts other children in; what has the same data-key as that which had the focus has it then. */
export function redraw(parent, ...children) {
  const key = parent.contains(document.activeElement) && document.activeElement.dataset.key;
  put(parent, ...children);
  if (key) parent.querySelector(`[data-key=${key}]`)?.focus();
}

/** Sets a text only when it is another, so that screen readers and selections are left in peace. */
export function setText(element, text) {
  if (element.textContent !== String(text)) element.textContent = text;
}

/** Lets children follow a list. @param make (item) -> element @param update (element, item), also right after it was made */
export function keyed(parent, items, key, make, update = () => {}) {
  const known = parent.keyedChildren ?? new Map();
  const wanted = new Map();
  let at = parent.firstElementChild;
  for (const item of items) {
    const element = known.get(key(item)) ?? make(item);
    wanted.set(key(item), element);
    update(element, item);
    if (element === at) at = at.nextElementSibling;
    else parent.insertBefore(element, at);
  }
  known.forEach((element, id) => wanted.has(id) || element.remove());
  parent.keyedChildren = wanted;
}

/** Gives a table a body of which only the rows in view exist; the page itself scrolls. All rows are equally high: app.css says so. */
export function tall(table, { key, make, update }) {
  const [above, body, below] = [h('tbody', { 'aria-hidden': 'true' }), h('tbody'), h('tbody', { 'aria-hidden': 'true' })];
  const margin = 12;
  let [items, height, planned] = [[], 48, 0];
  table.append(above, body, below);

  function spread(filler, rows) {
    filler.hidden = rows <= 0;
    filler.style.height = `${rows * height}px`;
  }

  function draw() {
    planned = 0;
    if (!table.isConnected) return;
    const top = (above.hidden ? body : above).getBoundingClientRect().top;
    const first = Math.max(0, Math.min(Math.floor(-top / height) - margin, items.length - 1));
    const shown = items.slice(first, Math.max(Math.ceil((innerHeight - top) / height) + margin, first + 1));
    spread(above, first);
    keyed(body, shown, key, make, update);
    [...body.rows].forEach((row, index) => row.setAttribute('aria-rowindex', first + index + 2));
    spread(below, items.length - first - shown.length);
    const real = body.rows[0]?.getBoundingClientRect().height;
    if (real && Math.abs(real - height) > 0.5) {
      height = real;
      plan();
    }
  }

  function plan() {
    planned ||= requestAnimationFrame(draw);
  }

  addEventListener('scroll', plan, { passive: true });
  addEventListener('resize', plan);
  return {
    show(list) {
      items = list;
      table.setAttribute('aria-rowcount', list.length + 1);
      (table.isConnected ? draw : plan)();
    },
    close() {
      removeEventListener('scroll', plan);
      removeEventListener('resize', plan);
      cancelAnimationFrame(planned);
    },
  };
}

/**
 * Asks before something is done. Escape and a click beside it are no; the focus goes back to where it was.
 *
 * @param action what the button says that does it
 * @param danger whether it can't be undone: then the other button has the focus
 */
export function ask({ title, text, action, danger = false }) {
  return new Promise(resolve => {
    const back = document.activeElement;
    const no = button(t('cancel'), () => dialog.close());
    const yes = button(action, () => dialog.close('yes'), { class: danger ? 'danger solid' : 'primary' });
    const dialog = h('dialog', {
      'aria-labelledby': 'ask-title', 'aria-describedby': 'ask-text',
      onclick: event => event.target === dialog && dialog.close(),
      onclose: () => {
        dialog.remove();
        back?.focus?.({ preventScroll: true });
        resolve(dialog.returnValue === 'yes');
      },
    }, h('h2', { id: 'ask-title' }, title), h('p', { id: 'ask-text', dir: 'auto' }, text), h('div.buttons.end', no, yes));
    document.body.append(dialog);
    dialog.showModal();
    (danger ? no : yes).focus();
  });
}

/** Tells what has happened, for some seconds. @param link an element to go on with, or nothing */
export function say(text, link) {
  const box = toast('good', 'success', text, link && ' ', link);
  const leave = () => box.matches(':hover, :focus-within') ? setTimeout(leave, 2000) : box.remove();
  setTimeout(leave, link ? 8000 : 4000);
}

/** Tells what went wrong, in the agent's own words; stays until it is closed. */
export function complain(error) {
  const box = toast('bad', 'failed', error?.message ?? error);
  box.append(button('×', () => box.remove(), { class: 'icon', 'aria-label': t('close') }));
  box.setAttribute('role', 'alert');
}

function toast(kind, state, ...children) {
  const box = h(`div.toast.${kind}`, mark(state), h('span', { dir: 'auto' }, children));
  const toasts = document.getElementById('toasts');
  toasts.append(box);
  if (toasts.childElementCount > 4) toasts.firstElementChild.remove();
  return box;
}

/** Each state has a form of its own: colour is never the only sign. */
const RING = 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Z';
const HOLE = 'M8 3a5 5 0 1 1 0 10A5 5 0 0 1 8 3Z';
const MARKS = {
  success: `${RING}m-1 9L4 8l1.2-1.2L7 8.6l3.8-3.8L12 6Z`,
  failed: `${RING}m3 8.9L9.9 11 8 9.1 6.1 11 5 9.9 6.9 8 5 6.1 6.1 5 8 6.9 9.9 5 11 6.1 9.1 8Z`,
  timeout: 'M3 1h10v2l-3.4 5L13 13v2H3v-2l3.4-5L3 3Zm3 2 2 3 2-3Zm2 7-2 3h4Z',
  killed: 'M5 1h6l4 4v6l-4 4H5l-4-4V5Zm0 4v6h6V5Z',
  running: 'M8 1a7 7 0 1 0 7 7h-2a5 5 0 1 1-5-5Z',
  ready: RING + HOLE,
  off: `${RING + HOLE}M5 7h6v2H5Z`,
  warning: 'M8 1 0 15h16Zm-1 5h2v4H7Zm0 5h2v2H7Z',
};

/** The sign of a state, for the eye alone: a word stands beside it. */
export const mark = state => svg('svg', { class: `mark ${state}`, viewBox: '0 0 16 16', width: 14, height: 14, 'aria-hidden': 'true' },
  svg('path', { d: MARKS[state] ?? MARKS.ready, 'fill-rule': 'evenodd' }));

/** A sign and what it means. */
export const sign = (state, text) => h('span', { class: `badge ${state}` }, mark(state), text);

/** The name of a task's status, as in data-status. */
export const statusOf = task => ['ready', 'running', 'success', 'failed', 'timeout', 'killed'][task.status] ?? 'ready';

/** The name of a job's last status, or null if it has not run since the agent was started. */
export const lastStatusOf = job => job.last_task_id ? ['success', 'failed', 'timeout', 'running', 'killed'][job.last_status] ?? null : null;

/** Sign and word of a status. @param quiet whether the word is for screen readers alone */
export function badge(state, quiet = false) {
  const word = t(`status.${state}`);
  return h('span', { class: `badge ${state}`, 'data-status': state, title: quiet && word }, mark(state), h('span', { class: quiet && 'unseen' }, word));
}

/** What is to be known, or is wrong. @param kind also 'bad' */
export const banner = (kind, state, ...children) => h('div', { class: `banner ${kind}` }, mark(state), h('div', children));

/** What somebody else has said, as it was said. */
export const verbatim = text => h('p.verbatim', { dir: 'auto' }, text);

/** In one line, the rest of which is told by pointing at it. */
export const cut = (text, tag = 'span') => h(`${tag}.cut`, { dir: 'auto', title: text }, text);

/** What stands where there is nothing: what would be here, and how to get it. */
export const nothing = (title, ...hint) => h('div.nothing', h('p.strong', title), hint.length > 0 && h('p', hint));

/** What stands where something could not be had. */
export const failure = (error, again) => h('div.nothing.bad', { role: 'alert' }, h('p.strong', mark('failed'), ' ', t('failure.title')),
  verbatim(error?.message ?? error), again && button(t('failure.again'), again));

/** Grey lines where something is being fetched; app.css shows them after 200 ms only. */
export const waiting = (lines = 3) => h('div.skeleton', { role: 'status' }, h('span.unseen', t('loading')), Array.from({ length: lines }, () => h('i')));

export const button = (text, onclick, attributes) => h('button', { type: 'button', onclick, ...attributes }, text);

/** @param columns keys of col.*; '#' in front: numbers; '-' in front: the heading is for screen readers alone */
export const table = (kind, columns, rows) => h(`table.list.${kind}`, h('thead', h('tr', columns.split(' ').map(column => {
  const [, type, name] = /([#-]?)(.*)/.exec(column);
  return h('th', { scope: 'col', class: type === '-' ? name : type && 'number' }, h('span', { class: type === '-' && 'unseen' }, t(`col.${name}`)));
}))), rows);

/** Names and values; what has no value is left out. @param kind 'strip' side by side, 'facts' below each other */
export const facts = (kind, rows) => h(`dl.${kind}`, rows.filter(row => row && ![null, undefined, false, ''].includes(row[1]))
  .map(([name, value, type]) => h('div', { class: type === 'whole' && type }, h('dt', name), h('dd', { class: type, dir: 'auto' }, value))));

let sections = 0;

/** A heading with its part of the page. */
export function section(title, ...children) {
  const id = `s${++sections}`;
  return h('section', { 'aria-labelledby': id }, h('h2', { id }, title), children);
}

/** Calls so many milliseconds after the last call. */
export function settled(millis, action) {
  let timer = 0;
  const call = (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...values), millis);
  };
  call.cancel = () => clearTimeout(timer);
  return call;
}
