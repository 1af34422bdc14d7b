// Orekit on P2 and P3 (bench/support/reference_problems.hpp); orekit_flights.py makes its data, compiles and runs
// it. On standard output, in words of one line each:
//
//     version ...
//     flown PROBLEM METHOD TOLERANCE[m] SECONDS-OF-THE-THREAD SECONDS-OF-THE-PROCESS WORST-OF-64[m] EVALUATIONS
//
//     java OrekitFlights DATA-FOLDER REFERENCE-ANSWERS.csv PROBLEM[/METHOD[/TOLERANCE]] ...
import java.io.File;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import org.hipparchus.CalculusFieldElement;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.geometry.euclidean.threed.FieldVector3D;
import org.hipparchus.geometry.euclidean.threed.Rotation;
import org.hipparchus.geometry.euclidean.threed.RotationConvention;
import org.hipparchus.geometry.euclidean.threed.RotationOrder;
import org.hipparchus.geometry.euclidean.threed.Vector3D;
import org.hipparchus.ode.ODEIntegrator;
import org.hipparchus.ode.nonstiff.AdamsMoultonIntegrator;
import org.hipparchus.ode.nonstiff.DormandPrince853Integrator;
import org.hipparchus.ode.nonstiff.GraggBulirschStoerIntegrator;
import org.orekit.attitudes.FrameAlignedProvider;
import org.orekit.bodies.CelestialBody;
import org.orekit.bodies.CelestialBodyFactory;
import org.orekit.data.DataContext;
import org.orekit.data.DirectoryCrawler;
import org.orekit.errors.OrekitException;
import org.orekit.forces.gravity.HolmesFeatherstoneAttractionModel;
import org.orekit.forces.gravity.NewtonianAttraction;
import org.orekit.forces.gravity.ThirdBodyAttraction;
import org.orekit.forces.gravity.potential.GravityFieldFactory;
import org.orekit.forces.gravity.potential.ICGEMFormatReader;
import org.orekit.forces.gravity.potential.NormalizedSphericalHarmonicsProvider;
import org.orekit.frames.FieldTransform;
import org.orekit.frames.Frame;
import org.orekit.frames.FramesFactory;
import org.orekit.frames.StaticTransform;
import org.orekit.frames.Transform;
import org.orekit.frames.TransformProvider;
import org.orekit.orbits.CartesianOrbit;
import org.orekit.orbits.OrbitType;
import org.orekit.propagation.SpacecraftState;
import org.orekit.propagation.ToleranceProvider;
import org.orekit.propagation.numerical.NumericalPropagator;
import org.orekit.time.AbsoluteDate;
import org.orekit.time.FieldAbsoluteDate;
import org.orekit.time.TimeScale;
import org.orekit.time.TimeScalesFactory;
import org.orekit.utils.ExtendedPositionProvider;
import org.orekit.utils.PVCoordinates;

public final class OrekitFlights {

    /** A frame that is known by position and axes alone; nobody asks for its motion here. */
    private abstract static class Placed implements TransformProvider {
        @Override
        public abstract StaticTransform getStaticTransform(AbsoluteDate date);

        @Override
        public Transform getTransform(final AbsoluteDate date) {
            final StaticTransform there = getStaticTransform(date);
            return new Transform(date, new Transform(date, there.getTranslation()),
                                 new Transform(date, there.getRotation()));
        }

        @Override
        public <T extends CalculusFieldElement<T>> FieldTransform<T> getTransform(final FieldAbsoluteDate<T> date) {
            throw new UnsupportedOperationException("no derivatives here");
        }
    }

    /** At the Moon's centre, axes of ICRF. */
    private static final class MoonCentred extends Placed {
        private final CelestialBody moon = CelestialBodyFactory.getMoon();
        private final Frame gcrf = FramesFactory.getGCRF();

        @Override
        public StaticTransform getStaticTransform(final AbsoluteDate date) {
            return StaticTransform.of(date, moon.getPosition(date, gcrf).negate());
        }
    }

