import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FeatureCollection, Point } from 'geojson'
import { z } from 'zod'
import { toPinyin } from '#api/ground/editions/import/pinyin.ts'
import { type BasemapSource, basemapFiles } from '#api/ground/tiles/basemap-layers.ts'
import { shareBasemapLayers } from '#api/ground/tiles/build-layers.ts'
import { type CutProgress, cutTiles, vectorCutter, vectorTileWork } from '#api/ground/tiles/cut-tiles.ts'
import { basemapTileLayers, terrainZooms, tileZooms } from '#api/ground/tiles/tiles.contract.ts'
import type { Database } from '#api/platform/db/client.ts'
import type { Bbox } from '#api/platform/http/shared.contract.ts'
import {
  type Attribution,
  type BasemapKind,
  countStored,
  deleteOldBasemaps,
  findCurrentBasemap,
  insertBasemap,
  insertBasemapTiles,
  insertPlaces,
  type NewPlace,
  publishBasemaps,
} from './basemap.repo.ts'
import { readTerrainRaster } from './read-terrain-raster.ts'
import { packHeights } from './terrain.ts'

/** A zoom's tiles of relief are few and each takes long: in one job they would keep one thread busy to the end. */
const terrainJobs = 8

/** Goes up when the cutter makes other tiles of the same files, so that a start with new code cuts them again. */
const cutterRevision = '1'

export type BasemapProgress = CutProgress & { kind: BasemapKind }

/** What is there after a load; a kind is absent where the folder has no files for it. `isNew` is false where the same
 *  files were loaded before: then nothing was written, and no bytes are counted. */
export type BasemapReport = {
  basemap?: { version: number; isNew: boolean; tiles: number; bytes: number; places: number; milliseconds: number }
  terrain?: { version: number; isNew: boolean; tiles: number; bytes: number; milliseconds: number }
}

type LoadOptions = {
  database: Database
  /** A folder like `data/huize`: lakes, rivers, streams, roads, places and neighbours as GeoJSON, terrain.png and
   *  terrain.json. Any may be missing. `attributions.json`, a list of `{zh, en}`, names sources to be shown. */
  folder: string
  isDemo?: boolean
  onProgress?: (progress: BasemapProgress) => void
}

/**
 * Loads what lies under the grids. Tiles, places and heights are written under a new version that nobody sees, in short
 * transactions; one last transaction makes it current. What a load that died left behind is taken away first. Throws
 * where a file cannot be read as what it should be; then nothing has changed.
 */
export async function loadBasemap(options: LoadOptions): Promise<BasemapReport> {
  const { database, folder } = options
  for (const kind of ['basemap', 'terrain'] as const) await deleteOldBasemaps(database, kind)
  const attributions = await readAttributions(folder)
  const basemap = await loadVectors(options, attributions)
  const terrain = await loadHeights(options)
  const versions = [basemap, terrain].flatMap((loaded) => (loaded?.isNew ? [loaded.version] : []))
  if (versions.length > 0) {
    await database.write((transaction) => publishBasemaps(transaction, versions))
    for (const kind of ['basemap', 'terrain'] as const) await deleteOldBasemaps(database, kind)
  }
  return { basemap, terrain }
}

async function loadVectors(
  { database, folder, isDemo = false, onProgress }: LoadOptions,
  attributions: Attribution[],
): Promise<BasemapReport['basemap']> {
  const startedAt = performance.now()
  const source = await readSource(folder)
  const texts = Object.entries(source)
  if (texts.length === 0) return undefined
  const checksum = checksumOf([...texts.flat(), JSON.stringify(attributions)])
  const current = await database.read((handle) => findCurrentBasemap(handle, 'basemap'))
  if (current?.checksum === checksum)
    return {
      isNew: false,
      bytes: 0,
      milliseconds: 0,
      ...(await database.read((handle) => countStored(handle, current))),
    }
  const bounds = boundsOf(texts.map(([, text]) => text))
  const version = await database.write((transaction) =>
    insertBasemap(transaction, {
      kind: 'basemap',
      checksum,
      isDemo,
      bounds,
      details: { layers: Object.keys(basemapTileLayers), minzoom: tileZooms.min, maxzoom: tileZooms.max },
      attributions,
    }),
  )
  const places = readPlaces(source.places)
  await insertPlaces(database, version, places)
  const result = await cutTiles(
    { cutter: vectorCutter, prepare: async () => vectorTileWork(await shareBasemapLayers(source), bounds) },
    (tiles) => insertBasemapTiles(database, version, tiles),
    (progress) => onProgress?.({ ...progress, kind: 'basemap' }),
  )
  return { version, isNew: true, ...result, places: places.length, milliseconds: performance.now() - startedAt }
}

