// Takes the map that folium made, puts everything on it, and says that it is ready.
(function (h) {
  "use strict";
  h.start = function (map) {
    h.map = map;
    map.attributionControl && map.attributionControl.remove();
    map.getContainer().setAttribute("role", "application");
    h.view.start();
    h.layers.start();
    h.grid.start();
    h.furniture.start();
    h.tools.start();
    h.drawing.start();
    map.on("click", tapped);
    map.on("moveend", moved);
    h.bridge.send({ type: "ready" });
  };

  function tapped(event) {
    if (h.measure.busy()) h.measure.add(event.latlng);
    else if (!h.drawing.busy()) h.bridge.send({ type: "tapped", lon: event.latlng.lng, lat: event.latlng.lat });
  }

  function moved() {
    const view = h.map.getBounds();
    const bounds = [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()];
    h.bridge.send({ type: "moved", bounds, zoom: h.map.getZoom() });
  }
})((window.homeward = window.homeward || {}));
