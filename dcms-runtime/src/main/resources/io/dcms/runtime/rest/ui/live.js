// What the agent has now, kept true: by server-sent events, or, where those fail or for another machine, by asking every 3 seconds.
// Both ways end in the same state and the same calls of those who listen.
//
//   live.jobs       Map of id -> job as /jobs has it        live.health    as /health has it, or null
//   live.active     runs that go on or wait; live.more      live.hello     {host, version, zone}, or null
//                   are left out of it, in a storm          live.link      'wait' | 'live' | 'poll' | 'down'
//   live.running    Set of the jobs that run                live.trouble   why the link is down, and live.at since when
//   live.ended      runs that have ended, newest first      live.ready     whether jobs and runs are known
//   off = live.on('jobs tasks', changed => draw())          changed: Set of jobs tasks health hello link; called at once when ready

import { clockOffset } from './api.js';

const EVERY = 3000;
const KEPT = 200;
/** So long the first event may take until the page asks instead. */
const PATIENCE = 5000;
/** The agent tells its health every 15 s: without a word for so long the connection is dead, though the browser does not know. */
const SILENCE = 40_000;
/** One asking in so many tries the events again. */
const RETRY = 10;

/** @param admitted () -> a promise: nothing but the stream is asked for before it is kept, or every opened page would seem to try the door */
export function createLive(api, onClock, admitted) {
  const live = {
    jobs: new Map(), active: [], running: new Set(), more: 0, ended: [], health: null, hello: null, link: 'wait', trouble: null, ready: false, at: 0,
    on, start, stop, poke: () => live.link !== 'live' && poll(),
  };
  const listeners = new Set();
  let [changes, unconfirmed] = [new Set(), new Set()];
  let source = null;
  let [timer, polls, turn] = [0, 0, 0];

  function on(topics, action) {
    const listener = { topics: topics.split(' '), action };
    listeners.add(listener);
    if (live.ready) action(new Set(listener.topics));
    return () => listeners.delete(listener);
  }

  /** Several changes of one moment are one call. */
  function changed(...topics) {
    if (changes.size === 0) queueMicrotask(tell);
    topics.forEach(topic => changes.add(topic));
  }

  function tell() {
    const told = changes;
    changes = new Set();
    listeners.forEach(({ topics, action }) => (live.ready || told.has('link')) && topics.some(topic => told.has(topic)) && action(told));
  }

  function start() {
    document.addEventListener('visibilitychange', begin);
    begin();
  }

  function stop() {
    document.removeEventListener('visibilitychange', begin);
    end();
  }

  /** A page that nobody sees holds no connection: a browser has six for all its tabs together. */
  function begin() {
    end();
    if (!document.hidden) (api.host ? poll : listen)();
  }

  function end() {
    turn++;
    source?.close();
    clearTimeout(timer);
  }

  function later(millis, action) {
    clearTimeout(timer);
    timer = setTimeout(action, millis);
  }

  const heard = {
    hello(hello) {
      setLink('live');
      unconfirmed = new Set(live.jobs.keys());
      setHello(hello, hello.now - Date.now());
    },
    jobs({ changed: some, gone }) {
      some.forEach(job => {
        live.jobs.set(job.id, job);
        unconfirmed.delete(job.id);
      });
      gone.forEach(id => live.jobs.delete(id));
      changed('jobs');
    },
    tasks({ active, active_more: more = 0, ended }) {
      live.more = more;
      // They come after the first jobs of a connection: jobs that were not among those are gone.
      unconfirmed.forEach(id => live.jobs.delete(id));
      unconfirmed.clear();
      setTasks(active, ended);
      changed('jobs');
    },
    health(health) {
      live.health = health;
      changed('health');
    },
  };

  function listen() {
    source = new EventSource(api.url('/events'));
    Object.entries(heard).forEach(([name, action]) => source.addEventListener(name, event => {
      later(SILENCE, begin);
      live.at = Date.now() / 1000;
      action(JSON.parse(event.data));
    }));
    // The browser tries again by itself, unless the answer was no stream at all.
    source.onerror = () => later(source.readyState === EventSource.CLOSED ? 0 : 1000, poll);
    later(PATIENCE, poll);
  }

  async function poll() {
    const mine = turn;
    try {
      await admitted();
      if (!live.hello) {
        const [version, zone] = await Promise.all([api.get('/version'), api.get('/explain?schedule=@daily&count=1').then(answer => answer.zone, () => 'UTC')]);
        setHello({ ...version, zone }, clockOffset);
      }
      const [jobs, tasks, health] = await Promise.all([api.get('/jobs'), api.get('/tasks?recent=50'), api.get('/health').catch(error => error.data ?? Promise.reject(error))]);
      live.jobs = new Map(jobs.map(job => [job.id, job]));
      live.health = health;
      setTasks(tasks.filter(task => !task.ended), tasks.filter(task => task.ended));
      setLink(source?.readyState === EventSource.OPEN ? 'live' : 'poll');
      changed('jobs', 'health');
    } catch (error) {
      live.trouble = error;
      setLink('down');
    }
    if (mine === turn && live.link !== 'live') later(EVERY, ++polls % RETRY === 0 ? begin : poll);
  }

  function setHello(hello, offset) {
    live.hello = hello;
    onClock(offset, hello.zone);
    changed('hello');
  }

  function setLink(link) {
    if (link !== 'down') Object.assign(live, { trouble: null, at: Date.now() / 1000 });
    if (live.link !== link) changed('link');
    live.link = link;
  }

  function setTasks(active, ended) {
    const all = new Map([...live.ended, ...ended].map(task => [task.task_id, task]));
    const end = task => task.exec_at + task.exec_duration;
    live.active = active;
    live.running = new Set(active.filter(task => task.status !== 0).map(task => task.job_id));
    live.ended = [...all.values()].sort((a, b) => end(b) - end(a)).slice(0, KEPT);
    live.ready = true;
    changed('tasks');
  }

  return live;
}
