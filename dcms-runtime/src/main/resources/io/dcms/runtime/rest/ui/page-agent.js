// The agent itself: how it is, its store, what it still has to report, its plugins, and how much it logs.

import { facts, failure, h, put, section, setText, sign, table, waiting } from './dom.js';
import { every } from './parts.js';
import { act, problems } from './runs.js';
import { t } from './text.js';
import { duration, now, when, zoneName } from './time.js';

/** Seconds that a report may be on its way without a word. */
const LONG = 30;
const LEVELS = ['debug', 'info', 'warning', 'fatal'];

export function page(params, context) {
  const { api, live } = context;
  const sum = h('p.sum');
  const parts = { problems: h('div'), about: h('div', waiting(6)), store: h('div'), reports: h('div'), plugins: h('div', waiting(3)) };
  const level = h('select', { 'aria-label': t('agent.level'), disabled: !context.control, onchange: setLevel }, LEVELS.map(name => h('option', { value: name }, name)));
  const whole = h('div', { hidden: true },
    h('div.pair', section(t('agent.store'), parts.store), section(t('agent.reports'), parts.reports)),
    section(t('agent.plugins'), parts.plugins),
    h('div.pair', section(t('agent.level'), level, h('p.help', t('agent.level.help'))),
      section(t('more'), h('p', h('a', { href: api.url('/metrics') }, t('agent.metrics'))),
        h('p', t('agent.docs'), ['README.md', 'docs/rest.md', 'bin/dcms help'].map(name => [h('code', name), ' '])))));
  let store = '';

  async function load() {
    try {
      draw(...await Promise.all([api.get('/version'), metricsOf(api)]));
      whole.hidden = false;
    } catch (error) {
      whole.hidden = true;
      put(parts.about, failure(error, clock.now));
    }
    context.ready();
  }

  function draw(version, metrics) {
    const { jobs_from: from, jobs_age: age } = live.health ?? {};
    const count = name => metrics.get(name) ?? 0;
    const total = name => [...metrics].reduce((all, [key, value]) => all + (key.startsWith(`${name}{`) ? value : 0), 0);
    const started = count('process_start_time_seconds');
    const up = count('dcms_store_up') === 1;
    const bad = number => number > 0 ? sign('warning', number) : '0';
    const waits = to => {
      const number = String(count(`dcms_reports_waiting{to="${to}"}`));
      const oldest = count(`dcms_reports_oldest_age_seconds{to="${to}"}`);
      return oldest < LONG ? number : [sign('warning', number), ' ', t('agent.oldest', { time: duration(oldest) })];
    };
    setText(sum, t('agent.up', { time: duration(now() - started) }));
    put(parts.about, facts('strip', [
      [t('col.host'), h('bdi', version.host)], [t('col.version'), version.version], [t('col.started'), when(started)],
      [t('field.timezone'), live.hello && zoneName(live.hello.zone)], [t('jobs.title'), h('a', { href: context.link('/jobs') }, live.jobs.size)],
      [t('agent.pid'), `${version.pid}, ${bytes(count('process_resident_memory_bytes'))}`], ['Java', h('span', { title: version.java }, version.java.split('+')[0])],
    ]));
    put(parts.store, facts('facts', [
      [t('col.kind'), store],
      [t('col.state'), sign(up ? 'success' : 'failed', t(up ? 'agent.store.up' : 'agent.store.down'))],
      [t('agent.from'), from && sign(from === 'store' ? 'success' : 'warning', t(`agent.from.${from}`))],
      [t('agent.age'), age !== undefined && t('time.ago', { time: duration(age) })],
      [t('agent.store.failures'), bad(total('dcms_store_failures_total'))],
    ]));
    put(parts.reports, facts('facts', [
      [t('agent.waiting.store'), waits('store')], [t('agent.waiting.hook'), waits('hook')],
      [t('agent.delivered'), String(total('dcms_reports_delivered_total'))],
      [t('agent.hook.failures'), bad(count('dcms_hook_failures_total'))],
      [t('agent.journal'), [bytes(count('dcms_journal_bytes')), ' ', count('dcms_journal_writable') === 0 && sign('failed', t('agent.journal.bad'))]],
    ]));
    problems(parts.problems, context);
  }

  async function loadPlugins() {
    try {
      const found = await api.get('/plugins');
      store = found.find(one => one.kind === 'store' && one.in_use)?.name;
      put(parts.plugins, table('cards', 'kind name state version jar', h('tbody', found.map(plugin => h('tr',
        h('td', t(`agent.kind.${plugin.kind}`)), h('th', { scope: 'row' }, h('bdi', plugin.name || '–')), h('td', plugin.problem
          ? [sign('failed', t('agent.plugin.bad')), h('small.wrong.verbatim', { dir: 'auto' }, plugin.problem)]
          : plugin.in_use ? sign('success', t('agent.plugin.used')) : sign('off', t('agent.plugin.idle'))),
        h('td', plugin.version), h('td', h('bdi.mono', plugin.jar)))))));
    } catch (error) {
      put(parts.plugins, failure(error, loadPlugins));
    }
  }

  async function setLevel() {
    await act(context, () => api.put(`/log_level?level=${level.value}`), t('agent.level.set', { level: level.value }));
    readLevel();
  }

  function readLevel() {
    api.get('/log_level').then(answer => { level.value = answer.level; }, () => { level.disabled = true; });
  }

  const off = live.on('health', () => problems(parts.problems, context));
  const clock = every(5000, load);
  loadPlugins().then(clock.now);
  readLevel();
  return {
    title: t('agent.title'),
    node: h('div.page.agent', h('div.head', h('h1', t('agent.title')), sum), parts.problems, parts.about, whole),
    close() {
      off();
      clock.close();
    },
  };
}

function bytes(count) {
  const unit = count < 1024 ? 0 : Math.min(3, Math.floor(Math.log2(count) / 10));
  return `${(count / 1024 ** unit).toFixed(unit > 0 && count / 1024 ** unit < 10 ? 1 : 0)} ${['B', 'KiB', 'MiB', 'GiB'][unit]}`;
}

/** Name with labels -> number. Those of jobs, thousands, are left out. */
async function metricsOf(api) {
  const text = await (await api.stream('/metrics')).text();
  return new Map(text.split('\n').filter(line => /^(process|dcms_(store|reports|hook|journal))_/.test(line))
    .map(line => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]));
}
