import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mapLocale, mapTitle } from './map-locale.ts'

describe('what MapLibre says by itself', () => {
  it('is Chinese to the last word', () => {
    const library = dirname(createRequire(import.meta.url).resolve('maplibre-gl/package.json'))
    const source = readFileSync(join(library, 'src/ui/default_locale.ts'), 'utf8')
    const keys = [...source.matchAll(/'(\w+\.\w+)':/g)].map(([, key]) => key)
    expect(keys.length).toBeGreaterThan(20)
    expect(Object.keys(mapLocale('zh')).sort()).toEqual(keys.sort())
    for (const said of Object.values(mapLocale('zh'))) expect(said).toMatch(/\p{Script=Han}/u)
  })

  it('calls the map by its name in both languages', () => {
    expect([mapTitle('zh'), mapTitle('en')]).toEqual(['地图', 'Map'])
  })
})
