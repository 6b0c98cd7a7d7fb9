// Starts the one-file map of a search: everything it shows lies in the file, and it asks for nothing.
(function (h) {
  "use strict";
  h.startExport = function (map) {
    const file = JSON.parse(document.getElementById("search").textContent);
    h.bridge.live = false;
    h.map = map;
    h.texts = file.texts;
    embed(file.tiles);
    h.view.start();
    h.layers.start();
    h.grid.start();
    h.furniture.start();
    h.tools.start();
    map.getContainer().appendChild(title(file.title));
    map.getContainer().classList.add("exported");
    h.run(file.commands);
    h.exported = true;
  };

  function title(text) {
    const panel = h.panel("title");
    panel.appendChild(h.el("h1", "", text));
    return panel;
  }

  function embed(tiles) {
    const find = (at) => tiles[`${at.z}/${at.x}/${at.y}`];
    h.basemap.embedded = (pack, at) => find(at);
    h.basemap.source = () => ({
      async get(at, size) {
        const packed = find(at);
        if (!packed) return new Map();
        const address = await unpack(packed);
        const tile = await new protomapsL.ZxySource(address, false).get(at, size);
        URL.revokeObjectURL(address);
        return tile;
      },
    });
  }

  async function unpack(packed) {
    const stream = (await fetch(packed)).body.pipeThrough(new DecompressionStream("gzip"));
    return URL.createObjectURL(await new Response(stream).blob());
  }
})((window.homeward = window.homeward || {}));
