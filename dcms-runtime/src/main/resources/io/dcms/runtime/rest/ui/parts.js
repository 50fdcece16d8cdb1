// What lists and pages of machines have in common.
//
//   hostPath(context, 'web2', '/jobs/7')     the address of another machine's page; of this one without the way through it
//   every(3000, action)                      calls it at once and again so many ms after it is done, while the page is seen; {now(), close()}
//   listing(context, {...})                  a table of what is fetched: searched, filtered, sorted, thousands of rows, kept in the address

import { button, cut, failure, h, nothing, put, redraw, setText, settled, sign, tall, waiting } from './dom.js';
import { harmless } from './output.js';
import { t } from './text.js';
import { eachSecond, when } from './time.js';

export const hostPath = (context, host, path) => host === context.own ? `#${path}` : `#/@${encodeURIComponent(host)}${path}`;

/** Whether the store has a job switched off. */
export const onOff = job => job.disabled ? sign('off', t('state.off')) : h('span.faint', t('jobs.enabled'));

/** Why a run is no success. Some stores keep no reasons: then what it printed may tell. */
export const why = run => run.reason || (run.status > 2 ? harmless((run.output ?? '').trim().split('\n')[0]) : '');

/** What a row is about, with something smaller below it. */
export const linked = (name, href, small, kind = '') => [
  h(href ? 'a' : 'span', { class: 'name', dir: 'auto', title: name, href }, name), small && cut(small, `small${kind}`),
];

/** Columns of numbers and of times. */
export const amount = (key, value, show = number => number) => ({ key, number: true, down: true, value, cell: item => show(value(item)) });
export const timed = (key, value) => amount(key, value, at => at > 0 && when(at, 'relative'));

export function every(millis, action) {
  let due = 0;
  const turn = async () => {
    due = Infinity;
    await action();
    due = Date.now() + millis;
  };
  const close = eachSecond(() => Date.now() >= due && turn());
  turn();
  return { now: turn, close };
}

const collator = new Intl.Collator(undefined, { numeric: true });

/**
 * @param name    of the page: its title is {name}.title
 * @param load    () -> promise of the list; again so many millis after it. Without it: the jobs that the page's machine has
 * @param key     (item) -> what it is known by; row: (item) -> attributes of its row; text: (item) -> what is searched
 * @param columns [{key, value(item), cell(item), sign(item), number, head, down: the greatest come first, still: it does not sort}]: value is
 *                what is sorted by; a cell whose sign, or else value, is the same is left as it is; the name is col.{key}
 * @param filters {text key: item => whether it fits}, the first for all; tools: nodes beside them; buttons: beside the title
 * @param crumb   the way here; above: () -> what stands above; sum: (list, shown) -> a sentence; empty: () -> what stands there instead of a list
 */
