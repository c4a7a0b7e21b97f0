// Runs a command of this folder: `node scripts/run.mjs start --demo`.
import { existsSync } from 'node:fs'
import { importTypeScript } from '../api/platform/process/import-typescript.mjs'

const [command] = process.argv.splice(2, 1)
const entry = new URL(`${command}.ts`, import.meta.url)
if (command && existsSync(entry)) await importTypeScript(entry)
else {
  console.error(`没有这个命令 / no such command: ${command ?? ''}`)
  process.exitCode = 2
}
