// What of D3 the pages use.
export { hierarchy, treemap } from "d3-hierarchy";
export { scaleLinear } from "d3-scale";
export { line } from "d3-shape";