    /** Three Chebyshev series over each granule of DE440. */
    private static final class Granules {
        private final double[][] granules; // middle and half length [s of TDB past J2000], then the coefficients

        Granules(final Path table) throws Exception {
            granules = Files.readAllLines(table).stream()
                .map(line -> Arrays.stream(line.split(" ")).mapToDouble(Double::parseDouble).toArray())
                .toArray(double[][]::new);
        }

        Vector3D at(final double t) {
            final double[] c = granules[(int) ((t - granules[0][0] + granules[0][1]) / (2.0 * granules[0][1]))];
            final double s = (t - c[0]) / c[1];
            final int n = (c.length - 2) / 3;
            return new Vector3D(sum(c, 2, n, s), sum(c, 2 + n, n, s), sum(c, 2 + 2 * n, n, s));
        }

        private static double sum(final double[] c, final int from, final int n, final double s) {
            double later = 0.0;
            double last = 0.0;
            for (int k = n - 1; k > 0; --k) {
                final double next = c[from + k] + 2.0 * s * later - last;
                last = later;
                later = next;
            }
            return c[from] + s * later - last;
        }
    }

    /** The Moon's principal axes, from the librations of DE440. */
    private static final class PrincipalAxes extends Placed {
        private final Clock clock;
        private final Granules librations;

        PrincipalAxes(final Path data, final Clock clock) throws Exception {
            this.clock = clock;
            librations = new Granules(data.resolve("librations.txt"));
        }

        @Override
        public StaticTransform getStaticTransform(final AbsoluteDate date) {
            final Vector3D angles = librations.at(clock.tdb(date));
            return StaticTransform.of(date, new Rotation(RotationOrder.ZXZ, RotationConvention.FRAME_TRANSFORM,
                                                         angles.getX(), angles.getY(), angles.getZ()));
        }
    }

    /** Seconds of Orekit's TDB past J2000 in five days from the start: a parabola keeps a tenth of a microsecond. */
    private static final class Clock {
        private static final double HALF_S = 2.5 * 86400.0;
        private final double begin;
        private final double slope;
        private final double bend;

        Clock() {
            final TimeScale tdb = TimeScalesFactory.getTDB();
            begin = BEGIN.offsetFrom(new AbsoluteDate(2000, 1, 1, 12, 0, 0.0, tdb), tdb);
            final double middle = BEGIN.shiftedBy(HALF_S).offsetFrom(BEGIN, tdb) - HALF_S;
            final double end = BEGIN.shiftedBy(2.0 * HALF_S).offsetFrom(BEGIN, tdb) - 2.0 * HALF_S;
            bend = (end - 2.0 * middle) / (2.0 * HALF_S * HALF_S);
            slope = middle / HALF_S - bend * HALF_S;
        }

        double tdb(final AbsoluteDate date) {
            final double t = date.durationFrom(BEGIN);
            return begin + t + t * (slope + bend * t);
        }
    }

    /** Positions from the same granules without Orekit's frames, dates and caches: for who wants it faster. */
    private static final class OwnPosition implements ExtendedPositionProvider {
        private final Clock clock;
        private final Granules[] added;      // their sum, less the sum of those subtracted, is the position [km]
        private final Granules[] subtracted;

        OwnPosition(final Clock clock, final Granules[] added, final Granules... subtracted) {
            this.clock = clock;
            this.added = added;
            this.subtracted = subtracted;
        }

        @Override
        public Vector3D getPosition(final AbsoluteDate date, final Frame frame) {
            final double t = clock.tdb(date);
            Vector3D sum = Vector3D.ZERO;
            for (final Granules one : added) {
                sum = sum.add(one.at(t));
            }
            for (final Granules one : subtracted) {
                sum = sum.subtract(one.at(t));
            }
            return sum.scalarMultiply(1e3);
        }

