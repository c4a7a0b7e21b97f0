type SymbolImports = { env: { _dlsym_js: (library: number, name: number, index: number) => number } }

/** The pinned build lists all names a library exports for each one it looks up: 5 ms for each of the 850 functions that
 *  `CREATE EXTENSION postgis` declares. A library's exports do not change, so here they are listed once. To be called with
 *  the imports of the module before it is instantiated. */
export function quickenSymbols(imports: unknown): void {
  const { env } = imports as SymbolImports
  const lookUp = env._dlsym_js
  if (typeof lookUp !== 'function') throw new Error('this build of PGlite looks up symbols in another way')
  const listed = new WeakMap<object, string[]>()
  const listKeys = Object.keys
  const listKeysOnce = (exports: object) => {
    let names = listed.get(exports)
    if (!names) {
      names = listKeys(exports)
      listed.set(exports, names)
    }
    return names
  }
  env._dlsym_js = (library, name, index) => {
    Object.keys = listKeysOnce
    try {
      return lookUp(library, name, index)
    } finally {
      Object.keys = listKeys
    }
  }
}
