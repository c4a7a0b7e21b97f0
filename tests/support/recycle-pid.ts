import { type ChildProcess, spawn } from 'node:child_process'
import { accessSync, constants, writeFileSync } from 'node:fs'

const lastPidFile = '/proc/sys/kernel/ns_last_pid'

/** Whether this process may choose the number of the next process (root on Linux, where nothing forbids it). */
export function canRecyclePids(): boolean {
  try {
    accessSync(lastPidFile, constants.W_OK)
    return process.getuid?.() === 0
  } catch {
    return false
  }
}

/** Starts a process that does nothing and has the number of one that is gone; null where another program's process has
 *  got it meanwhile, which stays. Other processes start all the time, so it may take a few attempts. */
export function recyclePid(pid: number): ChildProcess | null {
  for (let attempt = 0; attempt < 50; attempt++) {
    writeFileSync(lastPidFile, String(pid - 1))
    const child = spawn('sleep', ['600'], { stdio: 'ignore' })
    if (child.pid === pid) return child
    child.kill('SIGKILL')
  }
  return null
}
