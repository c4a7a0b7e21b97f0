import gcoord from 'gcoord'
import type { Crs, LngLat } from '#api/http/shared.contract.ts'

const systems = { gcj02: gcoord.GCJ02, bd09: gcoord.BD09 } as const

/** A coordinate as callers in China have it, in WGS84. CGCS2000 equals WGS84 here. Pure. */
export function toWgs84(lngLat: LngLat, crs: Crs): LngLat {
  if (crs === 'wgs84' || crs === 'cgcs2000') return lngLat
  const [lng, lat] = gcoord.transform<[number, number]>([...lngLat], systems[crs], gcoord.WGS84)
  return [lng, lat]
}
