// What pages share about jobs and runs: starting, killing, switching, links, how long a job usually takes.

import { limited } from './api.js';
import { ask, banner, button, complain, h, lastStatusOf, nothing, put, say, setText, sign } from './dom.js';
import { isolated, t } from './text.js';
import { duration, now } from './time.js';

export const runPath = task => `/runs/${encodeURIComponent(task.task_id)}?job=${task.job_id}`;

export const runLink = (context, task, ...children) => h('a', { href: context.link(runPath(task)) }, children);

export const outputLink = (href, name) => h('a', { href, 'aria-label': t('run.output.of', { name }) }, t('run.output'));

export const jobLink = (context, id, name) => h('a.name', { href: context.link(`/jobs/${id}`), title: name.length > 40 && name, dir: 'auto' }, name || `#${id}`);

/** Does something and says so, or what the agent says against it. @param link (answer) -> element; may be missing @return whether it was done */
export async function act(context, action, done, link) {
  try {
    const answer = await action();
    say(done, link?.(answer));
    context.live.poke();
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}

/** Asks first. @return whether it was done */
export async function kill(context, task) {
  const name = isolated(task.job_name || `#${task.job_id}`);
  return await ask({ title: t('run.kill.title'), text: t('run.kill.text', { name, task: task.task_id }), action: t('run.kill'), danger: true })
    && act(context, () => context.api.del(`/tasks/${encodeURIComponent(task.task_id)}`), t('run.killed', { task: task.task_id }));
}

export const killButton = (context, task) => context.control
  && button(t('run.kill'), () => kill(context, task), { class: 'quiet danger', 'aria-label': t('run.kill.of', { name: task.job_name ?? task.task_id }) });

/** Starts a job by hand. */
export const run = (context, job) => act(context, () => context.api.post(`/jobs/${job.id}/run`), t('job.started', { name: isolated(job.name) }),
  ({ task_id: task }) => runLink(context, { task_id: task, job_id: job.id }, t('run.output')));

/** Switches a job off on this machine, whatever the store says, or on again: in the store only after it has asked. */
export async function toggle(context, job) {
  const name = isolated(job.name);
  const path = `/jobs/${job.id}`;
  if (!job.disabled) return act(context, () => context.api.del(path), t('job.disabled', { name }));
  try {
    await context.api.post(path);
    const stays = (await context.api.get(path)).disabled;
    return (!stays || await ask({ title: t('job.enable.title'), text: t('job.enable.text', { name }), action: t('job.enable.all') }))
      && act(context, async () => stays && context.api.put(path, { disabled: false }), t('job.enabled', { name }));
  } catch (error) {
    complain(error);
    return false;
  }
}

/** What a job is in one word, the worst first: broken, off, running, overdue, failing, fine, fresh (it has not run yet). */
export function stateOf(job, live) {
  const last = lastStatusOf(job);
  return job.problem ? 'broken' : job.disabled ? 'off' : live.running.has(job.id) ? 'running' : job.overdue_since ? 'overdue'
    : last === 'success' || last === 'running' ? 'fine' : last ? 'failing' : 'fresh';
}

const SIGNS = { broken: 'warning', off: 'off', running: 'running', overdue: 'timeout', failing: 'failed', fine: 'success', fresh: 'ready' };

/** Sign and word of that. */
export const stateBadge = state => sign(SIGNS[state], t(`state.${state}`));

/** What the agent itself complains of. */
export function problems(place, { live: { health }, link }) {
  const list = health?.problems ?? [];
  if (place.shown === list.join()) return;
  place.shown = list.join();
  // "job 15" in a sentence of the agent leads there.
  const withLinks = text => text.split(/(\bjob \d+)/).map((part, index) => index % 2 ? h('a', { href: link(`/jobs/${part.slice(4)}`) }, part) : part);
  const found = list.length > 0 && banner(health.ready ? '' : 'bad', 'warning', h('b', t('now.problems', { n: list.length })),
    h('ul', list.map(one => h('li', { dir: 'auto' }, withLinks(one)))));
  put(place, found);
  if (found) found.setAttribute('role', 'status');
}

export const noJobs = context => nothing(t('now.nojobs'), t('now.nojobs.hint'),
  context.control && [h('a', { href: context.link('/jobs/new') }, t('jobs.new')), ' · '], h('code', 'dcms import /etc/cron.d'));

const few = limited(4);
const MOST = 300;
const FRESH = 600_000;

/**
 * The median of a job's last successes, asked for when it is wanted, and again after ten minutes.
 *
 * @param tell called when one has become known
 * @return id -> seconds; null = there is no success, undefined = not known yet
 */
export function usual(context, tell) {
  const known = context.live.usual ??= new Map();
  return id => {
    const before = known.get(id);
    if (before ? Date.now() - before.at < FRESH : known.size >= MOST) return before?.seconds;
    const its = { at: Date.now(), seconds: before?.seconds };
    known.set(id, its);
    few(() => context.api.get(`/jobs/${id}/tasks?limit=20&brief`)).then(runs => {
      its.seconds = median(runs.filter(one => one.status === 2).map(one => one.exec_duration));
      tell();
    }, () => { its.seconds ??= null; });
    return its.seconds;
  };
}

export const median = numbers => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? null;

/** How long a run has taken, as words and a bar. @return nodes, and show(its begin, the job's usual duration) */
export function progress(name) {
  const [text, bar] = [h('span'), h('progress', { max: 1, 'aria-label': `${t('col.progress')} ${name}`, hidden: true })];
  const nodes = h('div.progress', text, bar);
  return {
    nodes,
    show(begin, usually) {
      const time = now() - begin;
      const over = usually !== null && time > usually + 1;
      const words = usually === undefined ? '' : usually === null ? 'unknown' : over ? 'over' : 'of';
      setText(text, words ? t(`progress.${words}`, { time: duration(time), usual: duration(usually ?? 0) }) : duration(time));
      nodes.classList.toggle('over', over);
      bar.hidden = !words || usually === null;
      bar.value = Math.min(1, time / Math.max(1, usually ?? 1));
    },
  };
}
