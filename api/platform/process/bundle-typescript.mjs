// Puts a TypeScript file together with all it imports of the project: `node bundle-typescript.mjs FILE OUTPUT`. The last
// line of the output says what it was made of: the paths and hashes of all files that decide it.
import { createHash } from 'node:crypto'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const [, , file, output] = process.argv
const inputs = []

function readInput(path) {
  const content = readFileSync(path)
  inputs.push([path, createHash('sha1').update(content).digest('base64url')])
  return content.toString('utf8')
}

// How it is put together is a part of it as well.
readInput(fileURLToPath(import.meta.url))
readInput(createRequire(import.meta.url).resolve('esbuild/package.json'))
for (const name of ['package.json', 'tsconfig.json'])
  readInput(fileURLToPath(new URL(`../../../${name}`, import.meta.url)))

const { outputFiles } = await build({
  entryPoints: [file],
  outfile: output,
  bundle: true,
  // They are JavaScript already, and found from there as from here.
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: 'inline',
  write: false,
  plugins: [
    {
      name: 'addresses',
      setup({ onLoad }) {
        onLoad({ filter: /\.m?ts$/ }, ({ path }) => ({
          contents: readInput(path)
            .replaceAll('import.meta.url', () => JSON.stringify(pathToFileURL(path).href))
            .replaceAll('import.meta.dirname', () => JSON.stringify(dirname(path))),
          loader: 'ts',
        }))
      },
    },
  ],
})

// Another process reads it, or writes the same, at this moment.
const unfinished = `${output}.${process.pid}`
try {
  writeFileSync(unfinished, `${outputFiles[0].text}\n//${JSON.stringify(inputs)}`)
  renameSync(unfinished, output)
} finally {
  rmSync(unfinished, { force: true })
}
