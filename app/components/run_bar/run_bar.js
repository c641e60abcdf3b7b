// A button and the progress of work that goes on for as long as this is on the page.

import { takeOnce, whenGone } from "../shared/handshake.js";
import { Work } from "./work.js";

export default function ({ data: [run, piece, done, total, status], parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".run-bar");
  root.requests ??= new Work((request) => root.send(request));
  root.send = (request) => setTriggerValue("asked", request);
  const work = root.requests;
  const button = root.querySelector("button");
  const write = () => {
    button.textContent = work.label;
  };
  button.onclick = () => {
    work.press();
    write();
  };
  takeOnce(root, `${run} ${piece}`, () => {
    Object.assign(root.querySelector("progress"), { max: total, value: done });
    root.querySelector("p").textContent = status;
  });
  work.take(run, piece, done, total);
  write();
  return () => whenGone(root, () => work.giveUp());
}
