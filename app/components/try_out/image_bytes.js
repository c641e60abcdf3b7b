// The pixels of a picture as the server takes them: red, green and blue, in base64.

export function base64OfPixels(rgba) {
  let text = "";
  for (let i = 0; i < rgba.length; i += 4) text += String.fromCharCode(rgba[i], rgba[i + 1], rgba[i + 2]);
  return btoa(text);
}

// The largest square in the middle of a picture, as RGBA of side×side.
export function middleSquare(picture, side) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [side, side];
  const context = canvas.getContext("2d");
  const from = Math.min(picture.width, picture.height);
  context.fillStyle = "#fff"; // behind what is transparent
  context.fillRect(0, 0, side, side);
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, (picture.width - from) / 2, (picture.height - from) / 2, from, from, 0, 0, side, side);
  return context.getImageData(0, 0, side, side).data;
}
