import { describe, expect, it } from 'vitest'
import { reportIncidentBody } from '#api/operations/incidents/incident-work.contract.ts'
import { makeKey } from '#web/lib/make-key.ts'
import { emptyDraft, type IncidentDraft, isTouched, parseDraft } from './incident-draft.ts'
import { readDraft } from './read-draft.ts'

const aDraft = (change: Partial<IncidentDraft> = {}): IncidentDraft => ({
  ...emptyDraft(),
  place: { lngLat: [103.6243, 26.5444], given: null, gridCode: null },
  type: 'neighbours',
  severity: 'yellow',
  ...change,
})
const bodyOf = (draft: IncidentDraft) => {
  const read = readDraft(draft, '五里村坪子第三网格邻里纠纷')
  return 'body' in read ? read.body : read.gap
}

describe('what a draft comes to', () => {
  it('is a report that the server takes, with the title that was proposed where nobody typed one', () => {
    const body = bodyOf(aDraft({ raw: { complexity: 'simple', partyCount: '１２' }, description: ' 院墙\n ' }))
    expect(reportIncidentBody.parse(body)).toEqual({
      kind: 'dispute',
      type: 'neighbours',
      title: '五里村坪子第三网格邻里纠纷',
      severity: 'yellow',
      location: { lng: 103.6243, lat: 26.5444 },
      description: '院墙',
      details: { complexity: 'simple', partyCount: 12 },
    })
  })

  it('says the place as it was told, and only the grid where that is all that is known', () => {
    const given = { lngLat: [103.6256, 26.5421] as [number, number], crs: 'gcj02' as const }
    expect(bodyOf(aDraft({ place: { lngLat: [103.6243, 26.5444], given, gridCode: null } }))).toMatchObject({
      location: { lng: 103.6256, lat: 26.5421, crs: 'gcj02' },
    })
    expect(
      bodyOf(aDraft({ place: { lngLat: [103.6243, 26.5444], given: null, gridCode: '530326105001001' } })),
    ).toMatchObject({ location: { gridCode: '530326105001001' } })
  })

  it('leaves out what belongs to another kind', () => {
    const raw = { complexity: 'simple', trigger: 'rain' }
    expect(bodyOf(aDraft({ kind: 'hazard', raw }))).toMatchObject({ details: { trigger: 'rain' } })
    expect(bodyOf(aDraft({ kind: 'emergency', raw }))).not.toHaveProperty('details')
  })

  it.each<[string, Partial<IncidentDraft>]>([
    ['place', { place: null, type: '' }],
    ['type', { type: '', severity: null }],
    ['severity', { severity: null }],
    ['details.partyCount', { raw: { partyCount: '几个' } }],
    ['foundAt', { foundAt: 'yesterday' }],
  ])('names %s as the first thing that is missing', (gap, change) => {
    expect(bodyOf(aDraft(change))).toBe(gap)
  })
})

describe('a draft that was kept', () => {
  it('comes back as it was', () => {
    const draft = aDraft({ title: '院墙', raw: { partyCount: '2' } })
    expect(parseDraft(JSON.stringify(draft))).toEqual(draft)
  })

  it.each([
    '',
    '{}',
    'null',
    JSON.stringify({ ...aDraft(), kind: 'other' }),
    JSON.stringify({ ...aDraft(), title: 5 }),
  ])('is none where it is %j', (text) => expect(parseDraft(text)).toBeNull())

  it('has its own key, and is untouched while nothing has been typed or chosen, of a place that came by itself as well', () => {
    expect(makeKey()).toMatch(/^[0-9a-f]{32}$/)
    expect(makeKey()).not.toBe(makeKey())
    const { place } = aDraft()
    expect(isTouched(emptyDraft())).toBe(false)
    expect(isTouched({ ...emptyDraft(), place: place && { ...place, isProposed: true } })).toBe(false)
    expect(isTouched({ ...emptyDraft(), place })).toBe(true)
    expect(isTouched({ ...emptyDraft(), kind: 'hazard' })).toBe(true)
    expect(isTouched({ ...emptyDraft(), severity: 'blue' })).toBe(true)
    expect(isTouched({ ...emptyDraft(), raw: { size: 'small' } })).toBe(true)
  })
})
