// The volumes of a network, one after the other: each drawn, with its size and its name.

import { element } from "./dom.js";
import { shape } from "./svg.js";
import { extentOf, tintsOf, volumeShape } from "./volume_shape.js";

const MANY = 14; // volumes, which are drawn smaller, so that a network fits in two rows

// `volumes`: [[width, height, depth], name]; the first may be a colour picture.
export function volumeItems(volumes, scale = volumes.length > MANY ? 0.5 : 0.75) {
  const most = Math.max(...volumes.map(([[width, height]]) => Math.max(width, height)));
  return volumes.map(([volume, name], i) => {
    const { width, height } = extentOf(volume, most);
    const svg = shape("svg", {
      viewBox: `-1 -1 ${width + 2} ${height + 2}`, width: (width + 2) * scale, height: (height + 2) * scale, "aria-hidden": "true",
    });
    svg.append(volumeShape(volume, most, 0, height, i === 0 ? tintsOf(volume) : []));
    const item = element("li");
    item.append(svg, element("b", volume.join("×")), element("span", name));
    return item;
  });
}
