// Bundles lib/report/page/views with three.js and uPlot, and packs it: see scripts/page-views.
import {createHash} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {build} from 'esbuild';
import {gzip} from 'pako';

const [out] = process.argv.slice(2);
const three = path.resolve('node_modules/three/src');
const shaders = path.join(three, 'renderers/shaders');

// three.js brings the programs of all its materials. Kept are those of ours, with what they include.
const materials = ['meshbasic', 'meshlambert', 'linedashed', 'background'];
const textOf = folder => Object.fromEntries(fs.readdirSync(path.join(shaders, folder)).map(name =>
  [name.split('.')[0], fs.readFileSync(path.join(shaders, folder, name), 'utf8')]));
const library = textOf('ShaderLib'), chunks = textOf('ShaderChunk');
const included = new Set();
const include = text => {
  for (const [, name] of text.matchAll(/#include <(\w+)>/g)) {
    if (included.has(name)) continue;
    included.add(name);
    include(chunks[name]);
  }
};
for (const name of materials) include(library[name]);
include(fs.readFileSync('node_modules/three/examples/jsm/lines/LineMaterial.js', 'utf8'));
// The renderer itself puts these before and after what a material brings.
const renderer = fs.readFileSync(path.join(three, 'renderers/webgl/WebGLProgram.js'), 'utf8');
for (const [, name] of renderer.matchAll(/ShaderChunk\[ '(\w+)' \]/g)) included.add(name);

const needed = name => included.has(name) || materials.includes(name);
// Of headsets, what the renderer asks of them where there is none.
const noHeadset = `import {EventDispatcher} from '../../core/EventDispatcher.js';
  export class WebXRManager extends EventDispatcher {
    enabled = false; isPresenting = false; cameraAutoUpdate = false;
    getDepthSensingMesh() { return null; } hasDepthSensing() { return false; }
    setAnimationLoop() {} dispose() {} getCamera() {} updateCamera() {} getEnvironmentBlendMode() {}
  }`;
const lean = {
  name: 'lean three.js',
  setup(build) {
    build.onResolve({filter: /^three$/}, () => ({path: path.join(three, 'Three.js'), sideEffects: false}));
    build.onLoad({filter: /\.glsl\.js$/}, ({path: file}) => {
      const name = path.basename(file).split('.')[0];
      let text = fs.readFileSync(file, 'utf8');
      if (!needed(name)) text = text.replace(/`[^`]*`/g, '``');
      return {contents: text.replace(/`[^`]*`/g, shader => shader.replace(/\/\/[^\n]*/g, '').replace(/\s*\n\s*/g, '\n'))};
    });
    build.onLoad({filter: /WebXRManager\.js$/}, ({path: file}) => ({contents: noHeadset, resolveDir: path.dirname(file)}));
  }
};

const {outputFiles: [bundle]} = await build({
  entryPoints: ['../../lib/report/page/views/main.js'],
  nodePaths: ['node_modules'],
  bundle: true, minify: true, write: false, format: 'iife', target: 'es2022', charset: 'ascii', legalComments: 'none',
  footer: {js: ['three', 'uplot'].map(name => `/* ${name}: ${fs.readFileSync(`node_modules/${name}/LICENSE`, 'utf8').trim()} */`).join('\n')},
  loader: {'.jpg': 'dataurl', '.css': 'text'},
  plugins: [lean]
});
const sha256 = bytes => createHash('sha256').update(bytes).digest('hex');
const packed = Buffer.from(gzip(bundle.contents, {level: 9})).toString('base64') + '\n';
fs.mkdirSync(out, {recursive: true});
fs.writeFileSync(`${out}/views.js.gz.base64`, packed);
fs.writeFileSync(`${out}/views.js.sha256`, `${sha256(bundle.contents)}\n`);
fs.writeFileSync(`${out}/SHA256SUMS`, ['views.js.gz.base64', 'views.js.sha256']
  .map(name => `${sha256(fs.readFileSync(`${out}/${name}`))}  ${name}\n`).join(''));
console.log(`views.js: ${bundle.contents.length} bytes, packed ${packed.length}`);
