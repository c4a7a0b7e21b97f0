import gcoord from 'gcoord'
import type { Crs, LngLat } from '#api/platform/http/shared.contract.ts'

const systems = { gcj02: gcoord.GCJ02, bd09: gcoord.BD09 } as const

/** A coordinate as callers in China have it, in WGS84; a height that comes with it is left out. CGCS2000 equals WGS84
 *  here. Pure. */
export function toWgs84([lng, lat]: LngLat, crs: Crs): LngLat {
  if (crs === 'wgs84' || crs === 'cgcs2000') return [lng, lat]
  return gcoord.transform<LngLat>([lng, lat], systems[crs], gcoord.WGS84)
}

/** The way back. Pure. */
export function fromWgs84([lng, lat]: LngLat, crs: Crs): LngLat {
  if (crs === 'wgs84' || crs === 'cgcs2000') return [lng, lat]
  return gcoord.transform<LngLat>([lng, lat], gcoord.WGS84, systems[crs])
}
