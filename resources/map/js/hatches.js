// Fills of the segment states: violet by probability, hatched when searched, cross-hatched when impossible.
(function (h) {
  "use strict";
  const STEPS = [0, 1, 2, 3, 4];
  const EVERY = 9;
  let defs = null;
  let canvasFills = new Map();

  h.hatches = {
    // The SVG renderer of the segments carries the patterns.
    attach(svg) {
      defs = h.svg("defs");
      svg.insertBefore(defs, svg.firstChild);
      h.palette.follow(paint);
    },
    fill(state, step) {
      if (state !== "searched" && state !== "cannot") return h.palette.fill(step);
      return `url(#hatch-${state}-${h.palette.step(step)})`;
    },
    canvasFill(state, step) {
      if (state !== "searched" && state !== "cannot") return h.palette.fill(step);
      const key = state + h.palette.step(step);
      if (!canvasFills.has(key)) canvasFills.set(key, canvasPattern(state, h.palette.step(step)));
      return canvasFills.get(key);
    },
    lines: (state) => (state === "cannot" ? ["M0 0L9 9", "M9 0L0 9"] : ["M-1 10L10 -1", "M-1 1L1 -1", "M8 10L10 8"]),
  };

  h.palette.follow(() => (canvasFills = new Map()));

  function paint(tokens) {
    defs.replaceChildren();
    for (const state of ["searched", "cannot"]) for (const step of STEPS) defs.appendChild(pattern(tokens, state, step));
  }

  function pattern(tokens, state, step) {
    const size = { width: EVERY, height: EVERY, patternUnits: "userSpaceOnUse" };
    const made = h.svg("pattern", { id: `hatch-${state}-${step}`, ...size });
    const ground = { width: EVERY, height: EVERY, fill: tokens.probability[step], "fill-opacity": tokens.probability_alpha };
    made.appendChild(h.svg("rect", ground));
    for (const d of h.hatches.lines(state)) {
      made.appendChild(h.svg("path", { d, stroke: tokens[state], "stroke-width": state === "cannot" ? 1.1 : 1.6, fill: "none" }));
    }
    return made;
  }

  function canvasPattern(state, step) {
    const tile = document.createElement("canvas");
    tile.width = tile.height = EVERY;
    const ctx = tile.getContext("2d");
    ctx.globalAlpha = h.palette.tokens.probability_alpha;
    ctx.fillStyle = h.palette.fill(step);
    ctx.fillRect(0, 0, EVERY, EVERY);
    ctx.globalAlpha = 1;
    ctx.strokeStyle = h.palette.tokens[state];
    ctx.lineWidth = 1.4;
    for (const d of h.hatches.lines(state)) ctx.stroke(new Path2D(d));
    return ctx.createPattern(tile, "repeat");
  }
})((window.homeward = window.homeward || {}));
