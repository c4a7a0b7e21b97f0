import { describe, expect, it } from 'vitest'
import { incidentKinds, incidentStates, rungs, severities } from '#api/operations/incidents/incidents.contract.ts'
import { patrolStates } from '#api/operations/patrols/patrols.contract.ts'
import { knownWords } from './known-words.ts'
import { defaultView, parseCamera, parseView, serializeCamera, serializeView, type ViewState } from './url-state.ts'

const aView = (change: Partial<ViewState>): ViewState => ({ ...defaultView, ...change })

describe('the address bar', () => {
  it('is empty for the default view', () => {
    expect(serializeView(defaultView)).toBe('')
    expect(parseView('')).toEqual(defaultView)
  })

  it.each<[string, Partial<ViewState>]>([
    ['a grid and its panel', { panel: 'layers', selected: { kind: 'area', id: '530326104005003' } }],
    ['an incident', { selected: { kind: 'incident', id: '0190c8a2-7f1e-7000-8000-5f0c2f1d9a11' } }],
    ['a point', { selected: { kind: 'point', id: '103.6243,26.5444' } }],
    ['no panel and no metric', { panel: null, metric: null }],
    [
      'filters',
      {
        incidentKinds: ['dispute', 'hazard'],
        severities: ['red'],
        isOverdueOnly: true,
        incidentOrder: 'severity',
        incidentState: 'all',
        scope: '530326104',
      },
    ],
    [
      'a text, types, rungs and a time',
      {
        incidentText: '者海 1&=#',
        incidentTypes: ['dispute.labour', 'hazard.land-slide'],
        incidentRungs: ['county', 'grid'],
        incidentPeriod: '2026-11-01~2026-11-24',
        incidentEnded: '30d',
        isActedOnly: true,
        incidentAssignee: 'unit:0190c8a2-7f1e-7000-8000-5f0c2f1d9a11',
        figureDays: 7,
      },
    ],
    [
      'a look back and arcs',
      {
        replay: { atMs: Date.parse('2026-11-24T03:10:05Z'), sinceMs: Date.parse('2026-11-23T16:00:00Z'), speed: 600 },
        isStripOpen: false,
        hasClimbs: true,
      },
    ],
    ['colours of incidents', { metric: 'hot_spots', rateDays: '90', ratePer: 'thousand', isHotSpotCorrected: true }],
    ['the order of the table', { panel: 'table', tableSort: '-areaKm2' }],
    ['the filters of the table', { panel: 'table', tableExtent: 'all', tableText: '者海 1&=#', tableKind: 'forest' }],
    ['a folded legend', { isLegendFolded: true }],
    ['a legend opened where there is little room', { isLegendFolded: false }],
    ['a circle', { areaQuery: { kind: 'circle', center: [103.6243, 26.5444], radiusMeters: 1500 } }],
    [
      'a drawn polygon',
      {
        areaQuery: {
          kind: 'polygon',
          ring: [
            [103.1, 26.1],
            [103.2, 26.1],
            [103.2, 26.2],
          ],
        },
      },
    ],
    ['theme and language', { theme: 'day', language: 'en', classing: 'equal', hiddenOverlays: ['roads'] }],
  ])('brings back %s', (_name, change) => {
    const view = aView(change)
    expect(parseView(serializeView(view))).toEqual(view)
    expect(parseView(`?${serializeView(view)}`)).toEqual(view)
  })

  it('a link wins over what the user chose last time', () => {
    expect(parseView('theme=day', { theme: 'night', language: 'en' })).toMatchObject({ theme: 'day', language: 'en' })
  })

  it.each([
    'panel=<script>&select=area:12&metric=%00&scope=abc',
    'select=incident:../../etc',
    'circle=1,2,-5&polygon=1,2;3',
    'circle=a,b,c',
    'sort=-&order=up',
    'q=%00&type=labour,dispute.&rung=<b>&reported=yesterday&acted=yes&days=-7',
    'extent=moon&gridkind=<b>&legend=1&find=%00%0A',
    'polygon=1,2;3,4;500,6',
    '%E0%A4%A',
    'state=opne',
    'kind=foo&severity=purple&rung=moon&patrol=lost&type=foo.labour',
  ])('falls back on nonsense: %s', (search) => {
    expect(parseView(search)).toEqual(defaultView)
  })

  it('keeps the words it knows beside those it does not', () => {
    const view = parseView('kind=foo,hazard&severity=red,purple&type=foo.bar,hazard.road')
    expect(view).toMatchObject({ incidentKinds: ['hazard'], severities: ['red'], incidentTypes: ['hazard.road'] })
    expect(serializeView(view)).toBe('kind=hazard&severity=red&type=hazard.road')
  })

  it('knows all words of the contracts', () => {
    expect(knownWords).toEqual({
      incidentStates: ['open', 'ended', 'all', ...incidentStates],
      incidentKinds,
      severities,
      rungs,
      patrolStates,
    })
  })

  it('says nothing about the rows of a table that is closed', () => {
    const rows = { tableSort: '-areaKm2', tableExtent: 'all', tableText: '者海', tableKind: 'forest' } as const
    expect(serializeView(aView({ panel: 'layers', ...rows }))).toBe('panel=layers')
  })

  it.each([
    ['at=2026-11-24T03:10:00Z', '2026-11-23T15:10:00Z', 60],
    // a beginning that does not go with the instant
    ['at=2026-11-24T03:10:00Z&since=2026-11-24T04:00:00Z&speed=7', '2026-11-23T15:10:00Z', 60],
    ['at=2026-11-24T03:10:00Z&since=2026-11-20T04:00:00Z&speed=10', '2026-11-23T15:10:00Z', 10],
    ['at=2026-11-24T03:10:00Z&since=2026-11-24T00:00:00Z&speed=1', '2026-11-24T00:00:00Z', 1],
  ])('reads %s as a look back that can be shown', (search, since, speed) => {
    const atMs = Date.parse('2026-11-24T03:10:00Z')
    expect(parseView(search).replay).toEqual({ atMs, sinceMs: Date.parse(since), speed })
  })

  it.each(['at=yesterday', 'at=2026-13-45T99:99:99Z', 'at=', 'since=2026-11-24T03:10:00Z', 'at=2026-11-24'])(
    'takes %s for no look back at all',
    (search) => {
      expect(parseView(search).replay).toBeNull()
    },
  )

  it('a text too long for an address is cut, not refused', () => {
    expect(parseView(`find=${'网'.repeat(500)}`).tableText).toBe('网'.repeat(60))
    // a rare character of two halves at the cut
    expect(serializeView(aView({ panel: 'table', tableText: `${'网'.repeat(59)}𠮷` }))).toBe(
      `panel=table&find=${encodeURIComponent('网'.repeat(59))}`,
    )
  })

  it('reads the camera back, with and without bearing', () => {
    const flat = { zoom: 12.1, lat: 26.5444, lng: 103.6243, bearing: 0, pitch: 0 }
    expect(serializeCamera(flat)).toBe('map=12.1/26.54440/103.62430')
    expect(parseCamera(`#${serializeCamera(flat)}`)).toEqual(flat)
    const turned = { ...flat, bearing: -30.5, pitch: 45 }
    expect(parseCamera(`#${serializeCamera(turned)}`)).toEqual(turned)
  })

  it.each(['', '#', '#map=', '#map=a/b/c', '#map=99/26/103', '#map=12/95/103', '#map=12/26'])(
    'has no camera in %j',
    (hash) => {
      expect(parseCamera(hash)).toBeNull()
    },
  )
})
