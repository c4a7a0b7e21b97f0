/** How often it is written at most that one and the same thing was used. */
const everyMs = 60_000

/** Writes down now and then that a key or a wall is in use. Nobody waits for it, and a request is not refused because it
 *  failed. */
export function createUseNotes(write: (id: string) => Promise<unknown>): (id: string) => void {
  const notedAt = new Map<string, number>()
  return (id) => {
    const now = Date.now()
    if (now - (notedAt.get(id) ?? 0) < everyMs) return
    notedAt.set(id, now)
    write(id).catch(() => notedAt.delete(id))
  }
}
