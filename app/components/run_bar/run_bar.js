// A button and the progress of work that goes on for as long as this is on the page.

import { takeOnce, whenGone } from "../shared/handshake.js";
import { Work } from "./work.js";

export default function ({ data: [run, piece, done, total, status, byStep, waits], parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".run-bar");
  root.requests ??= new Work((request) => root.send(request));
  root.send = (request) => setTriggerValue("asked", request);
  const work = root.requests;
  const [go, step, again] = ["go", "step", "again"].map((name) => root.querySelector(`.${name}`));
  const write = () => {
    go.textContent = work.label;
    step.disabled = again.disabled = work.isDone;
  };
  for (const [button, act] of [[go, "press"], [step, "step"], [again, "restart"]]) {
    button.onclick = () => {
      work[act]();
      write();
    };
  }
  for (const button of [step, again]) button.hidden = !byStep;
  takeOnce(root, `${run} ${piece}`, () => {
    Object.assign(root.querySelector("progress"), { max: total, value: done });
    root.querySelector("p").textContent = status;
  });
  work.take(run, piece, done, total, waits);
  write();
  return () => whenGone(root, () => work.giveUp());
}
