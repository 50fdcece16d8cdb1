// What went wrong on all machines lately.

import { badge, h, mark, statusOf } from './dom.js';
import { amount, hostPath, linked, listing, why } from './parts.js';
import { outputLink, runPath } from './runs.js';
import { t } from './text.js';
import { duration, when } from './time.js';

const MOST = 500;
const end = run => run.exec_at + run.exec_duration;

export function page(params, context) {
  const since = h('select.push', { 'aria-label': t('failures.since'), onchange: () => list.again() },
    ['1h', '24h', '7d'].map(time => h('option', { value: time, selected: time === '24h' }, t(`failures.${time}`))));
  const is = status => run => run.status === status;
  const list = listing(context, {
    name: 'failures',
    millis: 10_000,
    load: () => context.api.get(`/fleet/failures?since=${since.value}&limit=${MOST}`),
    key: run => `${run.host} ${run.task_id}`,
    row: run => ({ 'data-task': run.task_id, 'data-host': run.host, 'data-job': run.job_id, 'data-status': statusOf(run) }),
    text: run => `${run.job_name} ${run.host} ${why(run)}`,
    filters: { 'jobs.all': () => true, 'status.failed': is(3), 'status.timeout': is(4), 'status.killed': is(5) },
    tools: since,
    columns: [
      amount('ended', end, when),
      { key: 'status', value: statusOf, cell: run => badge(statusOf(run)) },
      { key: 'job', head: true, value: run => run.job_name, sign: run => [run.job_name, why(run)], cell: run => linked(run.job_name || `#${run.job_id}`, `#/fleet/jobs/${run.job_id}`, why(run)) },
      { key: 'host', value: run => run.host, cell: run => h('a.cut', { dir: 'auto', title: run.host, href: hostPath(context, run.host, '/now') }, run.host) },
      amount('took', run => run.exec_duration, duration),
      { key: 'actions', still: true, value: () => 0, cell: run => outputLink(hostPath(context, run.host, runPath(run)), run.job_name) },
    ],
    sum: runs => runs.length < MOST ? t('failures.sum', { n: runs.length, machines: new Set(runs.map(run => run.host)).size, jobs: new Set(runs.map(run => run.job_id)).size })
      : t('failures.most', { n: MOST }),
    empty: () => h('p.nothing', mark('success'), ' ', t('failures.none')),
  });
  return list;
}
