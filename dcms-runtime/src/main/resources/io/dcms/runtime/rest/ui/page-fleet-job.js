// One job on all its machines: how it last ran on each, and whether they all have the same executable.

import { api, limited } from './api.js';
import { badge, banner, button, cut, facts, h, nothing, put, settled, sign, statusOf } from './dom.js';
import { amount, hostPath, linked, listing, onOff, timed, why } from './parts.js';
import { act, runPath } from './runs.js';
import { t } from './text.js';
import { duration, when } from './time.js';

const AT_ONCE = 6;
const SIGNS = { odd: 'failed', bad: 'failed', wrong: 'warning', away: 'off', same: 'success' };
const ORDER = [...Object.keys(SIGNS), undefined];

export function page(params, context) {
  const id = Number(params.id);
  const title = h('span', { dir: 'auto' }, `#${id}`);
  const drift = h('div', { role: 'status' });
  const few = limited(AT_ONCE);
  /** By host: what its agent answered; missing while it is asked. */
  const executors = new Map();
  let [job, usual, closed] = [null, '', false];

  async function load() {
    const [jobs, runs] = await Promise.all([job ? [job] : context.api.get('/fleet/jobs'), context.api.get(`/fleet/jobs/${id}/runs`)]);
    const found = jobs.find(one => one.id === id);
    if (!found) throw new Error(t('drift.missing', { id }));
    if (!job) {
      job = found;
      put(title, job.name || `#${id}`);
      context.title(job.name);
      job.hosts.forEach(ask);
    }
    const last = new Map(runs.map(run => [run.host, run]));
    return job.hosts.map(host => ({ host, run: last.get(host) }));
  }

  async function ask(host) {
    const answer = await few(async () => closed ? {} : api(host).get(`/jobs/${id}/executor`)).catch(error => ({ problem: error.message, away: true }));
    if (!closed) {
      executors.set(host, answer);
      tell();
    }
  }

  const tell = settled(50, () => {
    const counts = new Map();
    executors.forEach(({ sha256 }) => sha256 && counts.set(sha256, (counts.get(sha256) ?? 0) + 1));
    usual = [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
    summarize();
    list.draw();
  });

  /** One of SIGNS: of another digest than most, none, not the one of the signature, not to be asked, fine; undefined = not known yet. */
  function stateOf({ host }) {
    const one = executors.get(host);
    return !one ? undefined : one.away ? 'away' : !one.sha256 ? 'bad' : one.sha256 !== usual ? 'odd' : one.matches ? 'same' : 'wrong';
  }

  function summarize() {
    const { hosts } = job;
    const of = (...states) => hosts.filter(host => states.includes(stateOf({ host })));
    const odd = of('odd', 'bad');
    const bad = odd.length > 0 || of('wrong').length > 0;
    const [all, asked, away] = [hosts.length, executors.size, of('away').length];
    put(drift, asked > 0 && banner(bad ? '' : 'calm', bad ? 'warning' : asked < all || away > 0 ? 'ready' : 'success',
      h('b', odd.length > 0 ? t('drift.some', { n: odd.length, all }) : bad ? t('drift.unsigned') : of('same').length > 0 && t('drift.all')),
      odd.length > 0 && h('p', odd.slice(0, 12).map((host, index) => [index > 0 && ', ', h('bdi', host)]), odd.length > 12 && ' …'),
      h('p.help', asked < all && t('drift.asking', { n: asked, all }), ' ', away > 0 && t('drift.unknown', { n: away }))));
  }

  const list = listing(context, {
    name: 'drift',
    millis: 10_000,
    load,
    key: one => one.host,
    row: one => ({ 'data-host': one.host, 'data-drift': stateOf(one) ?? '' }),
    text: one => `${one.host} ${executors.get(one.host)?.sha256}`,
    filters: { 'jobs.all': () => true, 'drift.odd': one => SIGNS[stateOf(one)] === 'failed', 'state.failing': ({ run }) => run?.status > 2 },
    columns: [
      { key: 'host', head: true, value: one => one.host, cell: one => linked(one.host, hostPath(context, one.host, `/jobs/${id}`)) },
      { key: 'executable', value: one => ORDER.indexOf(stateOf(one)), sign: one => [stateOf(one), executors.get(one.host)], cell: digest },
      {
        key: 'status', value: ({ run }) => run ? statusOf(run) : '', sign: ({ run }) => run && [run.status, why(run)],
        cell: ({ run }) => run ? [badge(statusOf(run)), cut(why(run), 'small')] : h('span.faint', t('drift.never')),
      },
      timed('started', ({ run }) => run?.exec_at ?? 0),
      amount('took', ({ run }) => run?.ended ? run.exec_duration : -1, seconds => seconds < 0 ? '' : duration(seconds)),
      { key: 'actions', still: true, value: () => 0, sign: ({ run }) => run?.task_id, cell: actions },
    ],
    crumb: h('p.crumb', h('a', { href: '#/fleet/jobs' }, t('nav.fleet-jobs')), ` · #${id}`),
    above: () => [facts('strip', [[t('col.schedule'), h('code', job.schedule)], [t('field.runner'), h('bdi', job.runner)], [t('col.state'), onOff(job)]]), drift],
    sum: hosts => t('drift.sum', { n: hosts.length }),
    empty: () => nothing(t('drift.nowhere'), t('drift.hint')),
  });

  function digest(one) {
    const state = stateOf(one);
    const { sha256, problem, modified_at: at } = executors.get(one.host) ?? {};
    return !state ? h('span.faint', t('loading'))
      : [sign(SIGNS[state], [t(`drift.${state}`), sha256 && [' ', h('span.mono', { title: `sha256:${sha256}` }, sha256.slice(0, 12))]]),
        problem ? cut(problem, 'small') : h('small.cut', t('drift.changed'), ' ', when(at, 'relative'))];
  }

  function actions({ host, run }) {
    const output = (task, name) => h('a', { href: hostPath(context, host, runPath({ job_id: id, ...task })), 'aria-label': name }, t('run.output'));
    const start = () => act(context, () => api(host).post(`/jobs/${id}/run`), t('job.started', { name: job.name }), task => output(task)).then(list.again);
    return [run && output(run, t('drift.output', { host })), context.control && button(t('act.run'), start, { class: 'quiet', 'aria-label': t('drift.run', { host }) })];
  }

  put(list.node.querySelector('h1'), title);
  return {
    ...list,
    title: `#${id}`,
    close() {
      closed = true;
      tell.cancel();
      list.close();
    },
  };
}
