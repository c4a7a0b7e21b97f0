import { describe, expect, it } from 'vitest'
import { defaultView } from '#web/shared/url-state.ts'
import { filterViewOf } from '../filter/incident-filter.ts'
import {
  isTaken,
  mostViews,
  parseViews,
  putView,
  readFilter,
  renameView,
  type SavedView,
  writeFilter,
} from './view-shelf.ts'

const two: readonly SavedView[] = Object.freeze([
  { name: '欠薪', search: 'type=dispute.labour' },
  { name: '超时', search: 'overdue=1' },
])
const names = (views: readonly SavedView[] | null) => views?.map(({ name }) => name)

describe('saved views', () => {
  it('brings the whole filter back and nothing else of the screen', () => {
    const filter = {
      ...filterViewOf(defaultView),
      incidentState: 'closed',
      incidentKinds: ['dispute'],
      incidentText: '者海',
      incidentTypes: ['dispute.labour'],
      incidentRungs: ['county'],
      incidentPeriod: '30d',
    }
    expect(readFilter(writeFilter(filter))).toEqual(filter)
    expect(writeFilter({ ...defaultView, ...filter })).toBe(writeFilter(filter))
  })

  it('keeps the same name once and says when there is no room', () => {
    expect(putView(two, { name: '超时', search: 'kind=hazard' })?.at(1)).toEqual({
      name: '超时',
      search: 'kind=hazard',
    })
    expect(names(putView(two, { name: '新', search: '' }))).toEqual(['欠薪', '超时', '新'])
    const full = Array.from({ length: mostViews }, (_, index) => ({ name: String(index), search: '' }))
    expect(putView(full, { name: '新', search: '' })).toBeNull()
    expect(putView(full, { name: '3', search: 'overdue=1' })).toHaveLength(mostViews)
  })

  it('gives another name in the same place', () => {
    expect(names(renameView(two, '欠薪', '讨薪'))).toEqual(['讨薪', '超时'])
    expect(renameView(two, '欠薪', '超时')).toEqual([{ name: '超时', search: 'type=dispute.labour' }])
    expect(renameView(two, '欠薪', '欠薪')).toEqual(two)
  })

  it('knows a name that another view has, and not its own', () => {
    expect(isTaken(two, '超时')).toBe(true)
    expect(isTaken(two, '新')).toBe(false)
    expect(isTaken(two, '超时', '欠薪')).toBe(true)
    expect(isTaken(two, '欠薪', '欠薪')).toBe(false)
  })

  it.each([null, '', '{', '{}', '[1,null,{"name":1,"search":"x"}]'])('reads none out of %j', (text) => {
    expect(parseViews(text)).toEqual([])
  })
})
