#!/usr/bin/env node
// Opens reports in Chromium and looks: no console errors, one request, every figure there (also without scripts),
// values in the pictures equal to the tables, no serious finding of axe, everything reached by keyboard.
//
//     npm ci --prefix tests/browser
//     node tests/browser/run.mjs build/release/bin/perilune [out/browser [SCENARIO ...]]
//
// Chromium is Debian's (CHROMIUM=/usr/bin/chromium). Screenshots, light, dark, printed and narrow, lie in the folder.
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {chromium} from 'playwright-core';

const [program, folder = 'out/browser', ...only] = process.argv.slice(2);
if (!program) throw new Error('usage: run.mjs PROGRAM [FOLDER [SCENARIO ...]]');
const axe = fs.readFileSync(new URL('./node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const scenarios = fs.readdirSync('scenarios').filter(name => name.endsWith('.yaml') && (!only.length || only.includes(path.basename(name, '.yaml'))));
const problems = [];
const note = (where, what) => { problems.push(`${where}: ${what}`); console.log(`PROBLEM ${where}: ${what}`); };

fs.mkdirSync(folder, {recursive: true});
const browser = await chromium.launch({executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader']});

function tableOf(file) {
  const [head, ...rows] = fs.readFileSync(file, 'utf8').trim().split('\n').map(line => line.split(','));
  return rows.map(row => Object.fromEntries(head.map((name, i) => [name, row[i]])));
}

// Values that the pictures carry against the tables, at least twenty of each kind of panel where there are so many, spread
// over all of them. `rule(element, rows)` says whether the element is right.
async function comparePanel(page, where, out, kind, selector, table, rule) {
  const elements = await page.$$eval(selector, all => all.map(e => ({...e.parentElement.dataset, ...e.dataset, figure: e.closest('figure').previousElementSibling?.id ?? ''})));
  if (elements.length === 0) return '';
  const file = path.join(out, table);
  if (!fs.existsSync(file)) { note(where, `${kind} without ${table}`); return ''; }
  const rows = tableOf(file);
  const step = Math.max(1, Math.floor(elements.length / 40));
  let equal = 0, seen = 0;
  for (let k = 0; k < elements.length; k += step, ++seen) {
    if (rule(elements[k], rows)) ++equal;
    else note(where, `${kind} ${JSON.stringify(elements[k])} is not in ${table}`);
  }
  return `${kind} ${equal}/${seen}`;
}

const near = (a, b, by) => Math.abs(Number(a) - Number(b)) <= by;
const total = row => Number(row.injection_m_s) + Number(row.insertion_m_s);

// Where a craft is at the round instants of its picture, against the OEM. TDB is up to 2 ms from TT here: 20 m at 11 km/s.
const mostKmApart = 0.025;
async function compareTicks(page, where, out) {
  const ticks = await page.$$eval('circle.tick[data-r-km]', all => all.map(e => ({...e.dataset, figure: e.closest('figure').parentElement.querySelector('h2').id})));
  let equal = 0;
  for (const tick of ticks) {
    const file = path.join(out, 'trajectories', tick.figure.replace(/^trajectory-/, '') + '.oem');
    const {scale, points} = messageOf(file);
    const r = tick.rKm.split(' ').map(Number);
    const found = hermite(points, Date.parse(tick.utc + 'Z') / 1e3 + secondsAfterUtc[scale]);
    if (Math.hypot(...r.map((value, k) => value - found[k])) < mostKmApart) ++equal;
    else note(where, `${tick.figure} at ${tick.utc} is drawn at ${r}, the OEM has ${found}`);
  }
  return ticks.length ? [`positions ${equal}/${ticks.length}`] : [];
}

// All flights are after 2017: no leap second comes between.
const secondsAfterUtc = {UTC: 0, TAI: 37, TT: 69.184, TDB: 69.184};
const messages = new Map();
function messageOf(file) {
  if (!messages.has(file)) {
    const text = fs.readFileSync(file, 'utf8');
    messages.set(file, {scale: text.match(/TIME_SYSTEM\s*=\s*(\w+)/)[1], points: text.split('\n').filter(line => /^\d{4}-/.test(line)).map(line => {
      const [date, ...numbers] = line.trim().split(/\s+/);
      return [Date.parse(date.slice(0, 23) + 'Z') / 1e3 + Number(`0.000${date.slice(23) || 0}`), ...numbers.map(Number)];
    })});
  }
  return messages.get(file);
}
// Hermite's polynomial through positions and velocities of the four points around an instant, by divided differences.
function hermite(points, t) {
  let i = points.findIndex(point => point[0] >= t);
  i = Math.min(Math.max(i < 0 ? points.length : i, 2), Math.max(points.length - 2, 2));
  const four = points.slice(i - 2, i + 2), nodes = four.flatMap(point => [point, point]);
  return [1, 2, 3].map(k => {
    let column = nodes.map(point => point[k]);
    const first = [column[0]];
    for (let order = 1; order < nodes.length; ++order) {
      column = column.slice(1).map((value, j) => {
        const h = nodes[j + order][0] - nodes[j][0];
        return h === 0 ? nodes[j][k + 3] : (value - column[j]) / h;
      });
      first.push(column[0]);
    }
    return first.reduceRight((sum, value, order) => sum * (t - nodes[order][0]) + value, 0);
  });
}

// The planned instant that is nearest to the start.
const clamped = row => Math.min(Math.max(Date.parse(row.start_utc + 'Z'), Date.parse(row.planned_from_utc + 'Z')), Date.parse(row.planned_to_utc + 'Z'));

// The curves as they are drawn, read back from their points at twenty instants and more, against the tables:
// stores at the end of each year, power by source and load at its highest of each year, landed mass, probabilities.
async function compareCurves(page, where, out) {
  const curves = await page.$$eval('g.curve[data-high]', all => all.map(g => {
    const svg = g.closest('svg'), line = g.querySelector('polyline');
    return {name: g.dataset.curve, strip: g.dataset.strip, low: +g.dataset.low, high: +g.dataset.high, begin: +g.dataset.begin, end: +g.dataset.end,
      from: Date.parse(svg.dataset.timeFrom + 'Z'), to: Date.parse(svg.dataset.timeTo + 'Z'), left: +svg.dataset.timeLeft, right: +svg.dataset.timeRight,
      points: line.getAttribute('points').trim().split(' ').map(pair => pair.split(',').map(Number))};
  }));
  if (!curves.length) return [];
  const valueOf = (curve, y) => curve.low + (y - curve.begin) / (curve.end - curve.begin) * (curve.high - curve.low);
  const xOf = (curve, t) => curve.left + (t - curve.from) / (curve.to - curve.from) * (curve.right - curve.left);
  // What is drawn over an instant, from the lowest to the highest: a step has both. Points are rounded to 0.01, and those
  // that lie within 0.05 of the line between their neighbours are left out.
  const drawnAt = (curve, t) => {
    const x = xOf(curve, t), ys = [];
    curve.points.forEach(([x1, y1], i) => {
      if (Math.abs(x1 - x) <= 0.06) ys.push(y1);
      const [x2, y2] = curve.points[i + 1] ?? [];
      if (x2 > x1 && x1 <= x && x <= x2) ys.push(y1 + (x - x1) / (x2 - x1) * (y2 - y1));
    });
    const values = ys.map(y => valueOf(curve, y)), room = 0.12 * (curve.high - curve.low) / Math.abs(curve.end - curve.begin);
    return [Math.min(...values) - room, Math.max(...values) + room];
  };
  let equal = 0, seen = 0;
  const check = (curve, t, value, what) => {
    ++seen;
    const [low, high] = drawnAt(curve, t);
    if (low <= value && value <= high) ++equal;
    else note(where, `${what} of ${curve.name} is ${value} at ${new Date(t).toISOString()} and drawn from ${low} to ${high}`);
  };
  const table = name => fs.existsSync(path.join(out, name)) ? tableOf(path.join(out, name)) : [];
  const named = (strip, name) => curves.find(curve => curve.strip === strip && curve.name === name);
  for (const row of table('station.csv')) {
    const curve = named(`${row.commodity}, kg`, row.commodity);
    if (curve) check(curve, Date.parse(row.to_utc + 'Z'), Number(row.closing_kg), 'the stock');
  }
  for (const row of table('probability.csv')) {
    const curve = named('probability', row.name);
    const t = Date.parse(row.by_utc + 'Z');
    if (curve && curve.from <= t && t <= curve.to) check(curve, t, Number(row.probability), 'the probability');
  }
  // Each landing adds what is left of the craft to its phase, from the moment on.
  const legs = new Map(table('schedule.csv').map(row => [`${row.mission} ${row.activity}`, row]));
  const landings = table('masses.csv').map(row => ({...legs.get(`${row.mission} ${row.activity}`), kg: Number(row.mass_after_kg)}))
    .filter(leg => leg.kind === 'descend').sort((a, b) => a.end_utc < b.end_utc ? -1 : 1), landed = {};
  for (const {phase, end_utc, kg} of landings) {
    landed[phase] = (landed[phase] ?? 0) + kg;
    const curve = named('mass landed on the Moon by phase, kg', phase || 'all');
    if (curve) check(curve, Date.parse(end_utc + 'Z'), landed[phase], 'the landed mass');
    else note(where, `no curve for what phase '${phase}' lands`);
  }
  const strips = {source: 'power that the sources could give, kW', load: 'power that is drawn, kW'};
  for (const row of table('power.csv')) {
    const curve = named(strips[row.what], row.element);
    if (!curve) continue;
    ++seen;
    // A point is the mean of the step before it: the one at the turn of the year belongs to the year that ends.
    const [from, to] = [row.from_utc, row.to_utc].map(utc => Date.parse(utc + 'Z'));
    const inside = curve.points.filter(([x]) => xOf(curve, from) + 0.06 < x && x < xOf(curve, to) - 0.06).map(([, y]) => valueOf(curve, y));
    const [begin, end] = [drawnAt(curve, from), drawnAt(curve, to)], room = 0.002 * (curve.high - curve.low);
    const low = Math.max(end[0], ...inside) - room, high = Math.max(begin[1], end[1], ...inside) + room;
    if (low <= row.most_kw && row.most_kw <= high) ++equal;
    else note(where, `the highest power (${row.what}) of ${row.element} from ${row.from_utc} is ${row.most_kw} kW and drawn from ${low} to ${high}`);
  }
  return seen ? [`curves ${equal}/${seen}`] : [];
}

async function comparePanels(page, where, out) {
  const told = [];
  const compare = async (...how) => { const text = await comparePanel(page, where, out, ...how); if (text) told.push(text); };
  await compare('bars', '[data-mission][data-start]', 'schedule.csv', (bar, rows) => rows.some(row =>
    row.mission === bar.mission && row.activity === bar.activity && row.start_utc === bar.start && row.end_utc === bar.end));
  await compare('days', 'rect.days', 'windows.csv', (days, rows) => {
    const mine = rows.filter(row => row.mission === days.mission && row.lift_off_utc.slice(0, 10) >= days.from &&
      row.lift_off_utc.slice(0, 10) <= days.to);
    return mine.length === Number(days.windows) && near(Math.min(...mine.map(total)), days.cheapestMS, 0.002);
  });
  await compare('cells', 'rect.cell', 'porkchop.csv', (cell, rows) => {
    const [fromDays, toDays] = cell.d.split(' ').map(Number), [low, high] = cell.mS.split(' ').map(Number);
    const mine = rows.filter(row => `porkchop-${row.mission}` === cell.figure && row.departure_utc === cell.departure &&
      Number(row.time_of_flight_d) >= fromDays - 1e-9 && Number(row.time_of_flight_d) <= toDays + 1e-9);
    return mine.length > 0 && mine.every(row => total(row) >= low - 0.002 && total(row) <= high + 0.002);
  });
  await compare('legs', 'g.leg', 'masses.csv', (leg, rows) => rows.some(row => row.mission === leg.mission && row.activity === leg.activity &&
    near(row.mass_before_kg, leg.massBeforeKg, 1e-9) && near(row.mass_after_kg, leg.massAfterKg, 1e-9) && near(row.delta_v_m_s, leg.deltaVMS, 1e-9)));
  await compare('light', '[id^="sky-"] + figure g:not([data-what="activity"]) > rect.stretch', 'light.csv', (stretch, rows) => rows.some(row =>
    `sky-${row.site}` === stretch.figure && row.what === stretch.what && row.from_utc === stretch.from && row.to_utc === stretch.to));
  await compare('links', '[id^="links-"] + figure rect.stretch', 'links.csv', (stretch, rows) => rows.some(row =>
    `links-${row.site}` === stretch.figure && row.what === stretch.what && row.with === (stretch.with ?? '') &&
    row.from_utc === stretch.from && row.to_utc === stretch.to));
  await compare('shadows', '[id^="shadow-"] + figure rect.stretch', 'shadows.csv', (stretch, rows) => rows.some(row =>
    `shadow-${row.mission}` === stretch.figure && row.what === stretch.what && row.from_utc === stretch.from && row.to_utc === stretch.to));
  await compare('reached', 'g.reached', 'schedule.csv', (reached, rows) => rows.some(row => row.end_utc === reached.on &&
    row.milestones.split(' ').some(name => `${row.mission}.${name}` === reached.milestone)));
  await compare('burns', 'g.burn', 'burns.csv', (burn, rows) => rows.some(row => ["", `trajectory-${row.mission}`].includes(burn.figure) &&
    row.burn === burn.burn && row.from_utc === burn.from && row.to_utc === burn.to && row.delta_v_m_s === burn.deltaVMS));
  await compare('plans', 'g.plan', 'schedule.csv', (plan, rows) => rows.some(row => row.mission === plan.mission && row.activity === plan.activity &&
    row.planned_from_utc === plan.planFrom && row.planned_to_utc === plan.planTo &&
    near((Date.parse(row.start_utc + 'Z') - clamped(row)) / 864e5, plan.slipD, 0.006)));
  await compare('milestones', 'g.milestone', 'milestones.csv', (dates, rows) => rows.some(row => row.kind === dates.kind && row.name === dates.name &&
    row.planned_utc === (dates.planned ?? '') && row.p50_utc === (dates.p50 ?? '') && row.p80_utc === (dates.p80 ?? '') && row.p95_utc === (dates.p95 ?? '')));
  await compare('drivers', 'rect.driver', 'drivers.csv', (driver, rows) => rows.some(row => row.kind === driver.kind && row.name === driver.name &&
    row.risk_of === driver.riskOf && row.swing_d === driver.swingD));
  told.push(...await compareTicks(page, where, out));
  told.push(...await compareCurves(page, where, out));
  if (fs.existsSync(path.join(out, 'station.csv'))) {
    const stored = new Set(tableOf(path.join(out, 'station.csv')).map(row => row.commodity));
    const curves = await page.$$eval('g.curve', all => all.map(e => e.dataset.curve));
    if (!curves.some(name => stored.has(name))) told.push('no store is drawn');
    else await compare('stores', `g.curve:is(${[...stored].map(name => `[data-curve=${JSON.stringify(name)}][data-strip=${JSON.stringify(`${name}, kg`)}]`).join()})`, 'station.csv', (curve, rows) =>
      near(rows.filter(row => row.commodity === curve.curve).at(-1).closing_kg, curve.last, 0.0011));
  }
  return told.join(', ');
}

// What the script adds: one time for all panels, reasons at a click, flights in three dimensions.
async function tryScript(page, where) {
  const timed = await page.$$('svg[data-time-from]');
  if (timed.length) {
    // Stretched by two, all panels still show one stretch of time: each has the same seconds a pixel as it has width.
    const scales = () => page.$$eval('svg[data-time-from]:not([data-time-reach]) g.time', all => all.map(g => Number(g.getAttribute('transform').slice(7).split(' ')[0])));
    const shown = () => page.$eval('.readout', e => e.textContent.match(/\d{4}-[\d: -]{12}/g).map(t => Date.parse(t.trim() + 'Z')));
    const [before, all] = [await scales(), await shown()];
    await page.click('button[aria-label="Zoom in"]');
    const [after, part] = [await scales(), await shown()];
    if (!after.every((scale, i) => near(scale / before[i], 2, 1e-9))) note(where, `zoom stretches by ${after.map((scale, i) => scale / before[i])}`);
    if (!near((all[1] - all[0]) / (part[1] - part[0]), 2, 0.01)) note(where, `zoom shows ${part} of ${all}`);
    // However far the time is stretched, no bar is wider than its activity lasts, or than what can be seen.
    for (let k = 0; k < 7; ++k) await page.click('button[aria-label="Zoom in"]');
    const wide = await page.$$eval('svg a.activity', all => all.map(a => {
      const svg = a.closest('svg').dataset, time = a.closest('g.time').getAttribute('transform').slice(7).split(' ')[0];
      const length = (Date.parse(a.dataset.end) - Date.parse(a.dataset.start)) * (svg.timeRight - svg.timeLeft) / (Date.parse(svg.timeTo + 'Z') - Date.parse(svg.timeFrom + 'Z')) * time;
      return {name: a.dataset.mission, length, width: a.querySelector('rect').getAttribute('width') * time};
    }).filter(({length, width}) => width > Math.max(length, 2.5) + 0.01));
    if (wide.length) note(where, `${wide.length} bars are too wide, first ${JSON.stringify(wide[0])}`);
    await page.click('button[aria-label="Show all of the time"]');
    const box = await timed[0].boundingBox();
    await timed[0].scrollIntoViewIfNeeded();
    await timed[0].hover({position: {x: box.width * 0.6, y: 60}});
    const cursor = await page.$eval('svg[data-time-from] .cursor-text', e => e.textContent);
    if (!/^\d{4}-\d\d-\d\d \d\d:\d\d UTC$/.test(cursor)) note(where, `the pointer says '${cursor}'`);
    await tryStrips(page, where, shown);
  }
  const link = await page.$('svg a.activity');
  if (link) {
    await link.focus();
    await page.keyboard.press('Enter');
    const text = await page.$eval('dialog', e => e.open ? e.textContent : '');
    if (!text.includes('Not earlier because')) note(where, `an activity says '${text.slice(0, 80)}'`);
    await page.keyboard.press('Escape');
    if (await page.$eval('dialog', e => e.open)) note(where, 'the reasons cannot be closed by keyboard');
  }
  const views = await page.$$('details.three-d > summary');
  for (const summary of views) await summary.click();
  await page.waitForFunction(count => document.querySelectorAll('canvas.flight').length === count, views.length, {timeout: 20000});
  const drawn = await page.$$eval('canvas.flight', all => all.map(c => {
    const p = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
    let ink = 0;
    for (let k = 0; k < p.length; k += 4) if (p[k] !== p[0] || p[k + 1] !== p[1] || p[k + 2] !== p[2]) ++ink;
    return ink / (c.width * c.height);
  }));
  if (drawn.some(share => share < 1e-3)) note(where, `a flight is blank in three dimensions: ${drawn}`);
  if (views.length) {
    await lookAtTheMoon(page, where);
    await moveTheInstant(page, where);
  }
  const curves = await page.$$('details.closely > summary');
  for (const summary of curves) await summary.click();
  await page.waitForFunction(count => document.querySelectorAll('.closely canvas').length === count, curves.length, {timeout: 10000});
  for (const canvas of await page.$$('.closely canvas')) {
    await canvas.scrollIntoViewIfNeeded();
    if (await inkOf(canvas) < 1e-3) note(where, 'curves to look at closely are blank');
  }
  return `${drawn.length} in 3-D, ${curves.length} with curves`;
}

// Strips of a few days: looked at closely, all panels go where they are, and the pointer reads them; strips of years say
// over the time of all panels what the rows of their years say.
async function tryStrips(page, where, shown) {
  const part = await page.$('svg[data-time-reach="part"]');
  if (part) {
    await part.scrollIntoViewIfNeeded();
    const box = await part.boundingBox(), [from, to] = await part.evaluate(svg => [svg.dataset.timeFrom, svg.dataset.timeTo].map(t => Date.parse(t + 'Z')));
    await page.mouse.move(box.x + box.width * 0.6, box.y + 40);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -100);
    await page.keyboard.up('Control');
    const now = await shown();
    if (!(from - 6e4 <= now[0] && now[1] <= to + 6e4 && near((now[1] - now[0]) / (to - from), 0.8, 0.01))) note(where, `a strip of ${from} to ${to} is stretched to ${now}`);
    await page.mouse.move(box.x + box.width * 0.5, box.y + 40);
    const told = await part.evaluate(svg => svg.closest('figure').querySelector('.values').textContent);
    if (!/^\d{4}-\d\d-\d\d \d\d:\d\d UTC: ./.test(told)) note(where, `the pointer on a strip reads '${told}'`);
    await page.click('button[aria-label="Show all of the time"]');
  }
  const sums = await page.$$eval('svg[data-sky-from]', all => all.map(sky => {
    const span = what => [...new Set([...sky.querySelectorAll(`g[data-what="${what}"] > rect.stretch`)].map(r => `${r.dataset.from} ${r.dataset.to}`))]
      .map(text => text.split(' ').map(t => Date.parse(t + 'Z'))).reduce((sum, [a, b]) => sum + b - a, 0);
    const strip = sky.nextElementSibling, scale = (strip.dataset.timeRight - strip.dataset.timeLeft) / (Date.parse(strip.dataset.timeTo + 'Z') - Date.parse(strip.dataset.timeFrom + 'Z'));
    const drawn = [...strip.querySelectorAll('g[data-what="sun"] > rect.stretch')].reduce((sum, r) => sum + Number(r.getAttribute('width')), 0);
    return {sun: span('sun') * scale, drawn, most: 0.8 * strip.querySelectorAll('g[data-what="sun"] > rect.stretch').length};
  }));
  for (const {sun, drawn, most} of sums)
    if (drawn < sun - 0.1 || drawn > sun + most) note(where, `over the time of all panels the Sun shines ${drawn} px instead of ${sun}`);
}

// The Moon, near at hand, has its map on it: many shades of grey.
async function lookAtTheMoon(page, where) {
  const shades = await page.$$eval('.three-d', ([box]) => {
    [...box.querySelectorAll('button')].find(button => button.textContent === 'about the Moon').click();
    const canvas = box.querySelector('canvas');
    for (let k = 0; k < 3; ++k) canvas.dispatchEvent(new KeyboardEvent('keydown', {key: '+'}));
    const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const found = new Set();
    for (let k = 0; k < data.length; k += 4) if (data[k] === data[k + 1] && data[k] === data[k + 2]) found.add(data[k]);
    return found.size;
  });
  if (shades < 60) note(where, `the Moon has ${shades} shades of grey`);
}

// The slider of a flight says the date, moves the craft, and points at the instant in the panels.
async function moveTheInstant(page, where) {
  const told = await page.$$eval('.three-d', ([box]) => {
    const pixels = () => { const c = box.querySelector('canvas'); return c.getContext('2d').getImageData(0, 0, c.width, c.height).data.join(); };
    const before = pixels(), slider = box.querySelector('input[type=range]');
    slider.value = slider.max / 2;
    slider.dispatchEvent(new Event('input'));
    return {says: box.querySelector('output').textContent, moved: pixels() !== before,
      pointed: [...document.querySelectorAll('svg[data-time-from] .cursor[visibility=visible] .cursor-text')].map(e => e.textContent)};
  });
  const date = told.says.match(/^(\d{4}-\d\d-\d\d \d\d:\d\d UTC), \d+\.\d\d d after the start$/)?.[1];
  if (!date || !told.moved || !told.pointed.every(text => text === date)) note(where, `the instant of a flight: ${JSON.stringify(told)}`);
}

// The share of an element's pixels that differ from its first.
async function inkOf(element) {
  const png = (await element.screenshot()).toString('base64');
  return probe.evaluate(async data => {
    const image = new Image();
    image.src = 'data:image/png;base64,' + data;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const {data: p} = context.getImageData(0, 0, image.width, image.height);
    let ink = 0;
    for (let k = 0; k < p.length; k += 4) if (p[k] !== p[0] || p[k + 1] !== p[1] || p[k + 2] !== p[2]) ++ink;
    return ink / (image.width * image.height);
  }, png);
}

// A figure is there if its picture has more than a few colours and ink on more than a thousandth of its pixels.
async function blankFigures(page, name) {
  const figures = await page.$$('figure svg');
  for (const [i, figure] of figures.entries()) {
    await figure.scrollIntoViewIfNeeded();
    const share = await inkOf(figure);
    if (share < 1e-3) note(name, `figure ${i + 1} is blank (${share})`);
  }
  return figures.length;
}

// Texts that mean something to HTML, SVG, CSV, a path or a terminal, as titles of missions: those that the reader of
// scenarios takes have to appear as text. A script that ran would leave a mark on the window.
const hostile = ['<script>window.ran=1</script>', '"><img src=x onerror=window.ran=1>', '</style><script>window.ran=1</script>',
  '</title><svg onload=window.ran=1>', '</script><script>window.ran=1</script>', '</text></svg><b>', '<!--', '-->', ']]>', '<![CDATA[',
  '&lt;script&gt;', '&#60;b&#62;', '&amp;', '&', '<', '>', '"', "'", '`', '\\', '\\u003cscript>', '<a href=javascript:window.ran=1>x</a>',
  'javascript:window.ran=1', 'data:text/html,<script>window.ran=1</script>', '<iframe src=//example.invalid>',
  '<link rel=stylesheet href=//example.invalid/x.css>', '<style>*{display:none}</style>', '<meta http-equiv=refresh content=0>',
  '<base href=//example.invalid>', '<form action=//example.invalid>', 'url(//example.invalid/x.png)', '@import "//example.invalid"',
  '{{7*7}}', '${7*7}', '%n%s', '=1+1', '+1', '-1', '@SUM(A1)', '=HYPERLINK("//example.invalid")', '../../etc/passwd', 'C:\\con', 'con',
  '$(id)', '\u202egpj.exe', '\u200f', '\u2028', '\u0085', '\u001b[31m', '\u0007', '\u6708'.repeat(3000), 'x'.repeat(10000), ' lead', 'trail ', '\ud83d\ude80'];

async function tryHostileTitles() {
  const file = path.join(folder, 'hostile.yaml');
  const text = titles => `perilune: 1\nname: ${JSON.stringify(titles[0])}\ntime_scale: UTC\nhorizon: {from: 2028-01-01, to: 2030-01-01}\nmissions:\n` +
    titles.map((title, i) => `  - {id: m-${i}, title: ${JSON.stringify(title)}, profile: [{other: {id: work, for: 10 d}}], source: x}\n`).join('');
  const taken = hostile.filter(title => {
    fs.writeFileSync(file, text([title]));
    try { execFileSync(program, ['validate', file], {stdio: 'pipe'}); return true; } catch { return false; }
  });
  if (taken.length === 0) { note('hostile titles', 'none is taken'); return; }
  if (taken.length < 40) note('hostile titles', `only ${taken.length} of ${hostile.length} are taken: ${hostile.filter(t => !taken.includes(t)).slice(0, 5)}`);
  fs.writeFileSync(file, text(taken));
  const out = path.join(folder, 'hostile');
  execFileSync(program, ['run', file, '--out', out, '--quiet'], {stdio: 'pipe'});
  const page = await (await browser.newContext()).newPage();
  let requests = 0;
  page.on('request', () => ++requests);
  page.on('console', message => { if (message.type() === 'error') note('hostile titles', message.text()); });
  page.on('pageerror', error => note('hostile titles', error.message));
  page.on('dialog', dialog => note('hostile titles', dialog.message()));
  await page.goto(pathToFileURL(path.resolve(out, 'report.html')).href);
  for (const link of await page.$$('svg a.activity')) {
    await link.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
  }
  if (await page.evaluate(() => 'ran' in window)) note('hostile titles', 'a script ran');
  if (requests !== 1) note('hostile titles', `${requests} requests`);
  if (await page.evaluate(() => document.querySelectorAll('img, iframe, link, base, form, main b').length)) note('hostile titles', 'a name became an element');
  console.log(`hostile titles: ${taken.length} of ${hostile.length} taken by the reader, ${requests} request`);
}

const probe = await (await browser.newContext()).newPage();  // only counts pixels

// Milliseconds to the first paint, the quickest of up to five loads: the machine may be busy with other tests.
async function firstPaint(page) {
  let quickest = Infinity;
  for (let load = 0; load < 5 && !(quickest < 1000); ++load) {
    if (load) await page.reload();
    const paint = await page.evaluate(() => new Promise(resolve => {
      const seen = list => list.getEntriesByName('first-contentful-paint').forEach(entry => resolve(entry.startTime));
      new PerformanceObserver(seen).observe({type: 'paint', buffered: true});
    }));
    quickest = Math.min(quickest, paint);
  }
  return quickest;
}

// The page in pictures of at most 4000 pixels in height, from top to bottom: beyond 8192 Chromium repeats itself.
async function shoot(page, stem) {
  const viewport = page.viewportSize(), height = 4000;
  await page.setViewportSize({...viewport, height});
  const whole = await page.evaluate(() => document.documentElement.scrollHeight);
  for (let part = 0; part * height < whole; ++part) {
    await page.evaluate(y => scrollTo(0, y), part * height);
    await page.screenshot({path: `${stem}-${part + 1}.png`});
  }
  await page.setViewportSize(viewport);
  await page.evaluate(() => scrollTo(0, 0));
}

// On a telephone nothing but boxes that scroll is wider than the screen, and pictures keep their size in these.
async function tryNarrow(page, where, stem) {
  const viewport = page.viewportSize();
  await page.setViewportSize({width: 390, height: 844});
  const {wide, small} = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    small: [...document.querySelectorAll('figure svg')].filter(svg => svg.getBoundingClientRect().width < svg.getAttribute('width') - 1).length,
  }));
  if (wide > 390) note(where, `the page is ${wide} px wide on a screen of 390`);
  if (small) note(where, `${small} pictures are drawn smaller on a narrow screen`);
  await page.setViewportSize({width: 390, height: 4000});
  await page.screenshot({path: `${stem}-narrow-1.png`});
  await page.setViewportSize(viewport);
}

