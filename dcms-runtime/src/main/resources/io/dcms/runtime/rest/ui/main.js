// Begins: theme and language, who one is, the header, and which page an address means.
//
// A page module exports page(params, context) -> {title, node, close(), keep(), unsaved()}; all but the first two may be missing. keep()
// answers what the same page gets back as context.kept when it is drawn anew, in another language for one; unsaved() whether to ask
// before the page is left.
// context: {api, live, host, own, control, fleet, query, kept, ready(), go(hash), link(path), title(text), setQuery(values)}
//   ready()      call when the first data is shown     link('/jobs/7') -> '#/@web2/jobs/7' on another machine's pages
//   host         the other machine, or null            own -> this agent's name; fleet -> whether there is one

import { api, setLogin } from './api.js';
import { ask, button, complain, failure, h, mark, nothing, put, redraw, setText, svg, waiting } from './dom.js';
import { createLive } from './live.js';
import { isolated, language, locale, setLanguage, t } from './text.js';
import { clock, eachSecond, now, offsetOf, setChoice, setClock, stamp, zone, zoneName } from './time.js';

/** Address, page, which item of the header it belongs to. */
const ROUTES = [
  [/^\/now$/, 'now', 'now'],
  [/^\/jobs$/, 'jobs', 'jobs'],
  [/^\/jobs\/(?<id>\d+)$/, 'job', 'jobs'],
  [/^\/jobs\/(new|(?<id>\d+)\/edit)$/, 'edit', 'jobs'],
  [/^\/runs\/(?<task>[^/]+)$/, 'run', 'now'],
  [/^\/agent$/, 'agent', 'agent'],
  [/^\/machines$/, 'machines', 'machines'],
  [/^\/fleet\/jobs$/, 'fleet-jobs', 'fleet-jobs'],
  [/^\/fleet\/jobs\/(?<id>\d+)$/, 'fleet-job', 'fleet-jobs'],
  [/^\/fleet\/failures$/, 'failures', 'failures'],
];
const FLEET = { machines: '/machines', 'fleet-jobs': '/fleet/jobs', failures: '/fleet/failures' };

const main = document.getElementById('main');
const top = document.getElementById('top');
const own = api(null);
let [caller, live, current] = [null, null, null];
let [fleet, ownName, turn, shown] = [false, '', 0, ''];
let stopClock = () => {};
let asked;

