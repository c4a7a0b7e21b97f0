// The first file of every worker thread. Plain JavaScript: Node 20 gives a worker no loader of its parent's, so the
// worker registers tsx itself and then imports the TypeScript file it is asked to run.
import { setPriority } from 'node:os'
import { register } from 'tsx/esm/api'

const [, , entry, rank] = process.argv
// Of this thread and those it starts. Linux alone has a priority a thread; elsewhere it would be the process's.
if (rank === 'background' && process.platform === 'linux') setPriority(10)
register()
await import(entry)
