import { basename, join, relative, resolve } from 'node:path'
import { afterEach, beforeAll } from 'vitest'
import { beforeBrowserCloses, keepPages } from './browser.ts'

const repository = resolve(import.meta.dirname, '../..')
/** Emptied when the browser tests begin (tests/support/prepare-product.ts). */
const failuresFolder = join(repository, 'test-results', 'e2e')

const wordsOf = (text: string) => (text.match(/[\p{L}\p{N}]+/gu) ?? []).join('-').slice(0, 100)

async function keep(specPath: string, name: string): Promise<void> {
  const files = await keepPages(join(failuresFolder, basename(specPath, '.test.ts')), wordsOf(name))
  for (const file of files) console.log(`kept: ${relative(repository, file)}`)
}

// Vitest's set-up of every browser test file: nobody has to ask for it.
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await keep(task.file.filepath, task.name)
})

// A `beforeAll` that failed runs no test. The file's own `afterAll` closes the browser before any of ours could look.
// biome-ignore lint/correctness/noEmptyPattern: vitest reads from it that no fixture is wanted
beforeAll(({}, { file }) => {
  beforeBrowserCloses(async () => {
    if (file.result?.errors?.length) await keep(file.filepath, 'before-the-tests')
  })
})
