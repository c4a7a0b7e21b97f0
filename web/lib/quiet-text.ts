/** What is being typed, given on once the keys have been still for a while. Pinyin that is not yet Chinese is not given
 *  on: nobody looks for the letters. */
export type QuietText = {
  type(text: string): void
  startComposing(): void
  endComposing(text: string): void
  /** Gives on at once what has not been given on yet. */
  flush(): void
  /** Forgets it: something else has been chosen meanwhile. */
  forget(): void
}

export function createQuietText(onQuiet: (text: string) => void, quietMs: number): QuietText {
  let waiting: string | null = null
  let isComposing = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const flush = (): void => {
    clearTimeout(timer)
    if (waiting === null) return
    const text = waiting
    waiting = null
    onQuiet(text)
  }
  const type = (text: string): void => {
    clearTimeout(timer)
    waiting = text
    if (!isComposing) timer = setTimeout(flush, quietMs)
  }

  return {
    type,
    startComposing() {
      isComposing = true
      clearTimeout(timer)
    },
    endComposing(text) {
      isComposing = false
      type(text)
    },
    flush,
    forget() {
      clearTimeout(timer)
      waiting = null
    },
  }
}
