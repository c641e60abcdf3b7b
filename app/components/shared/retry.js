// A request can be lost: where no answer comes, it is sent again. While the server says nothing at
// all it is away, and it is asked until it is back; where it has something else to show than what
// was asked for, that is given up after a while, so that nothing hangs.

const TIMEOUT = 3000; // ms
const TRIES = 3;

export const afterTimeout = (act) => setTimeout(act, TIMEOUT);

// `pending` tells whether the answer is still to come, `heard` how often the server has sent
// anything since the page was opened.
export function retry(send, pending, heard, giveUp, later) {
  let tries = 0;
  let before;
  const attempt = () => {
    if (before !== undefined && !pending()) return;
    if (before !== heard()) tries += 1;
    if (tries > TRIES) {
      giveUp();
      return;
    }
    before = heard();
    send();
    later(attempt);
  };
  attempt();
}
