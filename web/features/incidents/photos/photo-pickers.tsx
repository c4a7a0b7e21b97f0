import { type ReactNode, useEffect, useEffectEvent, useRef, useState } from 'react'
import { photoTypes } from '#api/operations/incidents/incident-photos.contract.ts'
import { useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { listPictures } from './check-photos.ts'
import styles from './incident-photos.module.css'
import { photosText } from './photos.text.ts'

type PhotoPickersProps = { isDisabled: boolean; onChoose: (files: File[]) => void }

/** Photos by a button, and by the camera where there is one at hand. */
export function PhotoPickers({ isDisabled, onChoose }: PhotoPickersProps) {
  const text = useText(photosText)
  const files = useRef<HTMLInputElement>(null)
  const camera = useRef<HTMLInputElement>(null)
  // A phone that is asked for JPEG alone turns its HEIC into one.
  const accept = photoTypes.join(',')
  const input = (ref: typeof files, more: { multiple?: boolean; capture?: 'environment' }) => (
    <input
      ref={ref}
      type="file"
      hidden
      accept={accept}
      {...more}
      onChange={({ currentTarget }) => {
        onChoose([...(currentTarget.files ?? [])])
        // the same one may be chosen again
        currentTarget.value = ''
      }}
    />
  )
  return (
    <div className={styles.pickers}>
      {input(files, { multiple: true })}
      {input(camera, { capture: 'environment' })}
      <Button icon="plus" disabled={isDisabled} onClick={() => files.current?.click()}>
        {text.add}
      </Button>
      <Button className={styles.camera} icon="camera" disabled={isDisabled} onClick={() => camera.current?.click()}>
        {text.take}
      </Button>
    </div>
  )
}

/** Takes pictures that are dropped on what is inside, or pasted anywhere on the page but into a field. */
export function PhotoDrop({ isDisabled, onChoose, children }: PhotoPickersProps & { children: ReactNode }) {
  const text = useText(photosText)
  const [isOver, setIsOver] = useState(false)
  const take = (transfer: DataTransfer | null): boolean => {
    const pictures = isDisabled ? [] : listPictures(transfer)
    if (pictures.length > 0) onChoose(pictures)
    return pictures.length > 0
  }
  const paste = useEffectEvent((event: ClipboardEvent) => {
    // a sheet on top has its own use for it
    if (document.querySelector('dialog[open]')) return
    if (take(event.clipboardData)) event.preventDefault()
  })
  useEffect(() => {
    const handlePaste = (event: ClipboardEvent) => paste(event)
    document.addEventListener('paste', handlePaste)
    return () => document.removeEventListener('paste', handlePaste)
  }, [])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the buttons inside do the same
    <div
      className={styles.drop}
      data-over={isOver}
      data-hint={text.drop}
      onDragOver={(event) => {
        if (isDisabled || !event.dataTransfer.types.includes('Files')) return
        event.preventDefault()
        setIsOver(true)
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setIsOver(false)
      }}
      onDrop={(event) => {
        setIsOver(false)
        if (event.dataTransfer.types.includes('Files')) event.preventDefault()
        take(event.dataTransfer)
      }}
    >
      {children}
    </div>
  )
}
