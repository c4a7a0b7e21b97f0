import { type Node, parseSync, Visitor } from 'oxc-parser'

/** A piece of a source that runs as a whole or not at all: the body of a function, of a loop, a branch, the module. */
type Block = { start: number; end: number }

type Edit = { start: number; end: number; text: string; rank: number }

/** A source with a call `__atBlock(number)` at the start of each of its blocks. */
export type MarkedSource = {
  /** Number of the innermost block around a place. */
  blockAt(place: Block): number
  /** The marked source; with `change`, what stands there is replaced and has no marks. */
  write(change?: Block & { replacement: string }): string
}

/** Marks the blocks of a TypeScript source, numbered from `firstNumber` on. A mark says that a test came by, and counts: a
 *  loop that does not end passes its mark again and again. Pure. */
export function markBlocks(source: string, firstNumber: number): MarkedSource & { blockCount: number } {
  const { program } = parseSync('source.ts', source)
  const blocks: Block[] = []
  const marks: Edit[] = []
  // Where several meet: what closes, the inner one first, then what opens, the outer one first, then a change.
  const open = (at: number, text: string) => marks.push({ start: at, end: at, text, rank: marks.length })
  const close = (at: number, text: string) => marks.push({ start: at, end: at, text, rank: -marks.length })
  const nextMark = (block: Block) => `__atBlock(${firstNumber + blocks.push(block) - 1})`

  const markStatement = (statement: Node | null) => {
    if (!statement) return
    if (statement.type === 'BlockStatement') return void open(statement.start + 1, `${nextMark(statement)};`)
    open(statement.start, `{${nextMark(statement)};`)
    close(statement.end, '}')
  }
  const markFunction = (whole: Block & { body: Node | null }) => {
    const { body } = whole
    if (body?.type === 'BlockStatement') open(body.start + 1, `${nextMark(whole)};`)
    else if (body) {
      open(body.start, `(${nextMark(whole)},`)
      close(body.end, ')')
    }
  }
  open(0, `${nextMark({ start: 0, end: source.length })};`)
  new Visitor({
    FunctionDeclaration: markFunction,
    FunctionExpression: markFunction,
    ArrowFunctionExpression: markFunction,
    ForStatement({ body }) {
      markStatement(body)
    },
    ForOfStatement({ body }) {
      markStatement(body)
    },
    WhileStatement({ body }) {
      markStatement(body)
    },
    IfStatement({ consequent, alternate }) {
      markStatement(consequent)
      markStatement(alternate)
    },
  }).visit(program)

  return {
    blockCount: blocks.length,
    blockAt: ({ start, end }) => {
      const around = blocks.filter((block) => block.start <= start && end <= block.end)
      // The last one of the smallest: the body of a statement that is all of a block is a block of its own.
      const innermost = around.reduce((a, b) => (b.end - b.start <= a.end - a.start ? b : a))
      return firstNumber + blocks.indexOf(innermost)
    },
    write: (change) => {
      const edits = marks.filter(({ start }) => !change || start <= change.start || start >= change.end)
      if (change) edits.push({ ...change, text: change.replacement, rank: Infinity })
      edits.sort((a, b) => a.start - b.start || a.rank - b.rank)
      let text = ''
      let done = 0
      for (const edit of edits) {
        text += source.slice(done, edit.start) + edit.text
        done = edit.end
      }
      return text + source.slice(done)
    },
  }
}
