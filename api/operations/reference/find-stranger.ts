/** The first field of what was sent that is not in what was taken of it, and what it stands in. Lists that are stored may have been
 *  written by a later version, so their schemas pass over what they do not know; whoever saves one is told. Pure. */
export function findStranger(sent: unknown, taken: unknown, path = ''): { path: string; name: string } | undefined {
  if (typeof sent !== 'object' || sent === null || typeof taken !== 'object' || taken === null) return undefined
  for (const [name, value] of Object.entries(sent)) {
    if (!Object.hasOwn(taken, name)) return { path, name }
    const inner = path === '' ? name : `${path}.${name}`
    const found = findStranger(value, (taken as Record<string, unknown>)[name], inner)
    if (found) return found
  }
  return undefined
}
