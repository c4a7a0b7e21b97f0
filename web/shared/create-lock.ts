/** Runs one piece of work at a time; what is asked for meanwhile is dropped. The state of a screen comes too late for that:
 *  two clicks in one task both read the one of before. */
export function createLock(): (work: () => Promise<unknown>) => Promise<void> {
  let isHeld = false
  return async (work) => {
    if (isHeld) return
    isHeld = true
    try {
      await work()
    } finally {
      isHeld = false
    }
  }
}
