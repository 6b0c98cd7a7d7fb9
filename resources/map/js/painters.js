// One painter a layer: turns a feature into Leaflet layers and the labels that belong to it.
(function (h) {
  "use strict";
  const token = (name) => h.palette.tokens[name];
  const role = (name) => h.palette.tokens.roles[name];
  const scale = () => h.palette.tokens.scale || 1;

  // SVG and canvas belong to panes of their own; layerName puts a shape in its place there.
  const EDGE = {
    not_started: { weight: 2 },
    assigned: { weight: 3, dashArray: "9 5", lineCap: "butt" },
    searching: { weight: 4.5 },
    searched: { weight: 2.2 },
    cannot: { weight: 2.2, dashArray: "2 4", lineCap: "butt" },
  };
  const state = (f) => (EDGE[f.properties.state] ? f.properties.state : "not_started");

  // On the dark map the tokens' edges would drown: there the light end of the ramp is the edge.
  function edgeColour(now) {
    const hatched = now === "searched" || now === "cannot";
    if (token("name") !== "dark") return token(hatched ? now : "segment_edge");
    return hatched ? role(now === "searched" ? "ok_text" : "muted") : token("probability")[1];
  }

  h.segmentLook = function (f, chosen, onCanvas) {
    const now = state(f);
    const hatched = now === "searched" || now === "cannot";
    return {
      ...{ dashArray: null, lineCap: "round", lineJoin: "miter" }, ...EDGE[now],
      color: chosen ? chosenColour() : edgeColour(now),
      weight: EDGE[now].weight + (chosen ? 1.5 : 0),
      fillColor: onCanvas ? h.hatches.canvasFill(now, f.properties.step) : h.hatches.fill(now, f.properties.step),
      fillOpacity: hatched ? 1 : token("probability_alpha"),
    };
  };

  const chosenColour = () => (token("name") === "dark" ? role("text") : token("segment_selected"));

  const pick = (layer, f) => () => h.press(layer, f.id);
  const sign = { searched: "check", cannot: "cancel" };

  h.painters = {
    segments(f, draw) {
      const points = h.latlngs(h.ring(f.geometry));
      const shape = L.polygon(points, { ...h.segmentLook(f, h.chosen === f.id, draw.onCanvas), renderer: draw.renderer,
        layerName: "segments", bubblingMouseEvents: false, pmIgnore: true });
      shape.on("click", pick("segments", f));
      const ring = h.ring(f.geometry);
      const label = { at: h.latlng(h.deepest(ring)), ring, box: L.latLngBounds(points), rank: 2, inside: true,
        words: { name: f.properties.name, figure: f.properties.figure, emphasis: f.properties.emphasis,
          icon: sign[f.properties.state], kind: state(f) },
        spoken: f.properties.spoken, press: pick("segments", f) };
      return { shapes: [shape], label };
    },

    venues(f) {
      const at = h.latlng(f.geometry.coordinates);
      const pin = h.mark(at, h.pin("venue", f.properties.icon), { press: pick("venues", f), spoken: f.properties.spoken
        || f.properties.name });
      const words = { name: f.properties.name, figure: f.properties.figure, emphasis: f.properties.emphasis };
      return { shapes: [pin], label: { at, rank: 1, around: 17, words, press: pick("venues", f) } };
    },

    teams(f) {
      const at = h.latlng(f.geometry.coordinates);
      const element = f.properties.me ? h.arrow(f.properties.heading_deg) : h.pin("team", f.properties.icon);
      const pin = h.mark(at, element, { press: pick("teams", f), above: 500, spoken: f.properties.spoken || f.properties.name });
      if (f.properties.me) return { shapes: [pin], label: null, around: { at, radius: 16 } };
      const label = { at, rank: 0, around: 17, words: { name: f.properties.name }, press: pick("teams", f) };
      return { shapes: [pin], label };
    },

    locations(f, draw) {
      const kind = ["last_known", "last_seen", "sighting", "planning_point"].includes(f.properties.kind)
        ? f.properties.kind : "sighting";
      const at = h.latlng(f.geometry.coordinates);
      const colour = token({ sighting: "sighting", planning_point: "ipp" }[kind] || "lkp");
      const under = { renderer: draw.renderer, layerName: "locations", color: token("halo"), weight: 5, opacity: 0.9,
        fill: false, interactive: false, pmIgnore: true };
      const over = { renderer: draw.renderer, layerName: "locations", color: colour, weight: 3, fillColor: colour,
        fillOpacity: 0.4, lineJoin: "round", pmIgnore: true, bubblingMouseEvents: false };
      const ground = [groundOf(f, at, under), groundOf(f, at, over)].filter(Boolean);
      if (ground.length) ground[1].on("click", pick("locations", f));
      const dot = h.mark(at, h.dot(kind), { press: pick("locations", f), spoken: f.properties.spoken || f.properties.label });
      const label = f.properties.label
        ? { at, rank: 0, beside: true, box: boundsOf(f, at), around: 12,
            words: { name: f.properties.label }, press: pick("locations", f) } : null;
      return { shapes: [...ground, dot], label };
    },

    tracks(f, draw) {
      const points = h.latlngs(f.geometry.coordinates);
      const under = L.polyline(points, stroke(draw, token("halo"), 8));
      return { shapes: [under, L.polyline(points, stroke(draw, token("track"), 4))], label: null };
    },

    rings(f, draw) {
      const at = h.latlng(f.geometry.coordinates);
      const radius = Math.max(0, Number(f.properties.radius_m) || 0);
      const ring = (color, weight, dashArray) => L.circle(at, { renderer: draw.renderer, layerName: "rings", radius, color,
        weight, dashArray, fill: false, interactive: false, pmIgnore: true });
      const box = at.toBounds(radius * 2);
      const label = f.properties.label ? { at, box, round: true, rank: 3, words: { name: f.properties.label, kind: "quiet" } } : null;
      return { shapes: [ring(token("halo"), 4.5), ring(token("ipp"), 2, "1 6")], label };
    },

    probability(f, draw) {
      const look = { renderer: draw.renderer, layerName: "probability", stroke: false, fillColor: h.palette.fill(f.properties.step),
        fillOpacity: token("probability_alpha"), interactive: false, pmIgnore: true };
      return { shapes: [L.polygon(h.latlngs(h.ring(f.geometry)), look)], label: null };
    },

    grid(f, draw) {
      const look = { renderer: draw.renderer, layerName: "grid", color: token("label_ink"), weight: f.properties.strong ? 1.6 : 0.8,
        opacity: f.properties.strong ? 0.6 : 0.45, interactive: false, smoothFactor: 0, pmIgnore: true };
      return { shapes: [L.polyline(h.latlngs(f.geometry.coordinates), look)], label: null };
    },
  };

  function stroke(draw, color, weight) {
    return { renderer: draw.renderer, layerName: "tracks", color, weight: weight * scale(), lineCap: "round", lineJoin: "round",
      interactive: false, pmIgnore: true };
  }

  // True size on the ground: the square of a grid reference, or else a circle as wide as the place is sure.
  function groundOf(f, at, look) {
    if (hasSquare(f)) return L.polygon(h.latlngs(f.properties.square), look);
    return radiusOf(f) > 0 ? L.circle(at, { ...look, radius: radiusOf(f) }) : null;
  }

  function boundsOf(f, at) {
    if (hasSquare(f)) return L.latLngBounds(h.latlngs(f.properties.square));
    return radiusOf(f) > 0 ? at.toBounds(radiusOf(f) * 2) : null;
  }

  const hasSquare = (f) => Boolean(f.properties.square && f.properties.square.length > 2);
  const radiusOf = (f) => Number(f.properties.precision_m) || 0;
})((window.homeward = window.homeward || {}));
