// One job: what it is, how it has done, what became of its fires, when it is due next.

import { badge, banner, button, facts, failure, h, nothing, put, redraw, section, setText, settled, statusOf, table, verbatim, waiting } from './dom.js';
import { bars, calendar } from './plot.js';
import { killButton, median, run, runLink, runPath, stateBadge, stateOf, toggle } from './runs.js';
import { language, locale, number, t } from './text.js';
import { dayId, duration, nextTimes, now, since, stamp, when, zoneName } from './time.js';

const RECENT = 100;
const FAR = 1000;
const DAYS = 84;
const DAY = 86400;
const SHOWN = 15;

export function page(params, context) {
  const id = Number(params.id);
  const { live } = context;
  const [name, state, buttons, notes, going, about, body] = [h('h1', { dir: 'auto' }, `#${id}`), h('span', { 'aria-live': 'polite' }), h('div.buttons'), h('div'), h('div'), h('div'), h('div', waiting(8))];
  const next = nextPart(context, id);
  const runs = runsPart(context, id, () => fires.draw());
  const fires = firesPart(context, id, runs.known);
  let [shown, seen, there] = ['', '', null];

  function draw() {
    const job = live.jobs.get(id);
    if (there !== Boolean(job)) {
      there = Boolean(job);
      put(body, job ? [going, h('div.two', runs.node, h('div', next.node, about), fires.node)]
        : [nothing(t('job.gone', { id }), t('job.gone.hint'), h('a', { href: context.link('/jobs') }, t('jobs.title'))), fires.node]);
      fires.look();
      if (job) runs.look();
      else [state, buttons, notes].forEach(place => put(place));
    }
    if (job) follow(job);
    context.ready();
  }

  function follow(job) {
    const active = live.active.filter(task => task.job_id === id);
    const word = stateOf(job, live);
    const is = JSON.stringify([word, { ...job, next_at: 0, last_exec_at: 0 }]);
    if (is !== shown) {
      shown = is;
      head(job, word);
      put(about, aboutOf(job));
    }
    next.show(job);
    const news = [job.last_task_id, job.last_status, job.skip_count, active.map(task => `${task.task_id} ${task.status}`)].join();
    if (news !== seen) {
      if (seen) [runs, fires].forEach(part => part.again());
      seen = news;
      put(going, active.length > 0 && h('ul.going', { 'aria-live': 'polite' }, active.map(goes)));
    }
  }

  function goes(task) {
    const begin = task.exec_at || task.fire_at;
    return h('li', { 'data-task': task.task_id, 'data-status': statusOf(task) }, badge(statusOf(task)), h('span', t('job.since'), ' ', when(begin), ' · ', since(begin)),
      task.status !== 0 && runLink(context, task, t('job.live')), killButton(context, task));
  }

  function head(job, word) {
    setText(name, job.name || `#${id}`);
    context.title(job.name);
    put(state, stateBadge(word));
    redraw(buttons, context.control && [
      button(t('act.run'), () => run(context, job), { 'data-key': 'run', class: 'primary', disabled: job.problem !== '' }),
      !job.problem && button(t(job.disabled ? 'act.enable' : 'act.disable'), () => toggle(context, job), { 'data-key': 'toggle' }),
      h('a.button', { href: context.link(`/jobs/${id}/edit`) }, t('act.edit'))]);
    const note = (kind, key, text) => banner(kind, 'warning', h('b', t(key)), verbatim(text));
    put(notes,
      job.problem && note('bad', 'job.problem', job.problem),
      job.overdue_since > 0 && note('', 'job.overdue', [t('job.overdue.since'), ' ', when(job.overdue_since), ' (', since(job.overdue_since), ')']),
      job.warnings.map(warning => note('', 'job.warning', warning)));
  }

  const off = live.on('jobs tasks', draw);
  return {
    title: live.jobs.get(id)?.name ?? `#${id}`,
    node: h('div', { 'data-job': id }, h('p.crumb', h('a', { href: context.link('/jobs') }, t('jobs.title')), ` / #${id}`), h('div.head', name, state, buttons), notes, body),
    close: () => [off, runs.close, fires.close].forEach(one => one()),
  };
}

