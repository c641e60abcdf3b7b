// An activation function above its derivative, with a point that is dragged along both. All values are
// the engine's, at every hundredth of x: nothing is computed here and nothing is asked of the server.

import { onClicker } from "../shared/clicker.js";
import { element, fillDefinitions } from "../shared/dom.js";
import { offerSnapshot } from "../shared/dom_snapshot.js";
import { takeOnce } from "../shared/handshake.js";
import { ALONG, ARROWS, hasModifier, PAGES } from "../shared/keys.js";
import { onPage, POINT } from "../shared/page_events.js";
import { placeOnce, tellPosition } from "../shared/positions.js";
import { valueText } from "../shared/value_text.js";
import { indexAt, MARKED, xAt } from "./curve_layout.js";
import { CurveDrawing } from "./curve_drawing.js";
import { gradientText, spoken } from "./curve_text.js";

const [FINE, COARSE] = [10, 100]; // hundredths by which arrow and page keys move

// data: [what is shown of the function, where a link puts the point]
export default function ({ data: [curve, position], parentElement }) {
  const root = parentElement.querySelector(".activation-curve");
  root.view ??= new CurveView(root);
  const { view } = root;
  placeOnce(root, position, ({ point }) => {
    view.x = point === undefined ? curve.start : Number(point);
  });
  takeOnce(root, curve.digest, () => view.take(curve));
  const observer = new ResizeObserver(() => view.draw());
  observer.observe(root);
  const ends = [
    onClicker(root, (key) => view.press(key)),
    onPage(POINT, ({ x }) => root.isConnected && view.moveTo(x)),
    tellPosition(root, () => ({ point: view.x === view.curve.start ? "" : String(view.x) })),
    () => observer.disconnect(),
  ];
  return () => ends.forEach((end) => end());
}

class CurveView {
  constructor(root) {
    this.root = root;
    this.part = (name) => root.querySelector(name);
    this.plot = this.part(".plot");
    this.drawing = new CurveDrawing(this.part("svg"));
    offerSnapshot(root, [".formula", ".plot", ".point", "table"], () => `activation-${this.curve.key}`);
    this.listen();
  }

  listen() {
    const follow = (event) => this.moveTo(this.drawing.placeAt(event.clientX - this.plot.getBoundingClientRect().left));
    this.plot.addEventListener("pointerdown", (event) => {
      this.plot.setPointerCapture(event.pointerId);
      this.held = true;
      follow(event);
    });
    this.plot.addEventListener("pointermove", (event) => this.held && follow(event));
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
      this.plot.addEventListener(end, () => {
        this.held = false;
      });
    }
    this.plot.addEventListener("keydown", (event) => {
      if (!hasModifier(event) && this.press(event.key)) event.preventDefault();
    });
  }

  // Whether a key is one that moves the point.
  press(key) {
    const sideways = ARROWS[key];
    const steps = sideways ? FINE * (sideways[1] - sideways[0]) : COARSE * (PAGES[key] ?? ALONG[key] ?? 0);
    if (!steps) return false;
    this.moveTo(xAt(this.curve, this.index) + steps / 100);
    return true;
  }

  take(curve) {
    this.curve = curve;
    this.part(".formula").replaceChildren(...curve.formulas.map((text) => element("span", text)));
    this.part(".facts").replaceChildren(...curve.facts.map((text) => element("li", text)));
    this.draw();
  }

  draw() {
    this.drawing.draw(this.curve, this.plot.clientWidth, this.plot.clientHeight);
    this.moveTo(this.x);
  }

  moveTo(x) {
    this.index = indexAt(this.curve, x);
    this.x = xAt(this.curve, this.index);
    const [value, slope] = this.at(this.index);
    this.drawing.point(this.x, value, slope);
    fillDefinitions(this.part(".point"), [["x", valueText(this.x)], ["f(x)", valueText(value)], ["f′(x)", valueText(slope)]], true);
    this.part(".gradient").textContent = gradientText(this.curve, this.x, slope);
    this.plot.setAttribute("aria-valuenow", String(this.x));
    this.plot.setAttribute("aria-valuetext", spoken(this.x, value, slope));
    this.fillTable();
  }

  at(index) {
    return [this.curve.values[index], this.curve.slopes[index]];
  }

  // The marked places, and the point.
  fillTable() {
    const places = [...MARKED, this.x];
    const numbers = places.map((x) => this.at(indexAt(this.curve, x)));
    const head = (text) => Object.assign(element("th", text), { scope: "row" });
    const columns = places.map((x, i) => Object.assign(element("th", valueText(x), i === MARKED.length ? "here" : ""), { scope: "col" }));
    this.part(".row-x").replaceChildren(head("x"), ...columns);
    [".row-value", ".row-slope"].forEach((row, which) => {
      const cells = numbers.map((pair, i) => element("td", valueText(pair[which]), i === MARKED.length ? "here" : ""));
      this.part(row).replaceChildren(head(["f(x)", "f′(x)"][which]), ...cells);
    });
  }
}
