// Keeps the features of each layer by id, draws them, and says which one was pressed.
(function (h) {
  "use strict";
  const NAMES = ["probability", "grid", "rings", "segments", "tracks", "locations", "venues", "teams"];
  const Z = { many: 410, shapes: 420, marks: 600 };
  const ALWAYS_MANY = [];
  const SVG_AT_MOST = 1500;
  const layers = new Map();
  h.layerNames = NAMES;
  h.chosen = null;

  h.layers = {
    start() {
      for (const [name, z] of Object.entries(Z)) h.map.createPane(name).style.zIndex = z;
      for (const name of NAMES) layers.set(name, new Layer(name));
      h.palette.follow(() => this.redraw());
      h.map.on("moveend zoomend", () => h.labels.layout());
      document.fonts.load("600 14px Inter").then(() => h.labels.renew()); // labels are measured in their own font
    },
    get: (name) => layers.get(name),
    set(name, features) {
      const layer = layers.get(name);
      const stay = new Set(features.map((f) => f.id));
      layer.remove([...layer.features.keys()].filter((id) => !stay.has(id)));
      layer.upsert(features.filter((f) => !same(f, layer.features.get(f.id))));
    },
    redraw() {
      for (const layer of layers.values()) layer.redraw();
      h.labels.renew();
    },
    choose(id) {
      const before = h.chosen;
      h.chosen = id;
      for (const changed of [before, id]) {
        if (changed !== null) for (const layer of layers.values()) layer.again(changed);
      }
    },
    find(id) {
      for (const layer of layers.values()) if (layer.features.has(id)) return { layer, feature: layer.features.get(id) };
      return null;
    },
  };

  h.press = function (name, id) {
    if (h.drawing && h.drawing.busy()) return;
    h.bridge.send({ type: "picked", layer: name, id });
  };

  const same = (a, b) => b !== undefined && JSON.stringify(a) === JSON.stringify(b);

  class Layer {
    constructor(name) {
      this.name = name;
      this.features = new Map();
      this.drawn = new Map();
      this.visible = name !== "grid";
      this.group = L.layerGroup();
      if (this.visible) this.group.addTo(h.map);
    }

    upsert(features) {
      for (const f of features) this.features.set(f.id, f);
      if (this.switchRenderer()) this.redraw();
      else for (const f of features) this.draw(f);
    }

    remove(ids) {
      for (const id of ids) {
        this.erase(id);
        this.features.delete(id);
      }
      if (this.features.size === 0) h.renderers.leaveCanvas(this.name);
    }

    redraw() {
      for (const f of this.features.values()) this.draw(f);
    }

    again(id) {
      if (this.features.has(id)) this.draw(this.features.get(id));
    }

    show(on) {
      this.visible = on;
      if (on) this.group.addTo(h.map);
      else this.group.remove();
      h.labels.layout();
    }

    draw(f) {
      if (!h.palette.tokens) return;
      this.erase(f.id);
      const made = h.painters[this.name](f, { renderer: h.renderers.get(this.name, this.many), onCanvas: this.many });
      for (const shape of made.shapes) this.group.addLayer(shape);
      this.drawn.set(f.id, made.shapes);
      if (!made.label) return;
      const label = { ...made.label, hidden: () => !this.visible, chosen: () => h.chosen === f.id };
      h.labels.put(this.name + "/" + f.id, label);
    }

    erase(id) {
      for (const shape of this.drawn.get(id) || []) this.group.removeLayer(shape);
      this.drawn.delete(id);
      h.labels.drop(this.name + "/" + id);
    }

    // Few segments are SVG, so that the hatches are crisp; many are canvas, so that dragging stays smooth.
    switchRenderer() {
      const many = this.features.size > 0 && (ALWAYS_MANY.includes(this.name) || this.features.size > SVG_AT_MOST);
      const changed = this.many !== undefined && this.many !== many;
      if (changed) for (const id of this.drawn.keys()) this.erase(id);
      this.many = many;
      return changed;
    }
  }
})((window.homeward = window.homeward || {}));
