export type Change = { field: string; before: string | null; after: string | null; isChanged: boolean }

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const write = (value: unknown): string | null =>
  value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value)

/** The fields of a record as it was and as it is, those that changed first; null stands for a field that was not there.
 *  Fields of fields are named with dots. What is no object is one field without a name. Pure. */
export function listChanges(before: unknown, after: unknown): Change[] {
  const fields = new Map<string, { before?: unknown; after?: unknown }>()
  const collect = (value: unknown, side: 'before' | 'after', path: string) => {
    if (isObject(value) && Object.keys(value).length > 0)
      for (const [name, inner] of Object.entries(value)) collect(inner, side, path ? `${path}.${name}` : name)
    else if (value !== null && value !== undefined) fields.set(path, { ...fields.get(path), [side]: value })
    else if (path) fields.set(path, { ...fields.get(path), [side]: null })
  }
  collect(before, 'before', '')
  collect(after, 'after', '')
  return [...fields]
    .map(([field, sides]) => {
      const [was, is] = [write(sides.before), write(sides.after)]
      return { field, before: was, after: is, isChanged: was !== is }
    })
    .sort((a, b) => Number(b.isChanged) - Number(a.isChanged))
}
