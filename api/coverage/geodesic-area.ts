import type { MultiPolygon, Polygon, Position } from 'geojson'
import type { LngLat } from '#api/platform/http/shared.contract.ts'

// WGS84. GRS80 (CGCS2000) differs by 0.1 mm in the polar radius, far below 1e-6 degree.
const equatorRadiusMeters = 6378137
const flattening = 1 / 298.257223563
const polarRadiusMeters = equatorRadiusMeters * (1 - flattening)
const eccentricitySquared = flattening * (2 - flattening)
const eccentricity = Math.sqrt(eccentricitySquared)
const radians = Math.PI / 180

/** Three-point Gauss-Legendre on [0, 1]. */
const gaussNodes = [0.5 - Math.sqrt(0.15), 0.5, 0.5 + Math.sqrt(0.15)] as const
const gaussWeights = [5 / 18, 8 / 18, 5 / 18] as const

/** Square metres a radian of longitude between the latitude whose sine is `fromSine` and the one whose sine is `sine`.
 *  The authalic function q/2 of the ellipsoid (Snyder, Map Projections: A Working Manual, eq. 3-12) as a difference in
 *  closed form, so that two near latitudes do not cancel each other's digits. */
function stripAreaPerRadian(sine: number, fromSine: number): number {
  const squared = eccentricitySquared * sine * sine
  const fromSquared = eccentricitySquared * fromSine * fromSine
  const product = eccentricitySquared * sine * fromSine
  const difference = sine - fromSine
  const rational = (difference * (1 + product)) / ((1 - squared) * (1 - fromSquared))
  const logarithm = Math.atanh((eccentricity * difference) / (1 - product)) / eccentricity
  return (polarRadiusMeters * polarRadiusMeters * (rational + logarithm)) / 2
}

/** Signed area between an edge and the parallel through `origin`, added up around the ring: counter-clockwise > 0. */
function signedRingSquareMeters(ring: Position[]): number {
  const [originLng, originLat] = ring[0] as LngLat
  const originSine = Math.sin(originLat * radians)
  let sum = 0
  for (let i = 0; i < ring.length; i++) {
    const [startLng, startLat] = ring[i] as LngLat
    const [endLng, endLat] = ring[(i + 1) % ring.length] as LngLat
    const width = (endLng - originLng - (startLng - originLng)) * radians
    if (width === 0) continue
    // One step a degree: the quadrature is then good to the last digit of a double.
    const steps = Math.max(1, Math.ceil(Math.abs(endLat - startLat)))
    let mean = 0
    for (let step = 0; step < steps; step++) {
      for (let node = 0; node < 3; node++) {
        const share = (step + (gaussNodes[node] as number)) / steps
        const sine = Math.sin((startLat + share * (endLat - startLat)) * radians)
        mean += ((gaussWeights[node] as number) / steps) * stripAreaPerRadian(sine, originSine)
      }
    }
    sum -= width * mean
  }
  return sum
}

/** Area on the WGS84 ellipsoid in square metres, whatever the orientation of the rings; holes are taken away. Edges are
 *  straight lines in longitude and latitude, as PostGIS `geometry` and GeoJSON read them, so pieces of a polygon add up
 *  exactly to the whole. PostGIS `geography` takes the edges as geodesics, which bow out by 1 cm in 1 km: on the grids of
 *  Huize that differs by at most 2e-5. Pure. */
export function geodesicAreaSquareMeters(geometry: Polygon | MultiPolygon): number {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  let total = 0
  for (const rings of polygons) {
    rings.forEach((ring, index) => {
      if (ring.length < 3) return
      const area = Math.abs(signedRingSquareMeters(ring))
      total += index === 0 ? area : -area
    })
  }
  return total
}

/** Distance over the ellipsoid in metres, good to under a millimetre (Vincenty 1975, inverse). Nearly antipodal points,
 *  for which Vincenty's iteration does not settle, are answered on the sphere (within 0.6 %). Pure. */
