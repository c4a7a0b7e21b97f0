import { relative } from 'node:path'
import { SessionFileSystem } from '#api/platform/db/embedded/embedded-session.ts'

/*
 * What the embedded database does to its disk, written down in the order it does it: our NodeFS with every operation
 * that changes something wrapped. From this log `crash-disk.ts` rebuilds what a power cut leaves.
 */

/** A file, however it is called at the moment. Files that were there at the start are called by their path. */
export type FileId = string

export type DiskEvent =
  | { kind: 'create'; path: string; file: FileId; isFolder: boolean }
  | { kind: 'rename'; from: string; to: string; file: FileId }
  | { kind: 'remove'; path: string }
  | { kind: 'write'; file: FileId; offset: number; bytes: Uint8Array }
  | { kind: 'resize'; file: FileId; size: number }
  | { kind: 'sync'; file: FileId }
  | { kind: 'sync-folder'; path: string }
  /** Not of the disk: the caller of the database was told something. */
  | { kind: 'acknowledge'; transaction: number }

type Node = { mode: number; name: string }
type Stream = { nfd?: number; node: Node; shared: object; path: string }
type NodeOperations = {
  setattr(node: Node, attributes: { size?: number }): void
  mknod(parent: Node, name: string, mode: number, device: number): Node
  rename(node: Node, folder: Node, name: string): void
  unlink(parent: Node, name: string): void
  rmdir(parent: Node, name: string): void
  symlink(parent: Node, name: string, target: string): void
}
type StreamOperations = {
  open(stream: Stream): void
  write(stream: Stream, buffer: { buffer: ArrayBuffer }, offset: number, length: number, position: number): number
  fsync?: (stream: Stream) => number
}
type Module = {
  FS: {
    isDir(mode: number): boolean
    filesystems: {
      NODEFS: { node_ops: NodeOperations; stream_ops: StreamOperations; realPath(node: Node): string }
    }
  }
}

/** The embedded database's own file system, which also fills `log`. */
export class RecordingFileSystem extends SessionFileSystem {
  readonly log: DiskEvent[]
  constructor(folder: string, log: DiskEvent[]) {
    super(folder)
    this.log = log
  }

  protected override syncFolder(path: string): void {
    super.syncFolder(path)
    this.log.push({ kind: 'sync-folder', path: relative(this.rootDir, path) })
  }

  override async init(...[pglite, options]: Parameters<SessionFileSystem['init']>) {
    const { emscriptenOpts } = await super.init(pglite, options)
    // First in the list, which is the last to run: it sees the operations as the database has them, with the fsync of
    // `DurableNodeFS` or without one.
    const record = (module: unknown) => recordOperations(module as Module, this.rootDir, this.log)
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [record, ...(emscriptenOpts.preRun ?? [])] } }
  }
}

function recordOperations({ FS }: Module, root: string, log: DiskEvent[]): void {
  const { NODEFS } = FS.filesystems
  const nodes = { ...NODEFS.node_ops }
  const streams = { ...NODEFS.stream_ops }
  const files = new Map<string, FileId>()
  const opened = new WeakMap<object, FileId>()
  let made = 0

  const pathOf = (node: Node) => relative(root, NODEFS.realPath(node))
  const childOf = (parent: Node, name: string) => [pathOf(parent), name].filter((part) => part !== '').join('/')
  const fileAt = (path: string): FileId => files.get(path) ?? path

  Object.assign(NODEFS.node_ops, {
    setattr(node, attributes) {
      nodes.setattr(node, attributes)
      if (attributes.size !== undefined) log.push({ kind: 'resize', file: fileAt(pathOf(node)), size: attributes.size })
    },
    mknod(parent, name, mode, device) {
      const node = nodes.mknod(parent, name, mode, device)
      const path = childOf(parent, name)
      made += 1
      const file = `#${made} ${path}`
      files.set(path, file)
      log.push({ kind: 'create', path, file, isFolder: FS.isDir(mode) })
      return node
    },
    rename(node, folder, name) {
      if (FS.isDir(node.mode)) throw new Error('a folder is renamed, and the model of the disk knows no such thing')
      const from = pathOf(node)
      const to = childOf(folder, name)
      const file = fileAt(from)
      nodes.rename(node, folder, name)
      files.set(to, file)
      log.push({ kind: 'rename', from, to, file })
    },
    unlink(parent, name) {
      nodes.unlink(parent, name)
      log.push({ kind: 'remove', path: childOf(parent, name) })
    },
    rmdir(parent, name) {
      nodes.rmdir(parent, name)
      log.push({ kind: 'remove', path: childOf(parent, name) })
    },
    symlink() {
      throw new Error('a symbolic link is made, and the model of the disk knows no such thing')
    },
  } satisfies NodeOperations)

  Object.assign(NODEFS.stream_ops, {
    open(stream) {
      streams.open(stream)
      opened.set(stream.shared, fileAt(pathOf(stream.node)))
    },
    write(stream, buffer, offset, length, position) {
      const written = streams.write(stream, buffer, offset, length, position)
      const file = opened.get(stream.shared)
      if (file === undefined) throw new Error('written to what was never opened')
      log.push({
        kind: 'write',
        file,
        offset: position,
        bytes: new Uint8Array(buffer.buffer.slice(offset, offset + written)),
      })
      return written
    },
  } satisfies StreamOperations)

  const { fsync } = streams
  if (fsync)
    NODEFS.stream_ops.fsync = (stream) => {
      const result = fsync(stream)
      if (result === 0 && !FS.isDir(stream.node.mode))
        log.push({ kind: 'sync', file: opened.get(stream.shared) as FileId })
      return result
    }
}
