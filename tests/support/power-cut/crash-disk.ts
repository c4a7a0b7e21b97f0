import {
  closeSync,
  copyFileSync,
  cpSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { DiskEvent, FileId } from './disk-log.ts'

/*
 * What a power cut leaves on the disk; the idea is SQLite's (test/crash1.test: a file system that damages what was not
 * synced yet, over and over). Our model, meant to allow at least what Linux file systems on disks with a volatile cache do:
 *
 * - What a file held at its last fsync is there.
 * - Of what was written to it since, every sector is as it was after any of the writes to it, or before them all; sectors
 *   are independent of each other, so a write may be torn in any way. Sectors have 512 bytes, 4 KB or 8 KB, one size a
 *   state. PostgreSQL counts on 512 bytes being written whole (its `pg_control`), and so do we.
 * - The file's size is one it had since its last fsync. Where it grew and the bytes did not arrive, there are zeros.
 * - Names in a folder: made, renamed and removed in this order, and any first part of what happened since the folder's
 *   last fsync is there. Folders are independent of each other. A rename is whole or not at all.
 * - fsync of a file says nothing of its name: that needs the folder's own.
 *
 * Not in the model: bytes that change by themselves, a disk that lies about its cache, and rename across folders, which
 * PostgreSQL does not do.
 */

type FileState = { events: Extract<DiskEvent, { kind: 'write' | 'resize' }>[]; durable: number }
type NameEvent = { name: string; file: FileId | null; isFolder: boolean }
type FolderState = { events: NameEvent[][]; durable: number }

/** How a file or a folder is dealt with: the interesting ends come up as often as the mixtures between them. */
const moods = ['lost', 'kept', 'halves', 'any'] as const
type Mood = (typeof moods)[number]

const sectorSizes = [512, 4096, 8192] as const

const splitPath = (path: string) => {
  const cut = path.lastIndexOf('/')
  return { folder: cut === -1 ? '' : path.slice(0, cut), name: path.slice(cut + 1) }
}

/** What is known of every file and folder that was touched before the power went. */
function readLog(log: readonly DiskEvent[], end: number) {
  const files = new Map<FileId, FileState>()
  const folders = new Map<string, FolderState>()
  const acknowledged = new Set<number>()
  const fileOf = (file: FileId) => {
    const known = files.get(file) ?? { events: [], durable: 0 }
    files.set(file, known)
    return known
  }
  const folderOf = (path: string) => {
    const known = folders.get(path) ?? { events: [], durable: 0 }
    folders.set(path, known)
    return known
  }
  for (const event of log.slice(0, end)) {
    switch (event.kind) {
      case 'create': {
        const { folder, name } = splitPath(event.path)
        folderOf(folder).events.push([{ name, file: event.file, isFolder: event.isFolder }])
        break
      }
      case 'rename': {
        const from = splitPath(event.from)
        const to = splitPath(event.to)
        if (from.folder !== to.folder) throw new Error(`renamed across folders: ${event.from} → ${event.to}`)
        folderOf(from.folder).events.push([
          { name: from.name, file: null, isFolder: false },
          { name: to.name, file: event.file, isFolder: false },
        ])
        break
      }
      case 'remove': {
        const { folder, name } = splitPath(event.path)
        folderOf(folder).events.push([{ name, file: null, isFolder: false }])
        break
      }
      case 'write':
      case 'resize':
        fileOf(event.file).events.push(event)
        break
      case 'sync': {
        const file = fileOf(event.file)
        file.durable = file.events.length
        break
      }
      case 'sync-folder': {
        const folder = folderOf(event.path)
        folder.durable = folder.events.length
        break
      }
      case 'acknowledge':
        acknowledged.add(event.transaction)
    }
  }
  return { files, folders, acknowledged }
}

/** Makes in `target` what the disk may hold when the power goes after the first `end` events of the log, the disk having
 *  held `base`, all of it synced, before the first. Gives the transactions acknowledged by then. */
export function writeCrashState(options: {
  log: readonly DiskEvent[]
  end: number
  base: string
  target: string
  random: () => number
}): { acknowledged: Set<number> } {
  const { log, end, base, target, random } = options
  const { files, folders, acknowledged } = readLog(log, end)
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item
  const between = (first: number, last: number) => first + Math.floor(random() * (last - first + 1))
  const sectorBytes = pick(sectorSizes)
  const common = pick(moods)
  const moodOf = (): Mood => (random() < 0.5 ? common : pick(moods))
  const choose = (mood: Mood, first: number, last: number): number => {
    if (mood === 'lost') return first
    if (mood === 'kept') return last
    return mood === 'halves' ? pick([first, last]) : between(first, last)
  }

  rmSync(target, { recursive: true, force: true })
  cpSync(base, target, { recursive: true, preserveTimestamps: true })

  // First the names. A file of the base that lost its name or got another is taken from the base.
  const named = new Map<FileId, string[]>()
  const byDepth = [...folders].sort(([a], [b]) => a.split('/').length - b.split('/').length)
  for (const [folder, { events, durable }] of byDepth) {
    const kept = choose(moodOf(), durable, events.length)
    const names = new Map<string, NameEvent>()
    for (const group of events.slice(0, kept)) for (const event of group) names.set(event.name, event)
    if (!existsSync(join(target, folder))) continue
    for (const [name, { file, isFolder }] of names) {
      const path = folder === '' ? name : `${folder}/${name}`
      rmSync(join(target, path), { recursive: true, force: true })
      if (file === null) continue
      if (isFolder) mkdirSync(join(target, path))
      else {
        named.set(file, [...(named.get(file) ?? []), path])
        if (!file.startsWith('#') && existsSync(join(base, file))) copyFileSync(join(base, file), join(target, path))
        else writeFileSync(join(target, path), '', { mode: 0o600 })
      }
    }
  }

  // Then what is in the files.
  for (const [file, state] of files) {
    const paths = named.get(file) ?? (file.startsWith('#') ? [] : [file])
    for (const path of paths) {
      if (!existsSync(join(target, path)) || statSync(join(target, path)).isDirectory()) continue
      writeContent(join(target, path), state, { sectorBytes, mood: moodOf(), choose })
    }
  }
  return { acknowledged }
}

function writeContent(
  path: string,
  { events, durable }: FileState,
  how: { sectorBytes: number; mood: Mood; choose: (mood: Mood, first: number, last: number) => number },
): void {
  const { sectorBytes, mood, choose } = how
  mkdirSync(dirname(path), { recursive: true })
  const descriptor = openSync(path, 'r+')
  try {
    /** Up to which event a sector got to the disk. */
    const reached = new Map<number, number>()
    const reachOf = (sector: number): number => {
      const known = reached.get(sector) ?? choose(mood, durable, events.length)
      reached.set(sector, known)
      return known
    }
    const sizedUpTo = choose(mood, durable, events.length)
    let size = fstatSync(descriptor).size
    events.forEach((event, index) => {
      if (event.kind === 'resize') {
        if (index >= sizedUpTo) return
        size = event.size
        ftruncateSync(descriptor, size)
        return
      }
      const { bytes, offset } = event
      if (index < sizedUpTo) size = Math.max(size, offset + bytes.length)
      if (index < durable) {
        writeSync(descriptor, bytes, 0, bytes.length, offset)
        return
      }
      for (let at = 0; at < bytes.length; ) {
        const sector = Math.floor((offset + at) / sectorBytes)
        const length = Math.min((sector + 1) * sectorBytes - (offset + at), bytes.length - at)
        if (index < reachOf(sector)) writeSync(descriptor, bytes, at, length, offset + at)
        at += length
      }
    })
    ftruncateSync(descriptor, size)
  } finally {
    closeSync(descriptor)
  }
}