function aboutOf(job) {
  const { timezone, ...options } = job.options ?? {};
  const worth = (name, value) => ['jitter', 'retry_delay', 'kill_grace', 'expect_within'].includes(name) ? duration(value)
    : typeof value === 'object' ? Object.entries(value).map(([key, its]) => h('div', `${key}=${its}`)) : String(value);
  const counts = { good: job.success_count, bad: job.error_count, late: job.timeout_count, skipped: job.skip_count };
  return section(t('job.facts'), facts('facts', [
    ['executor', `${job.executor} ${job.executor_flags}`, 'mono'],
    ['runner', job.runner, 'mono'],
    ['signature', job.signature, 'mono'],
    ['timeout', job.timeout ? `${duration(job.timeout)}: ${t(`choice.timeout_trigger.${job.timeout_trigger}`)}` : t('none')],
    ['msg_filter', job.msg_filter, 'mono'],
    ['hook', job.hook, 'mono'],
    ...Object.entries(options).map(([name, value]) => [name, worth(name, value), name === 'env' && 'mono']),
    ['create_user', job.create_user],
    ['changed', job.create_at > 0 && when(job.create_at)],
    ['counts', t('job.counts.text', Object.fromEntries(Object.entries(counts).map(([key, count]) => [key, number(count)])))],
  ].map(([key, ...rest]) => [t(`field.${key}`), ...rest])));
}

/* ---- when it is due ---- */

function nextPart(context, id) {
  const [words, list] = [h('p'), h('div')];
  let asked = '';

  function show(job) {
    const is = [job.schedule, job.options?.timezone, job.next_at, job.disabled, job.problem].join();
    if (is !== asked) look(job);
    asked = is;
  }

  async function look(job) {
    if (job.problem) {
      put(words, h('code.schedule', job.schedule));
      put(list, h('p.faint', t('job.next.broken')));
      return;
    }
    const its = job.options?.timezone ?? context.live.hello?.zone ?? '';
    const [text, times] = await Promise.all([
      context.api.get(`/explain?${new URLSearchParams({ schedule: job.schedule, zone: its, count: '1' })}`).then(answer => answer[language()], () => ''),
      context.api.get(`/jobs/${id}/next?count=5`).catch(error => error),
    ]);
    put(words, h('code.schedule', job.schedule), text && h('span.words', text), h('span.help', t('job.zone', { zone: zoneName(its || 'UTC') })));
    put(list, job.disabled && h('p.faint', t('job.next.disabled')), times instanceof Error ? failure(times, () => look(job)) : nextTimes(times, its));
  }

  return { node: section(t('job.next'), words, list), show };
}

/* ---- how it has done ---- */

function runsPart(context, id, changed) {
  const [chart, rate, days, output] = [h('div', waiting(4)), h('p.sum', { 'aria-live': 'polite' }), h('div'), h('div')];
  const known = new Map();
  let [barsPlot, daysPlot, far] = [null, null, 0];
  const again = settled(1000, look);
  const ask = limit => context.api.get(`/jobs/${id}/tasks?limit=${limit}${limit > RECENT ? '&brief' : ''}`);

  async function look() {
    try {
      const runs = (await ask(RECENT)).map(one => one.ended ? one : { ...one, exec_duration: Math.max(0, now() - one.exec_at) });
      runs.forEach(one => known.set(one.task_id, one));
      history(runs);
      lastOutput(runs.find(one => one.ended));
      changed();
      // The calendar looks far back, and changes little.
      if (now() - far > 60) {
        far = now();
        heat(runs.length < RECENT ? runs : await ask(FAR));
      }
    } catch (error) {
      put(chart, error.status === 501 ? nothing(t('job.history.unkept'), error.message) : failure(error, look));
    }
  }

  function history(runs) {
    if (runs.length === 0) {
      put(chart, nothing(t('job.history.none'), t('job.history.hint')));
      return;
    }
    const done = runs.filter(one => one.ended);
    const good = done.filter(one => one.status === 2).map(one => one.exec_duration);
    setText(rate, [done.length > 0 && t('job.rate', { percent: percent(good.length, done.length), good: good.length, all: done.length }),
      good.length > 0 && t('job.usual', { usual: duration(median(good)), most: duration(Math.max(...good)) })].filter(Boolean).join(' '));
    barsPlot?.close();
    barsPlot = bars([...runs].reverse(), one => context.go(context.link(runPath(one))));
    const open = chart.querySelector('details')?.open ?? false;
    put(chart, barsPlot.node, h('p.legend', [...new Set(runs.map(stateOfRun))].map(one => badge(one))),
      h('details', { open }, h('summary', t('job.table', { n: runs.length })), runTable(runs, context)));
  }

  function lastOutput(last) {
    put(output, !last ? nothing(t('job.output.none')) : [
      h('p.help', badge(statusOf(last)), ' ', when(last.exec_at), ' · ', runLink(context, last, t('job.output.all'))),
      last.reason && h('p.verbatim.reason', { dir: 'auto' }, last.reason),
      last.output ? h('pre.output', { tabindex: 0, 'aria-label': t('job.output'), dir: 'auto' }, last.output.trimEnd().split('\n').slice(-SHOWN).join('\n'))
        : h('p.faint', t('log.nothing'))]);
  }

  /** The last twelve weeks, a square a day. */
  function heat(runs) {
    if (runs.length === 0) {
      put(days, h('p.faint', t('job.calendar.none')));
      return;
    }
    const perDay = new Map();
    runs.forEach(one => {
      const { runs: all, bad } = perDay.get(dayId(one.exec_at)) ?? { runs: 0, bad: 0 };
      perDay.set(dayId(one.exec_at), { runs: all + 1, bad: bad + (one.ended && one.status !== 2) });
    });
    const today = Date.parse(dayId(now()));
    daysPlot?.close();
    daysPlot = calendar(Array.from({ length: DAYS }, (_, index) => {
      const date = new Date(today - (DAYS - 1 - index) * DAY * 1000);
      const its = perDay.get(date.toISOString().slice(0, 10)) ?? { runs: 0, bad: 0 };
      const shown = options => date.toLocaleDateString(locale(), { timeZone: 'UTC', month: 'short', ...options });
      const words = its.runs ? t('job.day', { bad: its.bad, runs: number(its.runs), n: its.runs }) : t('job.day.none');
      return { ...its, weekday: (date.getUTCDay() + 6) % 7, month: shown({}), words: `${shown({ weekday: 'short', day: 'numeric' })} — ${words}` };
    }), t('weekdays').split(' '));
    put(days, daysPlot.node, runs.length >= FAR && h('p.help', t('job.calendar.back', { n: number(FAR), time: stamp(runs.at(-1).exec_at) })));
  }

  return {
    node: h('div', section(t('job.history'), rate, chart), section(t('job.calendar'), days), section(t('job.output'), output)), known, look, again,
    close: () => [again.cancel, barsPlot?.close, daysPlot?.close].forEach(one => one?.()),
  };
}

