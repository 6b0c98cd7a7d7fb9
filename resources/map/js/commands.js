// What Python may ask of the page; a command that fails is reported, and the next one still runs.
(function (h) {
  "use strict";
  const latLngBounds = ([west, south, east, north]) => L.latLngBounds([south, west], [north, east]);

  const commands = {
    texts: (texts) => {
      h.texts = texts;
      h.map.getContainer().setAttribute("aria-label", h.say("map_page.map"));
    },
    palette: (tokens) => h.palette.set(tokens),
    pack: (pack) => h.basemap.show(pack),
    set: (layer, features) => {
      h.layers.set(layer, features);
      if (layer === "grid") h.grid.write();
    },
    upsert: (layer, features) => h.layers.get(layer).upsert(features),
    remove: (layer, ids) => h.layers.get(layer).remove(ids),
    show: (layer, on) => {
      h.layers.get(layer).show(on);
      if (layer === "grid") h.grid.write();
      h.tools.refresh();
    },
    fit: (bounds) => h.view.fit(latLngBounds(bounds)),
    center: (lon, lat, zoom) => h.view.center([lat, lon], zoom === null ? h.map.getZoom() : zoom),
    select: (id) => h.layers.choose(id),
    draw: (kind) => {
      h.measure.stop();
      h.drawing.draw(kind);
    },
    stop: () => {
      h.measure.stop();
      h.drawing.stop();
    },
    edit: (id) => h.drawing.change(id),
    measure: () => h.measure.busy() || h.measure.toggle(),
    measure_text: (text) => h.measure.answer(text),
    tools: (names) => {
      h.tools.set(names);
      h.view.refit();
    },
    legend: (legend) => {
      h.furniture.legend(legend);
      h.view.refit();
    },
    ping: (token) => h.bridge.send({ type: "pong", token }),
  };

  h.run = function (list) {
    for (const [name, ...args] of list) {
      try {
        commands[name](...args);
      } catch (error) {
        h.bridge.send({ type: "error", text: name + ": " + String(error && error.message) });
      }
    }
  };
})((window.homeward = window.homeward || {}));
