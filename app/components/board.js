// The arithmetic of one output cell, as it is written on a board: texts only.

import { isPooling } from "./arithmetic.js";
import { written } from "./numbers.js";

// The terms of one channel, in the order of its window's columns: "7·1", "3·−1", …
export function termTexts(terms, style) {
  return terms.map(({ value, weight }) =>
    weight === null ? written(value, style) : `${written(value, style)}·${written(weight, style)}`,
  );
}

// What stands before, between and after the terms: max(3, 4, 5), (3 + 4 + 5)/4, 7·1 + 4·1.
export function punctuation({ operation }, count) {
  if (operation === "max") return { open: "max(", between: ", ", close: ")" };
  if (operation === "average") return { open: "(", between: " + ", close: `)/${count}` };
  return { open: "", between: " + ", close: "" };
}

export function channelText(problem, part, style) {
  if (part.terms.length === 0) return "0";
  const { open, between, close } = punctuation(problem, part.terms.length);
  return `${open}${termTexts(part.terms, style).join(between)}${close}`;
}

// "308 + (−498) + 164 + 1": the channels and the bias; null where the terms already are the sum.
export function totalText({ operation }, { parts, bias }, style) {
  if (isPooling({ operation }) || (parts.length === 1 && bias === null)) return null;
  const numbers = parts.map((part) => part.sum).concat(bias === null ? [] : [bias]);
  return numbers.map((number, i) => bracketed(written(number, style), i > 0)).join(" + ");
}

function bracketed(text, needed) {
  return needed && text.startsWith("−") ? `(${text})` : text;
}

// The whole of it in one line, for a screen reader.
export function sentence(problem, worked, style, hidden = false) {
  const value = hidden ? "?" : written(worked.value, style);
  const total = totalText(problem, worked, style);
  if (total === null) return `${channelText(problem, worked.parts[0], style)} = ${value}`;
  const channels = worked.parts.map((part) => {
    const sum = hidden ? "?" : written(part.sum, style);
    return `channel ${part.channel}: ${channelText(problem, part, style)} = ${sum}`;
  });
  return `${channels.join("; ")}; together ${hidden ? "?" : `${total} = ${value}`}`;
}
