import { FolderInUse, lockFolder } from '#api/platform/db/embedded/folder-lock.ts'
import { prepareSocketPath } from '#api/platform/db/embedded/socket-path.ts'
import { openDatabase } from '#api/platform/db/open-database.ts'
import { StartError } from '#api/platform/process/start-error.ts'

/** `lock-contender.ts lock|open FOLDER`: a start's first step, in a process of its own. Takes the folder's lock (`lock`)
 *  or opens its database (`open`), prints one line of JSON, and keeps what it got until it is killed. */
const [step, folder] = process.argv.slice(2)
if (!folder) throw new Error('Usage: lock-contender.ts lock|open FOLDER')

export type ContenderWord = {
  /** It may go on. */
  got: boolean
  /** Whom it was told holds the folder. */
  holder?: number
  sentence?: { zh: string; en: string }
  milliseconds: number
}

const startedAt = performance.now()
const say = (word: Omit<ContenderWord, 'milliseconds'>) =>
  process.stdout.write(`${JSON.stringify({ ...word, milliseconds: performance.now() - startedAt })}\n`)
try {
  if (step === 'open') await openDatabase({ dataFolder: folder, county: '530326' })
  else await lockFolder(folder, prepareSocketPath(folder))
  say({ got: true })
  setInterval(() => {}, 60_000)
} catch (error) {
  if (error instanceof FolderInUse) say({ got: false, holder: error.holder.pid })
  else if (error instanceof StartError && error.cause instanceof FolderInUse)
    say({ got: false, holder: error.cause.holder.pid, sentence: error.sentence })
  else throw error
}
