// A job as a form: a new one, or one of the store changed. The schedule is explained while it is typed; what the agent says against a
// field stands at that field, verbatim.

import { ask, banner, button, failure, h, nothing, put, say, section, setText, settled, verbatim, waiting } from './dom.js';
import { ruler } from './plot.js';
import { act } from './runs.js';
import { isolated, language, t } from './text.js';
import { nextTimes, zoneName } from './time.js';

/** Those that are options of a job, with what a missing one means. */
const OPTIONS = { timezone: '', overlap: 'skip', misfire: 'once', jitter: 0, retries: 0, retry_delay: 60, kill_grace: 10, env: '', cwd: '', log_max: 1073741824, hook_on: 'all', expect_within: 0 };
const FIELDS = { name: '', executor: '', executor_flags: '', signature: '', runner: '', schedule: '', timeout: 0, timeout_trigger: 0, msg_filter: '', hook: '', create_user: '', disabled: false };
const CHOICES = {
  overlap: ['skip', 'queue', 'replace', 'parallel:3'], misfire: ['once', 'skip', 'all'], hook_on: ['all', 'failure', 'change'], timeout_trigger: [0, 1],
};
const UNITS = { timeout: 's', jitter: 's', retry_delay: 's', kill_grace: 's', expect_within: 's', retries: '', log_max: 'bytes' };
const EXAMPLES = { executor: '/usr/local/bin/backup.sh', runner: 'nobody', signature: 'sha256:…', schedule: '*/5 * * * *', hook: 'https://example.org/ended', hosts: 'web1, web2' };
const PARTS = {
  what: ['name', 'executor', 'executor_flags', 'runner', 'signature'],
  when: ['schedule', 'timezone', 'disabled', 'overlap', 'misfire', 'jitter'],
  ends: ['timeout', 'timeout_trigger', 'kill_grace', 'retries', 'retry_delay', 'msg_filter'],
  tells: ['hook', 'hook_on', 'expect_within'],
  more: ['hosts', 'env', 'cwd', 'log_max', 'create_user'],
};

export function page(params, context) {
  const id = params.id && Number(params.id);
  const [title, body] = [h('h1', { dir: 'auto' }, id ? t('edit.title', { name: `#${id}` }) : t('jobs.new')), h('div', waiting(8))];
  let form = null;

  async function load() {
    try {
      const job = id ? await context.api.get(`/jobs/${id}`) : { ...FIELDS };
      if (id) {
        setText(title, t('edit.title', { name: job.name }));
        context.title(title.textContent);
      }
      form = context.control ? formOf(id, job, context) : { node: nothing(t('edit.look')), close: () => {} };
      put(body, form.node);
    } catch (error) {
      put(body, failure(error, load));
    }
    context.ready();
  }

  const leaving = event => form?.unsaved?.() && event.preventDefault();
  addEventListener('beforeunload', leaving);
  load();
  const link = (path, words) => h('a', { href: context.link(path) }, words);
  return {
    title: title.textContent,
    node: h('div', h('p.crumb', link('/jobs', t('jobs.title')), id && [' / ', link(`/jobs/${id}`, `#${id}`)]), h('div.head', title), body),
    keep: () => form?.values?.(),
    unsaved: () => form?.unsaved?.(),
    close() {
      removeEventListener('beforeunload', leaving);
      form?.close();
    },
  };
}

