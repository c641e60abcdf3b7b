// One filter, map or picture, as large as the window has room for. Escape closes it, and the focus goes
// back to where it came from.

import { newButton } from "../shared/dom.js";
import { hasModifier, PAGES } from "../shared/keys.js";
import { single, TileFigure } from "./tile_figure.js";

export class Enlarged {
  constructor(dialog, say) {
    Object.assign(this, { dialog, source: null, tile: 0 });
    const figure = document.createElement("figure");
    const bar = document.createElement("div");
    bar.className = "turn";
    this.turns = [newButton("‹", () => this.turn(-1), "Previous one"), newButton("›", () => this.turn(1), "Next one")];
    bar.append(...this.turns, newButton("Close (Esc)", () => dialog.close()));
    dialog.append(figure, bar);
    this.figure = new TileFigure(figure, say);
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close()); // beside it
    dialog.addEventListener("close", () => (this.source = null));
    dialog.addEventListener("keydown", (event) => this.onKey(event));
  }

  open(source, tile) {
    Object.assign(this, { source, tile });
    this.refresh();
    this.dialog.showModal();
    this.figure.canvas.focus();
  }

  // What it shows may have learned meanwhile, or be gone.
  refresh() {
    if (!this.source) return;
    const { stage, table, title, canvas } = this.source;
    if (!canvas.isConnected || this.tile >= stage.count) {
      this.dialog.close();
      return;
    }
    const one = single(stage, this.tile);
    const which = one.of > 1 ? `${one.name} ${this.tile} of ${one.of}. ` : "";
    this.dialog.setAttribute("aria-label", `${which}${title}`);
    this.dialog.style.setProperty("--aspect", one.width / one.height);
    for (const button of this.turns) button.hidden = one.of < 2;
    this.figure.show(one, table, `${which}${title}`, { across: 1 });
  }

  turn(by) {
    const { count } = this.source.stage;
    this.tile = (this.tile + by + count) % count;
    this.refresh();
  }

  onKey(event) {
    if (hasModifier(event) || !(event.key in PAGES)) return;
    event.preventDefault();
    this.turn(PAGES[event.key]);
  }
}
