import { describe, expect, it } from 'vitest'
import { type Command, findCommand, hasWork, type KeyPress, keyBindings } from './keyboard.ts'

const aPress = (change: Partial<KeyPress>): KeyPress => ({
  key: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  isTyping: false,
  ...change,
})

describe('the keyboard', () => {
  it('gives no key to two commands', () => {
    const keys = Object.values(keyBindings).flat()
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('finds the search by slash and by Ctrl or ⌘ K, the latter also while typing', () => {
    expect(findCommand(aPress({ key: '/' }))).toBe('search')
    expect(findCommand(aPress({ key: 'k', ctrlKey: true, isTyping: true }))).toBe('search')
    expect(findCommand(aPress({ key: 'K', metaKey: true }))).toBe('search')
  })

  it('leaves letters to whoever types', () => {
    expect(findCommand(aPress({ key: 'j', isTyping: true }))).toBeNull()
    expect(findCommand(aPress({ key: 't', isComposing: true }))).toBeNull()
  })

  it('leaves the browser its own keys', () => {
    for (const key of ['l', 't', 'p', 'r', '1']) expect(findCommand(aPress({ key, ctrlKey: true }))).toBeNull()
  })

  it('leaves out what has nothing to do without a map, and nearly everything without grids', () => {
    const commands = Object.keys(keyBindings) as Command[]
    const out = (has: { edition: boolean; map: boolean; past?: boolean }) =>
      commands.filter((command) => !hasWork(command, { past: false, ...has }))
    expect(out({ edition: true, map: true, past: true })).toEqual([])
    // who may not report, or has a page over the map
    expect(out({ edition: true, map: true })).toEqual(['replay'])
    expect(out({ edition: true, map: false })).toEqual(expect.arrayContaining(['zoomIn', 'print', 'panelLayers']))
    expect(out({ edition: true, map: false })).not.toContain('newIncident')
    expect(out({ edition: false, map: false })).toEqual(expect.arrayContaining(['newIncident', 'panelIncidents']))
    expect(out({ edition: false, map: false })).not.toContain('panelImport')
  })

  it('works with Caps Lock and with a Chinese layout', () => {
    expect(findCommand(aPress({ key: 'J' }))).toBe('nextItem')
    expect(findCommand(aPress({ key: '？' }))).toBe('help')
    expect(findCommand(aPress({ key: '【' }))).toBe('foldPanel')
    expect(findCommand(aPress({ key: 'Escape' }))).toBe('goUp')
  })
})
