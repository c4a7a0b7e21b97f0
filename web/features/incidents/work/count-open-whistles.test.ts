import { describe, expect, it } from 'vitest'
import { countOpenWhistles } from './count-open-whistles.ts'

const line = (did: string) => ({ kind: 'whistle' as const, data: { did } })

describe('the calls that are going on', () => {
  it('are those that were neither closed nor withdrawn, whatever the departments did meanwhile', () => {
    expect(countOpenWhistles([])).toBe(0)
    expect(countOpenWhistles([line('called'), line('report'), line('done'), line('overdue')])).toBe(1)
    expect(countOpenWhistles([line('called'), line('called'), line('cancelled')])).toBe(1)
    expect(countOpenWhistles([line('called'), line('closed')])).toBe(0)
  })

  it('are none where only the end of one is among the lines, and other lines do not count', () => {
    expect(countOpenWhistles([line('closed')])).toBe(0)
    expect(countOpenWhistles([{ kind: 'note', data: { did: 'called' } }])).toBe(0)
  })
})
