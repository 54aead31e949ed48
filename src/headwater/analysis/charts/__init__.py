"""Charts: results to Vega-Lite, and from there to SVG that needs no network."""
