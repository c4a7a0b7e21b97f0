/** One timer for all alarms. Nearly every statement ends long before its own, so an alarm costs no timer of its own: the
 *  one there is rings at the earliest time that was ever set since it last rang, and looks then what is due. */
const alarms = new Set<Alarm>()
let timer: NodeJS.Timeout | undefined
let ringsAt = Number.POSITIVE_INFINITY

type Alarm = { readonly at: number; readonly ring: () => void }

/** A timer that rings later than this was held up: the thread was busy. */
const heldUpMs = 200
/** What then lies unread in sockets is read first, for so long. A new connection takes several turns of that, so it is
 *  granted more than once where the thread is held up again; not for ever, or no alarm would ring in a thread that works
 *  in long pieces. */
const readingMs = 250
const mostReadings = 10
let readings = 0

/** Calls `ring` after so many milliseconds, unless what it returns is called before; somewhat later where the thread was
 *  held up meanwhile, for then the answer waited for may be there already. Does not keep the process alive. */
export function setAlarm(afterMs: number, ring: () => void): () => void {
  const alarm = { at: performance.now() + afterMs, ring }
  alarms.add(alarm)
  // While sockets are read, nothing rings before that is over.
  if (readings === 0 && alarm.at < ringsAt) arm(alarm.at)
  return () => {
    alarms.delete(alarm)
  }
}

function arm(at: number): void {
  clearTimeout(timer)
  ringsAt = at
  timer = setTimeout(ringDue, Math.max(1, Math.ceil(at - performance.now()))).unref()
}

/** The earliest first, of which one may stop a later one. */
function ringDue(): void {
  const now = performance.now()
  if (now - ringsAt > heldUpMs && readings < mostReadings) {
    readings += 1
    arm(now + readingMs)
    return
  }
  readings = 0
  ringsAt = Number.POSITIVE_INFINITY
  try {
    const due = [...alarms].filter(({ at }) => at <= now).sort((a, b) => a.at - b.at)
    for (const alarm of due) if (alarms.delete(alarm)) alarm.ring()
  } finally {
    let next = Number.POSITIVE_INFINITY
    for (const { at } of alarms) next = Math.min(next, at)
    if (next < ringsAt) arm(next)
  }
}
