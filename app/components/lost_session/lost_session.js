// The server forgets a session whose page was away for longer than a minute, and all of them when
// it is started anew. The page stays in the browser, and what it says about the learner's own files
// would be wrong without a word.

import { lostText } from "./lost_text.js";

export default function ({ data: [session, files], parentElement }) {
  const root = parentElement.querySelector(".lost-session");
  if (root.session !== undefined && root.session !== session) {
    root.querySelector("p").textContent = lostText(root.files.filter((name) => !files.includes(name)));
    root.hidden = false;
  }
  Object.assign(root, { session, files });
  root.querySelector("button").onclick = () => {
    root.hidden = true;
  };
}
