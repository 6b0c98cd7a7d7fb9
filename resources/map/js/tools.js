// The tools at the side of the map, and the panel that switches layers.
(function (h) {
  "use strict";
  const ICONS = { zoom_in: "plus", zoom_out: "minus", here: "crosshairs-gps", layers: "layers-outline",
    draw: "vector-polygon", add_place: "map-marker-plus", measure: "ruler" };
  const OWN = {
    zoom_in: () => h.map.zoomIn(),
    zoom_out: () => h.map.zoomOut(),
    layers: () => togglePanel(),
  };
  let bar = null;
  let panel = null;
  const buttons = new Map();

  h.tools = {
    start() {
      bar = h.panel("tools");
      bar.setAttribute("role", "toolbar");
      bar.setAttribute("aria-label", h.say("map_page.tools"));
      panel = h.panel("layer-panel off");
      panel.setAttribute("role", "dialog");
      panel.setAttribute("aria-label", h.say("map_page.tool.layers"));
      panel.addEventListener("keydown", (event) => event.key === "Escape" && togglePanel(false));
      h.map.getContainer().prepend(bar, panel);
    },
    set(names) {
      buttons.clear();
      bar.replaceChildren(...names.filter((name) => ICONS[name]).map(make));
    },
    press(name, on) {
      const button = buttons.get(name);
      if (button) button.setAttribute("aria-pressed", String(on));
    },
    refresh() {
      if (!panel.classList.contains("off")) fill();
    },
  };

  function make(name) {
    const button = h.button("tool tool-" + name, h.say("map_page.tool." + name), ICONS[name], () => run(name));
    if (["layers", "draw", "add_place", "measure"].includes(name)) button.setAttribute("aria-pressed", "false");
    buttons.set(name, button);
    return button;
  }

  function run(name) {
    const own = OWN[name] || (h.toolActions && h.toolActions[name]);
    if (own) own();
    else h.bridge.send({ type: "tool", name });
  }

  function togglePanel(on) {
    const open = on === undefined ? panel.classList.contains("off") : on;
    panel.classList.toggle("off", !open);
    h.tools.press("layers", open);
    if (!open) return buttons.get("layers") && buttons.get("layers").focus();
    fill();
    panel.querySelector("button").focus();
  }

  function fill() {
    const head = h.el("div", "head");
    head.append(h.el("strong", "", h.say("map_page.tool.layers")),
      h.button("close", h.say("map_page.close"), "close", () => togglePanel(false)));
    panel.replaceChildren(head, ...[...h.layerNames].reverse().map(row));
  }

  function row(name) {
    const layer = h.layers.get(name);
    const icon = layer.visible ? "checkbox-marked" : "checkbox-blank-outline";
    const button = h.button("worded row", h.say("map_page.layer." + name), icon, () => {
      show(name, !layer.visible);
      fill();
      panel.querySelector(`[data-layer="${name}"]`).focus();
    });
    button.setAttribute("role", "checkbox");
    button.setAttribute("aria-checked", String(layer.visible));
    button.dataset.layer = name;
    return button;
  }

  function show(name, on) {
    h.layers.get(name).show(on);
    if (name === "grid") h.grid.write();
    h.bridge.send({ type: "layer", layer: name, on });
  }
})((window.homeward = window.homeward || {}));
