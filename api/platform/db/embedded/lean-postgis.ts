import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Extension } from '@electric-sql/pglite'
import { postgis } from '@electric-sql/pglite-postgis'
import { createTar, parseTar } from 'nanotar'
import { hasSpace, reservedBytes } from './free-space.ts'

/*
 * The package holds all of PostGIS. Every opening would unpack 95 MB of it into memory and compile the modules for
 * rasters and topologies too, which nothing here uses: 1.9 s, and 1.0 s without them.
 */

/** The module, what `CREATE EXTENSION postgis` runs, and the data of PROJ. Not the scripts from version to version. */
const needed = /^(lib\/postgresql\/postgis-\d+\.so|share\/postgresql\/extension\/postgis(\.control|--[\d.]+\.sql))$/
/** Raised when what is needed changes: what was kept before is of no use then. */
const selection = 1
const isNeeded = (name: string) => needed.test(name) || name.startsWith('share/proj/')

/** PostGIS for the cluster in `clusterFolder`. The part of the package that is needed is made once and kept beside it. */
export const leanPostgis = (clusterFolder: string): Extension => ({
  ...postgis,
  async setup(...parameters: Parameters<typeof postgis.setup>) {
    const whole = await postgis.setup(...parameters)
    return { ...whole, bundlePath: whole.bundlePath && provideLeanBundle(whole.bundlePath, clusterFolder) }
  },
})

function provideLeanBundle(whole: URL, clusterFolder: string): URL {
  const folder = dirname(clusterFolder)
  const stem = `${basename(clusterFolder)}.postgis-`
  const { version } = JSON.parse(readFileSync(new URL('../package.json', whole), 'utf8')) as { version: string }
  // The name says what must be in it: PGlite opens without PostGIS where a bundle has come short in a copy of the folder.
  const nameOf = (bundle: Buffer) =>
    `${stem}${version}-${selection}-${createHash('sha256').update(bundle).digest('hex').slice(0, 16)}.tar.gz`
  const kept = readdirSync(folder).filter((name) => name.startsWith(stem))
  const sound = kept.find((name) => name === nameOf(readFileSync(join(folder, name))))
  if (sound) return pathToFileURL(join(folder, sound))
  const bundle = packNeeded(readFileSync(whole))
  const path = join(folder, nameOf(bundle))
  try {
    for (const name of kept) rmSync(join(folder, name))
    // On a disk that is nearly full the database may still be read, and must be left what it needs for that.
    if (!hasSpace(folder, reservedBytes + bundle.length)) return whole
    writeFileSync(`${path}.tmp`, bundle, { flush: true })
    renameSync(`${path}.tmp`, path)
    return pathToFileURL(path)
  } catch {
    rmSync(`${path}.tmp`, { force: true })
    return whole
  }
}

function packNeeded(whole: Buffer): Buffer {
  const files = parseTar(gunzipSync(whole), { filter: ({ name, type }) => type === 'file' && isNeeded(name) })
  return gzipSync(createTar(files), { level: 1 })
}
