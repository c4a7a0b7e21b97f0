import { PGlite } from '@electric-sql/pglite'
import { postgis } from '@electric-sql/pglite-postgis'
import { DurableNodeFS } from './durable-node-fs.ts'

/** SQLSTATE XX000, internal error, as PostgreSQL packs it; what a server answers to a GEOS exception as well. */
const internalErrorState = 2600
const errorLevel = 21

/** What the embedded database says where a server would say "TopologyException: …". */
export const spatialFailureMessage = 'a spatial function failed (exception in GEOS)'

/** What of PGlite's WebAssembly module the session uses; every name is an export of the pinned build. */
type PostgresModule = {
  HEAPU32: Uint32Array
  ___stack_pointer: { value: number }
  _PG_exception_stack: number
  _error_context_stack: number
  _PostgresMainLoopOnce(): void
  _errstart(level: number, domain: number): number
  _errcode(state: number): number
  _errmsg_internal(format: number, variables: number): number
  _errfinish(file: number, line: number, functionName: number): void
  stringToUTF8OnStack(text: string): number
}

/**
 * PGlite on a folder, with fsync, and with a cure for the exceptions it swallows.
 *
 * The pinned build has no C++ exception handling: where GEOS throws, JavaScript sees a bare number, PGlite's main loop
 * drops it, and the client gets no rows, no error, and a transaction that commits (electric-sql/pglite#916); each one
 * also leaves about 2 kB on the WebAssembly stack, which is full after some thousands. `raiseSwallowedExceptions` puts
 * the stack pointer back and reports the exception through PostgreSQL's own `ereport(ERROR)`, so the statement fails and
 * its transaction is aborted as on a server. 20,000 in a row, measured: 20,000 errors, stack level, session usable.
 */
export class EmbeddedSession extends PGlite {
  constructor(folder: string) {
    super({
      fs: new DurableNodeFS(folder),
      extensions: { postgis },
      // `-F` would switch fsync off. PGlite's fdatasync is a stub, so WAL is synced by fsync.
      startParams: [
        ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
        ...['-c', 'fsync=on', '-c', 'wal_sync_method=fsync'],
      ],
    })
  }

  /** To be called once, when the session is ready. */
  raiseSwallowedExceptions(): void {
    const module = this.mod as unknown as PostgresModule
    const runLoop = module._PostgresMainLoopOnce
    module._PostgresMainLoopOnce = () => {
      const stackPointer = module.___stack_pointer.value
      const exceptionStack = module.HEAPU32[module._PG_exception_stack >> 2] as number
      try {
        runLoop()
      } catch (error) {
        module.___stack_pointer.value = stackPointer
        // PostgreSQL's own errors leave the loop as the string "unwind"; only a C++ exception is a number, its address.
        if (typeof error !== 'number') throw error
        module.HEAPU32[module._PG_exception_stack >> 2] = exceptionStack
        module.HEAPU32[module._error_context_stack >> 2] = 0
        try {
          this.#raise(module)
        } finally {
          module.___stack_pointer.value = stackPointer
        }
        throw error
      }
    }
  }

  /** Throws what `ereport(ERROR)` throws: the caller takes it for an error of PostgreSQL's, which it now is. */
  #raise(module: PostgresModule): void {
    if (!module._errstart(errorLevel, 0)) return
    module._errcode(internalErrorState)
    module._errmsg_internal(module.stringToUTF8OnStack(spatialFailureMessage), 0)
    const place = module.stringToUTF8OnStack('geos')
    module._errfinish(place, 0, place)
  }
}
