import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Extension } from '@electric-sql/pglite'
import { postgis } from '@electric-sql/pglite-postgis'
import { createTar, parseTar } from 'nanotar'

/*
 * The package holds all of PostGIS. Every opening would unpack 95 MB of it into memory and compile the modules for
 * rasters and topologies too, which nothing here uses: 1.9 s, and 1.0 s without them.
 */

/** The module, what `CREATE EXTENSION postgis` runs, and the data of PROJ. Not the scripts from version to version. */
const needed = /^(lib\/postgresql\/postgis-\d+\.so|share\/postgresql\/extension\/postgis(\.control|--[\d.]+\.sql))$/
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
  const path = join(folder, `${stem}${version}.tar.gz`)
  if (!existsSync(path)) {
    try {
      for (const name of readdirSync(folder)) if (name.startsWith(stem)) rmSync(join(folder, name))
      writeFileSync(`${path}.tmp`, packNeeded(readFileSync(whole)), { flush: true })
      renameSync(`${path}.tmp`, path)
    } catch {
      // On a full disk the database may still be read.
      return whole
    }
  }
  return pathToFileURL(path)
}

function packNeeded(whole: Buffer): Buffer {
  const files = parseTar(gunzipSync(whole), { filter: ({ name, type }) => type === 'file' && isNeeded(name) })
  return gzipSync(createTar(files), { level: 1 })
}
