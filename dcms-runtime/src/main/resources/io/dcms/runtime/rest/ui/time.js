// Times as people read them. All times of the agent are unix seconds; "now" is the agent's, not the laptop's.
//
//   when(1795427330)                 <time>: "13:48:50", with the day if it is not today; title: all of it with its zone
//   when(1795427330, 'relative')     <time>: "in 3 min", "2 min ago"; kept true each second
//   since(1795427330)                <time>: "1 min 20 s", counts up
//   duration(80)                     "1 min 20 s"
//   zoneName()                       "Europe/Berlin (UTC+1)": the zone that all of these are in

import { h, setText } from './dom.js';
import { locale, t } from './text.js';

let [offsetMillis, agentZone, choice] = [0, 'UTC', 'agent'];
const formats = {};

/** The agent's clock and zone, once they are known. */
export const setClock = (offset, zone) => [offsetMillis, agentZone] = [offset, zone || agentZone];

/** @param name agent, browser or utc */
export const setChoice = name => choice = name;

/** Seconds since 1970 at the agent. */
export const now = () => (Date.now() + offsetMillis) / 1000;

export const zone = (name = choice) => name === 'utc' ? 'UTC' : name === 'browser' ? Intl.DateTimeFormat().resolvedOptions().timeZone : agentZone;

export function zoneName(name = zone(), at = now()) {
  const offset = offsetOf(name, at);
  return name === offset || /^(GMT|Z|Etc\/UTC)$/.test(name) ? offset : `${name} (${offset})`;
}

/** "UTC", "UTC+1", "UTC+5:30". */
export function offsetOf(name, at = now()) {
  const parts = format({ timeZone: name, timeZoneName: 'shortOffset' }).formatToParts(at * 1000);
  return parts.find(part => part.type === 'timeZoneName').value.replace('GMT', 'UTC').replace(/\+0$/, '');
}

function format(options, language = locale()) {
  const its = { hourCycle: 'h23', ...options };
  const key = language + Object.values(its);
  try {
    return formats[key] ??= new Intl.DateTimeFormat(language, its);
  } catch {
    // A zone that this browser has not heard of, as an old one has not of "+08:00".
    return formats[key] = new Intl.DateTimeFormat(language, { ...its, timeZone: 'UTC' });
  }
}

const shown = (at, options) => format({ timeZone: zone(), ...options }).format(at * 1000);
const HOURS = { hour: '2-digit', minute: '2-digit' };
const DAY = { day: 'numeric', month: 'short' };

/** 13:48:50 */
export const clock = at => shown(at, { ...HOURS, second: '2-digit' });
/** 13:48 */
export const minute = at => shown(at, HOURS);
/** 23 Nov */
export const day = at => shown(at, DAY);
/** Mon 23 Nov 2026 */
export const longDay = at => shown(at, { weekday: 'short', ...DAY, year: 'numeric' });

/** 2026-11-23, as Sweden writes it */
export const dayId = at => format({ timeZone: zone(), dateStyle: 'short' }, 'sv').format(at * 1000);

/** With all that there is to say. */
export const full = at => `${longDay(at)}, ${clock(at)} ${zoneName(zone(), at)}`;

/** With the day if that is not today, and the year if that is not this one. */
export function stamp(at) {
  const [today, that] = [dayId(now()), dayId(at)];
  return that === today ? clock(at) : `${that.slice(0, 4) === today.slice(0, 4) ? day(at) : longDay(at)} ${clock(at)}`;
}

const UNITS = [['d', 86400], ['h', 3600], ['min', 60], ['s', 1]];

/** @param seconds 0 and more; two units at most */
export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const first = Math.max(0, UNITS.findIndex(([, size]) => whole >= size || size === 1));
  const [[name, size], smaller] = [UNITS[first], UNITS[first + 1]];
  const rest = smaller ? Math.floor(whole % size / smaller[1]) : 0;
  return t(`unit.${name}`, { n: Math.floor(whole / size) }) + (rest ? ` ${t(`unit.${smaller[0]}`, { n: rest })}` : '');
}

/** "in 3 min", "just now", "2 h ago"; one unit. */
export function relative(at) {
  const seconds = Math.round(at - now());
  const size = Math.abs(seconds);
  const [name, unit] = UNITS.find(([its, least]) => size >= (its === 'd' || its === 'h' ? 2 * least : least)) ?? UNITS[3];
  return size < 1 ? t('time.now') : t(seconds > 0 ? 'time.in' : 'time.ago', { time: t(`unit.${name}`, { n: Math.round(size / unit) }) });
}

const KINDS = { stamp, relative, since: at => duration(now() - at) };

/** @param kind 'stamp', 'relative' or 'since'; the last two are kept true each second */
export function when(at, kind = 'stamp', attributes = {}) {
  return at ? h('time', { datetime: new Date(at * 1000).toISOString(), title: full(at), 'data-at': at, 'data-kind': kind, ...attributes }, KINDS[kind](at))
    : h('span.faint', attributes, t('time.never'));
}

export const since = at => when(at, 'since');

/** Each as the job's own zone has it, and as the page's zone does if that is another. @param its the job's zone */
export const nextTimes = (times, its) => times.length === 0 ? h('p.faint', t('job.next.none')) : h('ol.times', times.map(text => {
  const at = Date.parse(text) / 1000;
  const [there, here] = [its || 'UTC', zone()].map(name => offsetOf(name, at));
  return h('li', there === here ? when(at) : [`${text.slice(0, 19).replace('T', ' ')} ${there}`, h('span.faint', ' = ', when(at), ` ${here}`)],
    ' ', when(at, 'relative', { class: 'faint' }));
}));

const listeners = new Set();

/** Calls each second, while the page is visible. @return ends that */
export function eachSecond(action) {
  listeners.add(action);
  return () => listeners.delete(action);
}

setInterval(() => {
  if (!document.hidden) {
    document.querySelectorAll('time:not([data-kind=stamp])[data-kind]').forEach(element => setText(element, KINDS[element.dataset.kind](Number(element.dataset.at))));
    listeners.forEach(action => action());
  }
}, 1000);
