// A request can be lost: where no answer comes, it is sent again, and given up after a while, so
// that nothing hangs.

const TIMEOUT = 3000; // ms
const TRIES = 3;

export const afterTimeout = (act) => setTimeout(act, TIMEOUT);

// `pending` tells whether the answer is still to come.
export function retry(send, pending, giveUp, later) {
  let tries = 0;
  const attempt = () => {
    if (tries > 0 && !pending()) return;
    if (tries === TRIES) {
      giveUp();
      return;
    }
    tries += 1;
    send();
    later(attempt);
  };
  attempt();
}
