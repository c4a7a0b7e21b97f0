// `node --import ./api/typescript.mjs FILE.ts`: this process loads TypeScript.
import { register } from 'node:module'

// What is said of an error names the line of the TypeScript.
process.setSourceMapsEnabled(true)
register('./typescript-hooks.mjs', import.meta.url)
