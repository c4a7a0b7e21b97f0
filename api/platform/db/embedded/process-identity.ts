import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** What tells a process from a later one that got the same number. */
export type ProcessIdentity = { pid: number; startTime: string; bootId: string }

/** When a process was started, in a form that only serves comparison; null when there is no such process. */
function readStartTime(pid: number): string | null {
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      // The second field is the name in brackets and may hold spaces and brackets itself. Start time is field 22.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      // A zombie still has its entry, but it has given up all it held.
      return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null)
    } catch {
      return null
    }
  }
  try {
    const started = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', timeout: 800 }).trim()
    return started === '' ? null : started
  } catch {
    return null
  }
}

function readBootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    // Elsewhere the start time is a date with seconds, which no process of another boot shares.
    return ''
  }
}

/** This process. */
export const readOwnIdentity = (): ProcessIdentity => ({
  pid: process.pid,
  startTime: readStartTime(process.pid) ?? '',
  bootId: readBootId(),
})

/** Whether exactly this process lives: a recycled number has another start time, another boot another id. */
export const isAlive = (identity: ProcessIdentity): boolean =>
  identity.bootId === readBootId() && readStartTime(identity.pid) === identity.startTime
