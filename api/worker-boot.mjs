// The first file of every worker thread. Plain JavaScript: Node 20 gives a worker no loader of its parent's, so the
// worker registers tsx itself and then imports the TypeScript file it is asked to run.
import { register } from 'tsx/esm/api'

register()
await import(process.argv[2])
