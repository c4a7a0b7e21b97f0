// Plain JavaScript, which Node 20 reads without a loader.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { threadId } from 'node:worker_threads'

/**
 * Runs a TypeScript file, which is put together with all it imports of the project in one file and kept until a part of
 * it changes. A loader, which Node 20 needs one a process and a thread with a thread of its own, takes 0.2 s of CPU before
 * the first line runs and 1 s for the server; the file a tenth of that.
 *
 * @param {URL} entry a `file:` address
 */
export async function importTypeScript(entry) {
  process.setSourceMapsEnabled(true)
  await import(await prepare(fileURLToPath(entry)))
}

/** Gives the address of what can be imported. */
async function prepare(file) {
  const name = createHash('sha256').update(file).digest('hex').slice(0, 16)
  const kept = fileURLToPath(new URL(`../node_modules/.cache/onegrid-typescript/${name}.mjs`, import.meta.url))
  if (!isCurrent(kept)) {
    const bundle = await bundleFile(file, kept)
    try {
      mkdirSync(dirname(kept), { recursive: true })
      // Other threads and processes read it, or write the same, at this moment.
      const unfinished = `${kept}.${process.pid}.${threadId}`
      writeFileSync(unfinished, bundle)
      renameSync(unfinished, kept)
    } catch {
      // The folder belongs to somebody else, or the disk is full: then a loader.
      const { register } = await import('tsx/esm/api')
      register()
      return pathToFileURL(file).href
    }
  }
  return pathToFileURL(kept).href
}

/** Whether a kept file is there and what it was made of as it was. Its last line says that. */
function isCurrent(kept) {
  try {
    const bundle = readFileSync(kept, 'utf8')
    const inputs = JSON.parse(bundle.slice(bundle.lastIndexOf('\n//') + 3))
    return inputs.every(([path, state]) => stateOf(path) === state)
  } catch {
    return false
  }
}

function stateOf(path) {
  const { mtimeMs, size } = statSync(path)
  return `${mtimeMs} ${size}`
}

async function bundleFile(file, outfile) {
  const { build } = await import('esbuild')
  // How it is put together is a part of it as well.
  const inputs = [fileURLToPath(import.meta.url)].map((path) => [path, stateOf(path)])
  const { outputFiles } = await build({
    entryPoints: [file],
    outfile,
    bundle: true,
    // They are JavaScript already, and found from there as from here.
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    write: false,
    logLevel: 'silent',
    plugins: [
      {
        name: 'addresses',
        setup({ onLoad }) {
          onLoad({ filter: /\.m?ts$/ }, ({ path }) => {
            inputs.push([path, stateOf(path)])
            const text = readFileSync(path, 'utf8')
              .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
              .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)))
            return { contents: text, loader: 'ts' }
          })
        },
      },
    ],
  })
  return `${outputFiles[0].text}\n//${JSON.stringify(inputs)}`
}
