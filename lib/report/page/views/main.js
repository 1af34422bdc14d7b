// What script.js unpacks when a reader first asks for it: flights in three dimensions (three.js), curves to look at closely (uPlot).
import {CurveView} from './curve_view.js';
import {FlightView} from './flight_view.js';

globalThis.perilune_views = {CurveView, FlightView};
