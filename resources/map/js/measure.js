// The tape: taps become a line, Python answers with distance and bearing in words.
(function (h) {
  "use strict";
  let points = null;
  let group = null;

  h.measure = {
    busy: () => points !== null,
    toggle() {
      if (points) return stop();
      h.drawing.stop(true);
      points = [];
      group = L.layerGroup().addTo(h.map);
      h.tools.press("measure", true);
      h.drawingBar.open("map_page.draw.measure", ["cancel"]);
    },
    add(latlng) {
      points.push(latlng);
      draw();
      h.bridge.send({ type: "measured", points: points.map((at) => [at.lng, at.lat]) });
    },
    answer(text) {
      if (!points || !points.length) return;
      draw(text);
      h.drawingBar.say(text);
    },
    stop: () => points && stop(),
  };

  function stop() {
    points = null;
    group.remove();
    h.tools.press("measure", false);
    h.drawingBar.close();
    h.bridge.send({ type: "stopped" });
  }

  function draw(text) {
    group.clearLayers();
    const colour = h.palette.tokens.ipp;
    const look = { renderer: h.renderers.svg(), layerName: "locations", interactive: false, pmIgnore: true, lineCap: "round" };
    group.addLayer(L.polyline(points, { ...look, color: h.palette.tokens.halo, weight: 7 }));
    group.addLayer(L.polyline(points, { ...look, color: colour, weight: 3, dashArray: "1 7" }));
    for (const at of points) group.addLayer(h.mark(at, h.dot("measure"), {}));
    if (!text) return;
    const holder = h.el("span", "beside");
    holder.appendChild(h.pill({ name: text, emphasis: true }));
    group.addLayer(h.mark(points[points.length - 1], holder, { above: 20000 }));
  }
})((window.homeward = window.homeward || {}));
