/*
 * The pinned PGlite has no C++ exception handling: where GEOS throws, JavaScript throws the exception's address, a number.
 * Emscripten's `invoke_*` frames take any number for a longjmp, find none, and go on as if the call had returned; what no
 * such frame stops is dropped by PGlite's main loop. So a statement that failed says "SELECT 0", or nothing, and its
 * transaction commits (electric-sql/pglite#916).
 *
 * Nothing in that build catches a C++ exception, so each is the end of its statement. Here it is reported where it is
 * thrown, through PostgreSQL's own `ereport(ERROR)`: that leaves by PostgreSQL's way for errors, and the statement fails
 * and its transaction is aborted as on a server. Measured: 20,000 in a row, 20,000 errors, stack level, session usable.
 */

/** SQLSTATE XX000, internal error, as PostgreSQL packs it: what a server answers to a GEOS exception as well. */
const internalErrorState = 2600
const errorLevel = 21
const longestMessage = 500

/** What is used of PGlite's WebAssembly module; every name is an export of the pinned build. */
export type PostgresModule = {
  HEAPU8: Uint8Array
  HEAPU32: Uint32Array
  ___stack_pointer: { value: number }
  _PostgresMainLoopOnce(): void
  _errstart(level: number, domain: number): number
  _errcode(state: number): number
  _errmsg_internal(format: number, variables: number): number
  _errfinish(file: number, line: number, functionName: number): void
  UTF8ToString(pointer: number): string
  stringToUTF8OnStack(text: string): number
}

type WasmImports = {
  env: {
    __cxa_throw: (exception: number, type: number, destructor: number) => void
    __indirect_function_table: WebAssembly.Table
  }
}

/** What the exception says of itself. Every one in GEOS and PROJ is a `std::exception`, whose third virtual function is
 *  `what()`. Should one ever not be, its message is a general one. */
function readWhat(module: PostgresModule, table: WebAssembly.Table, exception: number): string {
  try {
    const virtualTable = module.HEAPU32[exception >> 2] as number
    const what = table.get(module.HEAPU32[(virtualTable + 8) >> 2] as number) as (self: number) => number
    const text = module.UTF8ToString(what(exception)).slice(0, longestMessage)
    if (text !== '') return text
  } catch {
    // Falls through to the general message.
  }
  return 'C++ exception'
}

/** Makes exceptions thrown in the module errors of PostgreSQL. To be called with the imports of the module before it is
 *  instantiated; side modules (PostGIS) take theirs from the same object. */
export function raiseExceptions(imports: unknown, getModule: () => PostgresModule): void {
  const { env } = imports as WasmImports
  if (typeof env.__cxa_throw !== 'function') throw new Error('this build of PGlite throws in another way')
  env.__cxa_throw = (exception) => {
    const module = getModule()
    const text = `spatial function failed: ${readWhat(module, env.__indirect_function_table, exception)}`
    if (module._errstart(errorLevel, 0)) {
      module._errcode(internalErrorState)
      // The text is a format, so a percent sign of its own is doubled.
      module._errmsg_internal(module.stringToUTF8OnStack(text.replaceAll('%', '%%')), 0)
      const place = module.stringToUTF8OnStack('geos')
      module._errfinish(place, 0, place)
    }
    throw new Error(text)
  }
}

/** PostgreSQL's errors leave its main loop without putting the stack pointer back, 2 kB each; the stack is full after
 *  some thousands. To be called once, when the module runs. */
export function keepStackLevel(module: PostgresModule): void {
  const runLoop = module._PostgresMainLoopOnce
  module._PostgresMainLoopOnce = () => {
    const stackPointer = module.___stack_pointer.value
    try {
      runLoop()
    } catch (error) {
      module.___stack_pointer.value = stackPointer
      throw error
    }
  }
}
