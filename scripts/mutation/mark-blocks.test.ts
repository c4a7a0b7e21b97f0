import { describe, expect, it } from 'vitest'
import { markBlocks } from './mark-blocks.ts'

const written = (source: string) => markBlocks(source, 0).write().replaceAll('__atBlock', '@')

describe('the marks of a source', () => {
  it('stand at the start of the module, of each function, loop and branch', () => {
    expect(written('function f() { return 1 }')).toBe('@(0);function f() {@(1); return 1 }')
    expect(written('for (const x of list) { go(x) }')).toBe('@(0);for (const x of list) {@(1); go(x) }')
    expect(written('if (a) { b() } else { c() }')).toBe('@(0);if (a) {@(1); b() } else {@(2); c() }')
  })

  it('keep the meaning of bodies without braces', () => {
    expect(written('const f = (a) => (b) => a')).toBe('@(0);const f = (a) => (@(1),(b) => (@(2),a))')
    expect(written('if (a) while (b) c = () => d')).toBe('@(0);if (a) {@(1);while (b) {@(2);c = () => (@(3),d)}}')
    expect(written('for (;;) if (a) b(); else break')).toBe('@(0);for (;;) {@(1);if (a) {@(2);b();} else {@(3);break}}')
  })

  it('stay around a change, and go where they were part of what is replaced', () => {
    const source = 'if (a) go(() => b)'
    const change = (part: string, replacement: string) => {
      const start = source.indexOf(part)
      return markBlocks(source, 0)
        .write({ start, end: start + part.length, replacement })
        .replaceAll('__atBlock', '@')
    }
    expect(change('go(() => b)', ';')).toBe('@(0);if (a) {@(1);;}')
    expect(change('a', 'true')).toBe('@(0);if (true) {@(1);go(() => (@(2),b))}')
  })

  it('are numbered from where the last source ended, and found by a place', () => {
    const source = 'const f = () => { if (a) b() }'
    const marked = markBlocks(source, 10)
    const blockOf = (part: string) => {
      const start = source.indexOf(part)
      return marked.blockAt({ start, end: start + part.length })
    }
    expect(marked.blockCount).toBe(3)
    expect([blockOf('f'), blockOf('a'), blockOf('b()')]).toEqual([10, 11, 12])
  })
})
