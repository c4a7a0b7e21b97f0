import { PGlite, type PGliteOptions } from '@electric-sql/pglite'
import { DurableNodeFS } from './durable-node-fs.ts'
import { leanPostgis } from './lean-postgis.ts'
import { quickenSymbols } from './quick-symbols.ts'
import { keepStackLevel, type PostgresModule, raiseExceptions } from './raise-exceptions.ts'

type FileSystemInit = DurableNodeFS['init']
type InstantiateWasm = (imports: unknown, onInstance: unknown) => unknown

/** The one place before the module is made at which PGlite asks us for anything is its file system. */
export class SessionFileSystem extends DurableNodeFS {
  override async init(...[pglite, options]: Parameters<FileSystemInit>) {
    const { emscriptenOpts } = await super.init(pglite, options)
    const { instantiateWasm: instantiate } = emscriptenOpts as unknown as { instantiateWasm: InstantiateWasm }
    const instantiateWasm: InstantiateWasm = (imports, onInstance) => {
      raiseExceptions(imports, () => pglite.Module as unknown as PostgresModule)
      quickenSymbols(imports)
      return instantiate(imports, onInstance)
    }
    return { emscriptenOpts: { ...emscriptenOpts, instantiateWasm } as typeof emscriptenOpts }
  }
}

/** What a caller may put in the place of a part: a file system that watches the disk, or no extensions. */
export type SessionParts = Pick<PGliteOptions, 'extensions' | 'pgliteWasmModule' | 'fsBundle'> & {
  fs?: SessionFileSystem
}

/** PGlite on a folder, with fsync and PostGIS, whose errors are errors. */
export async function openSession(folder: string, parts: SessionParts = {}): Promise<PGlite> {
  const session = new PGlite({
    fs: new SessionFileSystem(folder),
    extensions: { postgis: leanPostgis(folder) },
    ...parts,
    // `-F` would switch fsync off. PGlite's fdatasync is a stub, so WAL is synced by fsync.
    startParams: [
      ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
      ...['-c', 'fsync=on', '-c', 'wal_sync_method=fsync'],
    ],
  })
  await session.waitReady
  keepStackLevel(session.Module as unknown as PostgresModule)
  return session
}
