import type { Scope } from '#api/platform/db/scope.ts'

/** Where whistles are seen: all of them where somebody may call, and beside that those to the own department. */
export type WhistleReach = {
  /** What somebody may answer. */
  scope: Scope
  /** Where somebody may call. */
  dispatch: Pick<Scope, 'areas'>
  department: string | undefined
}