        @Override
        public <T extends CalculusFieldElement<T>> FieldVector3D<T> getPosition(final FieldAbsoluteDate<T> date,
                                                                                final Frame frame) {
            throw new UnsupportedOperationException("no derivatives here");
        }
    }

    /** How a method makes its integrator from tolerances, absolute and relative by component. */
    private interface Made {
        ODEIntegrator with(double[] absolute, double[] relative);
    }

    private record Method(String name, OrbitType type, boolean ownPositions, Made integrator) {
    }

    private static final double LEAST_STEP_S = 1e-6;
    private static final double LARGEST_STEP_S = 86400.0;
    private static final List<Method> METHODS = List.of(
        new Method("dp853", OrbitType.CARTESIAN, false,
                   (a, r) -> new DormandPrince853Integrator(LEAST_STEP_S, LARGEST_STEP_S, a, r)),
        new Method("dp853_own_positions", OrbitType.CARTESIAN, true,
                   (a, r) -> new DormandPrince853Integrator(LEAST_STEP_S, LARGEST_STEP_S, a, r)),
        new Method("dp853_equinoctial", OrbitType.EQUINOCTIAL, false,
                   (a, r) -> new DormandPrince853Integrator(LEAST_STEP_S, LARGEST_STEP_S, a, r)),
        new Method("gragg_bulirsch_stoer", OrbitType.CARTESIAN, false,
                   (a, r) -> new GraggBulirschStoerIntegrator(LEAST_STEP_S, LARGEST_STEP_S, a, r)),
        new Method("gragg_bulirsch_stoer_own_positions", OrbitType.CARTESIAN, true,
                   (a, r) -> new GraggBulirschStoerIntegrator(LEAST_STEP_S, LARGEST_STEP_S, a, r)),
        new Method("adams_moulton_5", OrbitType.CARTESIAN, false,
                   (a, r) -> new AdamsMoultonIntegrator(5, LEAST_STEP_S, LARGEST_STEP_S, a, r)));

    /** Forces, frame and the 64 flights of one problem. */
    private static final class Problem {
        final double loosest;   // tolerances swept, by half decades [m]
        final double tightest;
        final double finest;    // the strictest level asked for [m]
        final int passes;       // over all 64 starts, by which a setting is timed
        final double span;
        final Frame frame;
        final double mu;
        final List<ThirdBodyAttraction> bodies = new ArrayList<>();
        final List<ThirdBodyAttraction> ownBodies = new ArrayList<>(); // the same, from positions of our own
        final HolmesFeatherstoneAttractionModel field;
        final double[][] cases;

