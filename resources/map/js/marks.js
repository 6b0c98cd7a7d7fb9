// Pins and filled labels: small elements at one place, with the words of an officer as plain text.
(function (h) {
  "use strict";
  h.pill = function (words) {
    const pill = h.el("span", "pill" + (words.emphasis ? " heavy" : "") + (words.kind ? " " + words.kind : ""));
    if (words.icon) pill.appendChild(h.icon(words.icon));
    pill.appendChild(h.el("span", "name", words.name));
    if (words.figure) pill.appendChild(h.el("span", "figure", words.figure));
    return pill;
  };

  h.pin = function (kind, iconName) {
    const pin = h.el("span", "pin " + kind);
    pin.appendChild(h.icon(iconName));
    return pin;
  };

  h.arrow = function (headingDeg) {
    const arrow = h.el("span", "arrow");
    arrow.appendChild(h.icon("navigation"));
    if (Number.isFinite(headingDeg)) arrow.style.rotate = headingDeg + "deg";
    return arrow;
  };

  h.dot = function (kind) {
    const dot = h.el("span", "dot " + kind);
    if (kind === "sighting") dot.appendChild(h.icon("eye"));
    if (kind === "planning_point") dot.appendChild(h.icon("plus"));
    return dot;
  };

  // One Leaflet marker around one element, with its accessible name.
  h.mark = function (at, element, options) {
    const icon = L.divIcon({ html: element, className: "mark", iconSize: [0, 0] });
    const mark = L.marker(at, { icon, keyboard: options.press !== undefined, interactive: options.press !== undefined,
      pane: "marks", zIndexOffset: options.above || 0, pmIgnore: true, riseOnHover: true });
    if (options.press) mark.on("click", options.press);
    mark.on("add", () => {
      const holder = mark.getElement();
      if (!holder) return;
      holder.setAttribute("aria-label", options.spoken || element.textContent);
      if (!options.press) return holder.setAttribute("role", "img");
      L.DomEvent.on(holder, "keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        L.DomEvent.stop(event);
        options.press();
      });
    });
    return mark;
  };
})((window.homeward = window.homeward || {}));
