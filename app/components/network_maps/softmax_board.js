// Softmax as arithmetic: from the scores by exponentials to probabilities, at a temperature.

import { element, tableRow } from "../shared/dom.js";
import { bracketed } from "../shared/numbers.js";
import { percent } from "../shared/scores.js";
import { valueText } from "../shared/value_text.js";
import { softmaxSteps } from "./softmax_steps.js";

export class SoftmaxBoard {
  // `heat(temperature)` is called while the slider moves, `choose(k)` for a class.
  constructor(host, { heat, choose }) {
    Object.assign(this, { host, choose });
    this.part = (name) => host.querySelector(name);
    this.slider = this.part("input");
    this.slider.addEventListener("input", () => heat(Number(this.slider.value)));
  }

  show(classes, scores, chosen, temperature) {
    const steps = softmaxSteps(scores, temperature);
    this.slider.value = temperature;
    this.part("output").textContent = `T = ${valueText(temperature)}`;
    const above = `${valueText(scores[chosen])} − ${bracketed(valueText(steps.largest))}`;
    const over = temperature === 1 ? `(${above})` : `((${above})/${valueText(temperature)})`;
    this.part(".line").textContent =
      `“${classes[chosen]}”: exp${over} / total = ${valueText(steps.exponentials[chosen])} / ${valueText(steps.total)} ≈ ${percent(steps.shares[chosen])}`;
    this.part("tbody").replaceChildren(...classes.map((name, k) => this.line(name, k, scores, steps, k === chosen)));
    this.part(".total").textContent = valueText(steps.total);
  }

  line(name, k, scores, { powers, exponentials, shares }, isChosen) {
    const head = element("th");
    head.scope = "row";
    const button = Object.assign(element("button", name), { type: "button", onclick: () => this.choose(k) });
    button.setAttribute("aria-pressed", isChosen);
    head.append(button);
    const share = element("td", percent(shares[k]), "share");
    share.style.setProperty("--share", `${100 * shares[k]}%`);
    return tableRow(head, ...[scores[k], powers[k], exponentials[k]].map((value) => element("td", valueText(value))), share);
  }
}
