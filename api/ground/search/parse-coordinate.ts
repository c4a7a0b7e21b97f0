import type { LngLat } from '#api/platform/http/shared.contract.ts'

const number = String.raw`[-+]?\d{1,3}(?:\.\d+)?`
const pair = new RegExp(String.raw`^\(?\[?(${number})°?\s*[,;\s]\s*(${number})°?\]?\)?$`)
/** China with its seas, generously. */
const china = { west: 73, east: 136, south: 3, north: 54 }

/** Reads what somebody pasted as a coordinate: `103.5,26.4`, `103.5，26.4`, `103.5 26.4`, `(103.5; 26.4)`. Latitude first
 *  is recognised where only that order can lie in China. Undefined where it is no coordinate. Pure. */
export function parseCoordinate(text: string): LngLat | undefined {
  const match = pair.exec(text.normalize('NFKC').replaceAll('、', ',').trim())
  if (!match) return undefined
  const [first, second] = [Number(match[1]), Number(match[2])]
  if (!isInChina(first, second) && isInChina(second, first)) return [second, first]
  return Math.abs(first) <= 180 && Math.abs(second) <= 90 ? [first, second] : undefined
}

const isInChina = (lng: number, lat: number) =>
  lng >= china.west && lng <= china.east && lat >= china.south && lat <= china.north
