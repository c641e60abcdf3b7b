// A page's query with the positions of its components; the rest of it stays as it is, letter by letter.

// `names` are all parameters that say a position, `told` those that are not where they are of
// themselves, {name: text}.
export function withPositions(search, names, told) {
  const rest = search.replace("?", "").split("&").filter((part) => part && !names.includes(part.split("=")[0]));
  const more = names.filter((name) => told[name]).map((name) => `${name}=${encodeURIComponent(told[name])}`);
  const parts = [...rest, ...more];
  return parts.length > 0 ? `?${parts.join("&")}` : "";
}
