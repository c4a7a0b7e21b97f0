import { useState } from 'react'
import { useText } from '#web/shared/use-text.ts'
import { IconButton } from '#web/ui/button.tsx'
import formStyles from '../incident-form.module.css'
import { checkPhotos, type PhotoGap } from '../photos/check-photos.ts'
import styles from '../photos/incident-photos.module.css'
import { GapSentence } from '../photos/incident-photos.tsx'
import { PhotoDrop, PhotoPickers } from '../photos/photo-pickers.tsx'
import { photosText } from '../photos/photos.text.ts'

/** Photos chosen for an incident that is not reported yet: they are sent when it is. */
export function IntakePhotos({ files, onChange }: { files: readonly File[]; onChange: (files: File[]) => void }) {
  const text = useText(photosText)
  const [gap, setGap] = useState<PhotoGap | null>(null)
  const choose = (more: File[]) => {
    const found = checkPhotos(more, files.length)
    setGap(found)
    if (!found) onChange([...files, ...more])
  }
  return (
    <PhotoDrop isDisabled={false} onChoose={choose}>
      <span className={formStyles.label}>{text.title}</span>
      {files.length > 0 && (
        <ul className={styles.chosen}>
          {files.map((file, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same file may be chosen twice
            <li key={`${index} ${file.name}`}>
              <span>{file.name}</span>
              <IconButton
                icon="close"
                size={14}
                label={text.leaveOut(file.name)}
                onClick={() => onChange(files.filter((other) => other !== file))}
              />
            </li>
          ))}
        </ul>
      )}
      {gap && <GapSentence gap={gap} />}
      <PhotoPickers isDisabled={false} onChoose={choose} />
    </PhotoDrop>
  )
}
