// The jobs of all machines, each once.

import { cut, h, nothing } from './dom.js';
import { amount, linked, listing, onOff } from './parts.js';
import { t } from './text.js';

export function page(params, context) {
  return listing(context, {
    name: 'fleet',
    millis: 15_000,
    load: () => context.api.get('/fleet/jobs'),
    key: job => job.id,
    row: job => ({ 'data-job': job.id }),
    text: job => `${job.id} ${job.name} ${job.runner} ${job.hosts.join(' ')}`,
    filters: { 'jobs.all': () => true, 'jobs.enabled': job => !job.disabled, 'state.off': job => job.disabled, 'fleet.nowhere': job => job.hosts.length === 0 },
    columns: [
      { key: 'name', head: true, value: job => job.name, sign: job => [job.name, job.runner], cell: job => linked(job.name || `#${job.id}`, `#/fleet/jobs/${job.id}`, `#${job.id} · ${job.runner}`) },
      { key: 'state', value: job => Number(job.disabled), cell: onOff },
      { key: 'schedule', value: job => job.schedule, cell: job => h('span.mono.cut', { title: job.schedule }, job.schedule) },
      amount('machines', job => job.hosts.length, n => [n, h('span.narrow', ' ', t('fleet.machines', { n }))]),
      { key: 'where', value: job => job.hosts.slice(0, 20).join(', '), cell: job => cut(job.hosts.slice(0, 20).join(', ') || t('fleet.nowhere')) },
    ],
    sum: list => t('fleet.sum', { n: list.length }),
    empty: () => nothing(t('fleet.none'), t('fleet.hint')),
  });
}
