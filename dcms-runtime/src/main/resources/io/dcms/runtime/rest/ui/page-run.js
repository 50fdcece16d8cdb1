// One run: how it is or was, why, and what it prints. The run is looked for among those that the agent knows, then in the store.

import { badge, banner, button, facts, failure, h, put, statusOf, verbatim, waiting } from './dom.js';
import { logView } from './logview.js';
import { jobLink, kill, progress, run, usual } from './runs.js';
import { t } from './text.js';
import { duration, eachSecond, when } from './time.js';

const AGAIN = 3000;

export function page(params, context) {
  const { api, live } = context;
  const id = params.task;
  // An id is the second that it was due and its job.
  const jobId = Number(context.query.get('job') ?? id.split('-')[1]);
  const title = h('div.run-title', h('h1', t('run.title')));
  const [buttons, reason, about, output, details] = [h('div.buttons'), h('div'), h('div', waiting(2)), h('div'), h('div')];
  const node = h('div.page.run', { 'data-task': id }, h('div.head', title, buttons), reason, about, output, details);
  const usually = usual(context, tick);
  let [task, story, log, clockwork] = [null, null, null, null];
  let [timer, closed, shown] = [0, false, ''];

  const jobOf = async () => live.jobs.get(jobId) ?? api.get(`/jobs/${jobId}`).catch(() => null);

  async function find() {
    try {
      return await api.get(`/tasks/${encodeURIComponent(id)}`);
    } catch (error) {
      const runs = error.status === 404 && jobId ? await api.get(`/jobs/${jobId}/tasks?limit=1000`) : [];
      const found = runs.find(one => one.task_id === id);
      if (!found) throw error;
      return { job_name: (await jobOf())?.name ?? '', ...found };
    }
  }

  async function load() {
    clearTimeout(timer);
    try {
      update(await find());
    } catch (error) {
      if (!closed && !task) {
        put(about, failure(error, () => {
          put(about, waiting(2));
          load();
        }));
        context.ready();
      }
    }
    // Events tell of its end sooner; this is for when there are none.
    timer = !closed && task && !task.ended ? setTimeout(load, AGAIN) : 0;
  }

  function update(found) {
    if (closed || task?.ended && !found.ended) return;
    task = { ...task, ...found };
    draw();
    log ?? openLog();
    story ?? tellStory();
    context.ready();
  }

  function draw() {
    const is = JSON.stringify([task.status, task.ended, task.exec_at, task.reason, story]);
    if (is === shown) return;
    shown = is;
    const state = statusOf(task);
    const goesOn = !task.ended;
    // A run may be over its timeout and go on.
    const states = goesOn && state === 'timeout' ? ['running', state] : [state];
    put(title, h('h1', { tabindex: -1 }, jobLink(context, task.job_id, task.job_name)), states.map(one => badge(one)));
    put(reason, task.reason && banner(goesOn ? '' : 'bad', state === 'success' ? 'warning' : state, verbatim(task.reason)));
    if (context.control && buttons.goesOn !== goesOn) {
      const focused = buttons.contains(document.activeElement);
      buttons.goesOn = goesOn;
      put(buttons, goesOn ? button(t('run.kill'), () => kill(context, task), { class: 'danger' }) : button(t('run.again'), () => run(context, { id: task.job_id, name: task.job_name })));
      // Not the other button: who has just pressed one would press it, too.
      if (focused) title.firstElementChild.focus();
    }
    put(about, aboutIt());
    put(details, facts('strip', [[t('run.title'), h('span.mono', id)], [t('run.file'), task.log_filename && h('bdi.mono', task.log_filename), 'whole']]));
    log?.fit();
    if (!goesOn) log?.finish();
    node.dataset.status = state;
    context.title(`${t(`status.${states[0]}`)} · ${task.job_name || id}`);
  }

  function aboutIt() {
    const started = task.exec_at > 0 && (task.ended || task.status !== 0);
    clockwork = started && !task.ended ? progress('') : null;
    tick();
    return facts('strip', [
      [t('col.started'), started ? when(task.exec_at) : t('run.notyet')],
      task.ended ? [t('col.took'), duration(task.exec_duration)] : clockwork && [t('run.takes'), clockwork.nodes],
      task.ended && [t('col.ended'), when(task.exec_at + task.exec_duration)],
      task.fire_at > 0 && task.fire_at !== task.exec_at && [t('col.due'), when(task.fire_at)],
      story && [t('run.cause'), story],
      [t('col.host'), h('bdi', task.host ?? live.hello?.host)],
    ]);
  }

  function tick() {
    clockwork?.show(task.exec_at, usually(task.job_id) ?? undefined);
  }

  /** Whether the schedule began it, a hand, or a failure before it: the ledger knows. */
  async function tellStory() {
    if (!task.exec_at) return;
    story = '';
    const from = Math.min(task.fire_at || task.exec_at, task.exec_at) - 1;
    const answer = await api.get(`/jobs/${task.job_id}/fires?since=${from}&until=${task.exec_at + 2}&limit=200`).catch(() => null);
    const fire = answer?.fires.find(one => one.task_id === id);
    if (fire?.cause && !closed) {
      story = t(`cause.${fire.cause}`, { n: fire.attempt });
      draw();
    }
  }

  async function openLog() {
    if (task.ended ? !task.log_filename : task.status === 0) {
      put(output, h('p.nothing', t(task.ended ? 'log.nothing' : 'run.waits')));
      return;
    }
    log = { fit() {}, finish() {}, close() {} };
    const filter = await filterOf((await jobOf())?.msg_filter ?? '', api);
    if (closed) return;
    log = logView(api, { id, name: task.job_name, filter, follow: !task.ended, fallback: task.output, ended: load });
    put(output, log.node);
  }

  const offs = [live.on('tasks', () => {
    const found = [...live.active, ...live.ended].find(one => one.task_id === id);
    if (found && !task?.ended && (found.ended || found.status !== task?.status)) {
      // The events leave out its output.
      (found.ended ? load : update)(found);
    }
  }), eachSecond(tick)];
  load();
  return {
    title: t('run.title'),
    node,
    close() {
      closed = true;
      clearTimeout(timer);
      offs.forEach(off => off());
      log?.close();
    },
  };
}

/** The words that may not stand in its output. Those of another filter than "keyword" are that filter's to understand. */
async function filterOf(filter, api) {
  const name = /^([a-z][a-z0-9-]*):/.exec(filter)?.[1];
  const plugins = name && name !== 'keyword' ? await api.get('/plugins').catch(() => []) : [];
  return plugins.some(plugin => plugin.kind === 'filter' && plugin.name === name) ? '' : filter;
}
