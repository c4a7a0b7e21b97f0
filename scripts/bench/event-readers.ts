import { type ClientRequest, request } from 'node:http'

/** Many who listen to one server, as cheaply as it goes: they only count what begins a message of the log. */
export async function openReaders(
  origin: string,
  headersOf: readonly Record<string, string>[],
): Promise<{
  /** Milliseconds (`performance.now`) at which each reader had one more event. */
  waitForNext(): Promise<number[]>
  /** How many events all have had, the slowest first. */
  counts(): number[]
  /** Reads nothing any more. */
  stop(place: number): void
  close(): void
}> {
  const asked: ClientRequest[] = []
  const responses: { pause(): void }[] = []
  const counts = headersOf.map(() => 0)
  let hear: ((place: number) => void) | undefined
  await Promise.all(
    headersOf.map(
      (headers, place) =>
        new Promise<void>((resolve, reject) => {
          const one = request(`${origin}/api/events`, {
            headers: { ...headers, accept: 'text/event-stream' },
            agent: false,
          })
          asked.push(one)
          one.on('error', reject)
          one.on('response', (response) => {
            if (response.statusCode !== 200) reject(new Error(`a stream was answered with ${response.statusCode}`))
            responses[place] = response
            response.setEncoding('latin1')
            response.on('data', (text: string) => {
              resolve()
              const found = text.split('"recordId"').length - 1
              for (let each = 0; each < found; each += 1) {
                counts[place] = (counts[place] ?? 0) + 1
                hear?.(place)
              }
            })
            response.on('error', () => {})
          })
          one.end()
        }),
    ),
  )
  return {
    waitForNext: () =>
      new Promise((resolve, reject) => {
        const times = new Map<number, number>()
        const late = setTimeout(() => reject(new Error(`only ${times.size} readers were told`)), 20_000)
        hear = (place) => {
          if (!times.has(place)) times.set(place, performance.now())
          if (times.size < headersOf.length) return
          clearTimeout(late)
          hear = undefined
          resolve([...times.values()])
        }
      }),
    counts: () => [...counts].sort((a, b) => a - b),
    stop: (place) => responses[place]?.pause(),
    close() {
      for (const one of asked) one.destroy()
    },
  }
}
