import { useEffect, useRef, useState } from 'react'
import { createQuietText } from '#web/lib/quiet-text.ts'

/** Long enough that a word is one change of the address and of the list, short enough to feel at once. */
const quietMs = 300

/** What a field that filters shows: the text as it is typed, which is told once the keys are still or the field is left, and
 *  never while an input method composes. `inputProps` belong on the field. */
export function useQuietText(value: string, onChange: (text: string) => void) {
  const [typed, setTyped] = useState(value)
  const onChangeRef = useRef(onChange)
  onChangeRef.current = onChange
  const given = useRef(value)
  const [quiet] = useState(() =>
    createQuietText((text) => {
      given.current = text
      onChangeRef.current(text)
    }, quietMs),
  )
  useEffect(() => {
    // our own text comes back while somebody types on; "back" brings another one
    if (value === given.current) return
    given.current = value
    quiet.forget()
    setTyped(value)
  }, [value, quiet])
  useEffect(() => () => quiet.flush(), [quiet])
  return {
    value: typed,
    onChange: ({ target }: { target: { value: string } }) => {
      setTyped(target.value)
      quiet.type(target.value)
    },
    onCompositionStart: quiet.startComposing,
    onCompositionEnd: ({ currentTarget }: { currentTarget: { value: string } }) =>
      quiet.endComposing(currentTarget.value),
    onBlur: quiet.flush,
  }
}
