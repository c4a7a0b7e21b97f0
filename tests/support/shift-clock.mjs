// Loaded into a process with `node --import`: in all its threads the clock of the machine is wrong by as many
// milliseconds as the file CLOCK_FILE says, from a moment after it was written on. What measures spans is right.
import { readFileSync } from 'node:fs'

const file = process.env.CLOCK_FILE
const lookEveryMs = 20
const RealDate = Date
let shiftMs = 0
let lookedAt = Number.NEGATIVE_INFINITY

function now() {
  const at = performance.now()
  if (at - lookedAt > lookEveryMs) {
    lookedAt = at
    shiftMs = Number(readFileSync(file, 'utf8'))
  }
  return RealDate.now() + shiftMs
}

if (file)
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, given, self) => Reflect.construct(target, given.length === 0 ? [now()] : given, self),
    apply: () => new RealDate(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  })
