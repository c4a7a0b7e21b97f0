import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import type { TestProject } from 'vitest/node'
import { copyTemplateOf } from './copy-template.ts'
import { removeFolder } from './run-folder.ts'
import { type Product, startProduct } from './run-product.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** `GET` starts the product when first asked and answers with its origin once it serves. */
    productStarter: string
  }
}

/** Vitest's global set-up of the browser tests, after that of the databases: one product with the demonstration county,
 *  shared by all files, which only look. The county is a copy, and `--demo` adds to it; what a stranger's first start does
 *  is tried in tests/faults/first-load.test.ts. It is stopped and removed after the run. While writing tests,
 *  `ONEGRID_E2E_ORIGIN=http://127.0.0.1:8787` looks at one that runs already. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  removeFolder(resolve(import.meta.dirname, '../../test-results/e2e'))
  const running = process.env.ONEGRID_E2E_ORIGIN
  let starting: Promise<Product> | null = null
  const start = async () => {
    const { options } = await copyTemplateOf(project.getProvidedContext().databases, 'loaded', 'embedded')
    const product = await startProduct({ dataFolder: options.dataFolder, arguments: ['--demo'] })
    await product.waitForAddress(300_000)
    return product
  }
  const http = createServer((_request, response) => {
    if (running) return response.end(running)
    starting ??= start()
    starting.then(
      (product) => response.end(product.origin),
      (error: Error) => {
        response.statusCode = 500
        response.end(error.message)
      },
    )
  })
  http.requestTimeout = 0
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  project.provide('productStarter', `http://127.0.0.1:${(http.address() as AddressInfo).port}/`)
  return async () => {
    http.closeAllConnections()
    http.close()
    const product = await starting?.catch(() => null)
    await product?.end('SIGINT')
  }
}
