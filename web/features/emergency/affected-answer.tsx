import type { Affected } from '#api/operations/emergency/emergency.contract.ts'
import { writeCsv } from '#api/platform/http/csv.contract.ts'
import { request } from '#web/api-client/client.ts'
import { usePermission } from '#web/api-client/session.ts'
import { downloadFile, exportName } from '#web/lib/download-file.ts'
import { formatArea, formatNumber, formatShare } from '#web/lib/format-number.ts'
import { hover } from '#web/shared/hover-store.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { ButtonRows } from '#web/ui/button-rows.tsx'
import { Section } from '#web/ui/section.tsx'
import styles from './emergency.module.css'
import { emergencyText } from './emergency.text.ts'

type AffectedAnswerProps = {
  answer: Affected
  /** Of the area asked about. */
  squareMeters: number
  bounds: [number, number, number, number]
  onOpenArea: (code: string) => void
  onExportFailed: (error: unknown) => void
}

/** Less ground than this beyond the county's border, in square metres, is a drawn line's breadth: no one needs to hear. */
const leastOutside = 10_000

/** The answer as a sentence an operator can read out, then the figures, then the grids. */
export function AffectedAnswer({ answer, squareMeters, bounds, onOpenArea, onExportFailed }: AffectedAnswerProps) {
  const text = useText(emergencyText)
  const shared = useText(sharedText)
  const maySeeIncidents = usePermission('incidents.read') !== null
  const grids = [...answer.grids].sort((a, b) => b.share * b.population - a.share * a.population)
  const outsideSquareMeters = answer.outsideShare * squareMeters
  const wholeCount = grids.filter((grid) => grid.whole).length

  const exportCsv = () => {
    const rows = grids.map((grid) => [
      grid.code,
      grid.name,
      grid.villageName,
      Number((grid.share * 100).toFixed(2)),
      grid.whole ? text.yes : text.no,
      grid.population,
      grid.households,
      grid.needHelp,
    ])
    const header = [
      text.code,
      text.grid,
      text.village,
      `${text.share} %`,
      text.whole,
      text.population,
      text.households,
      text.needHelp,
    ]
    downloadFile(`${exportName([text.exportName], new Date())}.csv`, writeCsv(header, rows), 'text/csv;charset=utf-8')
  }

  const exportGeoJson = async () => {
    try {
      const response = await request('/api/grids', {
        query: { bbox: bounds.join(',') },
        accept: 'application/geo+json',
      })
      const collection = (await response.json()) as GeoJSON.FeatureCollection
      const byCode = new Map(grids.map((grid) => [grid.code, grid]))
      const features = collection.features.flatMap((feature) => {
        const grid = byCode.get(String(feature.properties?.code))
        return grid ? [{ ...feature, properties: { ...feature.properties, share: grid.share, whole: grid.whole } }] : []
      })
      downloadFile(
        `${exportName([text.exportName], new Date())}.geojson`,
        JSON.stringify({ type: 'FeatureCollection', features }),
        'application/geo+json',
      )
    } catch (error) {
      onExportFailed(error)
    }
  }

  const three = (label: string, figures: Affected['people']) => (
    <tr>
      <th scope="row">{label}</th>
      <td>{formatNumber(figures.min)}</td>
      <td className={styles.likely}>{formatNumber(figures.likely)}</td>
      <td>{formatNumber(figures.max)}</td>
    </tr>
  )

  if (grids.length === 0) return <p className={styles.noOne}>{text.noOne}</p>
  return (
    <>
      <div className={styles.sentence} data-level={answer.level} role="status">
        <p className={styles.headline}>
          {text.peopleSentence(formatNumber(answer.people.likely))}{' '}
          <span className={styles.range}>
            {text.peopleRange(formatNumber(answer.people.min), formatNumber(answer.people.max))}
          </span>
        </p>
        <p className={styles.level}>{text.levelSentence(text.level[answer.level], text.levelRange[answer.level])}</p>
        <p>{text.gridSentence(formatNumber(grids.length), formatNumber(wholeCount))}</p>
        {maySeeIncidents && (
          <p>
            {text.incidentSentence(formatNumber(answer.incidents.open))}{' '}
            {answer.incidents.partial && <span className={styles.range}>{text.incidentPartial}</span>}
          </p>
        )}
        {outsideSquareMeters >= leastOutside && (
          <p className={styles.outside}>{text.outsideSentence(formatArea(outsideSquareMeters))}</p>
        )}
      </div>
      <Section title={text.figures} aside={text.elapsed(answer.edition, formatNumber(answer.elapsedMs, 1))}>
        <table className={styles.figures}>
          <thead>
            <tr>
              <td />
              <th scope="col">{text.min}</th>
              <th scope="col">{text.likely}</th>
              <th scope="col">{text.max}</th>
            </tr>
          </thead>
          <tbody>
            {three(text.people, answer.people)}
            {three(text.households, answer.households)}
            {three(text.needHelp, answer.needHelp)}
          </tbody>
        </table>
        <p className={styles.note}>{text.method}</p>
      </Section>
      <Section
        title={text.grids}
        aside={
          <>
            <Button look="quiet" icon="download" onClick={exportCsv} title={shared.exportCsv}>
              CSV
            </Button>
            <Button look="quiet" icon="download" onClick={() => void exportGeoJson()} title={shared.exportGeoJson}>
              GeoJSON
            </Button>
          </>
        }
      >
        <ButtonRows className={styles.grids}>
          {grids.slice(0, 300).map((grid) => (
            <li key={grid.code}>
              <button
                type="button"
                onClick={() => onOpenArea(grid.code)}
                onMouseEnter={() => hover({ kind: 'grid', id: grid.code })}
                onMouseLeave={() => hover(null)}
              >
                <span className={styles.gridName}>
                  <span>{grid.name}</span>
                  <span className={styles.gridVillage}>{grid.villageName}</span>
                </span>
                <span className={styles.share}>
                  <span>{grid.whole ? text.whole : formatShare(grid.share)}</span>
                  <span className={styles.bar}>
                    <span style={{ width: `${Math.max(2, grid.share * 100)}%` }} />
                  </span>
                </span>
                <span className={styles.gridPeople}>
                  {formatNumber(grid.population)} {shared.people}
                </span>
              </button>
            </li>
          ))}
        </ButtonRows>
        {grids.length > 300 && <p className={styles.note}>… {formatNumber(grids.length - 300)}</p>}
      </Section>
    </>
  )
}
