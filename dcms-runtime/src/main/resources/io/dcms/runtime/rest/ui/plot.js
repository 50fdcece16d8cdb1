// Plots as SVG. Each draws itself again when its width changes, can be walked through with the arrow keys, and tells in words what is
// under the pointer or the focus; a table with the same facts belongs beside it. All answer {node, redraw(), close()}.
//
//   timeline(() => ({from, until, fires, name}))   what is due: a column a minute, fires {at, job_id}; name(job_id)
//   bars(runs, onChoose)                           durations of runs, coloured and shaped by outcome; runs as /jobs/{id}/tasks, oldest first
//   calendar(days, weekdays)                       a square a day: {weekday: 0 = Monday, month, runs, bad, words}, gaps filled
//   ruler(times)                                   times on a line

import { h, put, setText, statusOf, svg } from './dom.js';
import { isolated, t } from './text.js';
import { day, duration, full, minute } from './time.js';

/** @param draw (width) -> {height, under: nodes, marks: [{node, words, choose}]} @param hint what the caption says of no mark */
function plot(label, draw, hint = '') {
  const caption = h('p.caption', { 'aria-live': 'polite' }, hint);
  const frame = h('div.frame', { tabindex: 0, role: 'group', 'aria-label': label, 'aria-roledescription': t('plot'), onkeydown: walk, onblur: () => tell(-1) });
  let marks = [];
  let chosen = -1;
  let width = 0;

  function tell(index) {
    marks[chosen]?.node.classList.remove('chosen');
    chosen = index;
    marks[chosen]?.node.classList.add('chosen');
    setText(caption, marks[chosen]?.words ?? hint);
  }

  function walk(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -1e9, End: 1e9 }[event.key];
    if (step) {
      event.preventDefault();
      tell(Math.max(0, Math.min(marks.length - 1, chosen + step)));
    } else if (event.key === 'Enter') {
      marks[chosen]?.choose?.();
    }
  }

  function redraw() {
    if (width > 0) {
      const { height, under, marks: drawn } = draw(width);
      const kept = document.activeElement === frame ? Math.min(chosen, drawn.length - 1) : -1;
      marks = drawn;
      marks.forEach(({ node, choose }, index) => {
        node.addEventListener('pointerenter', () => tell(index));
        node.addEventListener('click', () => choose?.());
      });
      put(frame, svg('svg', { width, height, viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' }, under, marks.map(one => one.node)));
      tell(kept);
    }
  }

  frame.addEventListener('pointerleave', () => tell(-1));
  const observer = new ResizeObserver(([entry]) => {
    if (Math.floor(entry.contentRect.width) !== width) {
      width = Math.floor(entry.contentRect.width);
      redraw();
    }
  });
  observer.observe(frame);
  return { node: h('figure.plot', frame, caption), redraw, close: () => observer.disconnect() };
}

const line = (x1, y1, x2, y2, kind) => svg('line', { x1, y1, x2, y2, class: kind });
const rect = (x, y, width, height, more) => svg('rect', { x, y, width, height, ...more });
/** What the pointer hits, larger than what it sees. */
const touch = (x, y, width, height) => rect(x, y, width, height, { class: 'touch' });
const text = (x, y, anchor, words) => svg('text', { x, y, 'text-anchor': anchor }, String(words));

/** Dots where few are due, a column and its count where many are. */
export function timeline(read) {
  const [top, floor, height] = [18, 92, 116];
  return plot(t('timeline.label'), width => {
    const { from, until, fires, name } = read();
    const x = at => 2 + (at - from) / (until - from) * (width - 4);
    const columns = new Map();
    fires.forEach(({ at, job_id: id }) => columns.set(at - at % 60, [...columns.get(at - at % 60) ?? [], id]));
    const most = Math.max(6, ...[...columns.values()].map(column => column.length));
    const step = Math.min(11, (floor - top) / most);
    const size = Math.max(2, Math.min(4, width / 120 - 1));
    const reach = Math.max(size + 1, 5);
    // A count is written where no greater one is near: they would run into each other.
    const isHighest = (at, column) => [...columns].every(([other, its]) => other === at || Math.abs(x(other) - x(at)) > 17
      || its.length < column.length || its.length === column.length && other > at);
    const marks = [...columns].sort(([a], [b]) => a - b).map(([at, column]) => {
      const middle = Math.max(2 + size, Math.min(width - 2 - size, x(Math.max(at + 30, from))));
      const tall = column.length * step;
      return {
        node: svg('g', { class: 'due' }, touch(middle - reach, top - 14, reach * 2, floor - top + 14),
          step > size * 2 ? column.map((_, index) => svg('circle', { cx: middle, cy: floor - size - 3 - index * step, r: size }))
            : [rect(middle - size, floor - 3 - tall, size * 2, tall, { rx: 1.5 }), isHighest(at, column) && text(middle, floor - 8 - tall, 'middle', column.length)]),
        words: `${minute(at)} — ${listed(column, name)}`,
      };
    });
    const under = [line(0, floor, width, floor, 'axis')];
    for (let at = Math.ceil(from / 600) * 600; at <= until; at += 600) {
      under.push(line(x(at), top - 10, x(at), floor + 5, 'grid'), x(at) > 16 && x(at) < width - 16 && text(x(at), height - 6, 'middle', minute(at)));
    }
    return { height, under, marks };
  }, t('timeline.hint'));
}

function listed(column, name) {
  const counts = new Map();
  column.forEach(id => counts.set(id, (counts.get(id) ?? 0) + 1));
  const names = [...counts].slice(0, 4).map(([id, count]) => isolated(name(id).slice(0, 40)) + (count > 1 ? ` ×${count}` : ''));
  return names.join(', ') + (counts.size > 4 ? ` ${t('timeline.more', { n: counts.size - 4 })}` : '');
}

/** Those that are no success have a sign below the axis, too. */
export function bars(runs, onChoose) {
  const [top, floor, height] = [10, 132, 168];
  const longest = Math.max(1, ...runs.map(run => run.exec_duration));
  // Room for the longest word beside it.
  const left = Math.max(52, 16 + 6.5 * Math.max(...ticks(longest).map(seconds => duration(seconds).length)));
  return plot(t('bars.label', { n: runs.length }), width => {
    const room = (width - left) / Math.max(runs.length, 20);
    const thick = Math.max(1.5, Math.min(14, room * 0.8));
    const y = seconds => floor - seconds / longest * (floor - top);
    const marks = runs.map((run, index) => {
      const state = run.ended ? statusOf(run) : 'running';
      const at = left + index * room + (room - thick) / 2;
      const tall = Math.max(2, floor - y(run.exec_duration));
      return {
        node: svg('g', { class: `run ${state}` }, touch(left + index * room, top, room, height - top), rect(at, floor - tall, thick, tall, { rx: Math.min(2, thick / 3) }),
          sign(state, at + thick / 2, floor + 9, Math.max(2, Math.min(4, thick / 2)))),
        words: `${full(run.exec_at)} — ${t(`status.${state}`)}, ${duration(run.exec_duration)}${run.reason && ` — ${isolated(run.reason)}`}`,
        choose: () => onChoose(run),
      };
    });
    const ends = [[runs[0], left, 'start'], runs.length > 20 && width > 360 && [runs.at(-1), left + runs.length * room, 'end']].filter(Boolean);
    return {
      height, marks, under: [
        ticks(longest).map(seconds => [line(left, y(seconds), width, y(seconds), seconds ? 'grid' : 'axis'), text(left - 8, y(seconds) + 4, 'end', duration(seconds))]),
        ends.map(([run, x, anchor]) => text(x, height - 4, anchor, `${day(run.exec_at)} ${minute(run.exec_at)}`))],
    };
  }, t('bars.hint'));
}

/** A cross, an hourglass, a square: as dom.js has them, in small. */
function sign(state, x, y, r) {
  const shape = { failed: `l${2 * r} ${2 * r}m0 ${-2 * r}l${-2 * r} ${2 * r}`, timeout: `h${2 * r}l${-2 * r} ${2 * r}h${2 * r}z`, killed: `h${2 * r}v${2 * r}h${-2 * r}z` }[state];
  return shape && svg('path', { class: 'sign', d: `M${x - r} ${y - r}${shape}` });
}

/** Zero, a half, all: of a round number of the unit that fits. */
function ticks(longest) {
  const unit = [86400, 3600, 60].find(size => longest >= 2 * size) ?? 1;
  const top = Math.floor(longest / unit) * unit;
  return [...new Set([0, Math.floor(top / unit / 2) * unit, top])];
}

/** Weeks from left to right, Monday above: how many runs of a day did not succeed. */
export function calendar(days, weekdays) {
  return plot(t('calendar.label'), width => {
    const left = 34;
    const week = index => Math.floor((days[0].weekday + index) / 7);
    const step = Math.max(9, Math.min(22, Math.floor((width - left) / (week(days.length - 1) + 1))));
    const size = step - 2;
    const marks = days.map(({ runs, bad, words }, index) => {
      const [x, y] = [left + week(index) * step, 18 + (days[0].weekday + index) % 7 * step];
      const level = bad === 0 ? runs && 'none' : bad * 2 >= runs ? 'most' : bad > 1 ? 'many' : 'few';
      return {
        node: svg('g', { class: `day ${level}` }, touch(x, y, step, step), rect(x, y, size, size, { rx: 2 }),
          bad > 0 && size >= (bad > 9 ? 16 : 11) && text(x + size / 2, y + size / 2 + 3.5, 'middle', bad > 99 ? '…' : bad)),
        words,
      };
    });
    const months = days.map(({ month }, index) => days[index - 1]?.month !== month && index + 3 < days.length && text(left + week(index + 6) * step, 11, 'start', month));
    return { height: 20 + 7 * step, under: [months, [0, 2, 4].map(row => text(0, 16 + row * step + size, 'start', weekdays[row]))], marks };
  }, t('calendar.hint'));
}

export function ruler(times) {
  const [first, last] = [times[0], times.at(-1)];
  return plot(t('ruler.label'), width => {
    const x = at => 8 + (at - first) / Math.max(1, last - first) * (width - 16);
    const marks = times.map(at => ({ node: svg('g', { class: 'due' }, touch(x(at) - 7, 0, 14, 28), svg('circle', { cx: x(at), cy: 14, r: 5 })), words: full(at) }));
    return { height: 28, under: line(0, 14, width, 14, 'axis'), marks };
  });
}
