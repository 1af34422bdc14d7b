// A flight that a reader turns by mouse or keys, with the instant on a slider or under the pointer of any panel.
import {Space, renderer} from './space.js';

const width = 900, height = 520;
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const minus = (a, b) => a.map((value, k) => value - b[k]);
const make = (name, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};

export class FlightView {
  // @param flight  as lib/report/page/page_data.cpp writes it
  // @param page    {point(t)}: shows an instant (ms) in all panels; nothing on a page without any
  constructor(flight, place, page) {
    if (!renderer()) {
      place.append(make('p', {textContent: 'This browser has no WebGL: the figure above shows the flight from several sides.'}));
      return;
    }
    this.flight = flight;
    this.page = page;
    this.from = Date.parse(flight.from + 'Z');
    this.angles = {turn: -0.6, lift: 0.5};
    this.t = flight.times.at(-1);
    this.canvas = make('canvas', {width, height, tabIndex: 0, className: 'flight', role: 'img',
      ariaLabel: `${flight.mission} in three dimensions: arrow keys turn, plus and minus zoom`});
    this.space = new Space(flight, () => this.paint());
    place.append(this.bar(), this.canvas);
    this.listen();
    this.look(flight.near ? 'moon' : 'earth');
  }
  bar() {
    const choose = (name, text) => make('button', {type: 'button', textContent: text, onclick: () => this.look(name)});
    const last = this.flight.times.at(-1);
    const instant = this.instant = make('input', {type: 'range', min: 0, max: last, step: last / 1000, value: last});
    this.reading = make('output');
    instant.addEventListener('input', () => {
      this.t = Number(instant.value);
      this.paint();
      this.page.point?.(this.from + this.t * 1e3);
    });
    return make('div', {className: 'time-bar'}, choose('earth', 'about the Earth'), choose('moon', 'about the Moon'),
      make('label', {}, 'instant ', instant), this.reading,
      make('span', {textContent: 'drag or arrow keys: turn; Ctrl and wheel, + and \u2212: zoom'}));
  }
  // Goes to an instant (ms), if the flight is under way then.
  see(t) {
    const after = (t - this.from) / 1e3;
    if (!this.instant || after < 0 || after > this.flight.times.at(-1) || Math.abs(after - this.t) < 1) return;
    this.t = this.instant.value = after;
    this.paint();
  }
  listen() {
    this.canvas.addEventListener('pointermove', event => {
      if (event.buttons & 1) this.turn(event.movementX * 0.01, event.movementY * 0.01);
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
  }
  look(centre) {
    const {craft, moon} = this.flight;
    this.centre = centre;
    this.path = centre === 'earth' ? craft : craft.map((r, i) => minus(r, moon[i]));
    this.other = centre === 'earth' ? moon : moon.map(r => r.map(value => -value));
    this.scale = 230 / Math.max(...(centre === 'moon' ? [5000] : this.path.map(r => Math.hypot(...r))));
    this.space.setPaths(this.path, this.other);
    this.paint();
  }
  turn(side, up) {
    this.angles.turn += side;
    this.angles.lift = clamp(this.angles.lift + up, -Math.PI / 2, Math.PI / 2);
    this.paint();
  }
  zoom(factor) { this.scale *= factor; this.paint(); }
  // A row of places at an instant, between its points along straight lines.
  at(places, t) {
    const times = this.flight.times;
    const i = clamp(times.findIndex(value => value >= t), 1, times.length - 1);
    const part = clamp((t - times[i - 1]) / (times[i] - times[i - 1]), 0, 1);
    return places[i].map((value, k) => places[i - 1][k] + part * (value - places[i - 1][k]));
  }
  // Where right and up on the paper point, and where the eye is.
  directions() {
    const [c, s] = [Math.cos(this.angles.turn), Math.sin(this.angles.turn)];
    const [cl, sl] = [Math.cos(this.angles.lift), Math.sin(this.angles.lift)];
    return {right: [c, -s, 0], up: [s * sl, c * sl, cl], eye: [-s * cl, -c * cl, sl]};
  }
  project(r) {
    const dot = v => r[0] * v[0] + r[1] * v[1] + r[2] * v[2];
    const {right, up} = this.directions();
    return [width / 2 + dot(right) * this.scale, height / 2 - dot(up) * this.scale];
  }
  paint() {
    const pen = this.canvas.getContext('2d');
    const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name);
    pen.fillStyle = colour('--paper');
    pen.fillRect(0, 0, width, height);
    const other = this.at(this.other, this.t), middle = [0, 0, 0];
    const [earth, moon] = this.centre === 'earth' ? [middle, other] : [other, middle];
    this.space.place(this.t, {earth, moon, craft: this.at(this.path, this.t)});
    this.space.draw(this.canvas, this.directions(), this.scale);
    this.write(pen, colour('--ink'));
  }
  write(pen, ink) {
    pen.fillStyle = ink;
    pen.font = '13px sans-serif';
    for (const {t, name} of this.flight.events) {
      const [x, y] = this.project(this.at(this.path, t));
      pen.beginPath();
      pen.arc(x, y, 3, 0, 7);
      pen.fill();
      pen.fillText(name, x + 7, y - 5);
    }
    const km = 10 ** Math.floor(Math.log10(160 / this.scale));
    pen.fillRect(20, height - 20, km * this.scale, 2);
    pen.fillText(`${km.toLocaleString('en')} km`, 20, height - 26);
    pen.fillText(`about the ${this.centre === 'earth' ? 'Earth' : 'Moon'}, axes ICRF, lit by the Sun`, 20, 24);
    const utc = new Date(this.from + this.t * 1e3).toISOString().slice(0, 16).replace('T', ' ');
    this.reading.textContent = `${utc} UTC, ${(this.t / 86400).toFixed(2)} d after the start`;
  }
}