export function geodesicDistanceMeters(from: LngLat, to: LngLat): number {
  const difference = ((((to[0] - from[0]) % 360) + 540) % 360) - 180
  const longitude = (Math.abs(to[0] - from[0]) <= 180 ? to[0] - from[0] : difference) * radians
  const reducedFrom = Math.atan((1 - flattening) * Math.tan(from[1] * radians))
  const reducedTo = Math.atan((1 - flattening) * Math.tan(to[1] * radians))
  const sinFrom = Math.sin(reducedFrom)
  const cosFrom = Math.cos(reducedFrom)
  const sinTo = Math.sin(reducedTo)
  const cosTo = Math.cos(reducedTo)
  let lambda = longitude
  for (let iteration = 0; iteration < 100; iteration++) {
    const sinLambda = Math.sin(lambda)
    const cosLambda = Math.cos(lambda)
    const sinSigma = Math.hypot(cosTo * sinLambda, cosFrom * sinTo - sinFrom * cosTo * cosLambda)
    if (sinSigma === 0) return 0
    const cosSigma = sinFrom * sinTo + cosFrom * cosTo * cosLambda
    const sigma = Math.atan2(sinSigma, cosSigma)
    const sinAlpha = (cosFrom * cosTo * sinLambda) / sinSigma
    const cosSquaredAlpha = 1 - sinAlpha * sinAlpha
    const cosTwoSigma = cosSquaredAlpha === 0 ? 0 : cosSigma - (2 * sinFrom * sinTo) / cosSquaredAlpha
    const c = (flattening / 16) * cosSquaredAlpha * (4 + flattening * (4 - 3 * cosSquaredAlpha))
    const former = lambda
    lambda =
      longitude +
      (1 - c) *
        flattening *
        sinAlpha *
        (sigma + c * sinSigma * (cosTwoSigma + c * cosSigma * (-1 + 2 * cosTwoSigma * cosTwoSigma)))
    if (Math.abs(lambda) > Math.PI) break
    if (Math.abs(lambda - former) < 1e-13) {
      const { a, deltaSigma } = seriesOf(cosSquaredAlpha, sinSigma, cosSigma, cosTwoSigma)
      return polarRadiusMeters * a * (sigma - deltaSigma)
    }
  }
  const cosine = sinFrom * sinTo + cosFrom * cosTo * Math.cos(longitude)
  return Math.acos(Math.max(-1, Math.min(1, cosine))) * ((2 * equatorRadiusMeters + polarRadiusMeters) / 3)
}

/** Vincenty's A and delta sigma, common to the inverse and the direct problem. */
function seriesOf(cosSquaredAlpha: number, sinSigma: number, cosSigma: number, cosTwoSigma: number) {
  const uSquared = (cosSquaredAlpha * eccentricitySquared) / (1 - eccentricitySquared)
  const a = 1 + (uSquared / 16384) * (4096 + uSquared * (-768 + uSquared * (320 - 175 * uSquared)))
  const b = (uSquared / 1024) * (256 + uSquared * (-128 + uSquared * (74 - 47 * uSquared)))
  const deltaSigma =
    b *
    sinSigma *
    (cosTwoSigma +
      (b / 4) *
        (cosSigma * (-1 + 2 * cosTwoSigma * cosTwoSigma) -
          (b / 6) * cosTwoSigma * (-3 + 4 * sinSigma * sinSigma) * (-3 + 4 * cosTwoSigma * cosTwoSigma)))
  return { a, deltaSigma }
}

