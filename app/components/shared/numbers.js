// Numbers as they are written on a board.

export const MINUS = "−";
const LARGEST_DENOMINATOR = 999;
const LARGEST_WRITTEN = 1e12; // with decimals

// `style`: "decimal" (at most three places), "fraction" where a short one says it, or "integer".
export function formatNumber(value, style = "decimal") {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "not a number" : value > 0 ? "∞" : `${MINUS}∞`;
  const short = style === "fraction" ? fractionText(value) : null;
  return signed(short ?? decimalText(value, style === "integer" ? 0 : 3));
}

function signed(text) {
  return text === "-0" ? "0" : text.replaceAll("-", MINUS);
}

function decimalText(value, places) {
  const size = Math.abs(value);
  if (Number.isSafeInteger(value)) return String(value);
  if (size >= LARGEST_WRITTEN) return value.toExponential(2);
  if (places > 0 && size > 0 && size < 0.0005) return value.toPrecision(1);
  return String(Number(value.toFixed(places)));
}

// How an equation of these numbers is written: "≈" where one of them is rounded.
export function relation(values, style) {
  return relationOf(values.map((value) => [value, formatNumber(value, style)]));
}

// The same of numbers with the texts that stand for them.
export function relationOf(pairs) {
  return pairs.every(([value, text]) => isExact(value, text)) ? "=" : "≈";
}

function isExact(value, text) {
  return !Number.isFinite(value) || Math.abs(parseNumber(text) - value) <= 1e-9 * Math.abs(value);
}

// For a small cell: at most `most` characters, as many decimals as these leave room for.
export function cellText(value, most = 5) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "…" : value > 0 ? "∞" : `${MINUS}∞`;
  // With more places than these a text could only fit by its zeros at the end, which say nothing.
  const before = Math.max(1, Math.floor(Math.log10(Math.abs(value))) + 1) + Number(value < 0);
  for (let places = Math.min(3, Math.max(0, most - before - 1)); places >= 0; places -= 1) {
    const text = String(Number(value.toFixed(places)));
    const vanished = value !== 0 && Number(text) === 0;
    if (text.length <= most && !vanished) return signed(text);
  }
  return signed(value.toExponential(0).replace("e+", "e"));
}

// All the digits that a float32 tells.
export function precise(value) {
  if (!Number.isFinite(value)) return formatNumber(value);
  return signed(String(Number(value.toPrecision(7))));
}

function fractionText(value) {
  const [above, below] = fraction(value);
  if (Math.abs(above / below - value) > 1e-9 * Math.max(1, Math.abs(value))) return null;
  return below === 1 ? String(above) : `${above}/${below}`;
}

// The closest fraction with a small denominator, by continued fractions.
export function fraction(value) {
  let [before, now] = [[0, 1], [1, 0]];
  let rest = value;
  for (let step = 0; step < 20; step += 1) {
    const whole = Math.floor(rest);
    const next = [whole * now[0] + before[0], whole * now[1] + before[1]];
    if (next[1] > LARGEST_DENOMINATOR) break;
    [before, now] = [now, next];
    if (Math.abs(now[0] / now[1] - value) < 1e-12 || rest === whole) break;
    rest = 1 / (rest - whole);
  }
  return now;
}

// The number that a learner typed (3, −0.5, 1,5, 1/9, 2/1e1 or ½), or null: as app/cells.py reads it,
// except that no limit holds here.
export function parseNumber(text) {
  const plain = plainText(text);
  if (isAmbiguous(plain)) return null;
  const vulgar = VULGAR.exec(plain);
  const spelled = vulgar ? vulgar[1] + vulgar[2].normalize("NFKD").replace("\u2044", "/") : plain.replaceAll(",", ".");
  const form = NUMBER.exec(spelled);
  if (!form) return null;
  const [above, below] = [Number(form[1]), Number(form[2] ?? 1)];
  const number = above / below;
  return Number.isFinite(number) && Number.isFinite(below) ? number : null;
}

const PART = String.raw`([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?)`;
const NUMBER = new RegExp(`^${PART}(?:/${PART})?$`, "i");
const VULGAR = /^([+-]?)([\u00bc-\u00be\u2150-\u215e\u2189])$/; // ¼ ½ ¾ ⅓ …
const GROUPED = /^[+-]?[1-9][0-9]{0,2},[0-9]{3}$/; // of decimals, or of thousands
const SPACE = String.raw`[ \t\r\n\u00a0\u2009\u202f]*`;

// One kind of minus, and no spaces at the ends and around a fraction's bar.
function plainText(text) {
  return text.replaceAll(MINUS, "-").replace(new RegExp(`^${SPACE}|${SPACE}$|${SPACE}(/)${SPACE}`, "g"), "$1");
}

function isAmbiguous(plain) {
  return plain.split("/").some((part) => GROUPED.test(part));
}

// Why a text is no answer, in one plain sentence.
export function notANumber(text) {
  const plain = plainText(text);
  if (!isAmbiguous(plain)) return "Write a number: 3, -0.5 or 1/9.";
  return `“${text.trim()}” is ambiguous; write ${plain.replaceAll(",", "")} or ${plain.replaceAll(",", ".")}.`;
}

// Whether an answer is the value, to six places or as it is displayed.
export function isCorrect(text, value, style = "decimal") {
  const number = parseNumber(text);
  if (number === null) return false;
  if (Math.abs(number - value) <= Math.min(1e-6, 1e-3 * Math.abs(value))) return true;
  return [style, "decimal"].some((one) => number === parseNumber(formatNumber(value, one)));
}

// A negative number in a sum or a product: "(−3)".
export function bracketed(text, needed = true) {
  return needed && text.startsWith(MINUS) ? `(${text})` : text;
}

// A product of a sum: "−3·2" where the sum begins, "(−3)·2" after a sign.
export function timesText(first, second, isAdded = true) {
  return `${bracketed(first, isAdded)}·${bracketed(second)}`;
}