async function loadHeights({
  database,
  folder,
  isDemo = false,
  onProgress,
}: LoadOptions): Promise<BasemapReport['terrain']> {
  const startedAt = performance.now()
  const files = await Promise.all(['terrain.json', 'terrain.png'].map((name) => readIfThere(join(folder, name))))
  if (files.some((file) => file === undefined)) return undefined
  const checksum = checksumOf(files as Buffer[])
  const current = await database.read((handle) => findCurrentBasemap(handle, 'terrain'))
  if (current?.checksum === checksum)
    return {
      isNew: false,
      bytes: 0,
      milliseconds: 0,
      ...(await database.read((handle) => countStored(handle, current))),
    }
  const raster = await readTerrainRaster(folder)
  const heights = await packHeights(raster.heights)
  const version = await database.write((transaction) =>
    insertBasemap(transaction, {
      kind: 'terrain',
      checksum,
      isDemo,
      bounds: raster.bounds,
      details: { width: raster.width, height: raster.height, minzoom: terrainZooms.min, maxzoom: terrainZooms.max },
      attributions: [],
      heights,
    }),
  )
  const result = await cutTiles(
    {
      cutter: new URL('./terrain.worker.ts', import.meta.url),
      prepare: async () => ({
        subject: raster,
        bounds: raster.bounds,
        zooms: terrainZooms,
        margin: 0,
        minJobs: terrainJobs,
      }),
    },
    (tiles) => insertBasemapTiles(database, version, tiles),
    (progress) => onProgress?.({ ...progress, kind: 'terrain' }),
  )
  return { version, isNew: true, ...result, milliseconds: performance.now() - startedAt }
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

async function readSource(folder: string): Promise<BasemapSource> {
  const source: BasemapSource = {}
  for (const name of basemapFiles) {
    const bytes = await readIfThere(join(folder, `${name}.geojson`))
    if (bytes) source[name] = bytes.toString('utf8')
  }
  return source
}

const attributionsFile = z.array(z.object({ zh: z.string(), en: z.string() }))

async function readAttributions(folder: string): Promise<Attribution[]> {
  const bytes = await readIfThere(join(folder, 'attributions.json'))
  return bytes ? attributionsFile.parse(JSON.parse(bytes.toString('utf8'))) : []
}

function checksumOf(parts: (string | Buffer)[]): string {
  const hash = createHash('sha256').update(cutterRevision)
  for (const part of parts) hash.update(String(part.length)).update('\n').update(part)
  return hash.digest('hex')
}

/** The box around every coordinate of some GeoJSON texts. */
function boundsOf(texts: readonly string[]): Bbox {
  const bounds: Bbox = [180, 90, -180, -90]
  const visit = (coordinates: unknown[]): void => {
    const [lng, lat] = coordinates
    if (typeof lng !== 'number' || typeof lat !== 'number') {
      for (const inner of coordinates) visit(inner as unknown[])
      return
    }
    if (lng < bounds[0]) bounds[0] = lng
    if (lat < bounds[1]) bounds[1] = lat
    if (lng > bounds[2]) bounds[2] = lng
    if (lat > bounds[3]) bounds[3] = lat
  }
  for (const text of texts)
    for (const { geometry } of (JSON.parse(text) as FeatureCollection).features)
      visit((geometry as { coordinates: unknown[] }).coordinates)
  return bounds
}

type PlaceProperties = { name: string; kind: string; rank?: number; code?: string; elevation?: number }

function readPlaces(text: string | undefined): NewPlace[] {
  if (text === undefined) return []
  const { features } = JSON.parse(text) as FeatureCollection<Point, PlaceProperties>
  return features.map(({ geometry, properties: { name, kind, rank = 9, code, elevation } }) => ({
    name,
    kind,
    rank,
    code: code ?? null,
    pinyin: toPinyin(name),
    elevation: elevation ?? null,
    lng: geometry.coordinates[0] as number,
    lat: geometry.coordinates[1] as number,
  }))
}
