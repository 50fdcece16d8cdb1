// What runs, what waits, what is due within the hour, what has lately ended.

import { badge, h, keyed, nothing, put, section, setText, settled, statusOf, table, waiting } from './dom.js';
import { timeline } from './plot.js';
import { jobLink, killButton, noJobs, outputLink, problems, progress, runLink, runPath, usual } from './runs.js';
import { t } from './text.js';
import { duration, eachSecond, now, since, when } from './time.js';

const HOUR = 3600;
const LISTED = 10;
const ENDED = 20;

export function page(params, context) {
  const { live } = context;
  const [troubles, sum, body] = [h('div'), h('p.sum'), h('div.now', waiting(6))];
  const [running, due, ended] = [runningPart(context), duePart(context, count), endedPart(context)];

  function draw() {
    const parts = live.jobs.size > 0 ? [running, due, ended] : live.ended.length > 0 ? [ended] : [];
    if (body.childElementCount !== parts.length || !ended.node.isConnected) {
      put(body, live.jobs.size === 0 && noJobs(context), parts.map(part => part.node));
    }
    problems(troubles, context);
    parts.forEach(part => part.draw());
    count();
    context.ready();
  }

  function count() {
    const waits = live.active.filter(task => task.status === 0).length;
    setText(sum, t('now.sum', { running: live.active.length - waits, waiting: waits + live.more, due: due.count() }));
  }

  const offs = [live.on('jobs tasks health', draw), eachSecond(() => [running, due].forEach(part => part.tick()))];
  return {
    title: t('now.title'),
    node: h('div', h('div.head', h('h1', t('now.title')), sum), troubles, body),
    close: () => [...offs, due.close].forEach(off => off()),
  };
}

function runningPart(context) {
  const { live } = context;
  const [body, waits] = [h('tbody'), h('tbody')];
  const runs = table('cards', 'job progress #started -actions', body);
  const none = nothing(t('now.running.none'), t('now.running.hint'));
  const waitSection = section(t('now.waiting'), table('cards', 'job #since -actions', waits));
  const usually = usual(context, tick);

  function draw() {
    const run = live.active.filter(task => task.status !== 0).sort((a, b) => a.exec_at - b.exec_at);
    // What starts at once does not flicker through here.
    const wait = live.active.filter(task => task.status === 0 && now() - task.fire_at > 2).sort((a, b) => a.fire_at - b.fire_at);
    none.hidden = run.length > 0;
    runs.hidden = run.length === 0;
    waitSection.hidden = wait.length === 0;
    keyed(body, run, task => task.task_id, task => {
      const its = progress(task.job_name);
      return Object.assign(row(task, h('td.progress', its.nodes), h('td.number', when(task.exec_at)), h('td.actions', runLink(context, task, t('run.output')), killButton(context, task))), { its });
    }, update);
    keyed(waits, wait, task => task.task_id, task => row(task, h('td.number', when(task.fire_at), h('small', since(task.fire_at))), h('td.actions', killButton(context, task))), update);
  }

  const row = (task, ...cells) => h('tr', { 'data-task': task.task_id, 'data-job': task.job_id },
    h('th', { scope: 'row' }, h('span'), jobLink(context, task.job_id, task.job_name)), cells);

  function update(element, task) {
    element.task = task;
    const state = statusOf(task);
    if (element.dataset.status !== state) {
      element.dataset.status = state;
      put(element.cells[0].firstChild, badge(state, state !== 'timeout'));
    }
    show(element);
  }

  const show = ({ its, task }) => its?.show(task.exec_at, usually(task.job_id));

  function tick() {
    [...body.rows].forEach(show);
    if (live.active.length > body.rows.length + waits.rows.length) draw();
  }

  return { node: h('div', section(t('now.running'), none, runs), waitSection), draw, tick };
}