async function tryPage(name, out) {
  const url = pathToFileURL(path.resolve(out, 'report.html')).href;
  for (const scripts of [true, false]) {
    const context = await browser.newContext({javaScriptEnabled: scripts, viewport: {width: 1280, height: 900}});
    const page = await context.newPage();
    const where = `${name}${scripts ? '' : ' without scripts'}`;
    let requests = 0;
    page.on('request', () => ++requests);
    page.on('console', message => { if (message.type() === 'error') note(where, message.text()); });
    page.on('pageerror', error => note(where, error.message));
    await page.goto(url);
    if (requests !== 1) note(where, `${requests} requests`);
    const figures = await blankFigures(page, where);
    if (figures === 0) note(where, 'no figure');
    if (!scripts) { await context.close(); continue; }
    const equal = await comparePanels(page, where, out);
    const paint = await firstPaint(page);
    if (!(paint < 1000)) note(where, `first paint after ${paint} ms`);
    const stem = path.join(folder, path.basename(out));
    await shoot(page, `${stem}-light`);
    await page.emulateMedia({colorScheme: 'dark'});
    await shoot(page, `${stem}-dark`);
    await page.emulateMedia({colorScheme: 'light', media: 'print'});
    await shoot(page, `${stem}-print`);
    await page.emulateMedia({media: 'screen'});
    await tryNarrow(page, where, stem);
    const turned = await tryScript(page, where);
    const reachable = 'a[href], button, summary, input, select, canvas[tabindex], [tabindex="0"]';
    await page.$$eval('nav details', all => all.forEach(folded => { folded.open = true; }));
    const wanted = await page.evaluate(s => [...document.querySelectorAll(s)].filter(e => !e.closest('dialog')).length, reachable);
    await page.evaluate(() => { document.activeElement?.blur(); scrollTo(0, 0); });
    const reached = new Set();
    for (let i = 0; i < wanted + 5; ++i) {
      await page.keyboard.press('Tab');
      reached.add(await page.evaluate(s => [...document.querySelectorAll(s)].indexOf(document.activeElement), reachable));
    }
    reached.delete(-1);
    if (reached.size < wanted) note(where, `the keyboard reaches ${reached.size} of ${wanted}`);
    let findings = 0;
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({colorScheme});
      const result = await page.evaluate(`${axe}; axe.run()`);
      for (const found of result.violations.filter(v => ['serious', 'critical'].includes(v.impact))) {
        ++findings;
        note(`${where}, ${colorScheme}`, `axe ${found.id}: ${found.nodes.length} nodes, ${found.nodes[0].html.slice(0, 160)}`);
      }
    }
    const bytes = fs.statSync(path.join(out, 'report.html')).size;
    if (bytes > 1.5e6) note(where, `${bytes} bytes`);
    console.log(`${name}: ${figures} figures, ${turned}, ${equal}, first paint ${Math.round(paint)} ms, keyboard ${reached.size}/${wanted}, axe ${findings}, ${bytes} bytes`);
    await context.close();
  }
}
const perilune = (...words) => {
  try {
    execFileSync(program, [...words, '--quiet'], {stdio: 'pipe'});
  } catch (error) {
    if (![4, 5].includes(error.status)) throw error;  // a plan that does not hold has a report too
  }
};
for (const scenario of scenarios) {
  const name = path.basename(scenario, '.yaml');
  const out = path.join(folder, name);
  perilune('run', path.join('scenarios', scenario), '--out', out);
  await tryPage(name, out);
}
const out = path.join(folder, 'ilrs-risk-mc');
perilune('mc', 'scenarios/ilrs-risk.yaml', '--samples', '200', '--out', out);
await tryPage('ilrs-risk, 200 samples', out);
await tryHostileTitles();
await browser.close();
console.log(`${scenarios.length + 1} reports, ${problems.length} problems`);
process.exit(problems.length ? 1 : 0);