/** The point `distanceMeters` away in a direction (degrees clockwise from north); Vincenty 1975, direct. Pure. */
export function geodesicDestination(from: LngLat, bearingDegrees: number, distanceMeters: number): LngLat {
  const reduced = Math.atan((1 - flattening) * Math.tan(from[1] * radians))
  const sinFrom = Math.sin(reduced)
  const cosFrom = Math.cos(reduced)
  const sinBearing = Math.sin(bearingDegrees * radians)
  const cosBearing = Math.cos(bearingDegrees * radians)
  const sigmaFrom = Math.atan2(sinFrom, cosFrom * cosBearing)
  const sinAlpha = cosFrom * sinBearing
  const cosSquaredAlpha = 1 - sinAlpha * sinAlpha
  const { a } = seriesOf(cosSquaredAlpha, 0, 1, 0)
  const start = distanceMeters / (polarRadiusMeters * a)
  let sigma = start
  let cosTwoSigma = 0
  for (let iteration = 0; iteration < 100; iteration++) {
    cosTwoSigma = Math.cos(2 * sigmaFrom + sigma)
    const { deltaSigma } = seriesOf(cosSquaredAlpha, Math.sin(sigma), Math.cos(sigma), cosTwoSigma)
    const former = sigma
    sigma = start + deltaSigma
    if (Math.abs(sigma - former) < 1e-14) break
  }
  cosTwoSigma = Math.cos(2 * sigmaFrom + sigma)
  const sinSigma = Math.sin(sigma)
  const cosSigma = Math.cos(sigma)
  const across = sinFrom * sinSigma - cosFrom * cosSigma * cosBearing
  const latitude = Math.atan2(
    sinFrom * cosSigma + cosFrom * sinSigma * cosBearing,
    (1 - flattening) * Math.hypot(sinAlpha, across),
  )
  const lambda = Math.atan2(sinSigma * sinBearing, cosFrom * cosSigma - sinFrom * sinSigma * cosBearing)
  const c = (flattening / 16) * cosSquaredAlpha * (4 + flattening * (4 - 3 * cosSquaredAlpha))
  const longitude =
    lambda -
    (1 - c) *
      flattening *
      sinAlpha *
      (sigma + c * sinSigma * (cosTwoSigma + c * cosSigma * (-1 + 2 * cosTwoSigma * cosTwoSigma)))
  return [from[0] + longitude / radians, latitude / radians]
}

/** One degree of latitude on the mean sphere of 6,371.0088 km (IUGG): 0.5 % at most from the ellipsoid's. */
export const metersPerDegree = 111_195.08

/** A circle as a closed polygon of `vertices` points, each exactly `radiusMeters` from the centre; the first due north,
 *  then counter-clockwise (RFC 7946). Longitudes may pass 180 near the antimeridian. Pure. */
export function geodesicCircle(center: LngLat, radiusMeters: number, vertices = 128): Polygon {
  const ring: LngLat[] = []
  for (let i = 0; i < vertices; i++) ring.push(geodesicDestination(center, (-360 * i) / vertices, radiusMeters))
  ring.push([...(ring[0] as LngLat)])
  return { type: 'Polygon', coordinates: [ring] }
}

/** Square metres for each degree of longitude between the parallel `baseLatitude` and a line that rises from `low` to
 *  `high` degrees above it: the Taylor series of the authalic function, to the fourth power (1e-13 of the area for a
 *  grid of 10 km, and one smooth measure for a grid and all its pieces, so shares are exact however large it is). Pure. */
export function areaSeries(baseLatitude: number): (low: number, high: number) => number {
  const sine = Math.sin(baseLatitude * radians)
  const cosine = Math.cos(baseLatitude * radians)
  // d(area)/d(latitude) = h cos, h = 1 / q², q = 1 - e² sin²; primes are derivatives by the sine.
  const q = 1 - eccentricitySquared * sine * sine
  const e2 = eccentricitySquared
  const h = q ** -2
  const h1 = 4 * e2 * sine * q ** -3
  const h2 = 4 * e2 * q ** -3 + 24 * e2 ** 2 * sine ** 2 * q ** -4
  const h3 = 72 * e2 ** 2 * sine * q ** -4 + 192 * e2 ** 3 * sine ** 3 * q ** -5
  const scale = polarRadiusMeters ** 2 * radians * radians
  const c1 = scale * h * cosine
  const c2 = (scale * radians * (h1 * cosine ** 2 - h * sine)) / 2
  const c3 = (scale * radians ** 2 * (h2 * cosine ** 3 - 3 * h1 * sine * cosine - h * cosine)) / 6
  const c4 =
    (scale *
      radians ** 3 *
      (h3 * cosine ** 4 - 6 * h2 * sine * cosine ** 2 + h1 * (3 * sine ** 2 - 4 * cosine ** 2) + h * sine)) /
    24
  // The mean of the n-th power along a straight line is (a^n + a^(n-1) b + … + b^n) / (n + 1).
  return (low, high) => {
    const sum = low + high
    const product = low * high
    const squares = sum * sum - 2 * product
    return (
      (c1 / 2) * sum +
      (c2 / 3) * (squares + product) +
      (c3 / 4) * sum * squares +
      (c4 / 5) * (squares * squares - product * product + product * squares)
    )
  }
}
