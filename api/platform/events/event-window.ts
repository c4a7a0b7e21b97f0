import type { LoggedEvent } from './event-reach.ts'

/**
 * The end of the log, in memory, for all readers of a process: what they are sent comes from here, and each only keeps how far
 * it has come. So a reader costs a number however slow it is, and the log is read once for all.
 */
export class EventWindow {
  #events: LoggedEvent[] = []
  /** Up to here something may be missing: who has less than this cannot be helped by events. */
  #floor: number
  #head: number
  readonly #size: number

  constructor(options: { size: number; floor: number; head: number }) {
    this.#size = options.size
    this.#floor = options.floor
    this.#head = options.head
  }

  get floor(): number {
    return this.#floor
  }
  get head(): number {
    return this.#head
  }

  append(events: readonly LoggedEvent[]): void {
    for (const event of events) this.#events.push(event)
    this.#head = this.#events.at(-1)?.seq ?? this.#head
    // A fifth at a time: to move them all for each that comes would cost more than the sending.
    if (this.#events.length <= this.#size * 1.2) return
    const removed = this.#events.splice(0, this.#events.length - this.#size)
    this.#floor = removed.at(-1)?.seq ?? this.#floor
  }

  /** The events after `seq`, in order, as they are taken. */
  *after(seq: number): Generator<LoggedEvent> {
    // The first that is larger, by halves.
    let [low, high] = [0, this.#events.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#events[middle] as LoggedEvent).seq <= seq) low = middle + 1
      else high = middle
    }
    for (let place = low; place < this.#events.length; place++) yield this.#events[place] as LoggedEvent
  }

  /** Whether who has everything up to `seq` gets the rest from here. */
  reaches(seq: number): boolean {
    return seq >= this.#floor && seq <= this.#head
  }
}
