import type {Growth} from './speed-growth.ts'

const WIDTH = 420
const HEIGHT = 300
const LEFT = 60
const RIGHT = 20
const TOP = 40
const BOTTOM = 50
const COLORS = ['#4269d0', '#e0871f', '#3a9d4b', '#a463b0']
const MB = 1e6
const MIB = 1024 * 1024

/** A picture of how time and memory grow, as SVG: two panels with logarithmic axes. */
export function drawGrowth(growth: readonly Growth[]): string {
  const names = [...new Set(growth.map(({series}) => series))]
  const legend = names.map((name, index) => {
    const x = LEFT + index * 140
    return `<circle cx="${x}" cy="${HEIGHT + 16}" r="4" fill="${COLORS[index]}"/><text x="${x + 10}" y="${HEIGHT + 20}">${name}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${2 * WIDTH} ${HEIGHT + 36}" font-family="sans-serif" font-size="12" fill="#888">
<title>CPU seconds and peak memory by size of the input</title>
${panel('CPU seconds', growth, names, ({cpu}) => cpu)}
<g transform="translate(${WIDTH} 0)">
${panel('peak memory, MiB', growth, names, ({peak}) => peak / MIB)}
</g>
${legend.join('\n')}
</svg>
`
}

function panel(
  title: string,
  growth: readonly Growth[],
  names: readonly string[],
  measure: (one: Growth) => number,
): string {
  const x = axis(
    growth.map(({bytes}) => bytes / MB),
    LEFT,
    WIDTH - RIGHT,
  )
  const y = axis(growth.map(measure), HEIGHT - BOTTOM, TOP)
  const lines = names.map((name, index) => {
    const points = growth
      .filter(({series}) => series === name)
      .map((one): [number, number] => [x.place(one.bytes / MB), y.place(measure(one))])
    const path = points.map((point) => point.map((place) => place.toFixed(1)).join(' ')).join(' L ')
    const dots = points.map(
      ([cx, cy]) => `<circle cx="${cx.toFixed(1)}" cy="${cy.toFixed(1)}" r="3" fill="${COLORS[index]}"/>`,
    )
    return `<path d="M ${path}" fill="none" stroke="${COLORS[index]}" stroke-width="2"/>${dots.join('')}`
  })
  const grid = [
    ...x.ticks.map((tick) => {
      const at = x.place(tick).toFixed(1)
      return `<path d="M ${at} ${TOP} V ${HEIGHT - BOTTOM}" stroke="#8884"/><text x="${at}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${tick}</text>`
    }),
    ...y.ticks.map((tick) => {
      const at = y.place(tick).toFixed(1)
      return `<path d="M ${LEFT} ${at} H ${WIDTH - RIGHT}" stroke="#8884"/><text x="${LEFT - 6}" y="${Number(at) + 4}" text-anchor="end">${tick}</text>`
    }),
  ]
  return [
    `<text x="${LEFT}" y="${TOP - 16}" font-weight="bold">${title}</text>`,
    ...grid,
    ...lines,
    `<text x="${WIDTH - RIGHT}" y="${HEIGHT - BOTTOM + 36}" text-anchor="end">MB of text</text>`,
  ].join('\n')
}

// A logarithmic axis over whole powers of ten.
function axis(
  values: readonly number[],
  from: number,
  to: number,
): {ticks: number[]; place: (value: number) => number} {
  const low = Math.floor(Math.log10(Math.min(...values)))
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))))
  return {
    ticks: Array.from({length: high - low + 1}, (_, index) => Number((10 ** (low + index)).toPrecision(1))),
    place: (value) => from + ((Math.log10(value) - low) / (high - low)) * (to - from),
  }
}
