/** Of a choice so many are named; of more, how many there were. */
const namedIds = 100

/** What was asked by, without what somebody typed: a name that was looked for is not to stay in the record. Pure. */
export function nameFilters(filters: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { q, ids, ...others } = filters
  return {
    ...others,
    ...(q !== undefined && { q: true }),
    ...(Array.isArray(ids) && { chosen: ids.length, ids: ids.slice(0, namedIds) }),
  }
}
