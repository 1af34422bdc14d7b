#pragma once

#include <string_view>

namespace perilune::detail {

/// The page's style. The pictures carry light colours of their own; in the dark, and only there, the classes
/// that stand for ink and paper get others.
inline constexpr std::string_view page_style = R"css(
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #ffffff; --faint: #d9d9d9; --band: #eeeeee; --link: #0059a3; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e8e8; --paper: #16181c; --faint: #3a3d42; --band: #24272c; --link: #7cc0ff; }
}
body { margin: 0 auto; padding: 1rem 1.5rem 3rem; max-width: 1240px; color: var(--ink); background: var(--paper);
  font: 16px/1.45 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0.5rem 0; }
h2 { font-size: 1.2rem; margin: 2rem 0 0.5rem; border-bottom: 1px solid var(--faint); }
h3 { font-size: 1rem; margin: 1.2rem 0 0.3rem; }
a { color: var(--link); }
nav ul { padding: 0; margin: 0.5rem 0; display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; list-style: none; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.15rem 1rem; margin: 0.5rem 0; }
dt { font-weight: 600; }
dd { margin: 0; overflow-wrap: anywhere; }
figure { margin: 0.5rem 0 1rem; }
figcaption { font-size: 0.9rem; max-width: 70ch; }
.scroll { overflow-x: auto; }
svg { display: block; max-width: 100%; height: auto; }
table { border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-size: 0.9rem; padding-bottom: 0.3rem; }
th, td { text-align: left; vertical-align: top; padding: 0.15rem 0.8rem 0.15rem 0; border-bottom: 1px solid var(--faint); }
td { overflow-wrap: anywhere; }
td.short, td.number { white-space: nowrap; overflow-wrap: normal; }
td.name { min-width: 7rem; }
td.sentence { min-width: 10rem; }
th { position: sticky; top: 0; background: var(--paper); }
td.number, th.number { text-align: right; }
.bad { font-weight: 700; }
code { overflow-wrap: anywhere; }
svg .paper { fill: var(--paper); }
svg text:not([fill]), svg .ink-fill { fill: var(--ink); }
svg .ink-line { stroke: var(--ink); }
svg .grid { stroke: var(--faint); }
svg .band { fill: var(--band); }
svg .time * { vector-effect: non-scaling-stroke; }
svg a { cursor: pointer; }
svg a:focus-visible { outline: 2px solid var(--link); }
svg[data-time-from] { touch-action: pan-y; }
.cursor-line { stroke: var(--ink); stroke-width: 1; stroke-dasharray: 2 2; }
.cursor-text { fill: var(--ink); font-size: 11px; }
.time-bar { display: flex; flex-wrap: wrap; gap: 0.4rem; align-items: center; padding: 0.4rem 0; font-size: 0.9rem; }
main > .time-bar { position: sticky; top: 0; z-index: 2; background: var(--paper); border-bottom: 1px solid var(--faint); }
button { font: inherit; color: inherit; background: var(--band); border: 1px solid var(--faint); border-radius: 4px; padding: 0.1rem 0.6rem; }
.values { display: block; min-height: 1.4em; font-variant-numeric: tabular-nums; }
dialog { color: var(--ink); background: var(--paper); border: 1px solid var(--faint); border-radius: 6px; max-width: 44rem; }
dialog::backdrop { background: #00000066; }
canvas { display: block; max-width: 100%; border: 1px solid var(--faint); touch-action: none; }
tr:target { outline: 2px solid var(--link); }
@media screen and (max-width: 48rem) {
  .scroll > svg { max-width: none; }
  .scroll > table { min-width: 44rem; }
  body { padding: 0.5rem 0.75rem 2rem; }
}
@media print {
  .time-bar, .values, details { display: none; }
  :root { --ink: #000000; --paper: #ffffff; --faint: #bbbbbb; --band: #eeeeee; }
  nav { display: none; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  h2 { break-after: avoid; }
  figure, tr { break-inside: avoid; }
}
)css";

}  // namespace perilune::detail
