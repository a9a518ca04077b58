//! The look of the page: plain, printable, nothing fetched.

pub(super) const STYLE: &str = "
:root { --ink: #1d1d1f; --rule: #d5d8dc; --ours: #c00000; --soft: #5f6b7a; --wash: #f5f6f8; }
body { margin: 0 auto; max-width: 1080px; padding: 16px 24px 48px; color: var(--ink);
  font: 15px/1.6 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', system-ui, sans-serif; }
.switch { position: absolute; opacity: 0; }
.switch + label { float: right; margin-left: 8px; padding: 2px 12px; border: 1px solid var(--rule); border-radius: 4px;
  cursor: pointer; color: var(--soft); }
.switch:checked + label { border-color: var(--ours); color: var(--ours); }
.switch:focus-visible + label { outline: 2px solid var(--ink); }
#lang-zh:checked ~ main .en, #lang-en:checked ~ main .zh { display: none; }
h1 { font-size: 26px; margin: 4px 0 8px; border-bottom: 2px solid var(--ours); padding-bottom: 8px; }
h2 { font-size: 19px; margin: 36px 0 8px; }
.warning { display: inline-block; margin: 0; padding: 2px 10px; background: #fff4e0; border-left: 3px solid #d48806; }
.tiles { display: flex; flex-wrap: wrap; gap: 12px; margin-top: 14px; }
.tile { flex: 1 1 150px; background: var(--wash); border-radius: 6px; padding: 10px 14px; }
.tile b { display: block; font-size: 27px; line-height: 1.25; }
.tile span { color: var(--soft); }
.tile small { display: block; color: var(--soft); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13.5px; font-variant-numeric: tabular-nums; margin: 8px 0; }
th, td { padding: 4px 8px; border-bottom: 1px solid var(--rule); text-align: right; white-space: nowrap; }
th { font-weight: 600; color: var(--soft); vertical-align: bottom; white-space: normal; }
th:first-child, td:first-child { text-align: left; }
.stories th:nth-child(-n + 6), .stories td:nth-child(-n + 6) { text-align: left; }
tbody tr:hover { background: var(--wash); }
tr.total td { border-top: 1px solid var(--soft); font-weight: 600; }
tr.chosen td { background: #fdecec; font-weight: 600; }
td.ours { color: var(--ours); font-weight: 600; }
td small { color: var(--soft); }
svg { width: 100%; height: auto; display: block; }
svg text { fill: var(--ink); }
.charts { display: grid; grid-template-columns: 1fr 1fr; gap: 20px; }
figure { margin: 8px 0; }
figcaption { color: var(--soft); font-size: 13.5px; }
@media (max-width: 760px) { .charts { grid-template-columns: 1fr; } }
@media print { .switch + label { display: none; } body { max-width: none; } h2 { break-after: avoid; } }
";
