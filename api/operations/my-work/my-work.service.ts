import { readAreaNames } from '#api/ground/editions/area-names.ts'
import type { EditionsService } from '#api/ground/editions/editions.service.ts'
import type { Database } from '#api/platform/db/client.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import type { MyWork, SeenBody } from './my-work.contract.ts'
import { countWork, listAssigned, listCalled, listLate, moveMarks, type WorkSection } from './my-work.repo.ts'
import type { WorkReach } from './work-reach.ts'

/** What waits for an account, and what of it it has seen. */
export type MyWorkService = {
  read(reach: WorkReach): Promise<MyWork>
  /** What is beyond reach is passed over in silence: nobody learns of it what is there. */
  markSeen(scope: Scope, body: SeenBody): Promise<void>
}

export function createMyWorkService(deps: { database: Database; editions: EditionsService }): MyWorkService {
  const { database } = deps
  return {
    async read(reach) {
      const [assigned, late, called, counts] = await database.readAs(reach.scope, (handle) =>
        Promise.all([
          listAssigned(handle, reach),
          listLate(handle, reach),
          listCalled(handle, reach),
          countWork(handle, reach),
        ]),
      )
      const codes = [...assigned.rows, ...late.rows, ...called.rows.map(({ incident }) => incident)]
      const namesOf =
        codes.length === 0
          ? undefined
          : await readAreaNames(
              deps,
              codes.map(({ gridCode }) => gridCode),
            )
      const named = <Row extends { gridCode: string }>(row: Row) => ({
        ...row,
        ...(namesOf?.(row.gridCode) ?? { gridName: '', villageName: '', townshipName: '' }),
      })
      const sectionOf = <Row, Item>({ rows, total, unread }: WorkSection<Row>, toItem: (row: Row) => Item) => ({
        items: rows.map(toItem),
        total,
        unread,
      })
      return {
        assigned: sectionOf(assigned, named),
        called: sectionOf(called, (row) => ({ ...row, incident: named(row.incident) })),
        overdue: sectionOf(late, named),
        ...counts,
      }
    },

    markSeen: (scope, { items }) => database.writeAs(scope, (transaction) => moveMarks(transaction, items)),
  }
}
