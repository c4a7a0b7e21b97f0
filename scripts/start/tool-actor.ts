import { userInfo } from 'node:os'
import type { Actor } from '#api/platform/db/scope.ts'

/** Who runs a command-line tool, for the record: the name of the machine's user. */
export function toolActor(): Actor {
  const name = findUserName()
  return { kind: 'system', id: name, name }
}

function findUserName(): string {
  try {
    return userInfo().username
  } catch {
    // A container's user may have a number alone.
    return `uid ${process.getuid?.() ?? '?'}`
  }
}
