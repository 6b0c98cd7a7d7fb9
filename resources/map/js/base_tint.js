// Puts the theme's filter into the pixels of each base tile, once: a CSS filter would be worked out again at every frame.
(function (h) {
  "use strict";
  let filter = "none";

  h.tint = {
    // A layer whose tiles are tinted as they are drawn, and drawn again when the theme changes.
    vector(base) {
      const render = base.renderTile.bind(base);
      base.renderTile = (at, tile, key, done) => render(at, tile, key, () => {
        apply(tile);
        if (done) done();
      });
      return base;
    },
    raster: (options, address) => new Raster(address, options),
    set(wanted) {
      const changed = wanted !== filter;
      filter = wanted;
      return changed;
    },
  };

  const Raster = L.GridLayer.extend({
    initialize(address, options) {
      this.address = address;
      L.GridLayer.prototype.initialize.call(this, options);
    },
    createTile(at, done) {
      const tile = document.createElement("canvas");
      const picture = new Image();
      picture.crossOrigin = "anonymous";
      picture.onload = () => {
        [tile.width, tile.height] = [picture.naturalWidth, picture.naturalHeight];
        const ctx = tile.getContext("2d");
        ctx.filter = filter;
        ctx.drawImage(picture, 0, 0);
        done(null, tile);
      };
      picture.onerror = () => done(new Error("no tile"), tile);
      picture.src = this.address(at);
      return tile;
    },
  });

  function apply(tile) {
    if (filter === "none" || !tile.width) return;
    const ctx = tile.getContext("2d");
    ctx.save();
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.globalCompositeOperation = "copy";
    ctx.filter = filter;
    ctx.drawImage(tile, 0, 0);
    ctx.restore();
  }
})((window.homeward = window.homeward || {}));
