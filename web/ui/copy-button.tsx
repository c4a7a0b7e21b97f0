import { useEffect, useState } from 'react'
import { IconButton } from './button.tsx'

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

/** Copies `text` and says so for a moment. */
export function CopyButton({ text, label, doneLabel }: { text: string; label: string; doneLabel: string }) {
  const [isDone, setIsDone] = useState(false)
  useEffect(() => {
    if (!isDone) return
    const timer = setTimeout(() => setIsDone(false), 1500)
    return () => clearTimeout(timer)
  }, [isDone])
  return (
    <>
      <IconButton
        icon={isDone ? 'check' : 'copy'}
        size={15}
        label={isDone ? doneLabel : label}
        onClick={async () => setIsDone(await copyText(text))}
      />
      <span className="visually-hidden" aria-live="polite">
        {isDone ? doneLabel : ''}
      </span>
    </>
  )
}
