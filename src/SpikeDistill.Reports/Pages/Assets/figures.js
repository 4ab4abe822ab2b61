'use strict';
// Draws figures from their numbers. Text of runs is only ever set as text.
const Figures = (() => {
  const LIGHT = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#b57f00', '#3a9fd6', '#5d6673'];
  const DARK = ['#4aa8e8', '#f08a4b', '#2fc79a', '#e09ac4', '#e0ac33', '#8cd0f7', '#b3bcc7'];
  const HEAT = ['#440154', '#3b528b', '#21918c', '#5ec962', '#fde725'];
  const WIDEST_BAR = 60;
  const DASHES = ['solid', [10, 4], [2, 3], [10, 3, 2, 3]];
  const darkness = matchMedia('(prefers-color-scheme: dark)');
  const drawn = new Set();

  const style = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const colour = number => (darkness.matches ? DARK : LIGHT)[number % LIGHT.length];
  const dashes = series => DASHES[(Math.floor(series.colour / LIGHT.length) + (series.dashed ? 1 : 0)) % DASHES.length];
  const percent = (value, digits) => (value * 100).toFixed(digits);
  const isNumber = value => typeof value === 'number';
  const shown = (axis, value) => !isNumber(value) ? '–' : axis.percent ? `${percent(value, 2)} %` : String(+value.toPrecision(5));
  const plain = text => text.replace(/[{}|]/g, ' ');

  function axis(of, data) {
    const made = {
      type: data ? 'category' : 'value', name: of.title, nameLocation: 'middle', scale: true,
      nameTextStyle: { color: style('--faint') }, nameGap: 8, nameMoveOverlap: true,
      axisLine: { lineStyle: { color: style('--line') } }, splitLine: { show: !data, lineStyle: { color: style('--line'), opacity: .6 } },
      axisLabel: { color: style('--faint'), hideOverlap: true },
    };
    if (data) {
      made.data = data;
      made.axisLabel.formatter = text => text.length > 24 ? `${text.slice(0, 23)}…` : text;
    } else if (of.percent) {
      made.axisLabel.formatter = value => String(+percent(value, 3));
    }
    if (of.whole) made.minInterval = 1;
    return made;
  }

  const level = figure => figure.chart.levels.map(one => ({
    name: plain(one.name), yAxis: one.value,
    lineStyle: { color: colour(one.colour), type: [4, 4], width: 1.5 },
    label: { formatter: plain(one.name), position: 'insideEndTop', color: style('--faint'), fontSize: 10 },
  }));

  // What was not measured is passed over; what is no number breaks a line.
  const points = (figure, series) => {
    const x = figure.columns[series.x], y = figure.columns[series.y].values;
    return x.values.map((value, row) => [x.text ? row : value, y[row]]).filter(point => isNumber(point[0]) && point[1] !== null)
      .map(([across, up]) => [across, isNumber(up) ? up : null]);
  };

  // The area between two columns, row by row; a row without both breaks it.
  function band(figure, series) {
    const across = figure.columns[series.x], x = across.text ? across.values.map((_, row) => row) : across.values, low = figure.columns[series.low].values, high = figure.columns[series.high].values;
    const rows = x.map((_, row) => row).filter(row => isNumber(low[row]) && isNumber(high[row]));
    return {
      type: 'custom', name: plain(series.name), silent: true, z: 1, data: [[0]], tooltip: { show: false }, itemStyle: { color: colour(series.colour) },
      renderItem: (_, api) => ({
        type: 'polygon',
        shape: { points: [...rows.map(row => api.coord([x[row], high[row]])), ...rows.reverse().map(row => api.coord([x[row], low[row]]))] },
        style: { fill: colour(series.colour), opacity: .18 },
      }),
      encode: { x: -1, y: -1 }, clip: true,
    };
  }

  // A line from low to high at each value, lying or standing.
  function intervals(figure, series, standing, place, places) {
    const low = figure.columns[series.low].values, high = figure.columns[series.high].values;
    return {
      type: 'custom', name: plain(series.name), silent: true, z: 3, tooltip: { show: false }, itemStyle: { color: colour(series.colour) },
      data: low.map((value, row) => [row, value, high[row]]).filter(one => isNumber(one[1]) && isNumber(one[2])),
      encode: standing ? { x: 0, y: [1, 2] } : { y: 0, x: [1, 2] },
      renderItem: (_, api) => {
        const at = value => standing ? api.coord([api.value(0), value]) : api.coord([value, api.value(0)]);
        const width = api.size(standing ? [1, 0] : [0, 1])[standing ? 0 : 1];
        const shift = (place - (places - 1) / 2) * Math.min(WIDEST_BAR, width * .8 / places), cap = 4;
        const [from, to] = [at(api.value(1)), at(api.value(2))];
        const line = (x1, y1, x2, y2) => ({ type: 'line', shape: { x1, y1, x2, y2 }, style: { stroke: standing ? style('--text') : colour(series.colour), lineWidth: 2 } });
        return {
          type: 'group',
          children: standing
            ? [line(from[0] + shift, from[1], from[0] + shift, to[1]),
              ...[from, to].map(end => line(end[0] + shift - cap, end[1], end[0] + shift + cap, end[1]))]
            : [line(from[0], from[1] + shift, to[0], from[1] + shift),
              ...[from, to].map(end => line(end[0], end[1] + shift - cap, end[0], end[1] + shift + cap))],
        };
      },
    };
  }

  const base = figure => ({
    animation: false,
    aria: { enabled: true, label: { enabled: false } },
    textStyle: { fontFamily: 'system-ui, sans-serif' },
    grid: { left: 8, right: 16, top: figure.chart.series.length > 1 ? 44 : 16, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'all' },
    legend: {
      show: figure.chart.series.length > 1, type: 'scroll', top: 0, textStyle: { color: style('--text') },
      pageTextStyle: { color: style('--faint') }, pageIconColor: style('--accent'),
    },
    tooltip: { renderMode: 'richText', confine: true, backgroundColor: style('--card'), textStyle: { color: style('--text') }, borderColor: style('--line') },
    color: figure.chart.series.map(series => colour(series.colour)),
  });

  const forms = {
    lines(figure) {
      const { chart } = figure, option = base(figure);
      option.tooltip = {
        ...option.tooltip, trigger: 'axis', axisPointer: { type: 'line' },
        formatter: rows => [`${plain(chart.x.title)} ${plain(String(rows[0].axisValueLabel))}`, ...rows.filter(row => isNumber(row.value[1])).slice(0, 16)
          .map(row => `${row.seriesName}: ${shown(chart.y, row.value[1])}`)].join('\n'),
      };
      option.dataZoom = [{ type: 'inside', filterMode: 'none', zoomOnMouseWheel: 'ctrl', moveOnMouseMove: false }];
      const across = figure.columns[chart.series[0].x];
      option.xAxis = axis(chart.x, across.text ? across.values : undefined);
      option.yAxis = axis(chart.y);
      option.series = chart.series.flatMap((series, place) => [
        {
          type: 'line', name: plain(series.name), data: points(figure, series), z: 2, color: colour(series.colour),
          lineStyle: { type: dashes(series), width: 2 }, showSymbol: series.marked, symbolSize: 7, connectNulls: false,
          markLine: place === 0 && chart.levels.length > 0 ? { silent: true, symbol: 'none', data: level(figure) } : undefined,
        },
        ...(series.low === null ? [] : [band(figure, series)]),
      ]);
      const heights = [...chart.levels.map(one => one.value), ...chart.series.flatMap(series => [series.y, series.low, series.high].filter(one => one !== null)
        .flatMap(column => figure.columns[column].values)).filter(isNumber)];
      // By itself the axis fits lines alone, without levels and bands.
      if (heights.length > 0 && (chart.levels.length > 0 || chart.series.some(series => series.low !== null))) {
        const [low, high] = [heights.reduce((a, b) => Math.min(a, b)), heights.reduce((a, b) => Math.max(a, b))], edge = (high - low || Math.abs(high) || 1) * .06;
        option.yAxis.min = low - edge;
        option.yAxis.max = high + edge;
        option.yAxis.axisLabel = { ...option.yAxis.axisLabel, showMinLabel: false, showMaxLabel: false };
      }
      return option;
    },
    points(figure) {
      const { chart } = figure, option = base(figure);
      option.tooltip = {
        ...option.tooltip, trigger: 'item',
        formatter: row => `${row.seriesName}\n${plain(chart.x.title)}: ${shown(chart.x, row.value[0])}\n${plain(chart.y.title)}: ${shown(chart.y, row.value[1])}`,
      };
      option.xAxis = axis(chart.x);
      option.yAxis = axis(chart.y);
      const small = figure.rows > 300 && !chart.series.some(series => series.faint);
      option.series = chart.series.map(series => ({
        type: 'scatter', name: plain(series.name), data: points(figure, series).filter(point => point[1] !== null), symbolSize: small || series.faint ? 5 : 10,
        z: series.faint ? 1 : 2, itemStyle: { opacity: series.faint ? .25 : 1 },
        color: colour(series.colour), symbol: ['circle', 'triangle', 'rect', 'diamond'][Math.floor(series.colour / LIGHT.length) % 4],
      }));
      return option;
    },
    bars(figure) {
      const { chart } = figure, option = base(figure), names = figure.columns[chart.series[0].x].values;
      option.tooltip = {
        ...option.tooltip, trigger: 'axis', axisPointer: { type: 'shadow' },
        formatter: rows => [plain(rows[0].axisValue), ...rows.filter(row => isNumber(row.value)).map(row => `${row.seriesName}: ${shown(chart.y, row.value)}`)].join('\n'),
      };
      option.xAxis = { ...axis(chart.x, names), axisLabel: { ...axis(chart.x, names).axisLabel, rotate: names.length > 6 ? 45 : 0, interval: 0 } };
      option.yAxis = { ...axis(chart.y), scale: false };
      option.series = chart.series.flatMap((series, place) => [
        {
          type: 'bar', name: plain(series.name), data: figure.columns[series.y].values.map(value => isNumber(value) ? value : null),
          itemStyle: { color: colour(series.colour) }, barMaxWidth: WIDEST_BAR, barCategoryGap: '20%', barGap: '0%',
        },
        ...(series.low === null ? [] : [intervals(figure, series, true, place, chart.series.length)]),
      ]);
      return option;
    },
    intervals(figure) {
      const { chart } = figure, option = base(figure), names = figure.columns[chart.series[0].x].values;
      option.tooltip = { ...option.tooltip, trigger: 'item', formatter: row => `${plain(names[row.value[1]])}\n${row.seriesName}: ${shown(chart.x, row.value[0])}` };
      option.xAxis = axis(chart.x);
      option.yAxis = { ...axis(chart.y, names), inverse: true, name: '' };
      option.series = chart.series.flatMap((series, place) => [
        {
          type: 'scatter', name: plain(series.name), color: colour(series.colour), symbolSize: 9, z: 4,
          data: figure.columns[series.y].values.map((value, row) => [value, row]).filter(point => isNumber(point[0])),
          symbolOffset: [0, 0],
          markLine: place === 0 ? { silent: true, symbol: 'none', label: { show: false }, data: [{ xAxis: 0 }], lineStyle: { color: style('--text'), type: 'solid' } } : undefined,
        },
        ...(series.low === null ? [] : [intervals(figure, series, false, 0, 1)]),
      ]);
      return option;
    },
    heat(figure) {
      const { chart } = figure, option = base(figure), columns = figure.columns.slice(chart.series[0].y);
      const rows = figure.columns[chart.series[0].x].values, cells = [];
      columns.forEach((column, x) => column.values.forEach((value, y) => { if (isNumber(value)) cells.push([x, y, value]); }));
      const values = cells.map(cell => cell[2]);
      option.grid = { left: 8, right: 8, top: 8, bottom: 50, outerBoundsMode: 'same', outerBoundsContain: 'all' };
      option.tooltip = {
        ...option.tooltip, trigger: 'item',
        formatter: cell => `${plain(chart.y.title)}: ${plain(rows[cell.value[1]])}\n${plain(chart.x.title)}: ${plain(columns[cell.value[0]].name)}\n${cell.value[2]}`,
      };
      option.xAxis = { ...axis(chart.x, columns.map(column => column.name)), axisLabel: { color: style('--faint'), rotate: 45, hideOverlap: true } };
      option.yAxis = { ...axis(chart.y, rows), inverse: true };
      option.visualMap = {
        type: 'continuous', min: 0, max: values.reduce((a, b) => Math.max(a, b), 1e-9), orient: 'horizontal', left: 'center', bottom: 0, itemHeight: 90, itemWidth: 10,
        inRange: { color: HEAT }, textStyle: { color: style('--faint') }, calculable: false,
      };
      option.series = [{ type: 'heatmap', name: '', data: cells, label: { show: rows.length <= 12, fontSize: 10, formatter: cell => String(cell.value[2]) } }];
      return option;
    },
  };

  const rowsOf = figure => ({ ...figure, rows: figure.columns.length > 0 ? figure.columns[0].values.length : 0 });
  const read = element => element.figure ??= rowsOf(JSON.parse(element.querySelector('script').textContent));

  function draw(element) {
    if (element.chart) return;
    const place = element.querySelector('.chart');
    element.chart = echarts.init(place, null, { renderer: 'canvas' });
    element.redraw = () => element.chart.setOption(forms[read(element).chart.kind](read(element)), true);
    element.redraw();
    drawn.add(element);
    place.dataset.drawn = 'true';
  }

  const text = value => value === null ? '' : String(value);
  // A text that a spreadsheet would take for a formula begins with an apostrophe.
  const harmless = cell => /^[=+\-@\t\r\n]/.test(cell) && !/^[+-]((\d+\.?\d*|\.\d+)(e[+-]?\d+)?|Infinity)$/i.test(cell) ? `'${cell}` : cell;
  const quoted = cell => /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  const lines = figure => [figure.columns.map(column => column.name), ...Array.from({ length: figure.rows }, (_, row) => figure.columns.map(column => text(column.values[row])))];
  const csv = figure => lines(figure).map(line => line.map(harmless).map(quoted).join(',') + '\n').join('');

  function table(element) {
    const place = element.querySelector('.scroll');
    if (place.firstChild) return;
    const figure = read(element), made = document.createElement('table'), head = made.createTHead().insertRow(), body = made.createTBody();
    const isText = figure.columns.map(column => column.text);
    figure.columns.forEach((column, number) => {
      const cell = document.createElement('th');
      cell.textContent = column.name;
      cell.title = column.name;
      cell.scope = 'col';
      if (isText[number]) cell.className = 'text';
      head.append(cell);
    });
    for (let row = 0; row < figure.rows; row++) {
      const line = body.insertRow();
      figure.columns.forEach((column, number) => {
        const cell = line.insertCell();
        cell.textContent = text(column.values[row]);
        if (isText[number]) { cell.className = 'text'; cell.title = cell.textContent; }
      });
    }
    place.append(made);
  }

  function save(name, content) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([content], { type: 'text/csv' }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  async function copy(button, content) {
    try {
      await navigator.clipboard.writeText(content);
    } catch {
      // Pages that are files may not use the clipboard directly in every browser.
      const area = document.createElement('textarea');
      area.value = content;
      document.body.append(area);
      area.select();
      document.execCommand('copy');
      area.remove();
    }
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = 'Copy'; }, 1500);
  }

  const near = new IntersectionObserver(seen => seen.filter(one => one.isIntersecting).forEach(one => draw(one.target)), { rootMargin: '600px' });

  // Makes an element of the page, whose figure is in it or was given to it, draw itself once it comes near.
  function show(element) {
    if (element.querySelector('.chart')) near.observe(element);
    const numbers = element.querySelector('details.numbers');
    if (numbers.open) table(element);
    numbers.addEventListener('toggle', () => { if (numbers.open) table(element); });
    element.querySelector('button.csv').addEventListener('click', () => save(`${element.id}.csv`, csv(read(element))));
    element.querySelector('button.copy').addEventListener('click', event => {
      const cells = lines(read(element)).map(line => line.map(cell => harmless(cell).replace(/[\t\r\n]+/g, ' ')).join('\t')).join('\n');
      copy(event.target, cells);
    });
  }

  // Gives an element that is shown other numbers.
  function change(element, figure) {
    element.figure = rowsOf(figure);
    element.redraw?.();
    element.querySelector('.scroll').replaceChildren();
    if (element.querySelector('details.numbers').open) table(element);
  }

  // Forgets an element that leaves the page.
  function forget(element) {
    near.unobserve(element);
    drawn.delete(element);
    element.chart?.dispose();
  }

  addEventListener('beforeprint', () => document.querySelectorAll('figure:has(.chart)').forEach(draw));
  addEventListener('resize', () => drawn.forEach(element => element.chart.resize()));
  darkness.addEventListener('change', () => drawn.forEach(element => element.redraw()));
  return { show, change, forget };
})();