function duePart(context, changed) {
  const { live } = context;
  let [fires, from, asked, more, seen] = [[], now(), 0, false, null];
  const name = id => live.jobs.get(id)?.name ?? `#${id}`;
  const ahead = () => fires.filter(fire => fire.at > now());
  const plot = timeline(() => ({ from, until: from + HOUR, fires: fires.filter(fire => fire.at >= from - 60), name }));
  const [body, rest, none] = [h('tbody'), h('p.faint'), h('div.nothing')];
  const some = h('div', plot.node, h('div', table('tight', '#due #in job', body), rest));
  const ask = settled(500, look);

  async function look() {
    asked = now();
    try {
      ({ fires, more } = await context.api.get(`/upcoming?seconds=${HOUR}&limit=2000`));
    } catch {
      // Better the next time of each job than nothing.
      fires = [...live.jobs.values()].filter(job => job.next_at && job.next_at < now() + HOUR).map(job => ({ job_id: job.id, at: job.next_at })).sort((a, b) => a.at - b.at);
    }
    show();
  }

  /** Their names are known with the jobs: what is due is asked for without waiting for those. */
  function show() {
    if (!live.ready) return;
    from = now();
    plot.redraw();
    list();
  }

  function list() {
    const next = ahead();
    const left = next.length - LISTED;
    some.hidden = next.length === 0;
    none.hidden = next.length > 0;
    rest.hidden = left <= 0;
    keyed(body, next.slice(0, LISTED), fire => `${fire.at}-${fire.job_id}`, fire => h('tr', { 'data-job': fire.job_id },
      h('td.number', when(fire.at)), h('td.number', when(fire.at, 'relative')), h('th', { scope: 'row' }, jobLink(context, fire.job_id, name(fire.job_id)))));
    setText(rest, t('now.more', { n: more ? `${left}+` : left }));
    if (next.length === 0) {
      const first = Math.min(...[...live.jobs.values()].map(job => job.next_at).filter(at => at > now()));
      put(none, h('p.strong', t('now.due.none')), Number.isFinite(first) && h('p', t('now.due.next'), when(first), ' (', when(first, 'relative'), ')'));
    }
    changed();
  }

  function draw() {
    const is = [...live.jobs.values()].map(job => [job.id, job.schedule, job.disabled, job.create_at, job.problem]).join();
    if (is === seen) return;
    (seen === null ? show : ask)();
    seen = is;
  }

  function tick() {
    if (now() - asked > (more ? 20 : 60)) {
      look();
    } else if (fires[0]?.at <= now()) {
      fires = fires.filter(fire => fire.at > now() - 60);
      list();
    }
  }

  look();
  return {
    node: section(t('now.due'), none, some), draw, tick, count: () => ahead().length + (more ? '+' : ''),
    close() {
      ask.cancel();
      plot.close();
    },
  };
}

function endedPart(context) {
  const body = h('tbody');
  const ends = table('cards', 'status job #ended #took -actions', body);
  const none = nothing(t('now.ended.none'), t('now.ended.hint'), h('a', { href: context.link('/jobs') }, t('nav.jobs')));

  function draw() {
    const { ended } = context.live;
    none.hidden = ended.length > 0;
    ends.hidden = ended.length === 0;
    keyed(body, ended.slice(0, ENDED), task => task.task_id, row);
  }

  const row = task => h('tr', { 'data-task': task.task_id, 'data-job': task.job_id, 'data-status': statusOf(task) },
    h('td.state', badge(statusOf(task))),
    h('th', { scope: 'row' }, jobLink(context, task.job_id, task.job_name ?? ''), task.reason && h('small.reason', { dir: 'auto', title: task.reason }, task.reason)),
    h('td.number', when(task.exec_at + task.exec_duration)), h('td.number', duration(task.exec_duration)),
    h('td.actions', outputLink(context.link(runPath(task)), task.job_name ?? '')));

  return { node: section(t('now.ended'), none, ends), draw };
}
