// Shows the base map of one pack, vector or raster, below everything else.
(function (h) {
  "use strict";
  const FONTS = ["500 12px Inter", "italic 500 12px Inter", "600 14px Inter", "700 15px Inter"];
  const EMPTY = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
  let shown = [];
  let following = false;

  // Each pack is one layer; the last one is the detailed one, those before it show where it ends.
  h.basemap = {
    show(packs) {
      for (const layer of shown) layer.remove();
      leastZoom(packs.length ? Math.max(1, Math.min(...packs.map((pack) => pack.min_zoom))) : 1);
      shown = packs.map((pack, place) => (pack.kind === "raster" ? raster : vector)(pack, place));
      for (const layer of shown) layer.addTo(h.map);
      if (!following) h.palette.follow(() => h.tint.set(h.palette.filter) && shown.forEach(again));
      following = true;
      h.furniture.credit([...new Set(packs.map((pack) => pack.attribution).filter(Boolean))].join("  ·  "));
    },
    address: (pack) => `app://tiles/${pack.id}/{z}/{x}/{y}`,
  };

  // Not Leaflet's redraw: between two whole zooms it asks for tiles that are not there, and the map is blank.
  const again = (layer) => layer.remove().addTo(h.map);

  // Not setMinZoom: its animation would end after, and undo, the view that is set next.
  function leastZoom(zoom) {
    h.map.options.minZoom = zoom;
    if (h.map.getZoom() < zoom) h.map.setView(h.map.getCenter(), zoom, { animate: false });
  }

  const box = (pack) => L.latLngBounds([pack.bounds[1], pack.bounds[0]], [pack.bounds[3], pack.bounds[2]]);

  function raster(pack, place) {
    const address = (at) => (h.basemap.embedded ? h.basemap.embedded(pack, at) || EMPTY : L.Util.template(h.basemap.address(pack), at));
    return h.tint.raster({
      maxZoom: 20, maxNativeZoom: pack.max_zoom, minZoom: pack.min_zoom, keepBuffer: 2, updateWhenZooming: false,
      bounds: box(pack), noWrap: true, zIndex: place + 1,
    }, address);
  }

  function vector(pack, place) {
    const base = protomapsL.leafletLayer({
      url: h.basemap.address(pack), maxDataZoom: pack.max_zoom, attribution: "", noWrap: true, bounds: box(pack),
      zIndex: place + 1, minZoom: pack.min_zoom + (place ? 1 : 0),
      paintRules: [], labelRules: [], backgroundColor: h.baseColour.ground, lang: "en", keepBuffer: 1,
      tasks: FONTS.map((font) => document.fonts.load(font)),
    });
    watchSource(base, pack);
    return h.tint.vector(base);
  }

  // The rules follow the layers that the tiles really hold, so that a pack of any schema shows something.
  function watchSource(base, pack) {
    const cache = base.views.get("").tileCache;
    const source = h.basemap.source ? h.basemap.source(pack) : cache.source;
    const seen = new Set();
    cache.source = {
      async get(coords, size) {
        const tile = coords.z < pack.min_zoom ? new Map() : await source.get(coords, size);
        learn(base, seen, tile);
        return tile;
      },
    };
  }

  function learn(base, seen, tile) {
    const before = seen.size;
    for (const name of tile.keys()) seen.add(name);
    if (seen.size === before) return;
    const rules = h.rulesFor([...seen]);
    if (seen.has("land") || seen.has("earth")) base.backgroundColor = h.baseColour.water;
    const grown = base.paintRules.length > 0 && rules.paint.length !== base.paintRules.length;
    base.paintRules = rules.paint;
    base.labelRules.splice(0, base.labelRules.length, ...rules.label);
    if (!grown) return;
    base.clearLayout();
    base.rerenderTiles();
  }
})((window.homeward = window.homeward || {}));
