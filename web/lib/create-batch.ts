/** Collects what is added and gives it to `run`: at once where nothing was for a while, else together, at most once in `pauseMs`
 *  and never beside a run that has not ended. `close` drops what waits. */
export function createBatch<Item>(run: (items: Item[]) => Promise<unknown>, pauseMs: number) {
  let waiting: Item[] = []
  let isResting = false
  let isClosed = false

  async function start(): Promise<void> {
    if (isResting || isClosed || waiting.length === 0) return
    isResting = true
    const items = waiting
    waiting = []
    await Promise.allSettled([run(items), new Promise((resolve) => setTimeout(resolve, pauseMs))])
    isResting = false
    void start()
  }

  return {
    add(item: Item) {
      waiting.push(item)
      void start()
    },
    close() {
      isClosed = true
    },
  }
}