function formOf(id, job, context) {
  const first = initial(job);
  const start = { ...first, ...context.kept };
  const inputs = Object.fromEntries(Object.values(PARTS).flat().map(name => [name, inputOf(name, start[name])]));
  const wrongs = Object.fromEntries(Object.keys(inputs).map(name => [name, h('p.wrong', { id: `${name}-wrong` })]));
  const [general, command] = [h('div', { role: 'alert', tabindex: -1 }), h('code')];
  const save = h('button.primary', { type: 'submit' }, t(id ? 'edit.save' : 'edit.create'));
  const words = schedulePart(context);
  let done = false;

  const helps = {
    signature: () => [t('help.signature'), command, h('details', h('summary', { 'aria-label': t('edit.why') }, '?'), t('help.signature.why'))],
    hosts: () => [t('help.hosts'), t(id ? 'help.hosts.old' : 'help.hosts.new')],
  };

  function field(name) {
    const input = inputs[name];
    const check = input.type === 'checkbox';
    const help = helps[name]?.() ?? t(`help.${name}`);
    return [h('div.field', { 'data-field': name },
      h('label', { for: input.id }, check && input, t(`field.${name}`)), !check && (UNITS[name] ? h('div.unit', input, h('span.faint', t(`edit.${UNITS[name]}`))) : input),
      wrongs[name], help !== `help.${name}` && h('p.help', { id: `${name}-help` }, help)), name === 'schedule' && words.node];
  }

  function typed() {
    const path = inputs.executor.value.trim() || EXAMPLES.executor;
    setText(command, `dcms sign ${/^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`}`);
    words.show(inputs.schedule.value.trim(), inputs.timezone.value.trim());
  }

  const values = () => Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, valueOf(name, input)]));
  const unsaved = () => !done && Object.entries(values()).some(([name, value]) => value !== first[name]);

  async function submit(event) {
    event.preventDefault();
    blame([]);
    const { body, wrong } = toSend(values(), first, job);
    if (wrong || id && Object.keys(body).length === 0) {
      blame([wrong ?? ['', t('edit.nothing')]]);
      return;
    }
    save.disabled = true;
    try {
      const saved = await (id ? context.api.put(`/jobs/${id}`, body) : context.api.post('/jobs', body));
      if (!body.hosts) context.live.jobs.set(saved.id, saved);
      done = true;
      say(t('edit.saved', { name: isolated(saved.name) }));
      context.live.poke();
      context.go(context.link(`/jobs/${saved.id}`));
    } catch (error) {
      blame(error.status === 400 ? parts(error.message) : [['', error.message]]);
    } finally {
      save.disabled = false;
    }
  }

  /** @param complaints pairs of a field's name and what is said of it; none = all is well */
  function blame(complaints) {
    const rest = complaints.filter(([name]) => !inputs[name]);
    const of = Object.fromEntries(complaints);
    put(general, rest.length > 0 && banner('bad', 'failed', h('b', t('edit.wrong')), rest.map(([, message]) => verbatim(message))));
    Object.entries(inputs).forEach(([name, input]) => {
      setText(wrongs[name], of[name] ?? '');
      if (name in of) input.setAttribute('aria-invalid', 'true');
      else input.removeAttribute('aria-invalid');
    });
    const place = Object.entries(inputs).find(([name]) => name in of)?.[1] ?? (rest.length > 0 && general);
    if (place) {
      place.focus({ preventScroll: true });
      place.scrollIntoView({ block: 'center' });
    }
  }

  async function remove() {
    const name = isolated(job.name);
    if (await ask({ title: t('edit.remove.title'), text: t('edit.remove.text', { name }), action: t('edit.remove.yes'), danger: true })
      && await act(context, () => context.api.del(`/jobs/${id}?forget=true`), t('edit.removed', { name }))) {
      done = true;
      context.go(context.link('/jobs'));
    }
  }

  const node = h('form.edit', { novalidate: true, onsubmit: submit, oninput: typed }, general,
    Object.entries(PARTS).map(([part, names]) => section(t(part === 'more' ? part : `edit.${part}`), h('div.fields', names.map(field)))),
    h('div.buttons.bar-end', save, h('a.button', { href: context.link(id ? `/jobs/${id}` : '/jobs') }, t('cancel')), id && button(t('edit.remove'), remove, { class: 'danger away' })));
  inputs.name.toggleAttribute('data-focus', !id);
  typed();
  return { node, values, unsaved, close: words.close };
}

function inputOf(name, value) {
  const common = { id: `f-${name}`, 'aria-describedby': `${name}-help ${name}-wrong`, spellcheck: 'false', autocapitalize: 'off', autocomplete: 'off' };
  if (CHOICES[name]) {
    const label = one => t(CHOICES[name].includes(one) ? `choice.${name}.${one}` : String(one));
    return h('select', common, [...new Set([...CHOICES[name], value])].map(one => h('option', { value: String(one), selected: one === value },
      one === (OPTIONS[name] ?? FIELDS[name]) ? t('choice.default', { choice: label(one) }) : label(one))));
  }
  return name === 'disabled' ? h('input', { type: 'checkbox', checked: value, ...common })
    : name === 'env' ? h('textarea.mono', { rows: 3, value, dir: 'ltr', ...common })
      : name in UNITS ? h('input.amount', { inputmode: 'numeric', value: String(value), ...common })
        : h('input', { value, placeholder: EXAMPLES[name], ...common, ...name === 'name' || name === 'create_user' ? { dir: 'auto' } : { class: 'mono', dir: 'ltr' } });
}

/** A number if it is one; else as it is, for the agent to complain. */
function valueOf(name, input) {
  const text = name === 'env' ? input.value : input.value.trim();
  return input.type === 'checkbox' ? input.checked : (name in UNITS || name === 'timeout_trigger') && /^-?\d{1,15}$/.test(text) ? Number(text) : text;
}

/** The fields as the form has them. */
function initial(job) {
  const env = Object.entries(job.options?.env ?? {}).map(([name, value]) => `${name}=${value}`).join('\n');
  return { ...FIELDS, ...job, ...OPTIONS, ...job.options, env, hosts: '' };
}

/** What differs from the stored job; options are sent whole, as they are replaced whole. */
function toSend(values, first, job) {
  const body = {};
  const options = { ...job.options };
  for (const [name, value] of Object.entries(values).filter(([its, now]) => now !== first[its])) {
    if (name === 'hosts') {
      body.hosts = value === '*' ? value : value.split(',').map(one => one.trim()).filter(Boolean);
    } else if (!(name in OPTIONS)) {
      body[name] = value;
    } else {
      body.options = options;
      options[name] = value;
      if (value === OPTIONS[name] || value === '') delete options[name];
      else if (name === 'env') {
        const lines = value.split(/\r?\n/).filter(line => line.trim());
        const bad = lines.find(line => !line.includes('='));
        if (bad !== undefined) return { wrong: ['env', `${bad}: ${t('help.env')}`] };
        options.env = Object.fromEntries(lines.map(line => [line.slice(0, line.indexOf('=')).trim(), line.slice(line.indexOf('=') + 1)]));
      }
    }
  }
  return { body };
}

/** "runner: ...; options.retries: ..." in pairs of field and complaint. */
function parts(message) {
  return message.split(/; (?=(?:line \d+: )?[a-z_]+(?:\.[a-z_]+)?: )/).map(one => [/^(?:line \d+: )?(?:options\.)?([a-z_]+): /.exec(one)?.[1] ?? '', one]);
}

/** The schedule in words, and when it is due next. */
function schedulePart(context) {
  const node = h('div.explained', { 'aria-live': 'polite' });
  let [plot, asked] = [null, null];

  const look = settled(200, async (schedule, its) => {
    try {
      const answer = await context.api.get(`/explain?${new URLSearchParams({ schedule, count: '5', ...its && { zone: its } })}`);
      if (asked === schedule + its) {
        plot?.close();
        plot = answer.next.length > 1 ? ruler(answer.next.map(text => Date.parse(text) / 1000)) : null;
        put(node, h('p.words', answer[language()]), h('p.help', t('job.zone', { zone: zoneName(answer.zone) })), plot?.node, nextTimes(answer.next, answer.zone));
      }
    } catch (error) {
      put(node, h('p.wrong', { dir: 'auto' }, error.message));
    }
  });

  function show(schedule, its) {
    if (asked === schedule + its) return;
    asked = schedule + its;
    look.cancel();
    if (schedule) look(schedule, its);
    else put(node, h('p.faint', t('edit.explain.wait')));
  }

  return { node, show, close: () => [look.cancel, plot?.close].forEach(one => one?.()) };
}
