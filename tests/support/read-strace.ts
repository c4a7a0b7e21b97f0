/** One system call: the lines of the trace at which it began and had ended. */
export type SystemCall = { name: string; text: string; beganAt: number; endedAt: number; result: number }

/** Reads what `strace -f -o FILE` wrote. A call during which another thread was busy stands in two lines. Pure. */
export function readStrace(trace: string): SystemCall[] {
  const calls: SystemCall[] = []
  const unfinished = new Map<string, SystemCall>()
  trace.split('\n').forEach((line, place) => {
    const resumed = /^(\d+)\s+<\.\.\. (\w+) resumed>(.*)$/.exec(line)
    if (resumed) {
      const call = unfinished.get(resumed[1] as string)
      if (!call) return
      unfinished.delete(resumed[1] as string)
      call.endedAt = place
      call.text += resumed[3]
      call.result = resultOf(line)
      return
    }
    const begun = /^(\d+)\s+(\w+)\((.*)$/.exec(line)
    if (!begun) return
    const [, pid = '', name = '', text = ''] = begun
    const call = { name, text, beganAt: place, endedAt: place, result: resultOf(line) }
    calls.push(call)
    if (!line.includes('<unfinished ...>')) return
    call.endedAt = Number.POSITIVE_INFINITY
    unfinished.set(pid, call)
  })
  return calls
}

const resultOf = (line: string): number => Number(/ = (-?\d+)[^=]*$/.exec(line)?.[1] ?? Number.NaN)