export function listing(context, { name, load, millis, key, row, columns, text, filters, tools, buttons, crumb, above, empty, sum, hint = t('list.search') }) {
  const names = Object.keys(filters);
  const sortable = columns.filter(column => !column.still);
  const usual = { q: '', show: names[0], sort: (sortable[0].down ? '-' : '') + sortable[0].key };
  const chosen = { ...usual, ...Object.fromEntries(context.query) };
  const columnOf = sort => sortable.find(column => column.key === sort.replace('-', ''));
  if (!(chosen.show in filters)) chosen.show = usual.show;
  if (!columnOf(chosen.sort)) chosen.sort = usual.sort;
  const words = h('p.sum', { role: 'status' });
  const search = h('input', {
    type: 'search', value: chosen.q, placeholder: hint, 'aria-label': hint, spellcheck: 'false', autocapitalize: 'off', oninput: () => choose({ q: search.value }),
  });
  const chips = names.map(show => button([t(show), ' ', h('small')], () => choose({ show }), { class: 'chip', 'data-filter': show }));
  // Where there is no room for headings.
  const sorts = h('select.sorts', { 'aria-label': t('list.sort'), onchange: () => sortBy(columnOf(sorts.value)) },
    sortable.map(column => h('option', { value: column.key }, t(`col.${column.key}`))));
  const heads = h('tr', { 'aria-rowindex': 1 });
  const table = h(`table.list.jobs.t-${name}`, { 'aria-label': t(`${name}.title`) }, h('thead', heads));
  const rows = tall(table, { key, make: () => h('tr', columns.map(cell)), update });
  const toolbar = h('div.toolbar', { role: 'search', hidden: true }, search, h('div.chips', { role: 'group', 'aria-label': t('list.filter') }, chips), sorts, tools);
  const [trouble, banner, none, body] = [h('div'), h('div'), h('div'), h('div', waiting(8))];
  let list = null;

  const attributes = column => ({ class: `c-${column.key}${column.number ? ' number' : ''}` });
  const cell = column => column.head ? h('th', { scope: 'row', ...attributes(column) }) : h('td', attributes(column));

  function update(element, item) {
    Object.entries(row(item)).forEach(([attribute, value]) => element.setAttribute(attribute, value));
    columns.forEach((column, index) => {
      const now = String(JSON.stringify((column.sign ?? column.value)(item)));
      const place = element.cells[index];
      if (place.shows !== now) {
        place.shows = now;
        redraw(place, column.cell(item));
      }
    });
  }

  function head(column) {
    const order = chosen.sort === column.key ? 'ascending' : chosen.sort === `-${column.key}` ? 'descending' : null;
    const label = t(`col.${column.key}`);
    return h('th', { scope: 'col', ...attributes(column), 'aria-sort': order },
      column.still ? h('span.unseen', label) : button(label, () => sortBy(column, order), { class: 'sort', 'data-key': column.key }));
  }

  const sortBy = ({ key: column, down }, order) => choose({ sort: (order ? order === 'ascending' : down) ? `-${column}` : column });
  const remember = settled(200, () => context.setQuery(Object.fromEntries(Object.entries(chosen).filter(([what, value]) => value !== usual[what]))));

  function choose(values) {
    Object.assign(chosen, values);
    remember();
    draw();
  }

  function compare(a, b) {
    const { value } = columnOf(chosen.sort);
    const [x, y] = [value(a), value(b)];
    const order = typeof x === 'string' ? collator.compare(x, y) : x - y;
    return (chosen.sort[0] === '-' ? -order : order) || collator.compare(key(a), key(b));
  }

  function draw() {
    if (!list) return;
    const wanted = chosen.q.toLowerCase().split(/\s+/).filter(Boolean);
    const found = list.filter(item => wanted.every(word => text(item).toLowerCase().includes(word)));
    const shown = found.filter(filters[chosen.show]).sort(compare);
    chips.forEach((chip, index) => {
      chip.setAttribute('aria-pressed', String(chosen.show === names[index]));
      setText(chip.lastChild, found.filter(filters[names[index]]).length);
    });
    sorts.value = chosen.sort.replace('-', '');
    redraw(heads, columns.map(head));
    setText(words, list.length > 0 ? sum(list, shown) : '');
    table.hidden = shown.length === 0;
    toolbar.hidden = list.length === 0 && !tools;
    put(none, shown.length > 0 ? null : list.length === 0 ? empty() : nothing(t('list.none'), button(t('jobs.all'), () => {
      search.value = '';
      choose(usual);
    }, { class: 'quiet' })));
    if (!table.isConnected) put(body, table, none);
    rows.show(shown);
  }

  function show(found) {
    list = found;
    put(trouble);
    put(banner, above?.());
    draw();
    context.ready();
  }

  const fetchList = () => load().then(show, error => {
    // What was known stays in sight, below what is wrong with it.
    put(trouble, failure(error, () => clock.now()));
    put(body, list && [table, none]);
    context.ready();
  });

  const clock = load ? every(millis, fetchList) : { close: context.live.on('jobs tasks', () => show([...context.live.jobs.values()])) };
  return {
    title: t(`${name}.title`),
    node: h('div.page', crumb, h('div.head', h('h1', t(`${name}.title`)), words, buttons), trouble, banner, toolbar, body),
    draw,
    again: clock.now,
    close() {
      clock.close();
      remember.cancel();
      rows.close();
    },
  };
}
