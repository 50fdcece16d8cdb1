// The machines of the fleet: who is alive, who is late, who is gone.

import { h, nothing, sign } from './dom.js';
import { amount, hostPath, linked, listing, timed } from './parts.js';
import { t } from './text.js';
import { now } from './time.js';

const SIGNS = { gone: 'failed', late: 'timeout', alive: 'success', stopped: 'off' };
const ORDER = Object.keys(SIGNS);

export function page(params, context) {
  let hindrance = '';
  // One that has said that it stops is not missed.
  const stateOf = one => one.stopped ? 'stopped' : one.state;
  const is = state => one => stateOf(one) === state;
  const count = (list, state) => list.filter(is(state)).length;
  return listing(context, {
    name: 'machines',
    millis: 5000,
    load: async () => {
      const answer = await context.api.get('/hosts');
      hindrance = answer.hindrance;
      return answer.fleet ? answer.hosts : [];
    },
    key: one => one.host,
    row: one => ({ 'data-host': one.host, 'data-state': stateOf(one) }),
    text: one => `${one.host} ${one.address} ${one.version}`,
    filters: { 'jobs.all': () => true, 'machines.alive': is('alive'), 'machines.late': is('late'), 'machines.gone': is('gone'), 'state.failing': one => one.failed_jobs > 0 },
    columns: [
      { key: 'state', value: one => ORDER.indexOf(stateOf(one)), cell: one => sign(SIGNS[stateOf(one)], t(`machines.${stateOf(one)}`)) },
      {
        key: 'host', head: true, value: one => one.host, sign: one => [one.state, one.address, one.reachable],
        cell: one => linked(one.host, one.state === 'gone' ? null : hostPath(context, one.host, '/now'),
          (one.this ? `${t('machines.this')} · ` : '') + (one.reachable || one.address), one.reachable && '.wrong'),
      },
      { key: 'version', value: one => one.version, cell: one => h('bdi.cut', one.version) },
      timed('up', one => one.started_at),
      // The database's clock tells how long ago: another than this one's.
      timed('seen', one => one.silence === undefined ? one.seen_at : Math.round(now() - one.silence)),
      amount('jobs', one => one.jobs),
      amount('running', one => one.running),
      amount('failing', one => one.failed_jobs, number => number > 0 ? sign('failed', number) : h('span.faint', '0')),
    ],
    sum: list => t('machines.sum', { n: list.length, alive: count(list, 'alive'), late: count(list, 'late'), gone: count(list, 'gone') }),
    empty: () => nothing(t('machines.none'), hindrance || t('machines.hint')),
  });
}
