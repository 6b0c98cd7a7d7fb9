// What is seen: fits a search between tools and legend, again at each new size, until the officer moves the map.
(function (h) {
  "use strict";
  const CLOSEST = 17;
  const ROUND_IT = 24; // a pin and its label reach beyond their place
  let wanted = null;
  let own = false;

  h.view = {
    start() {
      h.map.options.zoomSnap = 0.5; // whole steps would leave half of the map empty round many a search
      h.map.on("movestart", () => {
        if (!own) wanted = null;
      });
    },
    fit(bounds) {
      wanted = bounds;
      again();
    },
    center(at, zoom) {
      wanted = null;
      h.map.setView(at, zoom, { animate: false });
    },
    // The map has another size now.
    resized() {
      h.map.invalidateSize({ animate: false, pan: false });
      this.refit();
    },
    refit() {
      if (wanted) again();
    },
  };

  function again() {
    const size = h.map.getSize();
    const room = h.furniture.room();
    const fits = room.left + room.right < size.x / 2 && room.top + room.bottom < size.y / 2;
    const padding = fits
      ? { paddingTopLeft: [room.left + ROUND_IT, room.top + ROUND_IT], paddingBottomRight: [room.right + ROUND_IT, room.bottom + ROUND_IT] }
      : { padding: [ROUND_IT, ROUND_IT] };
    own = true;
    h.map.fitBounds(wanted, { animate: false, maxZoom: CLOSEST, ...padding });
    own = false;
  }
})((window.homeward = window.homeward || {}));
