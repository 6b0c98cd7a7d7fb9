// Writes the numbers of a grid overlay along the top and the right edge of the map.
(function (h) {
  "use strict";
  const INSET = 14;
  let group = null;

  h.grid = {
    start() {
      group = L.layerGroup().addTo(h.map);
      h.map.on("moveend zoomend resize", write);
    },
    write,
  };

  function write() {
    group.clearLayers();
    const layer = h.layers.get("grid");
    if (!layer.visible) return;
    for (const f of layer.features.values()) if (f.properties.label) label(f);
  }

  function label(f) {
    const points = h.latlngs(f.geometry.coordinates).map((at) => h.map.latLngToContainerPoint(at));
    const ends = [points[0], points[points.length - 1]];
    const upright = Math.abs(ends[0].y - ends[1].y) > Math.abs(ends[0].x - ends[1].x);
    const size = h.map.getSize();
    const at = upright ? crossing(points, "y", INSET) : crossing(points, "x", size.x - INSET - 6);
    if (!at || at.x < 0 || at.y < 0 || at.x > size.x || at.y > size.y) return;
    const mark = h.mark(h.map.containerPointToLatLng(at), h.pill({ name: f.properties.label, kind: "gridname" }), {});
    group.addLayer(mark);
  }

  // Where the line crosses x = value (axis "x") or y = value.
  function crossing(points, axis, value) {
    for (let i = 1; i < points.length; i++) {
      const [a, b] = [points[i - 1], points[i]];
      if ((a[axis] - value) * (b[axis] - value) > 0 || a[axis] === b[axis]) continue;
      const share = (value - a[axis]) / (b[axis] - a[axis]);
      return L.point(a.x + share * (b.x - a.x), a.y + share * (b.y - a.y));
    }
    return null;
  }
})((window.homeward = window.homeward || {}));