const stateOfRun = one => one.ended ? statusOf(one) : 'running';

/** Not 100 as long as one has failed. */
const percent = (good, all) => good === all ? '100' : String(Math.min(99.9, Math.round(good / all * 1000) / 10));

const runTable = (runs, context) => table('tight', 'status #started #took reason', h('tbody', runs.map(one =>
  h('tr', { 'data-task': one.task_id, 'data-status': stateOfRun(one) }, h('th', { scope: 'row' }, runLink(context, one, badge(stateOfRun(one)))),
    h('td.number', when(one.exec_at)), h('td.number', one.ended ? duration(one.exec_duration) : '…'), h('td.reason', { dir: 'auto' }, one.reason)))));

/* ---- what became of its fires ---- */

function firesPart(context, id, known) {
  const body = h('div', waiting(3));
  let [answer, wide, all] = [null, false, false];
  const again = settled(1500, look);

  async function look() {
    try {
      answer = await context.api.get(`/jobs/${id}/fires?since=${wide ? '7d' : '24h'}&limit=1000`);
      draw();
    } catch (error) {
      put(body, error.status === 404 ? h('p.faint', error.message) : failure(error, look));
    }
  }

  function draw() {
    if (!answer) return;
    const fires = [...answer.fires].reverse();
    const shown = all ? fires : fires.slice(0, SHOWN);
    redraw(body,
      fires.length === 0 ? h('p.faint', t(wide ? 'job.fires.none7' : 'job.fires.none')) : table('tight', '#due outcome reason', h('tbody', shown.map(row))),
      h('div.buttons',
        fires.length > shown.length && button(t('job.fires.all', { n: number(fires.length) }), () => { all = true; draw(); }, { 'data-key': 'all' }),
        !wide && button(t('job.fires.wide'), () => { wide = true; look(); }, { 'data-key': 'wide' })),
      answer.more && h('p.help', t('job.fires.more')));
  }

  function row(fire) {
    const its = fire.status ? fire : known.get(fire.task_id);
    return h('tr', { 'data-outcome': fire.outcome },
      h('td.number', when(fire.fire_at), fire.last_at > fire.fire_at && h('small', '– ', stamp(fire.last_at))),
      h('th', { scope: 'row' }, h(`span.outcome.${fire.outcome}`, t(`outcome.${fire.outcome}`), fire.count > 1 && ` ×${number(fire.count)}`),
        fire.cause && fire.cause !== 'fire' && h('small', t(`cause.${fire.cause}`, { n: fire.attempt }))),
      h('td.reason', { dir: 'auto' }, fire.task_id && [runLink(context, { task_id: fire.task_id, job_id: id }, its ? badge(stateOfRun(its)) : t('run.output')), ' '], fire.reason ?? its?.reason));
  }

  return { node: section(t('job.fires'), h('p.help', t('job.fires.help')), body), look, draw, again, close: again.cancel };
}
