import { TrieRouter } from 'hono/router/trie-router'

/** Which methods an address knows, from the routes of an application. Hono's own `method-not-allowed` is a middleware
 *  before every route; this is asked only when nothing answered, so a tile does not pay for it. */
export function createMethodFinder(routes: readonly { method: string; path: string }[]): (path: string) => string[] {
  const methodsByPath = new Map<string, Set<string>>()
  for (const { method, path } of routes) {
    // Middleware, and the catch-all of static files.
    if (method === 'ALL' || path.endsWith('*')) continue
    const methods = methodsByPath.get(path) ?? new Set<string>()
    methods.add(method)
    if (method === 'GET') methods.add('HEAD')
    methodsByPath.set(path, methods)
  }
  const router = new TrieRouter<string[]>()
  for (const [path, methods] of methodsByPath) router.add('ALL', path, [...methods])
  return (path) => [...new Set(router.match('ALL', path)[0].flatMap(([methods]) => methods))].sort()
}
