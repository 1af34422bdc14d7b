#!/usr/bin/env node
// Opens reports in Chromium and looks: no console errors, one request, every figure there (also without scripts),
// values in the pictures equal to the tables, no serious finding of axe, everything reached by keyboard.
//
//     npm ci --prefix tests/browser
//     node tests/browser/run.mjs build/release/bin/perilune [out/browser]
//
// Chromium is Debian's (CHROMIUM=/usr/bin/chromium). Screenshots, light, dark and printed, lie in the folder.
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {chromium} from 'playwright-core';

const [program, folder = 'out/browser'] = process.argv.slice(2);
if (!program) throw new Error('usage: run.mjs PROGRAM [FOLDER]');
const axe = fs.readFileSync(new URL('./node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const scenarios = fs.readdirSync('scenarios').filter(name => name.endsWith('.yaml'));
const problems = [];
const note = (where, what) => { problems.push(`${where}: ${what}`); console.log(`PROBLEM ${where}: ${what}`); };

const browser = await chromium.launch({executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox']});

function tableOf(file) {
  const [head, ...rows] = fs.readFileSync(file, 'utf8').trim().split('\n').map(line => line.split(','));
  return rows.map(row => Object.fromEntries(head.map((name, i) => [name, row[i]])));
}

// Bars of the schedule, as far as twenty, against schedule.csv.
async function compareBars(page, name, out) {
  const bars = await page.$$eval('[data-mission][data-start]', all => all.map(e => ({...e.dataset})));
  const rows = tableOf(path.join(out, 'schedule.csv'));
  let equal = 0;
  for (const bar of bars.slice(0, 20)) {
    const row = rows.find(r => r.mission === bar.mission && r.activity === bar.activity);
    if (row && row.start_utc === bar.start && row.end_utc === bar.end) ++equal;
    else note(name, `the bar ${bar.mission}.${bar.activity} is not that of schedule.csv`);
  }
  return equal;
}

// A figure is there if its picture has more than a few colours and ink on more than a thousandth of its pixels.
async function blankFigures(page, name) {
  const figures = await page.$$('figure svg');
  for (const [i, figure] of figures.entries()) {
    await figure.scrollIntoViewIfNeeded();
    const png = (await figure.screenshot()).toString('base64');
    const share = await probe.evaluate(async data => {
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
    if (share < 1e-3) note(name, `figure ${i + 1} is blank (${share})`);
  }
  return figures.length;
}

const probe = await (await browser.newContext()).newPage();  // only counts pixels

for (const scenario of scenarios) {
  const name = path.basename(scenario, '.yaml');
  const out = path.join(folder, name);
  try {
    execFileSync(program, ['run', path.join('scenarios', scenario), '--out', out, '--quiet'], {stdio: 'pipe'});
  } catch (error) {
    if (![4, 5].includes(error.status)) throw error;  // a plan that does not hold has a report too
  }
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
    const bars = await compareBars(page, where, out);
    const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime);
    if (!(paint < 1000)) note(where, `first paint after ${paint} ms`);
    await page.screenshot({path: path.join(folder, `${name}-light.png`), fullPage: true});
    await page.emulateMedia({colorScheme: 'dark'});
    await page.screenshot({path: path.join(folder, `${name}-dark.png`), fullPage: true});
    await page.emulateMedia({colorScheme: 'light', media: 'print'});
    await page.screenshot({path: path.join(folder, `${name}-print.png`), fullPage: true});
    await page.emulateMedia({media: 'screen'});
    const wanted = await page.$$eval('a[href], [tabindex="0"]', all => all.length);
    const reached = new Set();
    for (let i = 0; i < wanted; ++i) {
      await page.keyboard.press('Tab');
      reached.add(await page.evaluate(() => [...document.querySelectorAll('a[href], [tabindex="0"]')].indexOf(document.activeElement)));
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
    console.log(`${name}: ${figures} figures, ${bars} bars equal, first paint ${Math.round(paint)} ms, keyboard ${reached.size}/${wanted}, axe ${findings}, ${bytes} bytes`);
    await context.close();
  }
}
await browser.close();
console.log(`${scenarios.length - 0} reports, ${problems.length} problems`);
process.exit(problems.length ? 1 : 0);
