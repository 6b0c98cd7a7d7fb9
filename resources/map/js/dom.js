// Makes elements; text always goes in as textContent, so that nothing an officer typed is ever HTML.
(function (h) {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";

  h.el = function (tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = String(text);
    return element;
  };

  h.svg = function (tag, attributes) {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
    return element;
  };

  h.icon = function (name, className) {
    const known = Object.prototype.hasOwnProperty.call(h.icons, name) ? name : "map-marker";
    const svg = h.svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true", class: "icon " + (className || "") });
    svg.appendChild(h.svg("path", { d: h.icons[known] }));
    return svg;
  };

  h.button = function (className, label, iconName, press) {
    const button = h.el("button", className);
    button.type = "button";
    if (iconName) button.appendChild(h.icon(iconName));
    if (iconName && !className.includes("worded")) button.setAttribute("aria-label", label);
    else button.appendChild(h.el("span", "", label));
    button.title = label;
    button.addEventListener("click", press);
    return button;
  };

  // A panel over the map swallows what would otherwise pan or tap the map.
  h.panel = function (className) {
    const panel = h.el("div", className);
    L.DomEvent.disableClickPropagation(panel);
    L.DomEvent.disableScrollPropagation(panel);
    return panel;
  };

  h.texts = {};
  h.say = function (key) {
    return Object.prototype.hasOwnProperty.call(h.texts, key) ? h.texts[key] : key;
  };
})((window.homeward = window.homeward || {}));
