// One SVG and one canvas carry every shape: each more would be blended whole into each frame of a drag.
(function (h) {
  "use strict";
  const rank = (shape) => h.layerNames.indexOf(shape.options.layerName);

  // Shapes of one layer share a group, and the groups stand in the order of the layers.
  const LayeredSvg = L.SVG.extend({
    _initContainer() {
      L.SVG.prototype._initContainer.call(this);
      this._groups = h.layerNames.map(() => this._rootGroup.appendChild(h.svg("g")));
      h.hatches.attach(this._container);
    },
    _addPath(shape) {
      if (!this._rootGroup) this._initContainer();
      this._groups[Math.max(0, rank(shape))].appendChild(shape._path);
      shape.addInteractiveTarget(shape._path);
    },
  });

  // The same order on the canvas: a shape goes in behind the last one of its own or a lower layer.
  const LayeredCanvas = L.Canvas.extend({
    _initPath(shape) {
      this._updateDashArray(shape);
      this._layers[L.Util.stamp(shape)] = shape;
      let before = this._drawLast;
      while (before && rank(before.layer) > rank(shape)) before = before.prev;
      const after = before ? before.next : this._drawFirst;
      const order = (shape._order = { layer: shape, prev: before || null, next: after || null });
      if (before) before.next = order;
      else this._drawFirst = order;
      if (after) after.prev = order;
      else this._drawLast = order;
    },
  });

  let svg = null;
  let canvas = null;
  const onCanvas = new Set();

  h.renderers = {
    get(layerName, many) {
      if (many) onCanvas.add(layerName);
      else this.leaveCanvas(layerName);
      return many ? this.canvas() : this.svg();
    },
    svg: () => (svg = svg || new LayeredSvg({ pane: "shapes", padding: 0.3 }).addTo(h.map)),
    canvas: () => (canvas = canvas || new LayeredCanvas({ pane: "many", padding: 0.2, tolerance: 4 }).addTo(h.map)),
    leaveCanvas(layerName) {
      onCanvas.delete(layerName);
      if (onCanvas.size > 0 || !canvas) return;
      canvas.remove();
      canvas = null;
    },
  };

  // Plain 2-D positions: a 3-D transform makes each pin a layer of its own in the compositor.
  L.Marker.include({
    _setPos(at) {
      if (!this._icon) return;
      this._icon._leaflet_pos = at;
      this._icon.style.transform = `translate(${at.x}px, ${at.y}px)`;
      this._zIndex = at.y + this.options.zIndexOffset;
      this._resetZIndex();
    },
  });
})((window.homeward = window.homeward || {}));
