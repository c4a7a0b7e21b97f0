import gcoord from 'gcoord'

/** The four words for a coordinate system that the API takes. */
export type CrsWord = 'wgs84' | 'cgcs2000' | 'gcj02' | 'bd09'

const systems = { wgs84: gcoord.WGS84, cgcs2000: gcoord.WGS84, gcj02: gcoord.GCJ02, bd09: gcoord.BD09 }

/** Converts `[lng, lat]` between coordinate systems, rounded to 1e-6 degree (0.1 m). Pure. */
export function convertCoordinates(
  lngLat: readonly [number, number],
  from: CrsWord,
  to: CrsWord,
): [lng: number, lat: number] {
  const [lng, lat] = gcoord.transform([lngLat[0], lngLat[1]], systems[from], systems[to])
  return [Math.round(lng * 1e6) / 1e6, Math.round(lat * 1e6) / 1e6]
}

/** `103.624300,26.544400`: longitude first, as every map service in China takes it. Pure. */
export const formatLngLat = ([lng, lat]: readonly [number, number], digits = 6): string =>
  `${lng.toFixed(digits)},${lat.toFixed(digits)}`
