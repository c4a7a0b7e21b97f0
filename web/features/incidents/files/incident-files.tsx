import { useState } from 'react'
import { usePermission } from '#web/api-client/session.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useText } from '#web/shared/use-text.ts'
import { useUnsent } from '#web/shared/use-unsent.ts'
import { IconButton } from '#web/ui/button.tsx'
import { Segments } from '#web/ui/chip.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { DialogBody } from '#web/ui/dialog-parts.tsx'
import { ExportSheet } from './export-sheet.tsx'
import { FileIntake } from './file-intake.tsx'
import { filesText } from './files.text.ts'
import styles from './incident-files.module.css'

/** A button that opens what brings incidents out as files and in from them; nothing for whoever may do neither. */
export function IncidentFiles({ count }: { count: number }) {
  const text = useText(filesText)
  const [isOpen, setIsOpen] = useState(false)
  const mayExport = usePermission('incidents.report') !== null
  if (!mayExport) return null
  return (
    <>
      <IconButton icon="download" label={text.open} onClick={() => setIsOpen(true)} />
      {isOpen && <FilesDialog count={count} onClose={() => setIsOpen(false)} />}
    </>
  )
}

function FilesDialog({ count, onClose }: { count: number; onClose: () => void }) {
  const text = useText(filesText)
  const shared = useText(sharedText)
  const unsent = useUnsent()
  const mayImport = usePermission('incidents.intake') !== null
  const [way, setWay] = useState<'export' | 'import'>('export')
  return (
    <Dialog title={text.open} closeLabel={shared.close} onClose={onClose} unsent={unsent} isHeldInside>
      <DialogBody>
        {mayImport && (
          <Segments
            label={text.way}
            value={way}
            options={[
              { value: 'export', text: text.export },
              { value: 'import', text: text.import },
            ]}
            onChange={setWay}
          />
        )}
        {way === 'export' && <ExportSheet count={count} />}
        {/* stays: a file that was chosen and tried is not lost by a look at the other way */}
        {mayImport && (
          <div className={styles.kept} hidden={way === 'export'}>
            <FileIntake />
          </div>
        )}
      </DialogBody>
    </Dialog>
  )
}
