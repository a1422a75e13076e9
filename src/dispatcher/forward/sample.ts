/** Uniform on [0, 1). */
export type Uniform = () => number;

/** A small seeded generator (mulberry32), for forecasts and simulations; never for tokens. */
export function uniformOf(seed: number): Uniform {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = a;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One lognormal service with this mean (ms) and standard deviation of its logarithm. */
export function serviceMs(mean: number, spread: number, random: Uniform): number {
  return mean * Math.exp(spread * normal(random()) - (spread * spread) / 2);
}

/**
 * What is left of a lognormal service after `elapsed` ms: drawn from its tail, or the tail's mean where `random` is
 * null.
 */
export function remainingMs(mean: number, spread: number, elapsed: number, random: Uniform | null): number {
  if (mean <= 0) return 0;
  const mu = Math.log(mean) - (spread * spread) / 2;
  if (spread <= 0) return Math.max(0, mean - elapsed);
  const z = elapsed <= 0 ? Number.NEGATIVE_INFINITY : (Math.log(elapsed) - mu) / spread;
  const over = 1 - cdf(z);
  if (random !== null) {
    const u = cdf(z) + random() * over;
    return Math.max(0, Math.exp(mu + spread * normal(Math.min(u, 1 - 1e-9))) - elapsed);
  }
  const tail = (mean * (1 - cdf(z - spread))) / Math.max(over, 1e-9);
  return Math.max(0, tail - elapsed);
}

/** Probability that a lognormal service that has lasted `elapsed` ends within `ahead` more, ms. */
export function endsWithin(mean: number, spread: number, elapsed: number, ahead: number): number {
  if (mean <= 0) return 1;
  if (spread <= 0) return elapsed + ahead >= mean ? 1 : 0;
  const mu = Math.log(mean) - (spread * spread) / 2;
  const at = (ms: number) => (ms <= 0 ? 0 : cdf((Math.log(ms) - mu) / spread));
  const gone = at(elapsed);
  return (at(elapsed + ahead) - gone) / Math.max(1e-9, 1 - gone);
}

/** Standard normal distribution function (Abramowitz and Stegun 26.2.17, error below 1e-7). */
export function cdf(z: number): number {
  if (z === Number.NEGATIVE_INFINITY) return 0;
  const t = 1 / (1 + 0.231_641_9 * Math.abs(z));
  const d = 0.398_942_28 * Math.exp((-z * z) / 2);
  const tail =
    d *
    t *
    (0.319_381_53 + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
  return z > 0 ? 1 - tail : tail;
}

const CENTRAL = {
  a: [
    -39.696_830_286_653_76, 220.946_098_424_520_5, -275.928_510_446_968_7, 138.357_751_867_269,
    -30.664_798_066_147_16, 2.506_628_277_459_239,
  ],
  b: [
    -54.476_098_798_224_06, 161.585_836_858_040_9, -155.698_979_859_886_6, 66.801_311_887_719_72,
    -13.280_681_552_885_72,
  ],
  c: [
    -0.007_784_894_002_430_293, -0.322_396_458_041_136_5, -2.400_758_277_161_838, -2.549_732_539_343_734,
    4.374_664_141_464_968, 2.938_163_982_698_783,
  ],
  d: [0.007_784_695_709_041_462, 0.322_467_129_070_039_8, 2.445_134_137_142_996, 3.754_408_661_907_416],
} as const;

/** Standard normal quantile (Acklam's rational approximation, relative error below 1.2e-9). */
export function normal(p: number): number {
  const u = Math.min(Math.max(p, 1e-12), 1 - 1e-12);
  const { a, b, c, d } = CENTRAL;
  if (u < 0.024_25 || u > 0.975_75) {
    const q = Math.sqrt(-2 * Math.log(u < 0.5 ? u : 1 - u));
    const x =
      (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]) /
      ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1);
    return u < 0.5 ? x : -x;
  }
  const q = u - 0.5;
  const r = q * q;
  return (
    ((((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q) /
    (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1)
  );
}
