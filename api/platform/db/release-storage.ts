import type { AsyncLocalStorage } from 'node:async_hooks'

/** Makes a store let go of the process whenever nothing runs in it. As long as one is in use Node 20 and 22 follow every
 *  promise and every timer of the process, and a store stays in use after its first `run`: a tenth of the work of sending a
 *  tile, for good after the first sign-in. Gives the same store. */
export function releaseWhenUnused<Store>(storage: AsyncLocalStorage<Store>): AsyncLocalStorage<Store> {
  const run = storage.run.bind(storage)
  let active = 0
  const leave = () => {
    active -= 1
    if (active === 0) storage.disable()
  }
  // Its two signatures are one call with a list that may be empty.
  storage.run = <Result>(store: Store, work: (...values: unknown[]) => Result, ...values: unknown[]): Result => {
    active += 1
    let result: Result
    try {
      result = run(store, work, ...values)
    } catch (error) {
      leave()
      throw error
    }
    if (result instanceof Promise) return result.finally(leave) as Result
    leave()
    return result
  }
  return storage
}
