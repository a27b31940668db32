// Draws the charts from the page's own data: resolves colour tokens, fits the width, redraws for paper and for dark.
// Without it the page keeps its scorecard and, opened, the numbers behind each chart.
(function () {
  "use strict";
  var NARROW = 400;
  var PAPER_WIDTH = 430;
  var CONFIG = { displayModeBar: false, responsive: false, scrollZoom: false, doubleClick: false, showTips: false, showLink: false, plotlyServerURL: "" };
  var root = document.documentElement;
  var drawings = unpacked(JSON.parse(document.getElementById("charts").textContent));
  var boxes = Array.prototype.slice.call(document.querySelectorAll(".plot"));

  // What is repeated stands once in the data: "~5" is the sixth shared part, "~~" begins a text that begins with "~".
  function unpacked(pack) {
    var made = [];
    function part(place) {
      return place in made ? made[place] : (made[place] = whole(pack.shared[place]));
    }
    function whole(node) {
      if (typeof node === "string" && node.charAt(0) === "~") return node.charAt(1) === "~" ? node.slice(1) : part(+node.slice(1));
      if (Array.isArray(node)) return node.map(whole);
      if (!node || typeof node !== "object") return node;
      var copy = Object.assign({}, "~" in node ? part(node["~"]) : {});
      Object.keys(node).forEach(function (key) { if (key !== "~") copy[key] = whole(node[key]); });
      return copy;
    }
    return whole(pack.root);
  }

  function resolved(node, style) {
    if (typeof node === "string") {
      var token = /^var\((--[a-z0-9-]+)\)$/.exec(node);
      return token ? style.getPropertyValue(token[1]).trim() : node;
    }
    if (Array.isArray(node)) return node.map(function (part) { return resolved(part, style); });
    if (node && typeof node === "object") {
      var copy = {};
      Object.keys(node).forEach(function (key) { copy[key] = resolved(node[key], style); });
      return copy;
    }
    return node;
  }

  // Paper scales a drawing as a whole, which needs a view box.
  function framed(box, width, height) {
    box.querySelectorAll(".main-svg").forEach(function (svg) { svg.setAttribute("viewBox", "0 0 " + width + " " + height); });
  }

  var pen = document.createElement("canvas").getContext("2d");
  function sideWidth(text, font) {
    pen.font = "600 " + font.size + "px " + font.family;
    return Math.ceil(pen.measureText(text.replace("&lt;", "<")).width);
  }

  function draw(box, width) {
    var chart = drawings.charts[box.dataset.chart];
    var style = getComputedStyle(root);
    var isNarrow = width < NARROW;
    var layout = Object.assign({}, drawings.layout, chart.layout, isNarrow ? chart.narrow : {}, { width: width, autosize: false });
    if (isNarrow && chart.narrow.labels) layout.annotations = chart.layout.annotations.concat(chart.narrow.labels);
    layout.margin = Object.assign({}, layout.margin);
    if (chart.side) layout.margin.r = 16 + sideWidth(chart.side, layout.font);
    Plotly.react(box, resolved(chart.data, style), resolved(layout, style), CONFIG);
    framed(box, width, layout.height);
    box.dataset.width = width;
  }

  function drawAll(width) {
    boxes.forEach(function (box) {
      if (width || box.clientWidth) draw(box, width || box.clientWidth);
      else delete box.dataset.width;
    });
  }

  // A definition that a link leads to is opened with its family, and all of them for paper.
  function unfold() {
    var target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    target.querySelectorAll("details.more").forEach(function (details) { details.open = true; });
    for (var around = target.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
    target.scrollIntoView();
  }
  var folded = [];
  function unfoldAll() {
    folded = Array.prototype.slice.call(document.querySelectorAll("details.more:not([open])"));
    folded.forEach(function (details) { details.open = true; });
  }
  function foldAgain() {
    folded.forEach(function (details) { details.open = false; });
  }

  var waiting = 0;
  function fit() {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(function () {
      if (root.classList.contains("printing")) return;
      boxes.forEach(function (box) {
        if (box.clientWidth && String(box.clientWidth) !== box.dataset.width) draw(box, box.clientWidth);
      });
    });
  }

  root.classList.add("js");
  document.querySelectorAll("details").forEach(function (details) { details.open = false; });
  drawAll();
  addEventListener("resize", fit);
  document.querySelectorAll("details.more").forEach(function (details) { details.addEventListener("toggle", fit); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", function () { drawAll(); });
  addEventListener("beforeprint", function () { root.classList.add("printing"); unfoldAll(); drawAll(PAPER_WIDTH); });
  addEventListener("afterprint", function () { root.classList.remove("printing"); foldAgain(); drawAll(); });
  addEventListener("hashchange", unfold);
  unfold();
  root.dataset.drawn = boxes.length;
})();
