import { fsyncSync } from 'node:fs'
import { NodeFS } from '@electric-sql/pglite/nodefs'
import { syncPath } from './sync-path.ts'

type Node = { parent: Node }
type Stream = { nfd?: number; node: Node }
type NodeFileSystem = {
  node_ops: {
    mknod(parent: Node, ...rest: unknown[]): Node
    rename(node: Node, folder: Node, ...rest: unknown[]): void
  }
  stream_ops: { fsync?: (stream: Stream) => number }
  realPath(node: Node): string
}
type Module = { FS: { filesystems: { NODEFS: NodeFileSystem } } }

/** WASI's EIO: PostgreSQL then does what it does on a broken disk, and says so. */
const inputOutputError = 29

/** PGlite's folder on disk, with fsync. The plain `NodeFS` has none: a power cut loses what was acknowledged
 *  (electric-sql/pglite#1107). It takes the start parameters below as well, since PGlite's own switch fsync off. */
export class DurableNodeFS extends NodeFS {
  override async init(...[pglite, options]: Parameters<NodeFS['init']>) {
    const { emscriptenOpts } = await super.init(pglite, options)
    const addFsync = (module: unknown) => this.#addFsync((module as Module).FS.filesystems.NODEFS)
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), addFsync] } }
  }

  /** Makes the names in a folder of the disk durable. */
  protected syncFolder(path: string): void {
    syncPath(path)
  }

  #addFsync({ node_ops, stream_ops, realPath }: NodeFileSystem): void {
    // PostgreSQL syncs a new table's file at the next checkpoint and leaves its name to the file system: ext4 keeps the
    // name as well, others need not, and a table without its file is a database that is broken for good.
    const foldersWithNewNames = new Set<string>()
    const { mknod, rename } = node_ops
    node_ops.mknod = (parent, ...rest) => {
      foldersWithNewNames.add(realPath(parent))
      return mknod(parent, ...rest)
    }
    node_ops.rename = (node, folder, ...rest) => {
      foldersWithNewNames.add(realPath(folder))
      rename(node, folder, ...rest)
    }
    stream_ops.fsync = ({ nfd, node }) => {
      // An exception here would leave the instance unusable, so errors go back as a number.
      try {
        // A directory has no descriptor of its own.
        if (nfd === undefined) this.syncFolder(realPath(node))
        else fsyncSync(nfd)
        const folder = realPath(nfd === undefined ? node : node.parent)
        if (nfd !== undefined && foldersWithNewNames.has(folder)) this.syncFolder(folder)
        foldersWithNewNames.delete(folder)
        return 0
      } catch {
        return inputOutputError
      }
    }
  }
}
