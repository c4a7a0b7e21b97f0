import { closeSync, fsyncSync, openSync } from 'node:fs'
import { NodeFS } from '@electric-sql/pglite/nodefs'

type Stream = { nfd?: number; node: unknown }
type Module = {
  FS: {
    filesystems: { NODEFS: { stream_ops: { fsync?: (stream: Stream) => number }; realPath(node: unknown): string } }
  }
}

/** WASI's EIO: PostgreSQL then does what it does on a broken disk, and says so. */
const inputOutputError = 29

/** PGlite's folder on disk, with fsync. The plain `NodeFS` has none: a power cut loses what was acknowledged
 *  (electric-sql/pglite#1107). It takes the start parameters below as well, since PGlite's own switch fsync off. */
export class DurableNodeFS extends NodeFS {
  override async init(...[pglite, options]: Parameters<NodeFS['init']>) {
    const { emscriptenOpts } = await super.init(pglite, options)
    const addFsync = (module: unknown) => {
      const { NODEFS } = (module as Module).FS.filesystems
      NODEFS.stream_ops.fsync = (stream) => {
        // An exception here would leave the instance unusable, so errors go back as a number.
        try {
          if (stream.nfd !== undefined) {
            fsyncSync(stream.nfd)
          } else {
            // A directory has no descriptor of its own.
            const descriptor = openSync(NODEFS.realPath(stream.node), 'r')
            fsyncSync(descriptor)
            closeSync(descriptor)
          }
          return 0
        } catch {
          return inputOutputError
        }
      }
    }
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), addFsync] } }
  }
}
