// Earth, Moon and lines in space, drawn by three.js. One renderer serves all views of a page: browsers allow but a few.
// Units of length: thousand km, along the axes of the ICRF.
import {AmbientLight, DirectionalLight, LineBasicMaterial, LineSegments, Matrix4, Mesh, MeshLambertMaterial, MeshBasicMaterial,
  OrthographicCamera, Scene, SphereGeometry, SRGBColorSpace, TextureLoader, BufferGeometry, Float32BufferAttribute,
  WebGLRenderer} from 'three';
import {Line2} from 'three/addons/lines/Line2.js';
import {LineGeometry} from 'three/addons/lines/LineGeometry.js';
import {LineMaterial} from 'three/addons/lines/LineMaterial.js';
import moonMap from './moon.jpg';

const radii = {earth: 6.3781366, moon: 1.7374};
const turnsPerSecond = {earth: 7.2921e-5, moon: 2.6617e-6};  // about their poles, rad/s

let shared = null;

// The renderer, or null where the browser has no WebGL.
export function renderer() {
  if (shared !== null) return shared || null;
  try {
    shared = new WebGLRenderer({antialias: true, alpha: true});
  } catch {
    shared = false;
  }
  return shared || null;
}

const kilometres = r => r.map(value => value * 1e-3);

// Circles of latitude and longitude on a ball that has no map.
function graticule(radius) {
  const points = [], step = Math.PI / 36;
  const at = (longitude, latitude) => [Math.cos(longitude) * Math.cos(latitude), Math.sin(longitude) * Math.cos(latitude),
    Math.sin(latitude)].map(value => value * radius * 1.001);
  for (let a = 0; a < 72; ++a) {
    for (let k = -2; k <= 2; ++k) points.push(...at(a * step, k * Math.PI / 6), ...at((a + 1) * step, k * Math.PI / 6));
    for (let k = 0; k < 6; ++k) points.push(...at(k * Math.PI / 6, a * step), ...at(k * Math.PI / 6, (a + 1) * step));
  }
  const geometry = new BufferGeometry().setAttribute('position', new Float32BufferAttribute(points, 3));
  return new LineSegments(geometry, new LineBasicMaterial({color: '#ffffff', transparent: true, opacity: 0.45}));
}

// A ball whose poles lie along z and whose longitude 0 is towards x.
function ball(name, repaint) {
  const geometry = new SphereGeometry(radii[name], 96, 48).rotateX(Math.PI / 2);
  if (name === 'earth') {
    const earth = new Mesh(geometry, new MeshLambertMaterial({color: '#2f8fd0'}));
    earth.add(graticule(radii.earth));
    return earth;
  }
  const map = new TextureLoader().load(moonMap, repaint);
  map.colorSpace = SRGBColorSpace;
  return new Mesh(geometry, new MeshLambertMaterial({map, emissive: '#ffffff', emissiveMap: map, emissiveIntensity: 0.35}));
}

function line(points, colour, dashed) {
  const geometry = new LineGeometry().setPositions(points.flat());
  const material = new LineMaterial({color: colour, linewidth: 2, dashed, dashSize: 5, gapSize: 4});
  const drawn = new Line2(geometry, material);
  drawn.computeLineDistances();
  return drawn;
}

export class Space {
  constructor(flight, repaint) {
    this.flight = flight;
    this.scene = new Scene();
    this.sun = new DirectionalLight('#ffffff', 2.6);
    this.sun.position.set(...flight.sun);
    this.bodies = {earth: ball('earth', repaint), moon: ball('moon', repaint)};
    this.dot = new Mesh(new SphereGeometry(1, 16, 8), new MeshBasicMaterial({color: '#d55e00'}));
    this.scene.add(new AmbientLight('#ffffff', 0.5), this.sun, this.bodies.earth, this.bodies.moon, this.dot);
    this.camera = new OrthographicCamera();
    this.lines = [];
  }
  // The path of the craft and of the body that is not in the middle, km.
  setPaths(craft, other) {
    this.scene.remove(...this.lines);
    this.lines = [line(craft.map(kilometres), '#d55e00', false), line(other.map(kilometres), '#8c8c8c', true)];
    this.scene.add(...this.lines);
  }
  // Everything at `t` seconds after the beginning. Places in km.
  place(t, {earth, moon, craft}) {
    this.bodies.earth.position.set(...kilometres(earth));
    this.bodies.moon.position.set(...kilometres(moon));
    this.dot.position.set(...kilometres(craft));
    const back = t - this.flight.times.at(-1);
    for (const name of ['earth', 'moon']) {
      const axes = this.flight.axes[name];  // at the end of the flight: where the body's x, y and z point
      const turned = new Matrix4().makeBasis(...axes.map(v => this.sun.position.clone().set(...v)));
      this.bodies[name].setRotationFromMatrix(turned.multiply(new Matrix4().makeRotationZ(back * turnsPerSecond[name])));
    }
  }
  // Draws into a canvas with the eye far away in a direction. `right` and `up`: what lies across and up on the paper.
  draw(canvas, {eye, up}, pixelsPerKm) {
    const gl = renderer();
    const {width, height} = canvas, far = 4e3, pixels = pixelsPerKm * 1e3;
    gl.setSize(width, height, false);
    Object.assign(this.camera, {left: -width / 2 / pixels, right: width / 2 / pixels, top: height / 2 / pixels,
      bottom: -height / 2 / pixels, near: 0, far: 2 * far});
    this.camera.position.set(...eye.map(value => value * far));
    this.camera.up.set(...up);
    this.camera.lookAt(0, 0, 0);
    this.camera.updateProjectionMatrix();
    this.dot.scale.setScalar(4.5 / pixels);
    for (const name of ['earth', 'moon']) this.bodies[name].scale.setScalar(Math.max(1, 3 / pixels / radii[name]));
    for (const {material} of this.lines) {
      material.resolution.set(width, height);
      material.dashScale = pixels;
    }
    gl.render(this.scene, this.camera);
    canvas.getContext('2d').drawImage(gl.domElement, 0, 0);
  }
}
