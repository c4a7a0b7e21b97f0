import type { MyWork } from '#api/operations/my-work/my-work.contract.ts'

type Seen = { incidentId: string; mark: number }

const rowsOf = ({ assigned, called, overdue }: MyWork) => [
  ...[...assigned.items, ...overdue.items].map(({ id, mark, isUnread }) => ({ incidentId: id, mark, isUnread })),
  ...called.items.map(({ incident, mark, isUnread }) => ({ incidentId: incident.id, mark, isUnread })),
]

/** What is unread among what is listed, each incident once and as far as it was shown. Pure. */
export function listUnread(work: MyWork): Seen[] {
  const marks = new Map<string, number>()
  for (const { incidentId, mark, isUnread } of rowsOf(work))
    if (isUnread) marks.set(incidentId, Math.max(mark, marks.get(incidentId) ?? 0))
  return [...marks].map(([incidentId, mark]) => ({ incidentId, mark }))
}

/** The same work when so much of it was seen. Pure. */
export function withSeen(work: MyWork, seen: readonly Seen[]): MyWork {
  const marks = new Map(seen.map(({ incidentId, mark }) => [incidentId, mark]))
  const isSeen = (incidentId: string, mark: number) => mark <= (marks.get(incidentId) ?? -1)
  const read = <Item extends { isUnread: boolean; mark: number }>(
    section: { items: Item[]; total: number; unread: number },
    idOf: (item: Item) => string,
  ) => {
    const items = section.items.map((item) =>
      item.isUnread && isSeen(idOf(item), item.mark) ? { ...item, isUnread: false } : item,
    )
    const done = items.filter((item, place) => item !== section.items[place]).length
    return { ...section, items, unread: section.unread - done }
  }
  const next = {
    ...work,
    assigned: read(work.assigned, ({ id }) => id),
    called: read(work.called, ({ incident }) => incident.id),
    overdue: read(work.overdue, ({ id }) => id),
  }
  return { ...next, unread: Math.max(0, work.unread - (listUnread(work).length - listUnread(next).length)) }
}
