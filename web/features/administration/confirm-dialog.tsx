import { useState } from 'react'
import { describeError } from '#web/api-client/problem.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useBusy } from '#web/shared/use-busy.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { DialogActions, DialogBody } from '#web/ui/dialog-parts.tsx'
import styles from './administration.module.css'
import { administrationText } from './administration.text.ts'

/** Something that is asked about before it is done. */
export type Question = { title: string; sentence: string; onConfirm: () => Promise<unknown> }

/** Asks once more; what the server refuses is said here. */
export function ConfirmDialog({ question, onClose }: { question: Question; onClose: () => void }) {
  const text = useText(administrationText)
  const shared = useText(sharedText)
  const language = useLanguage()
  const [isBusy, begin] = useBusy()
  const [fault, setFault] = useState<string | null>(null)
  const confirm = () =>
    begin(async () => {
      setFault(null)
      try {
        await question.onConfirm()
        onClose()
      } catch (error) {
        setFault(describeError(error, language))
      }
    })
  return (
    <Dialog title={question.title} closeLabel={shared.close} onClose={onClose} isNarrow hasField>
      <DialogBody>
        <p>{question.sentence}</p>
        {fault && (
          <p className={styles.fault} role="alert">
            {fault}
          </p>
        )}
        <DialogActions>
          <Button onClick={onClose} data-first-focus>
            {text.cancel}
          </Button>
          <Button look="primary" disabled={isBusy} onClick={() => void confirm()}>
            {question.title}
          </Button>
        </DialogActions>
      </DialogBody>
    </Dialog>
  )
}
