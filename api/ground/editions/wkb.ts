import type { MultiPolygon, Polygon, Position } from 'geojson'

/** PostGIS's flag for "an SRID follows the type", and the SRID of everything we store. */
const sridFlag = 0x20000000
const srid = 4326
const [polygonType, multiPolygonType] = [3, 6]

/** A polygon as the hex EWKB of a MultiPolygon in EPSG:4326: what `::geometry` reads without any GEOS function and
 *  without losing a digit. Pure. */
export function toHexEwkb(geometry: Polygon | MultiPolygon): string {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  let size = 13
  for (const rings of polygons) {
    size += 9
    for (const ring of rings) size += 4 + ring.length * 16
  }
  const bytes = Buffer.allocUnsafe(size)
  let offset = 0
  const writeInteger = (value: number) => {
    offset = bytes.writeUInt32LE(value >>> 0, offset)
  }
  offset = bytes.writeUInt8(1, offset)
  writeInteger(multiPolygonType | sridFlag)
  writeInteger(srid)
  writeInteger(polygons.length)
  for (const rings of polygons) {
    offset = bytes.writeUInt8(1, offset)
    writeInteger(polygonType)
    writeInteger(rings.length)
    for (const ring of rings) {
      writeInteger(ring.length)
      for (const position of ring) {
        offset = bytes.writeDoubleLE(position[0] as number, offset)
        offset = bytes.writeDoubleLE(position[1] as number, offset)
      }
    }
  }
  return bytes.toString('hex')
}

/** Reads the hex EWKB that PostGIS gives for a Polygon or MultiPolygon. A multipolygon of one part becomes a Polygon.
 *  Throws for other types and for big-endian bytes, which PostGIS on a little-endian machine never sends. Pure. */
export function fromHexEwkb(hex: string): Polygon | MultiPolygon {
  const bytes = Buffer.from(hex, 'hex')
  let offset = 0
  const readInteger = () => {
    const value = bytes.readUInt32LE(offset)
    offset += 4
    return value
  }
  const readHeader = () => {
    if (bytes.readUInt8(offset) !== 1) throw new Error('big-endian WKB is not read')
    offset += 1
    const type = readInteger()
    if (type & sridFlag) offset += 4
    return type & 0xff
  }
  const readRings = (): Position[][] => {
    const rings: Position[][] = []
    for (let ringsLeft = readInteger(); ringsLeft > 0; ringsLeft--) {
      const ring: Position[] = []
      for (let positionsLeft = readInteger(); positionsLeft > 0; positionsLeft--) {
        ring.push([bytes.readDoubleLE(offset), bytes.readDoubleLE(offset + 8)])
        offset += 16
      }
      rings.push(ring)
    }
    return rings
  }
  const type = readHeader()
  if (type === polygonType) return { type: 'Polygon', coordinates: readRings() }
  if (type !== multiPolygonType) throw new Error(`not a polygon but WKB type ${type}`)
  const polygons: Position[][][] = []
  for (let partsLeft = readInteger(); partsLeft > 0; partsLeft--) {
    readHeader()
    polygons.push(readRings())
  }
  const only = polygons.length === 1 ? polygons[0] : undefined
  return only ? { type: 'Polygon', coordinates: only } : { type: 'MultiPolygon', coordinates: polygons }
}
