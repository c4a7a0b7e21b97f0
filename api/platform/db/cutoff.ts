export type Cutoff = {
  /** `promise`, or a rejection when the cut comes first; at once where it has come. A later rejection of `promise` is
   *  nobody's any more. */
  race<Result>(promise: PromiseLike<Result>): Promise<Result>
  /** Rejects all that is waiting, and whatever comes. */
  cut(error: unknown): void
}

/** An end that may come before that of any number of promises. `Promise.race` against one promise that lives on would
 *  hold on to the result of every race, which on a connection is every answer it ever gave. */
export function createCutoff(): Cutoff {
  const waiting = new Set<(error: unknown) => void>()
  let cause: { error: unknown } | undefined
  return {
    race: (promise) =>
      new Promise((resolve, reject) => {
        waiting.add(reject)
        promise.then(
          (result) => {
            waiting.delete(reject)
            resolve(result)
          },
          (error) => {
            waiting.delete(reject)
            reject(error)
          },
        )
        if (cause) reject(cause.error)
      }),
    cut(error) {
      cause ??= { error }
      for (const reject of waiting) reject(error)
      waiting.clear()
    },
  }
}
