// Keeps the theme's map tokens and hands them to the style sheet as variables.
(function (h) {
  "use strict";
  const followers = [];
  const NIGHT = /^(.*), then multiply by (#[0-9a-fA-F]{6})$/;

  h.palette = {
    tokens: null,
    filter: "none",
    set(tokens) {
      this.tokens = tokens;
      toVariables(tokens);
      this.filter = baseFilter(tokens.base_filter || "none");
      const still = tokens.reduced_motion === true;
      if (h.map) h.map.options.zoomAnimation = h.map._zoomAnimated && !still;
      for (const follow of followers) follow(tokens);
    },
    follow(restyle) {
      followers.push(restyle);
      if (this.tokens) restyle(this.tokens);
    },
    step(value) {
      const step = Math.round(Number(value) || 0);
      return Math.min(4, Math.max(0, step));
    },
    fill(step) {
      return this.tokens.probability[this.step(step)];
    },
  };

  function toVariables(tokens) {
    const style = document.documentElement.style;
    for (const [name, value] of Object.entries(tokens)) {
      if (typeof value === "string" || typeof value === "number") put(style, name, value);
    }
    for (const [name, value] of Object.entries(tokens.roles || {})) put(style, name, value);
    (tokens.probability || []).forEach((colour, step) => put(style, "probability-" + step, colour));
    put(style, "target", (tokens.target_px || 48) + "px");
  }

  // "FILTER, then multiply by COLOUR": CSS cannot multiply, so an SVG filter does that part. Its curve takes the place
  // of brightness(): a straight dimming to 0.38 leaves streets, buildings and names at one black.
  function baseFilter(text) {
    const night = NIGHT.exec(text);
    if (night) multiply(night[2]);
    return night ? night[1].replace(/brightness\([^)]*\)/, "") + " url(#multiply)" : text;
  }

  function multiply(colour) {
    const shares = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255);
    const old = document.getElementById("multiply-filter");
    if (old) old.remove();
    const svg = h.svg("svg", { width: 0, height: 0, "aria-hidden": "true", id: "multiply-filter", class: "nothing" });
    const filter = h.svg("filter", { id: "multiply", "color-interpolation-filters": "sRGB" });
    const transfer = h.svg("feComponentTransfer");
    ["feFuncR", "feFuncG", "feFuncB"].forEach((channel, i) => {
      transfer.appendChild(h.svg(channel, { type: "gamma", exponent: 0.8, offset: 0, amplitude: (0.7 * shares[i]).toFixed(4) }));
    });
    filter.appendChild(transfer);
    svg.appendChild(filter);
    document.body.appendChild(svg);
  }

  function put(style, name, value) {
    style.setProperty("--" + name.replaceAll("_", "-"), String(value));
  }
})((window.homeward = window.homeward || {}));
