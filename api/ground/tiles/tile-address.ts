import { ApiError, type Sentence } from '#api/platform/http/problem.ts'

/** A tile of an edition or a basemap: `version` is its number. */
export type TileAddress = { version: number; z: number; x: number; y: number }

const maxVersion = 2 ** 31 - 1

/** Reads the parts of a tile's path. Throws 400 where z is not one of `zooms` or x or y is no tile of it, and 404 where
 *  the version cannot be one. By hand: a schema's walk would cost more than finding the tile. */
export function parseTileAddress(
  parts: { version: string; z: string; x: string; y: string },
  zooms: { min: number; max: number },
  what: UnknownVersion,
): TileAddress {
  const z = wholeNumber(parts.z)
  const x = wholeNumber(parts.x)
  const y = wholeNumber(parts.y)
  if (!(z >= zooms.min && z <= zooms.max))
    throw refuse('z', { zh: `级别应为 ${zooms.min} 至 ${zooms.max}`, en: `z goes from ${zooms.min} to ${zooms.max}` })
  if (!(x < 2 ** z)) throw refuse('x', outOfZoom(z))
  if (!(y < 2 ** z)) throw refuse('y', outOfZoom(z))
  const version = wholeNumber(parts.version)
  if (!(version <= maxVersion)) throw unknownVersion(what)
  return { version, z, x, y }
}

const wholeNumber = (text: string) => (/^\d{1,10}$/.test(text) ? Number(text) : Number.NaN)

const outOfZoom = (z: number): Sentence => ({
  zh: `应为 0 至 ${2 ** z - 1}`,
  en: `0 to ${2 ** z - 1} at this zoom`,
})

const refuse = (path: string, message: Sentence) =>
  new ApiError(
    400,
    'invalid_input',
    { zh: '瓦片地址有误，请核对 z、x、y。', en: 'There can be no such tile; check z, x and y.' },
    { errors: [{ path, message }] },
  )

export type UnknownVersion = 'edition' | 'basemap' | 'terrain'

const unknownSentences = {
  edition: {
    zh: '没有这个版次的网格底图；现行版次见 /api/editions/current。',
    en: 'There is no such edition; the current one is at /api/editions/current.',
  },
  basemap: {
    zh: '没有这个版本的基础底图；现行版本见 /api/editions/current。',
    en: 'There is no such basemap; the current one is at /api/editions/current.',
  },
  terrain: {
    zh: '没有这个版本的地形；现行版本见 /api/editions/current。',
    en: 'There is no such terrain; the current one is at /api/editions/current.',
  },
}

/** The 404 for a number nothing was published under. */
export const unknownVersion = (what: UnknownVersion) => new ApiError(404, 'not_found', unknownSentences[what])
