import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { AreaDetail } from '#api/ground/areas/areas.contract.ts'
import type { GridDetail } from '#api/ground/grids/grids.contract.ts'
import { type AreaRef, type Bbox, levelOfCode } from '#api/platform/http/shared.contract.ts'
import { areaQuery, gridQuery, pointQuery } from '#web/api-client/area-queries.ts'
import { describeError, problemCode } from '#web/api-client/problem.ts'
import { formatCode } from '#web/lib/format-code.ts'
import { formatFigure, formatKm2, formatNumber } from '#web/lib/format-number.ts'
import { nameArea } from '#web/lib/name-area.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { CopyButton } from '#web/ui/copy-button.tsx'
import { InspectorHead, PendingInspector, Tag } from '#web/ui/inspector.tsx'
import { type Figure, Figures, Rows, Section } from '#web/ui/section.tsx'
import { ChildList, CoordinateRows, LevelRows, NeighbourList, ResponsibleRows } from './area-parts.tsx'
import { areasText } from './areas.text.ts'

type AreaInspectorProps = {
  code: string
  /** Where the map was clicked to get here, if it was. */
  clicked: [number, number] | null
  /** The open incidents of this area, put here by the screen: features do not know each other. */
  incidents: ReactNode
  onOpen: (code: string) => void
  /** Absent without a map. */
  onZoomTo?: (bounds: Bbox) => void
  /** Limits the lists to this area; absent where that is not possible. */
  onUseAsScope?: () => void
  onClose: () => void
}

/** Identity, figures, levels, who answers, neighbours or children of a county, township, village, group or grid. */
export function AreaInspector(props: AreaInspectorProps) {
  const isGrid = levelOfCode(props.code) === 'grid'
  const language = useLanguage()
  const text = useText(areasText)
  const shared = useText(sharedText)
  const grid = useQuery({ ...gridQuery(props.code), enabled: isGrid })
  const area = useQuery({ ...areaQuery(props.code), enabled: !isGrid })
  const { data, error, refetch } = isGrid ? grid : area
  const isGone = problemCode(error) === 'not_found'
  if (!data)
    return (
      <PendingInspector
        title={formatCode(props.code)}
        closeLabel={shared.close}
        onClose={props.onClose}
        failure={error && (isGone ? text.notFound : describeError(error, language))}
        onRetry={isGone ? undefined : () => void refetch()}
        words={shared}
      />
    )
  return data.level === 'grid' && 'neighbours' in data ? (
    <GridBody {...props} grid={data} />
  ) : (
    <AreaBody {...props} area={data as AreaDetail} />
  )
}

type HeadProps = AreaInspectorProps & { name: string; tags: string[]; bounds: Bbox }

function Head({ code, name, tags, bounds, onZoomTo, onUseAsScope, onClose }: HeadProps) {
  const text = useText(areasText)
  const shared = useText(sharedText)
  const language = useLanguage()
  return (
    <InspectorHead
      title={nameArea(name, language)}
      closeLabel={shared.close}
      onClose={onClose}
      subtitle={
        <>
          <span>{formatCode(code)}</span>
          <CopyButton text={code} label={text.copyCode} doneLabel={shared.copied} />
        </>
      }
      tags={tags.map((tag) => <Tag key={tag}>{tag}</Tag>)}
      actions={
        <>
          {onZoomTo && (
            <Button icon="target" onClick={() => onZoomTo(bounds)}>
              {shared.zoomTo}
            </Button>
          )}
          {onUseAsScope && (
            <Button icon="incidents" onClick={onUseAsScope}>
              {text.useAsScope}
            </Button>
          )}
        </>
      }
    />
  )
}

