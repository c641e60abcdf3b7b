// Requests to the server about a training, for which no script runs.

// `access` is the address and the token of the training, which goes into a header: in an address it
// would be written down. With something `sent` it is a POST.
export function askTraining([address, token], path, sent) {
  const asked = sent === undefined ? {} : { method: "POST", body: JSON.stringify(sent) };
  return fetch(`${address}/${path}`, { ...asked, headers: { "Convoscope-Session": token } });
}
