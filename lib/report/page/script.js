// What the report can do beyond being read: one time for all panels, zoom, values under the pointer, why an activity is
// where it is, flights in three dimensions. The page is whole without it. It asks for nothing outside the page.
'use strict';
(() => {
  const svgNamespace = 'http://www.w3.org/2000/svg';
  const data = JSON.parse(document.getElementById('report-data').textContent);
  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const draw = (name, attributes, parent) => {
    const element = document.createElementNS(svgNamespace, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    parent.append(element);
    return element;
  };
  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
  const dateText = (ms, digits) => new Date(ms).toISOString().slice(0, digits).replace('T', ' ');

  // ---- One time axis ------------------------------------------------------------------------------------------------
  // A picture with a time axis says so: data-time-from, data-time-to (UTC), data-time-left, data-time-right, data-time-top,
  // data-time-bottom (px of the picture). What lies along the axis is in groups of class "time", inside a clip. A picture of
  // a few days (data-time-reach="part") follows when the page shows no more than it has, and shows all of its own else.

  const minute = 60e3, hour = 60 * minute, day = 24 * hour;
  const paces = [minute, 5 * minute, 15 * minute, hour, 3 * hour, 6 * hour, 12 * hour, day, 2 * day, 5 * day, 10 * day];
  const months = [1, 3, 6, 12, 24, 60, 120];

  // Round instants between two, at most `most`, with the part of the date that changes.
  function ticks(from, to, most) {
    const pace = paces.find(p => (to - from) / p <= most);
    const found = [];
    if (pace) {
      for (let t = Math.ceil(from / pace) * pace; t <= to; t += pace)
        found.push([t, t % day ? dateText(t, 16).slice(11) : dateText(t, 10).slice(5)]);
      return found;
    }
    const step = months.find(m => (to - from) / (m * 30.44 * day) <= most) ?? 600;
    const first = new Date(from);
    for (let m = Math.floor((first.getUTCFullYear() * 12 + first.getUTCMonth()) / step) * step;; m += step) {
      const t = Date.UTC(Math.floor(m / 12), m % 12);
      if (t > to) return found;
      if (t >= from) found.push([t, step % 12 ? dateText(t, 7) : dateText(t, 4)]);
    }
  }

  class TimePanel {
    constructor(svg) {
      const attribute = name => svg.dataset['time' + name];
      this.svg = svg;
      this.from = Date.parse(attribute('From') + 'Z');
      this.to = Date.parse(attribute('To') + 'Z');
      [this.left, this.right, this.top, this.bottom] = ['Left', 'Right', 'Top', 'Bottom'].map(n => Number(attribute(n)));
      this.groups = [...svg.querySelectorAll('g.time')];
      this.axes = [...svg.querySelectorAll('g.axis')];
      this.curves = [...svg.querySelectorAll('g.curve')];
      this.isPart = svg.dataset.timeReach === 'part';
      this.stretches = [...svg.querySelectorAll('g[data-what]')].map(group => ({
        name: group.querySelector(':scope > title').textContent,
        rects: [...group.querySelectorAll('rect.stretch')].map(rect =>
          ({rect, from: Date.parse(rect.dataset.from + 'Z'), to: Date.parse(rect.dataset.to + 'Z')})),
      }));
      // What is drawn wider than it is, to be seen: a launch among years, a stretch of minutes among days.
      this.widened = [];
      const place = (shape, {start, end, from = start, to = end}, least) => {
        const x = this.x(Math.max(Date.parse(from + 'Z'), this.from), this);
        const width = this.x(Math.min(Date.parse(to + 'Z'), this.to), this) - x;
        shape.setAttribute('x', x);
        shape.setAttribute('width', Math.max(width, least));
        if (width < least) this.widened.push({shape, width, least});
      };
      for (const {rects} of this.stretches) for (const {rect} of rects) place(rect, rect.dataset, 0.8);
      for (const rect of svg.querySelectorAll('a.activity > rect')) place(rect, rect.parentElement.dataset, 2.5);
      for (const rect of svg.querySelectorAll('rect.window[data-from]')) place(rect, rect.dataset, 1);
      this.cursor = draw('g', {class: 'cursor', visibility: 'hidden'}, svg);
      this.line = draw('line', {y1: this.top, y2: this.bottom, class: 'cursor-line'}, this.cursor);
      this.text = draw('text', {y: this.top - 2, class: 'cursor-text', 'text-anchor': 'middle'}, this.cursor);
    }
    // What it shows when the page shows a stretch of time.
    shown(view) {
      const sees = !this.isPart || (view.to - view.from <= this.to - this.from && view.from < this.to && view.to > this.from);
      return sees ? view : {from: this.from, to: this.to};
    }
    x(t, view) { return this.left + (t - view.from) / (view.to - view.from) * (this.right - this.left); }
    // The instant under a place of the window, or nothing outside the axis.
    instant(event, view) {
      const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse());
      const part = (place.x - this.left) / (this.right - this.left);
      return part < 0 || part > 1 ? null : view.from + part * (view.to - view.from);
    }
    show(view) {
      view = this.shown(view);
      const scale = (this.to - this.from) / (view.to - view.from);
      const shift = this.x(this.from, view) - this.left * scale;
      for (const group of this.groups) group.setAttribute('transform', `matrix(${scale} 0 0 1 ${shift} 0)`);
      if (scale !== this.scale) for (const {shape, width, least} of this.widened) shape.setAttribute('width', Math.max(width, least / scale));
      this.scale = scale;
      for (const axis of this.axes) {
        const top = Number(axis.dataset.top), bottom = Number(axis.dataset.bottom);
        axis.replaceChildren();
        for (const [t, text] of ticks(view.from, view.to, 12)) {
          const x = this.x(t, view);
          draw('line', {x1: x, x2: x, y1: top, y2: bottom, class: 'grid', stroke: '#d9d9d9'}, axis);
          draw('text', {x, y: bottom + 15, class: 'ink', 'text-anchor': x > this.right - 20 ? 'end' : 'middle'}, axis).textContent = text;
        }
      }
    }
    point(t, view) {
      view = this.shown(view);
      const isSeen = t !== null && view.from <= t && t <= view.to;
      this.cursor.setAttribute('visibility', isSeen ? 'visible' : 'hidden');
      if (!isSeen) return;
      const x = this.x(t, view);
      this.line.setAttribute('x1', x);
      this.line.setAttribute('x2', x);
      this.text.setAttribute('x', clamp(x, this.left + 60, this.right - 60));
      this.text.textContent = dateText(t, 16) + ' UTC';
    }
    // The curves, strip by strip, as times (s) and values, read off the drawn lines.
    strips() {
      const found = new Map();
      for (const curve of this.curves) {
        const {curve: name, strip, low, high, begin, end} = curve.dataset;
        const line = curve.querySelector('polyline');
        const points = [...line.points];
        const perPixel = (this.to - this.from) / (this.right - this.left);
        if (!found.has(begin)) found.set(begin, {title: strip, curves: []});
        found.get(begin).curves.push({name, colour: line.getAttribute('stroke'), dashed: line.hasAttribute('stroke-dasharray'),
          times: points.map(p => (this.from + (p.x - this.left) * perPixel) / 1e3),
          values: points.map(p => Number(low) + (p.y - begin) / (end - begin) * (high - low))});
      }
      return [...found.values()];
    }
    // What there is at an instant: curves with their values, stretches that it lies in.
    values(t) {
      if (!this.curves.length) {
        const now = this.stretches.filter(({rects}) => rects.some(({from, to}) => from <= t && t < to));
        return now.length ? now.map(({name}) => name) : ['nothing'];
      }
      this.read ??= this.strips().flatMap(strip => strip.curves);
      return this.read.map(({name, times, values}) => {
        let low = 0, high = times.length - 1;
        while (high - low > 1) {
          const middle = (low + high) >> 1;
          if (times[middle] <= t / 1e3) low = middle; else high = middle;
        }
        const part = times[high] > times[low] ? clamp((t / 1e3 - times[low]) / (times[high] - times[low]), 0, 1) : 1;
        return `${name} ${(values[low] + part * (values[high] - values[low])).toPrecision(3)}`;
      });
    }
  }

  // The light of a site, whose picture has a row for each year, once more along the time of all panels.
  for (const [k, sky] of [...document.querySelectorAll('svg[data-sky-from]')].entries()) {
    const {skyFrom: from, skyTo: to} = sky.dataset, left = 70, right = 1085, top = 20, height = 9, bottom = top + 3 * (height + 4);
    const svg = draw('svg', {viewBox: `0 0 1100 ${bottom + 24}`, width: 1100, height: bottom + 24, role: 'img',
      'aria-label': `${sky.querySelector('title').textContent}, along the time of all panels`, 'font-family': 'sans-serif', 'font-size': 12,
      'data-time-from': from, 'data-time-to': to, 'data-time-left': left, 'data-time-right': right, 'data-time-top': top, 'data-time-bottom': bottom}, sky.parentElement);
    draw('g', {class: 'axis', 'data-top': top, 'data-bottom': bottom}, svg);
    draw('rect', {x: left, y: top, width: right - left, height: bottom - top}, draw('clipPath', {id: `sky-clip-${k}`}, svg));
    const time = draw('g', {class: 'time'}, draw('g', {'clip-path': `url(#sky-clip-${k})`}, svg));
    const rows = {sun: 0, eclipse: 0, earth: 1, activity: 2};
    for (const [name, row] of [['Sun', 0], ['Earth', 1], ['activity', 2]]) {
      const y = top + 2 + row * (height + 4);
      draw('text', {x: left - 8, y: y + height, 'text-anchor': 'end'}, svg).textContent = name;
      draw('rect', {class: 'grid', x: left, y, width: right - left, height, fill: 'none', stroke: '#d9d9d9'}, time);
    }
    const groups = new Map();  // by what and title; a stretch over New Year stands in two rows
    for (const group of sky.querySelectorAll('g[data-what]')) {
      const title = group.querySelector(':scope > title').textContent, {what} = group.dataset, key = `${what} ${title}`;
      if (!groups.has(key)) {
        const made = draw('g', {'data-what': what, class: group.getAttribute('class') ?? '', fill: group.getAttribute('fill')}, time);
        draw('title', {}, made).textContent = title;
        groups.set(key, {made, seen: new Set()});
      }
      const {made, seen} = groups.get(key);
      for (const {dataset} of group.querySelectorAll('rect.stretch')) {
        if (seen.has(dataset.from)) continue;
        seen.add(dataset.from);
        draw('rect', {class: 'stretch', y: top + 2 + rows[what] * (height + 4), height, 'data-from': dataset.from, 'data-to': dataset.to}, made);
      }
    }
  }

  const panels = [...document.querySelectorAll('svg[data-time-from]')].map(svg => new TimePanel(svg));
  const followers = [], flights = [], pageTime = {};
  if (panels.length) {
    const all = {from: Math.min(...panels.map(p => p.from)), to: Math.max(...panels.map(p => p.to))};
    let view = {...all};
    const readout = make('output', {className: 'readout'});
    const show = (from, to) => {
      const length = clamp(to - from, 10 * minute, all.to - all.from);
      from = clamp(from, all.from, all.to - length);
      view = {from, to: from + length};
      for (const panel of panels) panel.show(view);
      for (const follower of followers) follower.follow(view);
      readout.textContent = `${dateText(view.from, 16)} to ${dateText(view.to, 16)} UTC`;
    };
    const zoom = (factor, t = (view.from + view.to) / 2) => show(t - (t - view.from) * factor, t + (view.to - t) * factor);
    const move = part => show(view.from + part * (view.to - view.from), view.to + part * (view.to - view.from));
    const point = t => {
      if (t !== null) for (const flight of flights) flight.see(t);
      for (const panel of panels) {
        panel.point(t, view);
        const has = t !== null && panel.from <= t && t <= panel.to && (panel.curves.length || panel.stretches.length || panel.isPart);
        panel.reading.textContent = has ? `${dateText(t, 16)} UTC: ${panel.values(t).join(', ')}` : '';
      }
    };
    Object.assign(pageTime, {view: () => view, show, point});
    const button = (text, label, act) => make('button', {type: 'button', textContent: text, ariaLabel: label, onclick: act});
    const bar = make('div', {className: 'time-bar', role: 'toolbar', ariaLabel: 'Time of all panels'},
      button('+', 'Zoom in', () => zoom(0.5)), button('\u2212', 'Zoom out', () => zoom(2)),
      button('\u25c0', 'Earlier', () => move(-0.25)), button('\u25b6', 'Later', () => move(0.25)),
      button('all', 'Show all of the time', () => show(all.from, all.to)), readout);
    document.querySelector('main').prepend(bar);
    for (const panel of panels) {
      panel.reading = panel.svg.closest('figure').querySelector('figcaption').appendChild(make('output', {className: 'values'}));
      panel.svg.addEventListener('pointermove', event => point(panel.instant(event, panel.shown(view))));
      panel.svg.addEventListener('pointerleave', () => point(null));
      panel.svg.addEventListener('wheel', event => {
        if (!event.ctrlKey && !event.shiftKey) return;  // the page scrolls as ever
        const t = panel.instant(event, panel.shown(view));
        if (t === null) return;
        event.preventDefault();
        const closer = !event.shiftKey && event.deltaY < 0;
        if (closer || !panel.isPart) view = panel.shown(view);  // from a few days on, all panels look closer at them
        if (event.shiftKey) move(Math.sign(event.deltaY || event.deltaX) * 0.1); else zoom(closer ? 0.8 : 1.25, t);
      }, {passive: false});
      let dragged = null;
      panel.svg.addEventListener('pointerdown', event => {
        const seen = {...panel.shown(view)};
        if (event.button === 0) dragged = {t: panel.instant(event, seen), view: seen, x: event.clientX};
      });
      panel.svg.addEventListener('pointermove', event => {
        if (!dragged || dragged.t === null || Math.abs(event.clientX - dragged.x) < 4) return;
        const t = panel.instant(event, dragged.view);
        if (t !== null) show(dragged.view.from + dragged.t - t, dragged.view.to + dragged.t - t);
      });
      addEventListener('pointerup', () => { dragged = null; });
    }
    addEventListener('keydown', event => {
      if (event.target.closest('input, select, canvas, dialog') || event.ctrlKey || event.metaKey || event.altKey) return;
      const act = {'+': () => zoom(0.5), '-': () => zoom(2), '0': () => show(all.from, all.to)}[event.key];
      if (act) act();
    });
    show(all.from, all.to);
  }

  // A stretch of a strip says from when to when where the pointer rests on it.
  addEventListener('pointerover', ({target}) => {
    if (!target.matches?.('rect.stretch') || target.firstChild) return;
    const {from, to} = target.dataset, upToMinute = t => t.slice(0, 16).replace('T', ' ');
    draw('title', {}, target).textContent =
      `${target.parentElement.querySelector(':scope > title').textContent}: ${upToMinute(from)} to ${upToMinute(to)} UTC`;
  });

  // ---- Why an activity is where it is -------------------------------------------------------------------------------

  const dialog = document.body.appendChild(make('dialog', {className: 'why'}));
  const row = (list, term, text) => list.append(make('dt', {textContent: term}), make('dd', {textContent: text}));
  // What the page's table says of it.
  function explain(link) {
    const [mission, activity, start, end, slack, held, after, where] =
      [...document.querySelector(link.getAttribute('href')).cells].map(cell => cell.textContent);
    const list = make('dl');
    row(list, 'From', start + ' UTC');
    row(list, 'To', end + ' UTC');
    row(list, 'Slack', slack);
    row(list, 'Not earlier because', held || 'nothing holds it');
    if (after) row(list, 'Waits for', after);
    if (where) row(list, 'Said in', where);
    const name = `${mission}.${activity}`;
    const close = make('button', {type: 'button', textContent: 'Close', onclick: () => dialog.close()});
    dialog.ariaLabel = name;
    dialog.replaceChildren(make('h3', {textContent: name}), list, close);
    dialog.showModal();
  }
  for (const link of document.querySelectorAll('svg a.activity')) {
    let pressed = null;
    link.addEventListener('pointerdown', event => { pressed = event.clientX; });
    link.addEventListener('click', event => {
      event.preventDefault();
      if (pressed !== null && Math.abs(event.clientX - pressed) > 4) return;  // the end of a drag
      pressed = null;
      explain(link);
    });
  }

  // ---- What is unpacked when it is asked for: flights in three dimensions, curves to look at closely -------------------

  let views = null;
  async function unpacked() {
    const packed = Uint8Array.from(atob(document.getElementById('report-views').textContent), c => c.charCodeAt(0));
    const text = await new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
    document.head.append(make('script', {textContent: text}));  // the page's policy knows it by its SHA-256
    return globalThis.perilune_views;
  }
  // A box after a figure that shows more when it is opened.
  function offer(figure, title, name, open) {
    const box = make('details', {className: name}, make('summary', {textContent: title}));
    figure.after(box);
    box.addEventListener('toggle', async () => {
      if (!box.open || box.opened) return;
      box.opened = true;
      open(await (views ??= unpacked()), box);
    });
  }

  for (const flight of data.flights) {
    const figure = document.getElementById(flight.id)?.parentElement.querySelector(`#${CSS.escape(flight.id)} ~ figure`);
    if (figure) offer(figure, 'Turn it in three dimensions', 'three-d', ({FlightView}, box) => flights.push(new FlightView(flight, box, pageTime)));
  }
  for (const panel of panels) {
    const strips = panel.strips();
    if (strips.length) {
      offer(panel.svg.closest('figure'), 'Look closely at its curves', 'closely', ({CurveView}, box) => {
        followers.push(new CurveView(strips, pageTime, box));
      });
    }
  }
})();
