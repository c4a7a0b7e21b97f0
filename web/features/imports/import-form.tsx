import { type DragEvent, type FormEvent, useRef, useState } from 'react'
import { crsSchema } from '#api/platform/http/shared.contract.ts'
import { describeError, problemFields } from '#web/api-client/problem.ts'
import { isWithin, usePermission } from '#web/api-client/session.ts'
import { joinClasses } from '#web/lib/join-classes.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useFallenFocus } from '#web/shared/use-fallen-focus.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button, IconButton } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Field } from '#web/ui/field.tsx'
import { Icon } from '#web/ui/icon.tsx'
import { Choice } from '#web/ui/switch.tsx'
import { formatBytes } from './format-bytes.ts'
import { findFormFault } from './import-form-data.ts'
import { findScope, type ImportScope, isMeantOffered, setImportStore, useImportStore } from './import-store.ts'
import styles from './imports.module.css'
import { importsText } from './imports.text.ts'
import { sendImport } from './send-import.ts'

type Place = { code: string; name: string }
type ImportFormProps = { county: Place | null; openArea: Place | null }

/** The files and how they are to be read. */
export function ImportForm({ county, openArea }: ImportFormProps) {
  const text = useText(importsText)
  const state = useImportStore()
  const form = useFallenFocus<HTMLFormElement>()
  const { files, crs, snap, map, isConfirming } = state
  const setIsConfirming = (next: boolean) => setImportStore({ isConfirming: next })
  const areas = usePermission('imports.write')
  const mayCounty = county === null || isWithin(areas, county.code)
  const part =
    openArea && openArea.code !== county?.code && (county === null || isWithin(areas, openArea.code)) ? openArea : null
  const scope = mayCounty ? findScope(state, part !== null) : 'area'
  const area = scope === 'area' ? part : null
  const areaCode = scope === 'meantCounty' ? county?.code : area?.code
  const fault = findFormFault({ files, snap })
  const choices = { files, area: areaCode ?? null, crs, snap, map }
  const canSend = files.length > 0 && fault === null && (mayCounty || part !== null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (canSend) setIsConfirming(true)
  }
  return (
    <form ref={form} tabIndex={-1} aria-label={text.title} className={styles.form} onSubmit={submit} noValidate>
      <FileChoice />
      {county && <AreaChoice county={county} part={part} scope={scope} mayCounty={mayCounty} />}
      <Field label={text.crs}>
        <select value={crs} onChange={(event) => setImportStore({ crs: crsSchema.parse(event.target.value) })}>
          {crsSchema.options.map((word) => (
            <option key={word} value={word}>
              {text.crsName[word]}
            </option>
          ))}
        </select>
      </Field>
      <Field label={text.snap}>
        <input
          value={snap}
          inputMode="decimal"
          autoComplete="off"
          aria-invalid={fault === 'badSnap'}
          onChange={(event) => setImportStore({ snap: event.target.value })}
        />
      </Field>
      <details open={map !== '' || undefined}>
        <summary className={styles.summary}>{text.advanced}</summary>
        <Field label={text.map}>
          <textarea
            rows={2}
            value={map}
            spellCheck={false}
            placeholder="code=网格编码,name=名称"
            onChange={(event) => setImportStore({ map: event.target.value })}
          />
        </Field>
        <p className={styles.muted}>{text.mapHint}</p>
      </details>
      {fault && (
        <p className={styles.fault} role="alert">
          {text[fault]}
        </p>
      )}
      <StaleFiles />
      <UploadFault />
      <div className={styles.actions}>
        <Button type="button" disabled={!canSend} onClick={() => void sendImport(choices, true)}>
          {text.checkOnly}
        </Button>
        <Button type="submit" look="primary" icon="upload" disabled={!canSend}>
          {text.import}
        </Button>
      </div>
      {isConfirming && (
        <ConfirmDialog
          countyName={county?.name ?? text.thisCounty}
          area={area}
          onClose={() => setIsConfirming(false)}
          onConfirm={() => {
            setIsConfirming(false)
            void sendImport(choices, false)
          }}
        />
      )}
    </form>
  )
}

type AreaChoiceProps = { county: Place; part: Place | null; scope: ImportScope; mayCounty: boolean }

function AreaChoice({ county, part, scope, mayCounty }: AreaChoiceProps) {
  const text = useText(importsText)
  const hasMeant = useImportStore(isMeantOffered)
  const choose = (next: ImportScope) => ({
    name: 'import-area',
    isChosen: scope === next,
    onChoose: () => setImportStore({ scope: next }),
  })
  return (
    <fieldset className={styles.area}>
      <legend>{text.area}</legend>
      {mayCounty && <Choice {...choose('county')} label={text.wholeCounty(county.name)} />}
      {mayCounty && hasMeant && <Choice {...choose('meantCounty')} label={text.meantCounty} />}
      {part ? (
        <Choice {...choose('area')} label={text.onlyArea(part.name)} aside={part.code} />
      ) : (
        <p className={styles.muted}>{mayCounty ? text.areaHint : text.openYours}</p>
      )}
    </fieldset>
  )
}

