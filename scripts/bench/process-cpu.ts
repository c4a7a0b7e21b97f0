import { readFileSync } from 'node:fs'

/** What `getconf CLK_TCK` says on every Linux of today. */
const ticksPerSecond = 100

/** CPU a process has used so far, of all its threads, in user and system: seconds. Linux only. */
export function readProcessCpu(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
  // The name before may hold blanks and brackets.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}
