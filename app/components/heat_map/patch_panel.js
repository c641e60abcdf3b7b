// The picture with a patch over it that is dragged, by pointer or arrow keys, from position to position.

import { pixelUnder } from "../shared/marked_canvas.js";
import { shape } from "../shared/svg.js";
import { patchAt, positionOver } from "./map_cells.js";
import { MapPanel, setAll } from "./map_panel.js";

export class PatchPanel extends MapPanel {
  // `occlusion`: size, patch, stride, rows, columns.
  drawPatch(shown, frame, occlusion) {
    this.occlusion = occlusion;
    this.draw({ ...shown, rows: occlusion.rows, columns: occlusion.columns }, frame);
    this.svg.classList.add("dragged");
    this.cover = shape("rect", { class: "patch", fill: "#808080" });
    this.marks[0].before(this.cover);
  }

  place(cell) {
    this.cell = cell;
    this.markPixels(patchAt(cell, this.occlusion));
    setAll(this.cover, Object.fromEntries(["x", "y", "width", "height"].map((name) => [name, this.marks[1].getAttribute(name)])));
  }

  // A press takes the patch there, and a mouse or a finger that is held takes it along.
  onPointer(event) {
    if (event.type === "pointerdown") this.svg.setPointerCapture(event.pointerId);
    else if (event.buttons === 0) return;
    const [height, width] = this.occlusion.size;
    this.point(positionOver(pixelUnder(event, this.svg.getBoundingClientRect(), { height, width }), this.occlusion), this);
  }
}
