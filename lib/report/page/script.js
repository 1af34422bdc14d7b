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
    // Curves under an instant: name and value, read off the drawn line.
    values(t) {
      const x = this.x(t, this);
      return this.curves.map(curve => {
        const line = curve.querySelector('polyline');
        const points = line.points;
        let low = 0, high = points.numberOfItems - 1;
        while (high - low > 1) {
          const middle = (low + high) >> 1;
          if (points.getItem(middle).x <= x) low = middle; else high = middle;
        }
        const a = points.getItem(low), b = points.getItem(high);
        const y = b.x > a.x ? a.y + (b.y - a.y) * clamp((x - a.x) / (b.x - a.x), 0, 1) : b.y;
        const {low: lowest, high: highest, begin, end} = curve.dataset;
        const value = Number(lowest) + (y - begin) / (end - begin) * (highest - lowest);
        return `${curve.dataset.curve} ${value.toPrecision(3)}`;
      });
    }
  }

  const panels = [...document.querySelectorAll('svg[data-time-from]')].map(svg => new TimePanel(svg));
  if (panels.length) {
    const all = {from: Math.min(...panels.map(p => p.from)), to: Math.max(...panels.map(p => p.to))};
    let view = {...all};
    const readout = make('output', {className: 'readout'});
    const show = (from, to) => {
      const length = clamp(to - from, 10 * minute, all.to - all.from);
      from = clamp(from, all.from, all.to - length);
      view = {from, to: from + length};
      for (const panel of panels) panel.show(view);
      readout.textContent = `${dateText(view.from, 16)} to ${dateText(view.to, 16)} UTC`;
    };
    const zoom = (factor, t = (view.from + view.to) / 2) => show(t - (t - view.from) * factor, t + (view.to - t) * factor);
    const move = part => show(view.from + part * (view.to - view.from), view.to + part * (view.to - view.from));
    const button = (text, label, act) => make('button', {type: 'button', textContent: text, ariaLabel: label, onclick: act});
    const bar = make('div', {className: 'time-bar', role: 'toolbar', ariaLabel: 'Time of all panels'},
      button('+', 'Zoom in', () => zoom(0.5)), button('\u2212', 'Zoom out', () => zoom(2)),
      button('\u25c0', 'Earlier', () => move(-0.25)), button('\u25b6', 'Later', () => move(0.25)),
      button('all', 'Show all of the time', () => show(all.from, all.to)), readout);
    document.querySelector('main').prepend(bar);
    for (const panel of panels) {
      const figure = panel.svg.closest('figure');
      const values = figure.querySelector('figcaption').appendChild(make('output', {className: 'values'}));
      panel.svg.addEventListener('pointermove', event => {
        const t = panel.instant(event, view);
        for (const other of panels) other.point(t, view);
        for (const other of panels) {
          if (other.values_) other.values_.textContent = t === null || !other.curves.length ? '' :
            `${dateText(t, 16)} UTC: ${other.values(t).join(', ')}`;
        }
      });
      panel.values_ = values;
      panel.svg.addEventListener('pointerleave', () => { for (const other of panels) other.point(null, view); });
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
      if (event.target.closest('input, canvas, dialog') || event.ctrlKey || event.metaKey || event.altKey) return;
      const act = {'+': () => zoom(0.5), '-': () => zoom(2), '0': () => show(all.from, all.to)}[event.key];
      if (act) act();
    });
    show(all.from, all.to);
  }

  // ---- Why an activity is where it is -------------------------------------------------------------------------------

  const dialog = document.body.appendChild(make('dialog', {className: 'why'}));
  const row = (list, term, text) => list.append(make('dt', {textContent: term}), make('dd', {textContent: text}));
  function explain(activity) {
    const list = make('dl');
    row(list, 'From', activity.start + ' UTC');
    row(list, 'To', activity.end + ' UTC');
    row(list, 'Slack', activity.state);
    row(list, 'Not earlier because', activity.held_by || 'nothing holds it');
    if (activity.after.length) row(list, 'Waits for', activity.after.join('; '));
    if (activity.where) row(list, 'Said in', activity.where);
    const close = make('button', {type: 'button', textContent: 'Close', onclick: () => dialog.close()});
    dialog.ariaLabel = activity.name;
    dialog.replaceChildren(make('h3', {textContent: activity.name}), list, close);
    dialog.showModal();
  }
  for (const link of document.querySelectorAll('svg a.activity')) {
    const activity = data.activities[Number(link.dataset.number)];
    let pressed = null;
    link.addEventListener('pointerdown', event => { pressed = event.clientX; });
    link.addEventListener('click', event => {
      event.preventDefault();
      if (pressed !== null && Math.abs(event.clientX - pressed) > 4) return;  // the end of a drag
      pressed = null;
      explain(activity);
    });
  }

  // ---- Flights in three dimensions ----------------------------------------------------------------------------------

  const bodies = {earth: {radius: 6378.1366, colour: '#0072b2'}, moon: {radius: 1737.4, colour: '#8c8c8c'}};

  class FlightView {
    constructor(flight, place) {
      this.flight = flight;
      this.centre = flight.near ? 'moon' : 'earth';
      this.canvas = make('canvas', {width: 900, height: 520, tabIndex: 0, className: 'flight',
        ariaLabel: `${flight.mission} in three dimensions: arrow keys turn, plus and minus zoom`, role: 'img'});
      this.angles = {turn: -0.6, lift: 0.5};
      const choose = (name, text) => make('button', {type: 'button', textContent: text, onclick: () => { this.look(name); }});
      place.append(make('div', {className: 'time-bar'}, choose('earth', 'about the Earth'), choose('moon', 'about the Moon'),
        make('span', {textContent: 'drag or arrow keys: turn; Ctrl and wheel, + and \u2212: zoom'})), this.canvas);
      this.canvas.addEventListener('pointermove', event => {
        if (!(event.buttons & 1)) return;
        this.turn(event.movementX * 0.01, event.movementY * 0.01);
      });
      this.canvas.addEventListener('wheel', event => {
        if (!event.ctrlKey) return;
        event.preventDefault();
        this.zoom(event.deltaY < 0 ? 1.25 : 0.8);
      }, {passive: false});
      this.canvas.addEventListener('keydown', event => {
        const act = {ArrowLeft: () => this.turn(-0.1, 0), ArrowRight: () => this.turn(0.1, 0), ArrowUp: () => this.turn(0, -0.1),
          ArrowDown: () => this.turn(0, 0.1), '+': () => this.zoom(1.25), '-': () => this.zoom(0.8)}[event.key];
        if (!act) return;
        event.preventDefault();
        act();
      });
      matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.paint());
      this.look(this.centre);
    }
    look(centre) {
      this.centre = centre;
      const {craft, moon} = this.flight;
      this.path = craft.map((r, i) => centre === 'earth' ? r : r.map((value, k) => value - moon[i][k]));
      this.others = centre === 'earth' ? moon : moon.map(r => r.map(value => -value));
      const far = Math.max(...(centre === 'moon' ? [25000] : this.path.map(r => Math.hypot(...r))));
      this.scale = 230 / far;
      this.paint();
    }
    turn(side, up) {
      this.angles.turn += side;
      this.angles.lift = clamp(this.angles.lift + up, -Math.PI / 2, Math.PI / 2);
      this.paint();
    }
    zoom(factor) { this.scale *= factor; this.paint(); }
    // Across, up (px from the middle) and towards the eye (km), seen from far away.
    project([x, y, z]) {
      const {turn, lift} = this.angles;
      const across = x * Math.cos(turn) - y * Math.sin(turn), away = x * Math.sin(turn) + y * Math.cos(turn);
      return [450 + across * this.scale, 260 - (z * Math.cos(lift) + away * Math.sin(lift)) * this.scale,
        z * Math.sin(lift) - away * Math.cos(lift)];
    }
    paint() {
      const pen = this.canvas.getContext('2d');
      const style = getComputedStyle(document.documentElement);
      const ink = style.getPropertyValue('--ink'), paper = style.getPropertyValue('--paper');
      pen.fillStyle = paper;
      pen.fillRect(0, 0, 900, 520);
      const other = this.centre === 'earth' ? 'moon' : 'earth';
      const balls = [[[0, 0, 0], this.centre], [this.others.at(-1), other]];
      const depth = ([r, name]) => this.project(r)[2];
      // Lines behind the bodies first, then the bodies from the farthest on, then the lines before them.
      for (const front of [false, true]) {
        if (front) for (const [r, name] of balls.toSorted((a, b) => depth(a) - depth(b))) this.ball(pen, r, name, ink);
        this.line(pen, this.others, '#8c8c8c', [5, 4], front);
        this.line(pen, this.path, '#d55e00', [], front);
      }
      pen.fillStyle = ink;
      pen.font = '13px sans-serif';
      for (const {t, name} of this.flight.events) {
        const [x, y] = this.project(this.at(t));
        pen.beginPath();
        pen.arc(x, y, 4, 0, 7);
        pen.fill();
        pen.fillText(name, x + 7, y - 5);
      }
      const km = 10 ** Math.floor(Math.log10(160 / this.scale));
      pen.fillRect(20, 500, km * this.scale, 2);
      pen.fillText(`${km.toLocaleString('en')} km`, 20, 494);
      pen.fillText(`about the ${this.centre === 'earth' ? 'Earth' : 'Moon'}, axes ICRF`, 20, 24);
    }
    at(t) {
      const times = this.flight.times;
      let i = times.findIndex(value => value >= t);
      if (i <= 0) i = i < 0 ? times.length - 1 : 1;
      const part = (t - times[i - 1]) / (times[i] - times[i - 1]);
      return this.path[i].map((value, k) => this.path[i - 1][k] + clamp(part, 0, 1) * (value - this.path[i - 1][k]));
    }
    line(pen, path, colour, dashes, front) {
      pen.strokeStyle = colour;
      pen.setLineDash(dashes);
      pen.lineWidth = 1.6;
      pen.beginPath();
      for (let i = 1; i < path.length; ++i) {
        const a = this.project(path[i - 1]), b = this.project(path[i]);
        if ((b[2] > 0) !== front) continue;
        pen.moveTo(a[0], a[1]);
        pen.lineTo(b[0], b[1]);
      }
      pen.stroke();
      pen.setLineDash([]);
    }
    ball(pen, r, name, ink) {
      const [x, y] = this.project(r);
      const radius = Math.max(bodies[name].radius * this.scale, 3);
      pen.fillStyle = bodies[name].colour;
      pen.beginPath();
      pen.arc(x, y, radius, 0, 7);
      pen.fill();
      if (radius < 12) return;
      // Circles of latitude and the ends of the axis tell which way it stands.
      pen.strokeStyle = '#ffffff88';
      pen.lineWidth = 0.7;
      const km = bodies[name].radius;
      const circle = point => {
        pen.beginPath();
        let drawing = false;
        for (let k = 0; k <= 72; ++k) {
          const p = point(k * Math.PI / 36);
          const [px, py, near] = this.project(p.map((value, i) => value * km));
          if (near < 0) { drawing = false; continue; }
          const [cx, cy] = [px - 450 + x, py - 260 + y];
          if (drawing) pen.lineTo(cx, cy); else pen.moveTo(cx, cy);
          drawing = true;
        }
        pen.stroke();
      };
      for (const latitude of [-60, -30, 0, 30, 60].map(d => d * Math.PI / 180))
        circle(a => [Math.cos(a) * Math.cos(latitude), Math.sin(a) * Math.cos(latitude), Math.sin(latitude)]);
      for (let k = 0; k < 6; ++k) {
        const longitude = k * Math.PI / 6;
        circle(a => [Math.cos(a) * Math.cos(longitude), Math.cos(a) * Math.sin(longitude), Math.sin(a)]);
      }
    }
  }

  for (const flight of data.flights) {
    const figure = document.getElementById(flight.id)?.closest('section')?.querySelector('figure');
    if (!figure) continue;
    const box = make('details', {className: 'three-d'}, make('summary', {textContent: 'Turn it in three dimensions'}));
    figure.after(box);
    box.addEventListener('toggle', () => { if (box.open && !box.view) box.view = new FlightView(flight, box); });
  }
})();
