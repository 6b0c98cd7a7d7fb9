// What stands still on the map: the scale bar, the credit of the base map and the legend.
(function (h) {
  "use strict";
  const STATES = ["not_started", "assigned", "searching", "searched", "cannot"];
  const NARROW_PX = 700;
  const SHORT_PX = 330;
  let corner = null;
  let credit = null;
  let legend = null;

  h.furniture = {
    start() {
      corner = h.panel("corner");
      credit = h.el("div", "credit off");
      corner.append(scaleBar(), credit);
      h.map.getContainer().appendChild(corner);
      legend = h.panel("legend off");
      legend.setAttribute("role", "group");
      h.map.getContainer().appendChild(legend);
      h.palette.follow(() => h.furniture.legend());
      new ResizeObserver(fitWidth).observe(h.map.getContainer());
      fitWidth();
    },
    credit(text) {
      credit.textContent = text || "";
      credit.classList.toggle("off", !text);
    },
    // What the furniture covers, in layer points: no label is put under it.
    boxes() {
      const origin = h.map.getContainer().getBoundingClientRect();
      const parts = [legend, corner, ...h.map.getContainer().querySelectorAll(".tool")];
      return parts.filter((part) => part && part.offsetWidth > 0).map((part) => boxOf(part.getBoundingClientRect(), origin));
    },
    // How much of each side the furniture takes: tools stand at one side, the legend or the scale at the foot.
    room() {
      const across = h.map.getContainer().clientWidth;
      const tools = h.map.getContainer().querySelector(".tools");
      const wide = tools && tools.offsetWidth ? tools.offsetWidth + 16 : 0;
      const atLeft = wide > 0 && tools.offsetLeft < across / 2;
      const foot = Math.max(legend.offsetHeight ? legend.offsetHeight + 16 : 0, corner.offsetHeight);
      return { left: atLeft ? wide : 0, right: atLeft ? 0 : wide, top: 0, bottom: foot };
    },
    wanted: null,
    legend(wanted) {
      if (wanted !== undefined) this.wanted = wanted;
      legend.classList.toggle("off", !this.wanted);
      if (this.wanted && h.palette.tokens) legend.replaceChildren(ramp(this.wanted.title), ...STATES.map(sample));
    },
  };

  function fitWidth() {
    const container = h.map.getContainer();
    container.classList.toggle("narrow", container.clientWidth < NARROW_PX);
    container.classList.toggle("short", container.clientHeight < SHORT_PX);
    h.view.resized();
  }

  function boxOf(box, origin) {
    const from = h.map.containerPointToLayerPoint([box.left - origin.left, box.top - origin.top]);
    return { left: from.x, top: from.y, right: from.x + box.width, bottom: from.y + box.height };
  }

  // Leaflet writes the length inside the bar; here it stands beside it.
  function scaleBar() {
    const scale = L.control.scale({ metric: true, imperial: false, maxWidth: 90 }).addTo(h.map);
    const line = scale.getContainer().firstElementChild;
    const copy = () => (line.dataset.length = line.textContent);
    new MutationObserver(copy).observe(line, { childList: true, characterData: true, subtree: true });
    copy();
    return scale.getContainer();
  }

  function ramp(title) {
    const box = h.el("div", "ramp");
    const bar = h.el("div", "bar");
    for (let step = 0; step < 5; step++) bar.appendChild(h.el("span", "step-" + step));
    const ends = h.el("div", "ends");
    ends.append(h.el("span", "", h.say("map_page.less")), h.el("span", "", h.say("map_page.more")));
    box.append(h.el("strong", "", title), bar, ends);
    return box;
  }

  function sample(state) {
    const box = h.el("div", "sample");
    const svg = h.svg("svg", { width: 40, height: 26, "aria-hidden": "true" });
    const look = h.segmentLook({ id: "", properties: { state, step: 0 } }, false, false);
    const hatched = state === "searched" || state === "cannot";
    const edge = { x: 3, y: 3, width: 34, height: 20, stroke: look.color, "stroke-width": look.weight, "stroke-linejoin": "miter",
      fill: hatched ? look.fillColor : "var(--raised)" };
    if (look.dashArray) edge["stroke-dasharray"] = look.dashArray;
    svg.appendChild(h.svg("rect", edge));
    box.append(svg, h.el("span", "", h.say("map_page.state." + state)));
    return box;
  }
})((window.homeward = window.homeward || {}));
