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
  // data-time-bottom (px of the picture). What lies along the axis is in groups of class "time", inside a clip.

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
      this.cursor = draw('g', {class: 'cursor', visibility: 'hidden'}, svg);
      this.line = draw('line', {y1: this.top, y2: this.bottom, class: 'cursor-line'}, this.cursor);
      this.text = draw('text', {y: this.top - 2, class: 'cursor-text', 'text-anchor': 'middle'}, this.cursor);
    }
    x(t, view) { return this.left + (t - view.from) / (view.to - view.from) * (this.right - this.left); }
    // The instant under a place of the window, or nothing outside the axis.
    instant(event, view) {
      const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse());
      const part = (place.x - this.left) / (this.right - this.left);
      return part < 0 || part > 1 ? null : view.from + part * (view.to - view.from);
    }
    show(view) {
      const scale = (this.to - this.from) / (view.to - view.from);
      const shift = this.x(this.from, view) - this.left * scale;
      for (const group of this.groups) group.setAttribute('transform', `matrix(${scale} 0 0 1 ${shift} 0)`);
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
      this.cursor.setAttribute('visibility', t === null ? 'hidden' : 'visible');
      if (t === null) return;
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
    // Curves under an instant: name and value.
    values(t) {
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

  const panels = [...document.querySelectorAll('svg[data-time-from]')].map(svg => new TimePanel(svg));
  const followers = [], pageTime = {};
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
      for (const panel of panels) {
        panel.point(t, view);
        panel.reading.textContent = t === null || !panel.curves.length ? '' : `${dateText(t, 16)} UTC: ${panel.values(t).join(', ')}`;
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
      panel.svg.addEventListener('pointermove', event => point(panel.instant(event, view)));
      panel.svg.addEventListener('pointerleave', () => point(null));
      panel.svg.addEventListener('wheel', event => {
        if (!event.ctrlKey && !event.shiftKey) return;  // the page scrolls as ever
        const t = panel.instant(event, view);
        if (t === null) return;
        event.preventDefault();
        if (event.shiftKey) move(Math.sign(event.deltaY || event.deltaX) * 0.1); else zoom(event.deltaY < 0 ? 0.8 : 1.25, t);
      }, {passive: false});
      let dragged = null;
      panel.svg.addEventListener('pointerdown', event => {
        if (event.button === 0) dragged = {t: panel.instant(event, view), view: {...view}, x: event.clientX};
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
    if (figure) offer(figure, 'Turn it in three dimensions', 'three-d', ({FlightView}, box) => new FlightView(flight, box));
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
