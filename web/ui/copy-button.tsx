import { useEffect, useState } from 'react'
import { Button, IconButton } from './button.tsx'

/** Puts a text into the clipboard. Pages served without TLS have no clipboard API: there a hidden field does it. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const field = document.createElement('textarea')
    field.value = text
    field.style.position = 'fixed'
    field.style.opacity = '0'
    document.body.append(field)
    field.select()
    const isCopied = document.execCommand('copy')
    field.remove()
    return isCopied
  }
}

type CopyButtonProps = {
  text: string
  label: string
  doneLabel: string
  /** Where nothing beside it says what it copies. */
  hasText?: boolean
}

/** Copies `text` and says so for a moment. */
export function CopyButton({ text, label, doneLabel, hasText = false }: CopyButtonProps) {
  const [isDone, setIsDone] = useState(false)
  useEffect(() => {
    if (!isDone) return
    const timer = setTimeout(() => setIsDone(false), 1500)
    return () => clearTimeout(timer)
  }, [isDone])
  const icon = isDone ? 'check' : 'copy'
  const copy = async () => setIsDone(await copyText(text))
  return (
    <>
      {hasText ? (
        <Button icon={icon} onClick={copy}>
          {isDone ? doneLabel : label}
        </Button>
      ) : (
        <IconButton icon={icon} size={15} label={isDone ? doneLabel : label} onClick={copy} />
      )}
      <span className="visually-hidden" aria-live="polite">
        {isDone ? doneLabel : ''}
      </span>
    </>
  )
}
