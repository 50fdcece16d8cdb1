// All jobs of one agent: found by typing, filtered by state, sorted, started, switched on and off. The address keeps what was chosen.

import { badge, button, h, lastStatusOf } from './dom.js';
import { linked, listing } from './parts.js';
import { noJobs, run, stateBadge, stateOf, toggle } from './runs.js';
import { number, t } from './text.js';
import { when } from './time.js';

const failures = job => job.error_count + job.timeout_count;
const nil = () => h('span.faint', '–');
const at = time => [when(time, 'relative'), h('small', when(time))];

export function page(params, context) {
  const { live, control } = context;
  const runs = id => live.running.has(id);
  const state = job => stateOf(job, live);
  const act = (job, key, name, action, disabled) =>
    button(t(`act.${name}`), () => action(context, live.jobs.get(job.id)), { class: 'quiet', 'data-key': key, 'aria-label': t(`act.${name}.of`, { name: job.name }), disabled });
  return listing(context, {
    name: 'jobs',
    hint: t('jobs.search'),
    key: job => job.id,
    row: job => ({ 'data-job': job.id, 'data-state': state(job) }),
    text: job => `${job.id} ${job.name} ${job.runner} ${job.executor} ${job.executor_flags}`,
    filters: {
      'jobs.all': () => true,
      'jobs.enabled': job => !job.disabled,
      'state.off': job => job.disabled,
      'state.failing': job => !['success', 'running', null].includes(lastStatusOf(job)),
      'state.running': job => runs(job.id),
      'state.overdue': job => job.overdue_since > 0,
      'state.broken': job => job.problem !== '',
    },
    columns: [
      {
        key: 'name', head: true, value: job => job.name, sign: job => [job.name, job.problem, job.runner, job.executor, job.executor_flags],
        cell: job => linked(job.name || `#${job.id}`, context.link(`/jobs/${job.id}`), job.problem || `#${job.id} · ${job.runner} · ${job.executor} ${job.executor_flags}`, job.problem ? '.mono.wrong' : '.mono'),
      },
      { key: 'state', value: state, cell: job => stateBadge(state(job)) },
      { key: 'schedule', value: job => job.schedule, cell: job => h('span.mono.cut', { title: job.schedule }, job.schedule) },
      { key: 'next', number: true, value: job => job.next_at || Infinity, cell: job => job.next_at ? at(job.next_at) : nil() },
      {
        key: 'last', number: true, down: true, value: job => job.last_exec_at, sign: job => [job.last_exec_at, lastStatusOf(job)],
        cell: job => lastStatusOf(job) ? [badge(lastStatusOf(job), true), ' ', at(job.last_exec_at)] : nil(),
      },
      { key: 'failures', number: true, down: true, value: failures, cell: job => failures(job) ? number(failures(job)) : nil() },
      {
        key: 'actions', still: true, sign: job => [job.name, job.disabled, job.problem],
        cell: job => control && [act(job, 'run', 'run', run, job.problem !== ''), act(job, 'toggle', job.disabled ? 'enable' : 'disable', toggle)],
      },
    ],
    buttons: control && h('div.buttons', h('a.button.primary', { href: context.link('/jobs/new') }, t('jobs.new'))),
    sum: (all, shown) => shown.length === all.length ? number(all.length) : t('jobs.shown', { shown: number(shown.length), all: number(all.length) }),
    empty: () => noJobs(context),
  });
}
