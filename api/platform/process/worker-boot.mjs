// The first file of every worker thread.
import { setPriority } from 'node:os'
import { importTypeScript } from './import-typescript.mjs'

const [, , entry, rank] = process.argv
// Of this thread and those it starts. Linux alone has a priority a thread; elsewhere it would be the process's.
if (rank === 'background' && process.platform === 'linux') setPriority(10)
await importTypeScript(new URL(entry))
