// Runs a command of this folder: `node scripts/run.mjs start --demo`.
import { importTypeScript } from '../api/import-typescript.mjs'

const [command] = process.argv.splice(2, 1)
await importTypeScript(new URL(`${command}.ts`, import.meta.url))