function FileChoice() {
  const text = useText(importsText)
  const files = useImportStore((state) => state.files)
  const staleFiles = useImportStore((state) => state.staleFiles)
  const input = useRef<HTMLInputElement>(null)
  const [isOver, setIsOver] = useState(false)
  const add = (list: FileList | null) => {
    const added = [...(list ?? [])]
    // a file that was chosen again is the newer one
    const isOlder = (name: string) => added.some((file) => file.name === name)
    if (added.length === 0) return
    setImportStore({
      files: [...files.filter(({ name }) => !isOlder(name)), ...added],
      sentId: null,
      uploadError: null,
      staleFiles: staleFiles.filter((name) => !isOlder(name)),
    })
  }
  const remove = (file: File) =>
    setImportStore({
      files: files.filter((other) => other !== file),
      sentId: null,
      staleFiles: staleFiles.filter((name) => name !== file.name),
    })
  const handleDrop = (event: DragEvent) => {
    event.preventDefault()
    setIsOver(false)
    add(event.dataTransfer.files)
  }
  return (
    <div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is one more way to do what the button in it does */}
      <div
        className={joinClasses(styles.drop, isOver && styles.over)}
        onDragOver={(event) => {
          event.preventDefault()
          setIsOver(true)
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={handleDrop}
      >
        <Button icon="plus" onClick={() => input.current?.click()}>
          {text.chooseFiles}
        </Button>
        <span>{text.dropHere}</span>
        <span className={styles.muted}>{text.fileLimit}</span>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          aria-label={text.files}
          accept=".json,.geojson,.topojson,application/geo+json,application/json"
          onChange={(event) => {
            add(event.target.files)
            // the same file again, after it was mended, is a change too
            event.target.value = ''
          }}
        />
      </div>
      {files.length > 0 && (
        <ul className={styles.files} aria-label={text.files}>
          {files.map((file) => (
            <li key={file.name} data-stale={staleFiles.includes(file.name)}>
              <span className={styles.fileName}>{file.name}</span>
              <span className={styles.muted}>{formatBytes(file.size)}</span>
              <IconButton icon="close" size={14} label={text.removeFile(file.name)} onClick={() => remove(file)} />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

/** Which files the browser no longer has. */
function StaleFiles() {
  const text = useText(importsText)
  const staleFiles = useImportStore((state) => state.staleFiles)
  if (staleFiles.length === 0) return null
  return (
    <p className={styles.fault} role="alert">
      <Icon name="warning" size={16} /> {text.staleFiles(staleFiles.join(text.comma), staleFiles.length)}
    </p>
  )
}

/** Why the server did not take the files. */
function UploadFault() {
  const language = useLanguage()
  const error = useImportStore((state) => state.uploadError)
  if (error === null) return null
  const sentence = describeError(error, language)
  // of a fault of the whole upload the answer says the same twice, and wrong fields are in the sentence
  const fields = problemFields(error).filter(({ message }) => !sentence.includes(message.replace(/[。.]$/, '')))
  return (
    <div className={styles.fault} role="alert">
      <p>
        <Icon name="warning" size={16} /> {sentence}
      </p>
      {fields.map(({ path, message }) => (
        <p key={path}>{message}</p>
      ))}
    </div>
  )
}

type ConfirmDialogProps = { countyName: string; area: Place | null; onClose: () => void; onConfirm: () => void }

function ConfirmDialog({ countyName, area, onClose, onConfirm }: ConfirmDialogProps) {
  const text = useText(importsText)
  const shared = useText(sharedText)
  const files = useImportStore((state) => state.files)
  const size = formatBytes(files.reduce((sum, file) => sum + file.size, 0))
  return (
    <Dialog title={text.confirmTitle} closeLabel={shared.close} onClose={onClose} hasField>
      <div className={styles.confirm}>
        <p className={styles.confirmLead}>
          {area ? text.confirmArea(area.name, area.code) : text.confirmCounty(countyName)}
        </p>
        <p className={styles.confirmFiles}>
          {files.map(({ name }) => name).join(', ')} <span className={styles.muted}>({size})</span>
        </p>
        <p>{text.confirmEffect}</p>
        <div className={styles.actions}>
          <Button onClick={onClose} data-first-focus>
            {text.keep}
          </Button>
          <Button look="primary" icon="upload" onClick={onConfirm}>
            {text.confirm}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
