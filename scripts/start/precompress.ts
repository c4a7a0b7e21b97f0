import { writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const isText = (name: string) => ['.html', '.js', '.css', '.svg', '.json', '.txt'].includes(extname(name))
/** Below this the headers are most of the answer. */
const smallestBytes = 600

/** Writes `.br` and `.gz` beside the text files of a build: packed once as hard as can be, so the server never packs. */
export function precompress(): Plugin {
  return {
    name: 'precompress',
    apply: 'build',
    async writeBundle({ dir }, bundle) {
      if (!dir) return
      const pack = async (name: string, content: string | Uint8Array) => {
        const bytes = Buffer.from(content)
        if (bytes.length < smallestBytes) return
        const packed = await promisify(brotliCompress)(bytes, {
          params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
        })
        await writeFile(join(dir, `${name}.br`), packed)
        await writeFile(join(dir, `${name}.gz`), await promisify(gzip)(bytes, { level: 9 }))
      }
      await Promise.all(
        Object.values(bundle)
          .filter(({ fileName }) => isText(fileName))
          .map((file) => pack(file.fileName, file.type === 'chunk' ? file.code : file.source)),
      )
    },
  }
}
