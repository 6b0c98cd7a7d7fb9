// How each kind of ground, water, way and name of the base map is painted, whatever schema it came in.
(function (h) {
  "use strict";
  const P = () => window.protomapsL;

  const COLOUR = {
    ground: "#F4F2EC", built: "#EFECE4", school: "#F0E3CF", work: "#E6E0EA", wood: "#BCD9A4", green: "#D3E6BF",
    water: "#A9D3E8", stream: "#79AFDB", building: "#DDD3C4", building_edge: "#C0B9AC", casing: "#B9B1A3",
    minor: "#FFFFFF", middle: "#FDF3C0", main: "#FBD08A", motorway: "#F2A86B", path: "#C77B52", rail: "#7F7772",
    rail_gap: "#EFECE4", coast: "#8FB3C4", unknown: "#B9B1A3", ink: "#2E2A26", road_ink: "#4A443D",
    water_ink: "#2F6591", green_ink: "#3F6428", halo: "#FFFFFF",
  };
  const WIDTH = {
    service: [[13, 0.6], [15, 2.4], [16, 4.4], [18, 11], [20, 30]],
    minor: [[11, 0.5], [13, 1.6], [14, 2.8], [15, 4.8], [16, 8], [18, 19], [20, 52]],
    middle: [[9, 0.8], [12, 1.8], [14, 4], [15, 6.4], [16, 9.5], [18, 22], [20, 60]],
    main: [[7, 0.8], [11, 2], [14, 5], [15, 7.5], [16, 11], [18, 25], [20, 66]],
    motorway: [[6, 0.8], [11, 2.6], [14, 6], [15, 9], [16, 13], [18, 30], [20, 76]],
  };
  h.baseColour = COLOUR;

  const area = (layer, fill, filter, minzoom, edge) => ({
    dataLayer: layer, filter, minzoom,
    symbolizer: new (P().PolygonSymbolizer)(edge ? { fill, stroke: edge, width: 0.8 } : { fill }),
  });
  const line = (layer, options, filter, minzoom) => ({
    dataLayer: layer, filter, minzoom,
    symbolizer: new (P().LineSymbolizer)({ lineCap: "round", lineJoin: "round", ...options }),
  });
  const grows = (stops, extra) => {
    const width = P().exp(1.6, stops);
    return extra ? (z) => width(z) + (z >= 13 ? extra : extra / 2) : width;
  };

  h.base = {
    area,
    line,
    casing: (layer, kind, filter, minzoom) =>
      line(layer, { color: COLOUR.casing, width: grows(WIDTH[kind], 1.8) }, filter, minzoom),
    road: (layer, kind, filter, minzoom) =>
      line(layer, { color: COLOUR[kind === "service" ? "minor" : kind], width: grows(WIDTH[kind]) }, filter, minzoom),
    path: (layer, filter) =>
      line(layer, { color: COLOUR.path, width: 1.4, dash: [5, 3], lineCap: "butt" }, filter, 14),
    rail: (layer, filter) => [
      line(layer, { color: COLOUR.rail, width: grows([[9, 0.8], [13, 2], [15, 3.6], [18, 6]]), lineCap: "butt" }, filter, 9),
      line(layer, { color: COLOUR.rail_gap, width: grows([[13, 0.8], [15, 1.8], [18, 3.4]]), dash: [7, 7],
        lineCap: "butt" }, filter, 13),
    ],
    stream: (layer, filter) =>
      line(layer, { color: COLOUR.stream, width: grows([[9, 0.8], [13, 1.6], [15, 2.6], [18, 8]]) }, filter),
    streetName: (layer, filter, minzoom, size) => ({
      dataLayer: layer, filter, minzoom,
      symbolizer: new (P().LineLabelSymbolizer)({
        labelProps: ["name", "name1"], fill: COLOUR.road_ink, stroke: COLOUR.halo, width: 3, repeatDistance: 500,
        font: `500 ${size || 12}px Inter`, position: 2,
      }),
    }),
    streamName: (layer, filter, minzoom) => ({
      dataLayer: layer, filter, minzoom,
      symbolizer: new (P().LineLabelSymbolizer)({
        fill: COLOUR.water_ink, stroke: COLOUR.halo, width: 3, font: "italic 500 12px Inter", repeatDistance: 600,
        position: 2,
      }),
    }),
    name: (layer, filter, minzoom, look) => ({
      dataLayer: layer, filter, minzoom, maxzoom: look.maxzoom, sort: look.sort,
      symbolizer: new (P().CenteredTextSymbolizer)({
        labelProps: look.props || ["name"], fill: COLOUR[look.ink || "ink"], stroke: COLOUR.halo, width: 1.6,
        lineHeight: 1.35, font: look.font, maxLineChars: 16,
      }),
    }),
  };
})((window.homeward = window.homeward || {}));
