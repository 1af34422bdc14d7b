// The curves of one strip of a figure to look at closely, drawn by uPlot: the scale follows what is shown, and dragging
// across chooses a stretch of time for the whole page.
import uPlot from 'uplot';
import style from 'uplot/dist/uPlot.min.css';

const sheet = new CSSStyleSheet();
sheet.replaceSync(style);
document.adoptedStyleSheets.push(sheet);

const ink = () => getComputedStyle(document.documentElement).getPropertyValue('--ink');
const grid = () => getComputedStyle(document.documentElement).getPropertyValue('--faint');

export class CurveView {
  // @param strips  [{title, curves: [{name, colour, dashed, times (s), values}]}]
  // @param page    {view(), show(from, to), point(t)}: the page's time, ms
  constructor(strips, page, place) {
    this.page = page;
    this.strips = strips;
    const choice = document.createElement('select');
    choice.append(...strips.map((strip, i) => new Option(strip.title, i)));
    choice.addEventListener('change', () => this.choose(Number(choice.value)));
    const label = document.createElement('label');
    label.append('curves ', choice);
    this.holder = document.createElement('div');
    place.append(label, this.holder);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.choose(Number(choice.value)));
    this.choose(0);
  }
  choose(number) {
    this.plot?.destroy();
    const {curves} = this.strips[number];
    const {from, to} = this.page.view();
    const axis = {stroke: ink, grid: {stroke: grid, width: 1}, ticks: {stroke: grid, width: 1}};
    this.plot = new uPlot({
      width: Math.max(320, Math.min(1080, this.holder.clientWidth || 1080)), height: 300,
      tzDate: t => uPlot.tzDate(new Date(t * 1e3), 'Etc/UTC'),
      series: [{label: 'UTC', value: '{YYYY}-{MM}-{DD} {HH}:{mm}'}, ...curves.map(curve => ({label: curve.name, stroke: curve.colour,
        width: 1.5, dash: curve.dashed ? [4, 3] : undefined, spanGaps: true, points: {show: false}}))],
      axes: [axis, {...axis, size: 70}],
      scales: {x: {min: from / 1e3, max: to / 1e3}},
      hooks: {
        setCursor: [plot => this.page.point(plot.cursor.left < 0 ? null : plot.posToVal(plot.cursor.left, 'x') * 1e3)],
        setSelect: [plot => {
          if (plot.select.width < 4) return;
          this.page.show(plot.posToVal(plot.select.left, 'x') * 1e3, plot.posToVal(plot.select.left + plot.select.width, 'x') * 1e3);
        }]
      },
      cursor: {drag: {x: true, y: false, setScale: false}}
    }, uPlot.join(curves.map(curve => [curve.times, curve.values])), this.holder);
  }
  follow({from, to}) { this.plot.setScale('x', {min: from / 1e3, max: to / 1e3}); }
}
