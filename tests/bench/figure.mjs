// One measured figure, as one JSON line that `cargo xtask bench` collects.

/** `target` is what the figure is held against: `{ most: 600 }` or `{ least: 400 }`; nothing, if only for comparison. */
export function figure(bench, name, value, unit, { most, least } = {}) {
  const target = most !== undefined ? `≤ ${most}` : least !== undefined ? `≥ ${least}` : '';
  const met = target === '' ? null : value <= (most ?? Infinity) && value >= (least ?? -Infinity);
  console.log(JSON.stringify({ bench, figure: name, value: Math.round(value * 100) / 100, unit, target, met }));
}

/** The value below which the share `q` of `values` lies (nearest rank). */
export function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)];
}
