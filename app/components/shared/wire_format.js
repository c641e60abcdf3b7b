// The bytes that the server sends for one run of the pipeline:
// uint32 (little-endian) length of the header, the header as UTF-8 JSON, then the pixels.

export function unpack(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 4 + view.getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, start)));
  for (const stage of header.stages) {
    stage.pixels = bytes.subarray(start + stage.offset, start + stage.offset + stage.length);
  }
  return header;
}

export function bytesOfBase64(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

// Rejects where the server has no such bytes, or is away.
export async function bytesFrom(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}
