// Drawing and changing shapes with geoman, by finger, mouse or keyboard, with a button for every gesture.
(function (h) {
  "use strict";
  const SHAPES = { polygon: "Polygon", rectangle: "Rectangle" };
  const TOOL_OF = { polygon: "draw", rectangle: "draw", point: "add_place" };
  let now = null; // { kind } while drawing, { id, layer } while changing

  let bar = null;

  h.drawing = {
    start() {
      bar = h.panel("drawing-bar off");
      bar.setAttribute("role", "group");
      h.map.getContainer().append(bar, crosshair());
      h.map.pm.setGlobalOptions({ snappable: true, snapDistance: 15, tooltips: false, allowSelfIntersection: false });
      h.map.on("pm:create", (event) => created(event.layer));
      h.map.on("click", (event) => now && now.kind === "point" && placed(event.latlng));
      h.map.getContainer().addEventListener("keydown", keys);
      h.palette.follow(lineLooks);
    },
    busy: () => now !== null || (h.measure && h.measure.busy()),
    draw(kind) {
      this.stop(true);
      now = { kind };
      if (SHAPES[kind]) h.map.pm.enableDraw(SHAPES[kind], { finishOn: "dblclick" });
      h.tools.press(TOOL_OF[kind], true);
      open("map_page.draw." + kind, kind === "polygon" ? ["undo", "finish", "cancel"] : ["cancel"]);
    },
    change(id) {
      this.stop(true);
      const found = h.layers.find(id);
      if (!found) return;
      now = { id, layer: editable(found) };
      now.layer.addTo(h.map).pm.enable({ allowSelfIntersection: false, preventMarkerRemoval: false });
      open("map_page.draw.edit", ["finish", "cancel"]);
    },
    stop(quietly) {
      if (!now) return;
      h.map.pm.disableDraw();
      if (now.layer) {
        now.layer.pm.disable();
        now.layer.remove();
      }
      h.tools.press(TOOL_OF[now.kind], false);
      now = null;
      close();
      if (!quietly) h.bridge.send({ type: "stopped" });
    },
  };

  h.toolActions = {
    draw: () => (now && now.kind === "polygon" ? h.drawing.stop() : h.drawing.draw("polygon")),
    add_place: () => (now && now.kind === "point" ? h.drawing.stop() : h.drawing.draw("point")),
    measure: () => h.measure.toggle(),
  };

  h.drawingBar = { open, close, say: (text) => (bar.querySelector(".words").textContent = text) };

  function created(layer) {
    const kind = now ? now.kind : "polygon";
    const geometry = layer.toGeoJSON(7).geometry;
    layer.remove();
    h.drawing.stop(true);
    h.bridge.send({ type: "drawn", kind, geometry });
  }

  function placed(latlng) {
    h.drawing.stop(true);
    const at = [Number(latlng.lng.toFixed(7)), Number(latlng.lat.toFixed(7))];
    h.bridge.send({ type: "drawn", kind: "point", geometry: { type: "Point", coordinates: at } });
  }

  function editable(found) {
    const geometry = found.feature.geometry;
    if (geometry.type === "Point") {
      const icon = L.divIcon({ html: h.pin("moving", "map-marker"), className: "mark", iconSize: [0, 0] });
      return L.marker(h.latlng(geometry.coordinates), { icon, pmIgnore: false, pane: "marks", zIndexOffset: 20000 });
    }
    const look = { color: h.palette.tokens.segment_selected, weight: 3, fillOpacity: 0.1, pmIgnore: false };
    return L.polygon(h.latlngs(h.ring(geometry)), look);
  }

  const actions = {
    undo: () => h.map.pm.Draw.Polygon._removeLastVertex(),
    finish: () => (now && now.layer ? changed() : h.map.pm.Draw.Polygon._finishShape()),
    cancel: () => (h.measure.busy() ? h.measure.toggle() : h.drawing.stop()),
  };
  const ICON = { undo: "undo", finish: "check", cancel: "close" };

  function changed() {
    const { id, layer } = now;
    const geometry = layer.toGeoJSON(7).geometry;
    h.drawing.stop(true);
    h.bridge.send({ type: "edited", id, geometry });
  }

  function open(key, buttons) {
    const words = h.el("span", "words", h.say(key));
    words.setAttribute("role", "status");
    const made = buttons.map((name) => h.button("worded " + name, h.say("map_page.draw." + name), ICON[name], actions[name]));
    bar.replaceChildren(words, ...made);
    bar.classList.remove("off");
    h.map.getContainer().classList.add("drawing");
  }

  function close() {
    bar.classList.add("off");
    h.map.getContainer().classList.remove("drawing", "aiming");
  }

  // From the keyboard: arrows move the map under the cross, Enter sets a corner there, Escape leaves.
  function keys(event) {
    const onMap = event.target === h.map.getContainer();
    if (!h.drawing.busy()) return;
    if (event.key === "Escape") actions.cancel();
    if (event.key.startsWith("Arrow")) h.map.getContainer().classList.add("aiming");
    if (event.key === "Backspace" && onMap && now && now.kind === "polygon") actions.undo();
    if (event.key !== "Enter" || !onMap) return;
    event.preventDefault();
    aim(h.map.getCenter());
  }

  function aim(latlng) {
    if (h.measure.busy()) h.measure.add(latlng);
    else if (now.kind === "point") placed(latlng);
    else if (SHAPES[now.kind]) corner(latlng);
  }

  function corner(latlng) {
    const draw = h.map.pm.Draw[SHAPES[now.kind]];
    draw._hintMarker.setLatLng(latlng);
    const event = { latlng, originalEvent: {} };
    if (now.kind === "polygon") draw._createVertex(event);
    else if (draw._startMarker && draw._startMarker._map && draw._rectangle && draw._rectangle._map) draw._finishShape(event);
    else draw._placeStartingMarkers(event);
  }

  function crosshair() {
    const cross = h.el("div", "crosshair");
    cross.appendChild(h.icon("plus"));
    return cross;
  }

  function lineLooks(tokens) {
    const line = { color: tokens.segment_selected, weight: 3, opacity: 1 };
    h.map.pm.setGlobalOptions({ templineStyle: line, hintlineStyle: { ...line, dashArray: "5 5" },
      pathOptions: { ...line, fillOpacity: 0.15 } });
  }
})((window.homeward = window.homeward || {}));
