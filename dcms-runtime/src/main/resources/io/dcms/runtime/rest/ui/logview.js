// The output of a run, while it is printed and afterwards. What comes is drawn some times a second, however much it is, and about MOST
// lines are kept in the page. While the reader looks at something further up nothing moves: what comes then waits, or is left out.
//
//   const log = logView(api, {id, name, filter, follow, fallback, ended})     log.node, log.close()
//     log.fit() when it stands elsewhere now, log.finish() when the run has ended
//     follow    whether the run goes on, and what it prints with it     ended()  called when it does no more
//     fallback  what to show if there is no log any more

import { button, failure, h, put, setText, waiting } from './dom.js';
import { createOutput } from './output.js';
import { t } from './text.js';

const MOST = 5000;
const TAIL = 262_144;
/** Lines that are one element of the page. */
const BLOCK = 200;
/** Milliseconds between two drawings: nobody reads faster. */
const FRAME = 60;
/** Milliseconds of work without a break for the browser. */
const SLICE = 12;
const RETRY = 5000;
/** A page that nobody sees gives up its connection after a while: a browser has six for all its tabs together. */
const UNSEEN = 60_000;

export function logView(api, { id, name, filter, follow, fallback, ended }) {
  const path = `/tasks/${encodeURIComponent(id)}/log`;
  const download = () => h('a', { href: api.url(path), download: `${id}.log` }, t('log.download'));
  const step = (sign, way, by) => button(sign, () => toHit(by), { class: 'quiet', 'aria-label': t(`log.${way}`), title: t(`log.${way}`) });
  const count = h('span.hits', { title: filter });
  const hitTools = h('span.hit-tools', { hidden: true }, count, step('↑', 'previous', -1), step('↓', 'next', 1));
  const earlier = h('p.earlier', { hidden: true }, t('log.earlier'), ' ', download());
  const lines = h('div.lines');
  const box = h('div.log', { tabindex: 0, role: 'region', 'aria-label': t('run.output.of', { name }), hidden: true, onscroll: scrolled }, earlier, lines);
  const down = button(t('log.end'), toEnd, { class: 'down', hidden: true });
  const state = h('p.help', { role: 'status' });
  const place = h('div', waiting(6));
  const open = h('span');
  const say = text => setText(state, text);
  let [output, abort, current] = [createOutput(filter, MOST), null, null];
  let [begun, cut, closed, following] = [false, false, false, true];
  let [shown, placed, planned, drawn, timer] = [0, 0, 0, 0, 0];

  /* ---- reading ---- */

  async function read() {
    clearTimeout(timer);
    abort?.abort();
    const { signal } = abort = new AbortController();
    try {
      const size = await sizeNow(signal);
      const response = await api.stream(`${path}?tail=${TAIL}${follow ? '&follow' : ''}`, signal);
      restart(size > TAIL);
      say(follow ? t('log.follows') : '');
      await pump(response.body.getReader());
      output.end();
      over();
    } catch (error) {
      if (!signal.aborted) stumble(error);
    }
  }

  /** So that one knows whether the beginning will be missing; 0 = not known. */
  async function sizeNow(signal) {
    const response = await fetch(api.url(path), { method: 'HEAD', signal, cache: 'no-store' }).catch(() => null);
    return response?.ok ? Number(response.headers.get('Content-Length')) : 0;
  }

  function restart(isCut) {
    output = createOutput(filter, MOST);
    put(lines);
    put(place);
    [shown, begun, cut] = [0, true, isCut];
    earlier.hidden = !cut;
  }

  async function pump(reader) {
    let began = performance.now();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      // A tail begins in the middle of a line, or of a character.
      output.feed(next.value.subarray(cut ? next.value.indexOf(10) + 1 : 0));
      cut = false;
      plan();
      // Chunks that are there already come without a break, and the browser would draw nothing.
      if (performance.now() - began > SLICE) {
        await new Promise(resolve => setTimeout(resolve));
        began = performance.now();
      }
    }
  }

  function over() {
    say('');
    draw();
    if (shown === 0) put(place, h('p.nothing', t('log.nothing')));
    clearTimeout(timer);
    if (follow) {
      follow = false;
      ended();
    }
  }

  function stumble(error) {
    if (error.status === 404) {
      follow = false;
      restart(false);
      output.feed(new TextEncoder().encode(fallback));
      output.end();
      draw();
      say(fallback && t('log.kept'));
      put(place, !fallback && h('p.nothing', t('log.gone')));
    } else if (begun) {
      say(t('log.lost', { message: error.message }));
      abort.abort();
      timer = setTimeout(read, RETRY);
    } else {
      put(place, failure(error, () => {
        put(place, waiting(6));
        read();
      }));
    }
  }

  /* ---- drawing ---- */

  function plan() {
    planned ||= setTimeout(() => document.hidden ? draw() : requestAnimationFrame(draw), Math.max(0, drawn + (document.hidden ? 1000 : FRAME) - performance.now()));
  }

  function draw() {
    planned = 0;
    down.hidden = following;
    if (closed || !following && shown >= MOST) return;
    const { pieces, open: goesOn } = output.take();
    open.remove();
    for (let at = 0; at < pieces.length;) {
      at += fillBlock(pieces, at);
    }
    if (goesOn) {
      put(open, nodesOf(goesOn));
      lastBlock().append(open);
      shown ||= 1;
    }
    while (shown - lines.firstElementChild?.count >= MOST) {
      shown -= lines.firstElementChild.count;
      lines.firstElementChild.remove();
      earlier.hidden = false;
    }
    earlier.hidden &&= output.skipped === 0;
    const hits = output.hits + (goesOn?.hits.length ?? 0);
    hitTools.hidden = hits === 0;
    setText(count, t('log.hits', { n: hits }));
    if (box.hidden && shown > 0) {
      box.hidden = false;
      fit();
    }
    if (following) toBottom();
    drawn = performance.now();
  }

  function lastBlock() {
    const last = lines.lastElementChild;
    if (last && (last.count < BLOCK || !last.ends)) return last;
    const block = h('div.block', { dir: 'auto' });
    block.count = 0;
    lines.append(block);
    return block;
  }

  /** @return how many pieces went into the last block, which ends with a line if that is not too far away */
  function fillBlock(pieces, from) {
    const block = lastBlock();
    const nodes = [];
    let text = '';
    let at = from;
    do {
      const [first, ...rest] = nodesOf(pieces[at]);
      text += first;
      if (rest.length > 0) {
        nodes.push(text, ...rest);
        text = nodes.pop();
      }
      text += pieces[at].ends ? '\n' : '';
      block.count++;
      block.ends = pieces[at].ends || block.count > BLOCK * 2;
      at++;
    } while (at < pieces.length && (block.count < BLOCK || !block.ends));
    block.append(...nodes, text);
    shown += at - from;
    return at - from;
  }

  /** Text, hit, text, hit, ..., text. */
  function nodesOf({ text, hits }) {
    const nodes = hits.flatMap(([from, to], index) => [text.slice(hits[index - 1]?.[1] ?? 0, from), h('mark', text.slice(from, to))]);
    return [...nodes, text.slice(hits.at(-1)?.[1] ?? 0)];
  }

  /* ---- hits ---- */

  function toHit(by) {
    const marks = [...lines.getElementsByTagName('mark')];
    const at = marks.indexOf(current);
    current?.classList.remove('current');
    current = marks.at(at < 0 ? Math.min(by, 0) : (at + by) % marks.length);
    if (current) {
      current.classList.add('current');
      following = false;
      box.scrollTop += current.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 2;
      placed = box.scrollTop;
      down.hidden = atEnd();
    }
  }

  /* ---- the reader leads ---- */

  const atEnd = () => box.scrollHeight - box.scrollTop - box.clientHeight < 8;

  function toBottom() {
    box.scrollTop = box.scrollHeight;
    placed = box.scrollTop;
  }

  function toEnd() {
    following = true;
    draw();
    toBottom();
    box.focus({ preventScroll: true });
  }

  function scrolled() {
    // Not by toBottom(), then.
    if (Math.abs(box.scrollTop - placed) > 2) {
      placed = box.scrollTop;
      following = atEnd();
      plan();
    }
  }

  /** So high that its end is in view when the page is at its top. */
  function fit() {
    const top = box.getBoundingClientRect().top + scrollY;
    box.style.maxHeight = `${Math.max(320, innerHeight - top - parseInt(getComputedStyle(box).getPropertyValue('--below'), 10))}px`;
    if (following) toBottom();
  }

  function seen() {
    clearTimeout(timer);
    if (document.hidden) {
      timer = setTimeout(() => follow && abort.abort(), UNSEEN);
    } else if (follow && abort.signal.aborted) {
      read();
    }
  }

  const observer = new ResizeObserver(() => following && toBottom());
  observer.observe(box);
  addEventListener('resize', fit);
  document.addEventListener('visibilitychange', seen);
  read();
  return {
    node: h('section.output', { 'aria-label': t('run.output') },
      h('div.tools-line', h('h2', t('run.output')), hitTools, h('span.push', download())),
      place, h('div.log-frame', box, down), state),
    fit: () => !box.hidden && fit(),
    /** The run has ended: so does what it prints, soon, or else the connection is dead. */
    finish() {
      timer = follow && setTimeout(() => {
        follow = false;
        read();
      }, RETRY);
    },
    close() {
      closed = true;
      abort.abort();
      clearTimeout(timer);
      observer.disconnect();
      removeEventListener('resize', fit);
      document.removeEventListener('visibilitychange', seen);
    },
  };
}