/** Figures that every level has. */
function useFigures(area: GridDetail | AreaDetail, gridCount: number | null): Figure[] {
  const text = useText(areasText)
  const workers = [formatNumber(area.workersFull), formatNumber(area.workersPart)] as const
  return [
    { label: text.population, value: formatNumber(area.population), unit: text.peopleUnit },
    { label: text.households, value: formatNumber(area.households), unit: text.householdUnit },
    { label: text.needHelp, value: formatNumber(area.needHelp), unit: text.peopleUnit },
    { label: text.area, value: formatKm2(area.areaKm2), unit: 'km²' },
    {
      label: text.density,
      value: area.areaKm2 > 0 ? formatFigure(area.population / area.areaKm2) : '—',
      unit: text.densityUnit,
    },
    {
      label: `${text.workers} · ${text.workersSplit(...workers)}`,
      value: formatNumber(area.workersFull + area.workersPart),
      title: text.workersTitle(...workers),
    },
    ...(gridCount === null ? [] : [{ label: text.gridCount, value: formatNumber(gridCount) }]),
  ]
}

function GridBody(props: AreaInspectorProps & { grid: GridDetail }) {
  const { grid, clicked, onOpen } = props
  const text = useText(areasText)
  const figures = useFigures(grid, null)
  const tags = [text.gridKind[grid.kind]]
  if (grid.elevationMin !== null && grid.elevationMax !== null)
    tags.push(text.elevation(formatNumber(grid.elevationMin), formatNumber(grid.elevationMax)))
  if (grid.slopeMean !== null) tags.push(text.slope(formatNumber(grid.slopeMean)))
  const levels: AreaRef[] = [
    ...grid.parents.filter((parent) => parent.level !== 'group'),
    ...(grid.group ? [{ code: grid.group.code, level: 'group' as const, name: grid.group.name }] : []),
    { code: grid.code, level: 'grid', name: grid.name },
  ]
  return (
    <>
      <Head {...props} name={grid.name} tags={tags} bounds={grid.bounds} />
      <Section title={text.peopleAndStaff} aside={text.edition(grid.edition)}>
        <Figures figures={figures} />
      </Section>
      {props.incidents}
      <ResponsibleRows responsible={grid.responsible} onOpen={onOpen} />
      <LevelRows levels={levels} here={grid.code} onOpen={onOpen} />
      <Section title={text.coordinates}>
        <CoordinateRows label={text.seat} lngLat={grid.seat} />
        {clicked && <ClickedRows lngLat={clicked} />}
      </Section>
      <NeighbourList neighbours={grid.neighbours} onOpen={onOpen} />
    </>
  )
}

/** The clicked place itself: "where exactly did I point, and how high is it". */
function ClickedRows({ lngLat }: { lngLat: [number, number] }) {
  const text = useText(areasText)
  const { data } = useQuery(pointQuery(lngLat))
  return (
    <>
      <CoordinateRows label={text.clicked} lngLat={lngLat} />
      {data?.inside && data.elevationMeters !== null && (
        <Rows rows={[{ label: text.pointElevation, value: `${formatNumber(data.elevationMeters)} m` }]} />
      )}
    </>
  )
}

function AreaBody(props: AreaInspectorProps & { area: AreaDetail }) {
  const { area, onOpen } = props
  const text = useText(areasText)
  const shared = useText(sharedText)
  const figures = useFigures(area, area.gridCount)
  const levels: AreaRef[] = [...area.parents, { code: area.code, level: area.level, name: area.name }]
  return (
    <>
      <Head
        {...props}
        name={area.name}
        tags={[
          (area.type && (text.areaType as Record<string, string>)[area.type]) || area.type || shared.level[area.level],
        ]}
        bounds={area.bounds}
      />
      <Section title={text.peopleAndStaff} aside={text.edition(area.edition)}>
        <Figures figures={figures} />
      </Section>
      {props.incidents}
      <ResponsibleRows responsible={area.responsible} onOpen={onOpen} />
      {levels.length > 1 && <LevelRows levels={levels} here={area.code} onOpen={onOpen} />}
      {area.children.length > 0 && (
        <ChildList level={area.level} items={area.children} onOpen={onOpen} key={area.code} />
      )}
      <Section title={text.coordinates}>
        <CoordinateRows label={text.seat} lngLat={area.seat} />
      </Section>
    </>
  )
}