function recall(key, otherwise) {
  try {
    return localStorage.getItem(`dcms.${key}`) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function remember(key, value) {
  try {
    localStorage.setItem(`dcms.${key}`, value);
  } catch {
    // Then it holds as long as the page.
  }
}

let theme = recall('theme', 'auto');

function speak(name) {
  setLanguage(name);
  document.documentElement.lang = locale();
  setText(document.getElementById('skip'), t('skip'));
}

function start() {
  speak(recall('language', navigator.language?.startsWith('zh') ? 'zh' : 'en'));
  setChoice(recall('zone', 'agent'));
  setLogin(showLogin);
  addEventListener('hashchange', move);
  document.getElementById('skip').addEventListener('click', event => {
    event.preventDefault();
    main.focus();
  });
  enter();
}

async function enter() {
  const { host, name } = parse();
  asked = own.get('/login');
  // What the first page needs comes meanwhile.
  follow(host);
  import(`./page-${name ?? 'now'}.js`).catch(() => {});
  try {
    caller = await asked;
    // Another machine's pages say through which one they are seen.
    if (host) ownName ||= (await own.get('/version')).host;
  } catch (error) {
    if (error.status !== 401) {
      drawTop();
      show('trouble', { node: failure(error, enter) });
    }
    return;
  }
  own.get('/hosts').then(answer => {
    fleet = answer.fleet === true;
    ownName ||= answer.hosts?.find(one => one.this)?.host ?? '';
    drawTop();
  }, () => {});
  await route();
}

async function showLogin() {
  if (current?.name === 'login') return;
  caller = null;
  live?.stop();
  live = null;
  turn++;
  const { page } = await import('./page-login.js');
  show('login', page({}, { api: own, ready: readiness(), done: enter }));
}

function parse() {
  const [address, query = ''] = (location.hash.slice(1) || '/now').split('?');
  const [, host, path = host && '/now'] = /^\/@([^/]+)(\/.*)?$/.exec(address) ?? [null, null, address];
  const [pattern, name, item] = ROUTES.find(([one]) => one.test(path)) ?? [/x/];
  const params = Object.fromEntries(Object.entries(pattern.exec(path)?.groups ?? {}).map(([key, value]) => [key, value && decodeURIComponent(value)]));
  return { host: host && decodeURIComponent(host), name, item, params, query: new URLSearchParams(query) };
}

/** To another address, unless somebody would lose what they have typed and do not want to. */
async function move() {
  const target = location.hash;
  if (target === shown) return;
  if (current?.unsaved?.()) {
    history.replaceState(null, '', shown);
    if (!await ask({ title: t('edit.lose'), text: t('edit.lose.text'), action: t('edit.lose.yes'), danger: true })) return;
    current.unsaved = null;
    history.pushState(null, '', target);
  }
  route();
}

async function route(kept) {
  if (!caller) return;
  const mine = ++turn;
  const { host, name, params, query } = parse();
  const again = location.hash === shown && kept !== undefined;
  shown = location.hash;
  follow(host);
  if (!name) {
    show('missing', { title: t('page.missing'), node: nothing(t('page.missing'), t('page.missing.hint'), h('a', { href: '#/now' }, t('nav.now'))) });
    readiness()();
    return;
  }
  const slow = setTimeout(() => show(name, { node: waiting(5) }), 200);
  try {
    const module = await import(`./page-${name}.js`);
    if (mine === turn) show(name, module.page(params, contextOf(host, query, kept)), again);
  } catch (error) {
    console.error(error);
    if (mine === turn) {
      show(name, { node: failure(error, () => location.reload()) });
      readiness()();
    }
  } finally {
    clearTimeout(slow);
  }
}

/** Keeps the state of the machine whose pages these are. */
function follow(host) {
  if (live?.host === host) return;
  live?.stop();
  const its = live = createLive(api(host), setClock, () => asked);
  live.host = host;
  live.on('link hello', () => {
    if (!its.host) ownName = its.hello?.host ?? ownName;
    drawTop();
    setTitle(current?.title);
  });
  live.start();
}

const hash = (host, path) => `#${host ? `/@${encodeURIComponent(host)}` : ''}${path}`;

function contextOf(host, query, kept) {
  return {
    api: api(host), live, host, query, kept,
    own: ownName,
    control: caller.control,
    get fleet() { return fleet; },
    ready: readiness(),
    go: address => { location.hash = address; },
    link: path => hash(host, path),
    title: setTitle,
    /** Changes the address and nothing else. */
    setQuery(values) {
      const text = new URLSearchParams(Object.entries(values).filter(([, value]) => value)).toString();
      shown = `${location.hash.split('?')[0] || '#/now'}${text && `?${text}`}`;
      history.replaceState(null, '', shown);
    },
  };
}

/** Says that a page shows what it has; also right while it is made. */
function readiness() {
  const mine = turn;
  return () => queueMicrotask(() => {
    if (mine === turn) main.dataset.ready = 'true';
  });
}

/** @param again whether it is the page that was there, in other words: then nothing moves */
function show(name, page, again = false) {
  const at = scrollY;
  const first = !current;
  current?.close?.();
  current = { ...page, name };
  Object.assign(main.dataset, { page: name, ready: 'false' });
  put(main, page.node);
  setTitle(page.title);
  drawTop();
  scrollTo(0, again ? at : 0);
  const field = main.querySelector('[data-focus]');
  if (field || !first && !again) {
    // So that a screen reader goes on here, not at the link that is gone.
    const place = field ?? main.querySelector('h1') ?? main;
    if (place.matches('h1')) place.tabIndex = -1;
    place.focus({ preventScroll: true });
  }
}

function setTitle(text) {
  if (current) current.title = text;
  document.title = [text, live?.host ?? ownName, 'DCMS'].filter(Boolean).join(' · ');
}

/** The same page in other words. */
function again() {
  if (caller) return route(current?.keep?.() ?? null);
  current = null;
  return showLogin();
}

/* ---- header ---- */

function drawTop() {
  const { host, item } = parse();
  const name = host ?? ownName;
  stopClock();
  redraw(top,
    h('div.bar', h('a.brand', { href: '#/now', 'aria-label': 'DCMS', 'data-key': 'brand' }, h('img', { src: new URL('icon.svg', import.meta.url), alt: '', width: 24, height: 24 }), h('b', 'DCMS')),
      caller && [h('span.machine', h('bdi.cut', { title: name }, name), linkSign()), nav(host, item)],
      h('div.tools', caller && [clockTool(), zoneTool()], themeTool(), languageTool(), caller && who())),
    caller && host && h('div.other', { role: 'note' }, h('span', mark('warning'), ' ', t('top.other', { host: isolated(host), here: isolated(ownName) })),
      h('a', { href: '#/machines' }, t('top.back', { here: ownName }))),
    caller && live?.link === 'down' && h('div.other.bad', { role: 'alert' }, h('span', mark('failed'), ' ', live.trouble?.message, live.ready && ` ${t('link.lost', { time: stamp(live.at) })}`), button(t('failure.again'), () => live.poke())));
}

function linkSign() {
  const link = live?.link ?? 'wait';
  return h(`span.link.${link}`, { title: t(`link.${link}`) }, h('i', { 'aria-hidden': 'true' }), h('span.wide', t(`link.${link}`)));
}

function nav(host, item) {
  const link = (name, href) => h('a', { href, 'aria-current': item === name && 'page', 'data-key': name }, t(`nav.${name}`));
  return h('nav', { 'aria-label': t('nav.label') }, ['now', 'jobs', 'agent'].map(name => link(name, hash(host, `/${name}`))),
    fleet && h('span.fleet', { role: 'group', 'aria-label': t('nav.fleet') }, Object.entries(FLEET).map(([name, path]) => link(name, `#${path}`))));
}

function clockTool() {
  const face = h('span.clock', { 'aria-hidden': 'true' }, clock(now()));
  stopClock = eachSecond(() => setText(face, clock(now())));
  return face;
}

function zoneTool() {
  const chosen = recall('zone', 'agent');
  const onchange = event => {
    remember('zone', event.target.value);
    setChoice(event.target.value);
    again();
  };
  return h('label.zone', { title: `${t('top.zone')} ${zoneName()}` }, h('span', { 'aria-hidden': 'true' }, offsetOf(zone())),
    h('select', { 'aria-label': t('top.zone'), 'data-key': 'zone', onchange },
      ['agent', 'browser', 'utc'].map(name => h('option', { value: name, selected: name === chosen }, t(`top.zone.${name}`, { zone: zoneName(zone(name)) })))));
}

/** Of lines. */
const icon = d => svg('svg', { class: 'line', viewBox: '0 0 16 16', width: 18, height: 18, 'aria-hidden': 'true' }, svg('path', { d }));

const tool = (key, label, content, onclick) => button(content, onclick, { class: 'icon', 'data-key': key, 'aria-label': label, title: label });

const THEMES = {
  auto: ['light', 'M8 1.5a6.5 6.5 0 1 0 0 13ZM8 1.5a6.5 6.5 0 0 1 0 13'],
  light: ['dark', 'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6M8 .8v1.7M8 13.5v1.7M.8 8h1.7M13.5 8h1.7M2.9 2.9l1.2 1.2M11.9 11.9l1.2 1.2M2.9 13.1l1.2-1.2M11.9 4.1l1.2-1.2'],
  dark: ['auto', 'M13.5 9.8A6 6 0 0 1 6.2 2.5a6 6 0 1 0 7.3 7.3Z'],
};

function themeTool() {
  const [next, picture] = THEMES[theme] ?? THEMES.auto;
  return tool('theme', t('top.theme', { theme: t(`top.theme.${theme}`) }), icon(picture), () => {
    theme = next;
    remember('theme', theme);
    applyTheme(theme);
    drawTop();
  });
}

function languageTool() {
  const other = language() === 'zh' ? 'en' : 'zh';
  return tool('language', t('top.language'), h('span', { lang: other }, other === 'zh' ? '中' : 'EN'), () => {
    speak(other);
    remember('language', other);
    again();
  });
}

const who = () => [!caller.control && h('span.look', t('top.look')), caller.name !== 'anybody'
  && tool('logout', t('top.logout', { name: caller.name }), icon('M6.5 2.5h-4v11h4M6 8h8M11 5l3 3-3 3'), () => own.post('/logout').then(showLogin, complain))];

start();
