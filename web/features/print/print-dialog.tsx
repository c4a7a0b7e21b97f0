import { type CSSProperties, type ReactNode, useCallback, useEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import { downloadFile, exportName } from '#web/lib/download-file.ts'
import { formatDateTime } from '#web/lib/format-time.ts'
import type { MapEngine, MapPadding } from '#web/map/map-types.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { printText } from './print.text.ts'
import styles from './print-dialog.module.css'
import { type Picture, takeVisiblePicture } from './take-visible-picture.ts'

type PrintDialogProps = {
  engine: MapEngine | null
  /** The part of the map that panels cover is not printed. */
  padding: MapPadding
  /** The place and the topic for the title, which can be changed before printing. */
  place: string
  topic: string | null
  legend: ReactNode
  edition: { number: number; demo: boolean; attributions: { zh: string; en: string }[] }
  /** The longest round distance that fits into so many pixels. */
  chooseScale: (metersPerPixel: number, maxPixels: number) => { meters: number; pixels: number }
  formatDistance: (meters: number) => string
  onClose: () => void
}

/** One A4 page in landscape: title, map, legend, scale, date, sources, and the demo mark while demo data are shown. */
export function PrintDialog(props: PrintDialogProps) {
  const { engine, padding, place, topic, edition, onClose } = props
  const text = useText(printText)
  const language = useLanguage()
  const [title, setTitle] = useState(() => text.defaultTitle(place, topic ?? text.plainTopic))
  const [picture, setPicture] = useState<Picture | 'failed' | null>(null)
  const [madeAt] = useState(() => new Date())

  const take = useCallback(() => {
    setPicture(null)
    if (!engine) {
      setPicture('failed')
      return
    }
    takeVisiblePicture(engine, padding).then(setPicture, () => setPicture('failed'))
  }, [engine, padding])
  useEffect(take, [take])
  useEffect(() => {
    if (picture === null || picture === 'failed') return
    return () => URL.revokeObjectURL(picture.url)
  }, [picture])

  const hasPicture = picture !== null && picture !== 'failed'
  const sheet = hasPicture && <Sheet {...props} title={title} picture={picture} madeAt={madeAt} />
  return (
    <Dialog title={text.title} closeLabel={text.close} onClose={onClose} isWide hasField>
      <div className={styles.bar}>
        <label>
          <span>{text.heading}</span>
          <input data-first-focus value={title} maxLength={80} onChange={(event) => setTitle(event.target.value)} />
        </label>
        <Button
          icon="download"
          disabled={!hasPicture}
          onClick={() => hasPicture && downloadFile(`${exportName([title], madeAt)}.png`, picture.blob, 'image/png')}
        >
          {text.save}
        </Button>
        <Button look="primary" icon="print" disabled={!hasPicture} onClick={() => window.print()}>
          {text.print}
        </Button>
      </div>
      <p className={styles.note}>{text.withoutIncidents}</p>
      <div className={styles.preview} lang={language === 'zh' ? 'zh-CN' : 'en'}>
        {picture === null && <p role="status">{text.taking}</p>}
        {picture === 'failed' && (
          <Notice icon="warning" tone="warning" action={{ text: text.retry, onClick: take }}>
            {text.failed}
          </Notice>
        )}
        {sheet}
      </div>
      {/* what the printer gets: beside the page's root, which print styles hide */}
      {sheet && createPortal(<div className={styles.printed}>{sheet}</div>, document.body)}
      <span className="visually-hidden">{edition.number}</span>
    </Dialog>
  )
}

/** Wider than this the picture is larger with the legend below. */
const wideRatio = 1.9

type SheetProps = PrintDialogProps & { title: string; picture: Picture; madeAt: Date }

function Sheet({ title, picture, madeAt, legend, edition, chooseScale, formatDistance }: SheetProps) {
  const text = useText(printText)
  const language = useLanguage()
  const scale = chooseScale(picture.metersPerPixel, picture.widthPixels / 5)
  const ratio = picture.widthPixels / picture.heightPixels
  return (
    <article className={styles.sheet} data-theme="day">
      <header>
        <h1>{title}</h1>
        {edition.demo && <span className={styles.demo}>{text.demo}</span>}
      </header>
      {/* the legend stands where the picture leaves room: beside it, or below a wide one; never on the map */}
      <div className={styles.body} data-wide={ratio > wideRatio}>
        <figure>
          {/* never cropped: the scale bar is a share of the picture's width */}
          <div className={styles.frame} style={{ '--ratio': ratio } as CSSProperties}>
            <img src={picture.url} alt={title} />
            <div className={styles.scale} style={{ width: `${(scale.pixels / picture.widthPixels) * 100}%` }}>
              {formatDistance(scale.meters)}
            </div>
          </div>
        </figure>
        <div className={styles.legend}>{legend}</div>
      </div>
      <footer>
        <span>
          {text.madeAt(formatDateTime(madeAt, language))} · {text.edition(edition.number)} · {text.crs}
        </span>
        <span>{edition.attributions.map((source) => source[language]).join(' · ')}</span>
      </footer>
    </article>
  )
}