        Problem(final String name, final Path data, final Path answers) throws Exception {
            final boolean coast = name.equals("P2");
            final int degree = coast ? 0 : Integer.parseInt(name.substring(3));
            loosest = 0.1;
            tightest = 1e-7;
            finest = coast ? 1.5e-3 : 1e-2; // Orekit's TDB is not ours to the last: the coast ends 1.3 mm beside
            passes = coast ? 5 : 1;
            span = coast ? 5.0 * 86400.0 : 86400.0;
            final Clock clock = new Clock();
            final Map<String, CelestialBody> orekit = new LinkedHashMap<>();
            if (coast) {
                frame = FramesFactory.getGCRF();
                mu = gm(data, "earth");
                field = null;
                orekit.put("moon", CelestialBodyFactory.getMoon());
                orekit.put("venus", CelestialBodyFactory.getVenus());
                orekit.put("jupiter", CelestialBodyFactory.getJupiter());
            } else {
                frame = new Frame(FramesFactory.getGCRF(), new MoonCentred(), "Moon, axes of ICRF", true);
                final Frame axes =
                    new Frame(frame, new PrincipalAxes(data, clock), "principal axes of the Moon", false);
                final NormalizedSphericalHarmonicsProvider terms =
                    GravityFieldFactory.getConstantNormalizedProvider(degree, degree, BEGIN);
                mu = terms.getMu();
                field = new HolmesFeatherstoneAttractionModel(axes, terms);
                orekit.put("earth", CelestialBodyFactory.getEarth());
            }
            orekit.put("sun", CelestialBodyFactory.getSun());
            final Granules moon = new Granules(data.resolve("moon.txt"));
            final Granules earth = new Granules(data.resolve("earth.txt")); // from the Earth-Moon barycentre
            final Granules both = new Granules(data.resolve("earth_moon.txt"));
            for (final Map.Entry<String, CelestialBody> one : orekit.entrySet()) {
                final String body = one.getKey();
                bodies.add(new ThirdBodyAttraction(one.getValue(), body, gm(data, body)));
                final Granules[] there = {new Granules(data.resolve(body + ".txt"))};
                final OwnPosition own = body.equals("moon") ? new OwnPosition(clock, there)
                    : body.equals("earth") ? new OwnPosition(clock, new Granules[0], moon)
                    : coast ? new OwnPosition(clock, there, both, earth)
                    : new OwnPosition(clock, there, both, earth, moon);
                ownBodies.add(new ThirdBodyAttraction(own, body, gm(data, body)));
            }
            final String wanted = coast ? "coast" : "low_orbit_" + degree;
            cases = Files.readAllLines(answers).stream().map(line -> line.split(","))
                .filter(cell -> cell[0].equals(wanted))
                .map(cell -> Arrays.stream(cell, 2, 14).mapToDouble(Double::parseDouble).toArray())
                .toArray(double[][]::new);
            if (cases.length != 64) {
                throw new IllegalStateException(answers + " has not 64 lines of " + wanted);
            }
        }

        SpacecraftState start(final double[] flight) {
            final PVCoordinates pv = new PVCoordinates(new Vector3D(flight[0], flight[1], flight[2]),
                                                       new Vector3D(flight[3], flight[4], flight[5]));
            return new SpacecraftState(new CartesianOrbit(pv, frame, BEGIN, mu));
        }

        /** What a user sets up: forces, tolerances for a position error, no step handler, nothing kept. */
        NumericalPropagator propagator(final Method method, final double tolerance) {
            final double[][] scales = ToleranceProvider.getDefaultToleranceProvider(tolerance)
                .getTolerances(start(cases[0]).getOrbit(), method.type);
            final NumericalPropagator made =
                new NumericalPropagator(method.integrator.with(scales[0], scales[1]),
                                        new FrameAlignedProvider(frame));
            made.setOrbitType(method.type);
            made.addForceModel(new NewtonianAttraction(mu));
            if (field != null) {
                made.addForceModel(field);
            }
            (method.ownPositions ? ownBodies : bodies).forEach(made::addForceModel);
            return made;
        }
    }

    private static AbsoluteDate BEGIN;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final com.sun.management.OperatingSystemMXBean PROCESS =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private static String version(final Class<?> one) throws Exception {
        try (JarFile jar = new JarFile(one.getProtectionDomain().getCodeSource().getLocation().getPath())) {
            return jar.getManifest().getMainAttributes().getValue("Bundle-Version");
        }
    }

    private static double gm(final Path data, final String body) throws Exception {
        for (final String line : Files.readAllLines(data.resolve("gm.txt"))) {
            if (line.startsWith(body + " ")) {
                return Double.parseDouble(line.substring(body.length() + 1));
            }
        }
        throw new IllegalStateException("no gravitational parameter of " + body);
    }

    private static Vector3D flown(final NumericalPropagator propagator, final SpacecraftState start,
                                  final double span) {
        propagator.setInitialState(start);
        return propagator.propagate(BEGIN.shiftedBy(span)).getPosition();
    }

