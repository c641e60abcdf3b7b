// What is said about a session that is gone, with the files that went with it.

const PAGE = "The page shows what its address says: please check your last change.";

export function lostText(files) {
  const what = "The connection to the server was lost for a while";
  if (files.length === 0) return `${what}. ${PAGE}`;
  const [last, ...before] = [...files].reverse();
  const all = before.length ? `${before.reverse().join(", ")} and ${last}` : last;
  return `${what}, and ${all} went with it: please choose ${files.length > 1 ? "them" : "it"} again. ${PAGE}`;
}
