import { expect, it } from 'vitest'
import { administrationText } from '#web/features/administration/administration.text.ts'
import { consoleText } from './console.text.ts'
import { wallText } from './wall.text.ts'

it.each(['zh', 'en'] as const)('a wall names the place for its code as the console does (%s)', (language) => {
  const hint = wallText.pairHint[language]
  expect(hint).toContain(`${consoleText.panel.admin[language]} → ${administrationText.tabs.walls[language]}`)
})
