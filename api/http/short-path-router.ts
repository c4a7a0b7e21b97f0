import type { Result, Router } from 'hono/router'
import { RegExpRouter } from 'hono/router/reg-exp-router'
import { SmartRouter } from 'hono/router/smart-router'
import { TrieRouter } from 'hono/router/trie-router'

/** Hono's own choice of routers, once for the routes under `prefixes` and once for all others. One pair of routes that its
 *  fast router cannot tell apart (`/api/grids/:code` beside `/api/grids/metrics/:metric`) sends every path to the slow one,
 *  and a catch-all makes a chain of every route: together a fifth of the work of sending a tile. */
export class ShortPathRouter<Handler> implements Router<Handler> {
  readonly name = 'ShortPathRouter'
  readonly #prefixes: readonly string[]
  readonly #short = smartRouter<Handler>()
  readonly #rest = smartRouter<Handler>()

  constructor(prefixes: readonly string[]) {
    this.#prefixes = prefixes
  }

  add(method: string, path: string, handler: Handler): void {
    this.#choose(path).add(method, path, handler)
  }

  match(method: string, path: string): Result<Handler> {
    return this.#choose(path).match(method, path)
  }

  #choose(path: string): Router<Handler> {
    for (const prefix of this.#prefixes) if (path.startsWith(prefix)) return this.#short
    return this.#rest
  }
}

const smartRouter = <Handler>() =>
  new SmartRouter<Handler>({ routers: [new RegExpRouter<Handler>(), new TrieRouter<Handler>()] })
