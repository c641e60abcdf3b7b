// What Streamlit reads from a query for itself, and no page of ours: how the app is embedded.
const OF_STREAMLIT = ["embed", "embed_options"];

// A page's query with the settings of `query`. It stays as it is, letter by letter, where it has
// them; and positions, whose parameters `names` are, do not count.
export function withSettings(search, query, names) {
  const settings = (text, left) => JSON.stringify([...new URLSearchParams(text)].filter(([name]) => !left.includes(name)).sort());
  const left = [...names, ...OF_STREAMLIT];
  if (settings(search, left) === settings(query, left)) return search;
  const kept = search.replace("?", "").split("&").filter((part) => OF_STREAMLIT.includes(part.split("=")[0]));
  return asSearch([...kept, ...(query ? [query] : [])]);
}

// A page's query with the positions of its components; the rest of it stays as it is, letter by letter.

// `names` are all parameters that say a position, `told` those that are not where they are of
// themselves, {name: text}.
export function withPositions(search, names, told) {
  const rest = search.replace("?", "").split("&").filter((part) => part && !names.includes(part.split("=")[0]));
  const more = names.filter((name) => told[name]).map((name) => `${name}=${encodeURIComponent(told[name])}`);
  return asSearch([...rest, ...more]);
}

function asSearch(parts) {
  return parts.length > 0 ? `?${parts.join("&")}` : "";
}
