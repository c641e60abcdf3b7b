// Moving about in a matrix of texts, and filling it from a spreadsheet's clipboard.

import { ARROWS } from "../shared/keys.js";

// A spreadsheet's block has tabs (or semicolons), between which a comma is a decimal one and a cell
// may be empty; a block from elsewhere has commas or spaces.
function cellsOf(line, tabular) {
  return tabular ? line.split(/\s*[\t;]/) : line.trim().split(/,\s*|\s+/);
}

// `text` is a block of cells; it lands with its corner on (row, column). What lies beyond `most` rows
// or columns is left out, and told in `cut`: a sentence, or "".
export function pasted(texts, row, column, text, most) {
  const block = text
    .replace(/[\r\n]+$/, "")
    .split(/\r?\n/)
    .map((line) => cellsOf(line, /[\t;]/.test(text)).map((cell) => cell.trim() || "0"));
  if (block.length === 1 && block[0].length === 1) return null;
  const widest = Math.max(...block.map((line) => line.length));
  const [wanted, wide] = [Math.max(texts.length, row + block.length), Math.max(texts[0].length, column + widest)];
  const grown = Array.from({ length: Math.min(most, wanted) }, (_, i) =>
    Array.from({ length: Math.min(most, wide) }, (__, j) => block[i - row]?.[j - column] ?? texts[i]?.[j] ?? "0"),
  );
  return { texts: grown, cut: Math.max(wanted, wide) > most ? cutText(block.length, widest, most) : "" };
}

function cutText(rows, columns, most) {
  return `You pasted ${rows} × ${columns} numbers; rows and columns beyond the first ${most} were ignored.`;
}

// The cell that a key leads to, or null where the key belongs to the text itself.
export function neighbour(key, row, column, rows, columns, caret) {
  const inText = (key === "ArrowLeft" && !caret.start) || (key === "ArrowRight" && !caret.end);
  const step = ARROWS[key === "Enter" ? "ArrowDown" : key];
  if (!step || inText) return null;
  const [i, j] = [row + step[0], column + step[1]];
  return i >= 0 && j >= 0 && i < rows && j < columns ? [i, j] : null;
}
