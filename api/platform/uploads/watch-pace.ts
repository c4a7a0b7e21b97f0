/** So many bytes have to come in so much time; a line that is slower never brings a county's files in half an hour. */
export type SlowestPace = { bytes: number; milliseconds: number }

/** Calls `onSlow` once when a sender falls behind the pace. `rest` starts the time anew, for when it was not the sender's
 *  turn. */
export function watchPace(slowest: SlowestPace, onSlow: () => void) {
  let received = 0
  const timer = setTimeout(onSlow, slowest.milliseconds)
  return {
    count(bytes: number) {
      received += bytes
      if (received < slowest.bytes) return
      received = 0
      timer.refresh()
    },
    rest: () => void timer.refresh(),
    stop: () => clearTimeout(timer),
  }
}
