// Plain JavaScript, which Node 20 reads without a loader.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { accessSync, constants, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/**
 * Runs a TypeScript file, which is put together with all it imports of the project in one file and kept until a part of
 * it changes. A loader, which Node 20 needs one a process and a thread with a thread of its own, takes 0.2 s of CPU before
 * the first line runs and 1 s for the server; the file a tenth of that.
 *
 * @param {URL} entry a `file:` address
 */
export async function importTypeScript(entry) {
  process.setSourceMapsEnabled(true)
  const file = fileURLToPath(entry)
  const name = createHash('sha256').update(file).digest('hex').slice(0, 16)
  const kept = fileURLToPath(new URL(`../../../node_modules/.cache/onegrid-typescript/${name}.mjs`, import.meta.url))
  if (isCurrent(kept) || makeCurrent(file, kept)) {
    await import(pathToFileURL(kept).href)
    return
  }
  const { register } = await import('tsx/esm/api')
  register()
  await import(entry.href)
}

/** Whether a kept file is there and what it was made of as it was. Its last line says that. */
function isCurrent(kept) {
  try {
    const bundle = readFileSync(kept, 'utf8')
    const inputs = JSON.parse(bundle.slice(bundle.lastIndexOf('\n//') + 3))
    return inputs.every(([path, hash]) => createHash('sha1').update(readFileSync(path)).digest('base64url') === hash)
  } catch {
    return false
  }
}

/** False where nothing can be kept (the folder is somebody else's, the disk is full) or put together: a loader says what
 *  is wrong with a file. */
function makeCurrent(file, kept) {
  try {
    mkdirSync(dirname(kept), { recursive: true })
    accessSync(dirname(kept), constants.W_OK)
    // In a process that ends: esbuild is one of its own that would stay as long as this one.
    const bundler = fileURLToPath(new URL('./bundle-typescript.mjs', import.meta.url))
    execFileSync(process.execPath, [bundler, file, kept], {
      stdio: 'ignore',
      env: { ...process.env, NODE_OPTIONS: '' },
    })
    return true
  } catch {
    return false
  }
}
