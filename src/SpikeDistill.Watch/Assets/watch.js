'use strict';
// The list of runs, runs beside each other, and a network to try. Text of runs is only ever set as text.
(() => {
  const PAUSE = 1500, LARGEST = 16 << 20;
  const view = document.getElementById('view'), about = document.getElementById('about'), trouble = document.getElementById('trouble');
  const chosen = new Set();
  let page = null, sought = '';

  const percent = share => typeof share === 'number' ? `${(share * 100).toFixed(2)} %` : '–';

  function time(seconds) {
    if (typeof seconds !== 'number') return '';
    if (seconds < 60) return `${Math.round(seconds)} s`;
    if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
    return `${Math.floor(seconds / 3600)} h ${Math.round(seconds % 3600 / 60)} min`;
  }

  function make(name, options = {}, ...inner) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(options)) {
      if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
      else if (key in made) made[key] = value;
      else made.setAttribute(key, value);
    }
    made.append(...inner.filter(one => one !== null && one !== undefined));
    return made;
  }

  function complain(text) {
    trouble.textContent = text;
    trouble.hidden = !text;
  }

  async function ask(address, options = {}) {
    const answer = await fetch(address, { ...options, headers: { 'X-SpikeDistill': '1', ...options.headers }, credentials: 'same-origin' });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  }

  const address = (name, ids, more = {}) => `/api/${name}?${new URLSearchParams([...ids.map(id => ['run', id]), ...Object.entries(more)])}`;
  const link = (route, ids) => `#${route}?${new URLSearchParams(ids.map(id => ['run', id]))}`;

  function doing(run) {
    const { progress } = run;
    if (!progress) return '';
    const { batch } = progress, parts = [`epoch ${batch.epoch}/${batch.epochs}`, `${batch.phase === 'train' ? 'batch' : 'evaluation, batch'} ${batch.batch}/${batch.batches}`];
    if (batch.phase === 'train' && typeof batch.loss === 'number') parts.push(`loss ${batch.loss.toFixed(4)}`);
    parts.push(percent(batch.accuracy));
    if (progress.images_per_second > 0) parts.push(`${Math.round(progress.images_per_second)} images/s`);
    if (typeof progress.seconds_left === 'number') parts.push(`${time(progress.seconds_left)} left`);
    return parts.join(' · ');
  }

  function done(run) {
    const { progress } = run;
    if (!progress) return run.epochs ? run.finished_epochs / run.epochs : null;
    const { batch } = progress;
    return (batch.epoch - 1 + (batch.phase === 'train' ? batch.batch / batch.batches : 1)) / batch.epochs;
  }

  async function stop(run, button) {
    button.disabled = true;
    try {
      await ask(address('stop', [run.id]), { method: 'POST' });
      complain('');
    } catch (failure) {
      complain(failure.message);
      button.disabled = false;
    }
    refresh();
  }

  // An element for a run that is changed in place, so that what one is about to click does not go away.
  function runElement(id) {
    const parts = {
      name: make('span', { className: 'name' }), state: make('span'), what: make('div', { className: 'what' }), place: make('div', { className: 'place' }),
      measure: make('div', { className: 'measure' }), bar: make('progress', { max: 1 }), doing: make('span'), problem: make('span'),
      show: make('a', { href: link('runs', [id]), textContent: 'Figures' }), attempt: make('a', { href: link('try', [id]), textContent: 'Try an image' }),
      stop: make('button', { textContent: 'Stop', title: 'Asks the process to stop before its next batch. What is done is kept, and the run can be gone on with.' }),
      box: make('input', { type: 'checkbox', checked: chosen.has(id), ariaLabel: `Compare ${id}` }),
    };
    const element = make(
      'div', { className: 'run' }, parts.box, make('div', {}, make('div', {}, parts.name, ' ', parts.state), parts.what, parts.place), parts.measure, parts.bar,
      make('div', { className: 'actions' }, parts.doing, parts.problem, parts.show, parts.attempt, parts.stop));
    element.dataset.run = id;
    let current = null;
    parts.stop.addEventListener('click', () => stop(current, parts.stop));
    parts.box.addEventListener('change', () => {
      if (parts.box.checked) chosen.add(id); else chosen.delete(id);
      page?.chosen?.();
    });
    element.update = run => {
      current = run;
      parts.name.textContent = run.name || run.id;
      parts.state.textContent = run.state === 'stopped' ? `${run.finished_epochs} of ${run.epochs ?? '?'} epochs` : run.state;
      parts.state.className = `state ${run.state}`;
      parts.what.textContent = [run.method, run.network, run.timesteps ? `T ${run.timesteps}` : run.network ? 'ANN' : null, run.data_set].filter(one => one).join(', ');
      parts.place.textContent = run.id;
      parts.measure.textContent = run.best_accuracy === null ? '' : `best ${percent(run.best_accuracy)} ${run.split ?? ''}`;
      const share = done(run), isShare = Number.isFinite(share);
      parts.bar.hidden = !isShare || run.state === 'finished';
      if (isShare) parts.bar.value = share;
      parts.doing.textContent = doing(run);
      parts.problem.textContent = run.problem ?? '';
      parts.show.hidden = run.problem !== null;
      parts.attempt.hidden = !run.has_weights || run.problem !== null;
      parts.stop.hidden = run.state !== 'training' && run.state !== 'stopping';
      parts.stop.disabled = run.state === 'stopping';
      parts.stop.textContent = run.state === 'stopping' ? 'Stopping' : 'Stop';
    };
    return element;
  }

  function arrange(place, elements, runs) {
    for (const run of runs) {
      if (!elements.has(run.id)) elements.set(run.id, runElement(run.id));
      elements.get(run.id).update(run);
    }
    const wanted = runs.map(run => elements.get(run.id));
    for (const element of [...place.children]) if (!wanted.includes(element)) element.remove();
    wanted.forEach((element, number) => { if (place.children[number] !== element) place.insertBefore(element, place.children[number] ?? null); });
  }

  // What is not shown, and why: what stands in each line.
  const leftOut = lines => lines.length > 0 ? [make('h2', { textContent: 'Left out' }), make('ul', {}, ...lines.map(one => make('li', {}, ...one)))] : [];

  function listPage() {
    const place = make('div', { className: 'runs' }), rest = make('div'), elements = new Map();
    const compare = make('button', { textContent: 'Compare', onclick: () => { location.hash = link('runs', [...chosen]); } });
    const search = make('input', { type: 'search', placeholder: 'Name, recipe, method, state', value: sought, ariaLabel: 'Search', oninput: () => { sought = search.value; shown(); } });
    let runs = [];
    view.replaceChildren(make('div', { className: 'tools' }, search, compare), place, rest);
    const fits = run => [run.id, run.name, run.method, run.network, run.data_set, run.state].join(' ').toLowerCase().includes(sought.toLowerCase());
    const order = { training: 0, stopping: 0, unreadable: 2 };
    function shown() {
      const sorted = [...runs].sort((a, b) => (order[a.state] ?? 1) - (order[b.state] ?? 1));
      arrange(place, elements, sorted.filter(fits));
    }
    function count() {
      compare.disabled = chosen.size === 0;
      compare.textContent = chosen.size > 0 ? `Compare ${chosen.size}` : 'Compare';
    }
    count();
    return {
      chosen: count,
      async refresh() {
        const answer = await ask('/api/runs');
        runs = answer.runs;
        const training = runs.filter(run => run.progress).length;
        about.textContent = `${answer.folder}: ${runs.length} ${runs.length === 1 ? 'run' : 'runs'}${training > 0 ? `, ${training} training` : ''}`;
        rest.replaceChildren(...leftOut(answer.left_out.map(text => [text])));
        shown();
      },
    };
  }

  function figureElement(figure) {
    const chart = figure.chart, rows = figure.columns.length > 0 ? figure.columns[0].values.length : 0, inner = [make('h3', { textContent: figure.title })];
    if (chart?.kind === 'pictures') {
      inner.push(make('div', { className: 'pictures' }, ...figure.pictures.map(one => make('div', {}, make('img', { alt: one.text, src: one.address }), one.text))));
    } else if (chart) {
      const tall = (chart.kind === 'intervals' || chart.kind === 'heat') && rows > 8;
      inner.push(make('div', { className: tall ? 'chart tall' : 'chart', role: 'img', ariaLabel: figure.title }));
    }
    const element = make(
      'figure', { id: figure.id, className: chart ? '' : 'wide' }, ...inner, make('figcaption', { textContent: figure.caption }),
      make(
        'details', { className: 'numbers', open: !chart }, make('summary', { textContent: 'Numbers' }), make('button', { className: 'copy', textContent: 'Copy' }),
        make('button', { className: 'csv', textContent: 'CSV' }), make('div', { className: 'scroll' })));
    Figures.change(element, figure);
    Figures.show(element);
    return element;
  }

  const form = figure => JSON.stringify([figure.section, figure.chart?.kind, figure.chart?.kind === 'pictures' ? figure.pictures : null]);

  // Figures that were there are given their new numbers, so that curves move where they are.
  function showFigures(place, figures, elements) {
    const kept = new Map();
    let section = null;
    const sections = [];
    for (const figure of figures) {
      let element = elements.get(figure.id);
      if (element && element.form === form(figure)) {
        Figures.change(element, figure);
        element.querySelector('h3').textContent = figure.title;
        element.querySelector('figcaption').textContent = figure.caption;
      } else {
        if (element) Figures.forget(element);
        element = figureElement(figure);
        element.form = form(figure);
      }
      kept.set(figure.id, element);
      if (figure.section !== section) sections.push([section = figure.section, []]);
      sections.at(-1)[1].push(element);
    }
    for (const [id, element] of elements) if (!kept.has(id)) Figures.forget(element);
    const same = [...place.querySelectorAll('figure')].map(one => one.id).join(' ') === figures.map(one => one.id).join(' ')
      && [...kept.values()].every(element => element.isConnected);
    if (!same) place.replaceChildren(...sections.flatMap(([title, inner]) => [make('h2', { textContent: title }), make('div', { className: 'figures' }, ...inner)]));
    return kept;
  }

  function leave(elements) {
    for (const element of elements.values()) Figures.forget(element);
  }

  function reportPage(ids) {
    const heads = make('div', { className: 'runs' }), runElements = new Map(), place = make('div'), rest = make('div');
    let version = '', figures = new Map();
    view.replaceChildren(heads, place, rest);
    about.textContent = ids.length === 1 ? ids[0] : `${ids.length} runs beside each other`;
    return {
      async refresh() {
        const answer = await ask(address('report', ids, version ? { since: version } : {}));
        arrange(heads, runElements, answer.runs);
        version = answer.version;
        if (!answer.figures) return;
        figures = showFigures(place, answer.figures, figures);
        const omissions = answer.omissions.map(one => [make('b', { textContent: one.what }), `: ${one.why}`]);
        const recipes = answer.recipes.map(one => make('details', {}, make('summary', { textContent: one.name }), make('pre', { textContent: one.text })));
        rest.replaceChildren(
          ...leftOut(omissions),
          ...(recipes.length > 0 ? [make('h2', { textContent: 'Recipes' }), ...recipes] : []));
      },
      leave: () => leave(figures),
    };
  }

  function tryPage(ids) {
    const input = make('input', { type: 'file', accept: 'image/png,image/jpeg', onchange: () => { if (input.files[0]) attempt(input.files[0]); } });
    const place = make('div'), state = make('p', { role: 'status' }), tried = make('div', { className: 'tried' });
    const drop = make('label', { className: 'drop', htmlFor: 'image' }, 'Choose a picture, or drop it here (PNG or JPEG): ', input);
    input.id = 'image';
    let figures = new Map();
    const over = (event, is) => { event.preventDefault(); drop.classList.toggle('over', is); };
    drop.addEventListener('dragover', event => over(event, true));
    drop.addEventListener('dragleave', event => over(event, false));
    drop.addEventListener('drop', event => {
      over(event, false);
      if (event.dataTransfer.files[0]) attempt(event.dataTransfer.files[0]);
    });
    view.replaceChildren(make('div', { className: 'runs' }, drop), state, tried, place);
    about.textContent = `${ids[0]}: try an image`;
    async function attempt(file) {
      if (file.size > LARGEST) {
        complain(`${file.name} has ${file.size} bytes; at most ${LARGEST} are taken.`);
        return;
      }
      state.textContent = `Looking at ${file.name}`;
      complain('');
      try {
        const answer = await ask(address('try', ids), { method: 'POST', body: file, headers: { 'Content-Type': 'application/octet-stream' } });
        tried.replaceChildren(
          make('img', { src: answer.seen, alt: 'The picture as the network sees it' }),
          make('div', { className: 'answers' },
            make('div', {}, 'The student says ', make('b', { textContent: answer.answer })),
            answer.teacher === null ? null : make('div', {}, 'its teacher says ', make('b', { textContent: answer.teacher }))));
        figures = showFigures(place, answer.figures, figures);
        state.textContent = file.name;
      } catch (failure) {
        state.textContent = '';
        complain(failure.message);
      }
    }
    return { refresh: async () => {}, leave: () => leave(figures) };
  }

  function open() {
    page?.leave?.();
    complain('');
    const [route, query] = location.hash.slice(1).split('?');
    const ids = new URLSearchParams(query ?? '').getAll('run');
    page = route === 'runs' && ids.length > 0 ? reportPage(ids) : route === 'try' && ids.length === 1 ? tryPage(ids) : listPage();
    refresh();
  }

  let asking = false, away = false;
  async function refresh() {
    if (asking) return;
    asking = true;
    const current = page;
    try {
      await current.refresh();
      if (away) complain('');
      away = false;
    } catch (failure) {
      away = true;
      complain(failure instanceof TypeError ? 'The program that shows this page does not answer.' : failure.message);
    } finally {
      asking = false;
    }
    if (current !== page) refresh();
  }

  addEventListener('hashchange', open);
  setInterval(() => { if (!document.hidden) refresh(); }, PAUSE);
  open();
})();
