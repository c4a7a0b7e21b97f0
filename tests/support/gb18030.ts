let codes: Map<string, number> | undefined

/** The two-byte part of GB18030, by what its decoder makes of each pair. */
function readCodes(): Map<string, number> {
  const made = new Map<string, number>()
  const decoder = new TextDecoder('gb18030')
  for (let high = 0x81; high <= 0xfe; high++)
    for (let low = 0x40; low <= 0xfe; low++) {
      if (low === 0x7f) continue
      const text = decoder.decode(Uint8Array.of(high, low))
      if ([...text].length === 1 && !made.has(text)) made.set(text, (high << 8) | low)
    }
  return made
}

/** A text as Windows in China writes it. Throws for a character outside the two-byte part. */
export function encodeGb18030(text: string): Uint8Array<ArrayBuffer> {
  codes ??= readCodes()
  const bytes: number[] = []
  for (const character of text) {
    const at = character.codePointAt(0) ?? 0
    const code = at < 0x80 ? at : codes.get(character)
    if (code === undefined) throw new Error(`no two-byte code for ${character}`)
    if (code > 0xff) bytes.push(code >> 8)
    bytes.push(code & 0xff)
  }
  return Uint8Array.from(bytes)
}
