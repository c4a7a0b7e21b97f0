import { sharedText } from '#web/shared/shared.text.ts'
import { useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { CopyButton } from '#web/ui/copy-button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { DialogActions, DialogBody } from '#web/ui/dialog-parts.tsx'
import styles from './administration.module.css'
import { administrationText } from './administration.text.ts'

type SecretOnceProps = { title: string; secret: string; sentence: string; onClose: () => void }

/** A password or key that the server has told for the only time. */
export function SecretOnce({ title, secret, sentence, onClose }: SecretOnceProps) {
  const text = useText(administrationText)
  const shared = useText(sharedText)
  return (
    <Dialog title={title} closeLabel={shared.close} onClose={onClose} hasField isFirm>
      <DialogBody>
        <p>{sentence}</p>
        <div className={styles.secret}>
          <code>{secret}</code>
          <CopyButton text={secret} label={text.copy} doneLabel={shared.copied} />
        </div>
        <p className={styles.warning}>{text.onlyOnce}</p>
        <DialogActions>
          <Button look="primary" onClick={onClose} data-first-focus>
            {text.savedIt}
          </Button>
        </DialogActions>
      </DialogBody>
    </Dialog>
  )
}