    /** Flies until the compiler has had its time. */
    private static void warm(final Problem problem, final Method method, final double tolerance) {
        final NumericalPropagator propagator = problem.propagator(method, tolerance);
        final long begin = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < 5000 && THREADS.getCurrentThreadCpuTime() - begin < 4e9; ++i) {
            flown(propagator, problem.start(problem.cases[i % 64]), problem.span);
        }
    }

    /** @return worst of 64 [m], or of those flown until one met no level */
    private static double measure(final String name, final Problem problem, final Method method,
                                  final double tolerance) {
        final NumericalPropagator propagator = problem.propagator(method, tolerance);
        final SpacecraftState[] starts =
            Arrays.stream(problem.cases).map(problem::start).toArray(SpacecraftState[]::new);
        final double[] thread = new double[problem.passes];
        final double[] process = new double[problem.passes];
        double worst = 0.0;
        int evaluations = 0;
        for (int pass = 0; pass < problem.passes; ++pass) {
            for (int i = 0; i < 64; ++i) {
                final long process0 = PROCESS.getProcessCpuTime();
                final long thread0 = THREADS.getCurrentThreadCpuTime();
                final Vector3D end = flown(propagator, starts[i], problem.span);
                thread[pass] += 1e-9 * (THREADS.getCurrentThreadCpuTime() - thread0) / 64;
                process[pass] += 1e-9 * (PROCESS.getProcessCpuTime() - process0) / 64;
                final double[] c = problem.cases[i];
                worst = Math.max(worst, end.subtract(new Vector3D(c[6], c[7], c[8])).getNorm());
                evaluations = Math.max(evaluations, propagator.getCalls());
                if (worst > 3.0) {
                    return worst; // meets no level: not worth the rest
                }
            }
        }
        Arrays.sort(thread);
        Arrays.sort(process);
        System.out.printf("flown %s %s %.1e %.6g %.6g %.4g %d%n", name, method.name, tolerance,
                          thread[problem.passes / 2], process[problem.passes / 2], worst, evaluations);
        System.out.flush();
        return worst;
    }

    /** From one tolerance to another, until the strictest level is met: what is tighter takes longer. */
    private static void sweep(final String name, final Problem problem, final Method method, final double loosest,
                              final double tightest) {
        final double halfDecade = Math.sqrt(10.0);
        double tolerance = loosest;
        try {
            warm(problem, method, Math.max(1e-2 * loosest, tightest));
            while (tolerance > 0.9 * tightest && measure(name, problem, method, tolerance) > problem.finest) {
                tolerance /= halfDecade;
            }
        } catch (OrekitException | MathRuntimeException gaveUp) {
            System.out.printf("gave up: %s %s from %.1e on: %s%n", name, method.name, tolerance, gaveUp.getMessage());
        }
    }

    public static void main(final String[] arguments) throws Exception {
        final Path data = Path.of(arguments[0]);
        DataContext.getDefault().getDataProvidersManager().addProvider(new DirectoryCrawler(new File(arguments[0])));
        GravityFieldFactory.clearPotentialCoefficientsReaders();
        GravityFieldFactory.addPotentialCoefficientsReader(new ICGEMFormatReader("moon\\.gfc", false));
        BEGIN = new AbsoluteDate(2031, 3, 1, 6, 0, 0.0, TimeScalesFactory.getTDB());
        System.out.printf("version Orekit %s, Hipparchus %s, Java %s%n", version(AbsoluteDate.class),
                          version(Vector3D.class), System.getProperty("java.vm.version"));
        for (int i = 2; i < arguments.length; ++i) {
            final String[] wanted = arguments[i].split("/");
            final Problem problem = new Problem(wanted[0], data, Path.of(arguments[1]));
            for (final Method method : METHODS) {
                // the coast ends on a hyperbola for some, which equinoctial elements do not have
                if (wanted.length > 1 ? !wanted[1].equals(method.name)
                                      : problem.field == null && method.type != OrbitType.CARTESIAN) {
                    continue;
                }
                final boolean one = wanted.length > 2;
                sweep(wanted[0], problem, method, one ? Double.parseDouble(wanted[2]) : problem.loosest,
                      one ? Double.parseDouble(wanted[2]) : problem.tightest);
            }
        }
    }

    private OrekitFlights() {
    }
}
